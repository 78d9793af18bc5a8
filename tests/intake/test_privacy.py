"""The screen for personal data: finds what it must, leaves ordinary reports alone, never repeats what it found."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ramp.intake.privacy import masked, screen
from ramp.intake.render import REPORT_FORMS
from tests.intake.conftest import Check, record

NAMES = [
    "Amina Diallo",
    "Jean-Pierre Mbeki",
    "Maria del Carmen Ruiz",
    "Fatou N'Diaye",
    "Élodie Kouassi",
    "John A. Smith",
]
EMAILS = [
    "a.diallo@example.org",
    "info@sub.example.co.uk",
    "x_y+z@example.sn",
    "me (at) example.org",
    "me[at]example.org",
]
PHONES = ["+221 33 821 00 00", "00221338210000", "+44 20 7946 0958", "+1 (202) 555-0143", "tel. 033 821 00 00",
          "téléphone : 01 42 34 56 78", "WhatsApp 077 123 45 67", "phone no. 020 7946 0958"]  # fmt: skip
IDENTITIES = ["passport no. A1234567", "passeport n° 12AB34567", "carte d'identité 1234567890", "national ID 87654321",
              "identity card number CA-998877", "titre de séjour 9900112233", "travel document X7654321"]  # fmt: skip
BIRTHS = ["born on 3 May 1999", "née le 3 mai 1999", "date of birth: 03/05/1999", "DOB 1999-05-03", "né le 12.01.2001",
          "date de naissance : 3 février 2002", "born 12 January 2003"]  # fmt: skip
VICTIMS = [
    *(f"a girl named {name}" for name in NAMES),
    *(f"une victime nommée {name}" for name in NAMES),
    *(f"the victim {name} was returned" for name in NAMES),
    *(f"{name}, 14, was found" for name in NAMES),
    *(f"{name} (14 ans) a été retrouvée" for name in NAMES),
    "a girl aged 14 from the village", "une fille âgée de 14 ans", "a 14-year-old girl", "the victim, aged 17,",
    "une victime de 16 ans",
]  # fmt: skip
HARMLESS = [
    "Ministers of 26 States met in Abuja on 6 July 2006 and adopted a plan of action.",
    "Les ministres de 26 États se sont réunis à Abuja le 6 juillet 2006.",
    "The hotline answered 1,234 calls in 2010; 300 victims were referred, among them 120 children.",
    "Between 2005 and 2010 the number of victims identified rose from 12 000 to 21 000.",
    "Resolution A/RES/55/25 and report A/HRC/14/32 of 4 May 2010 name 32 recommendations.",
    "Victims of trafficking are entitled to assistance under the Palermo Protocol.",
    "Article 6 of the Convention protects women and children; children under 18 years of age are minors.",
    "Police officers aged between 25 and 40 were trained; the programme ran for 14 years.",
    "Le Protocole de Palerme protège les femmes et les enfants victimes de la traite.",
    "Women and children of the ECOWAS region; Save the Children took part; 2010-10-05.",
    "Budget: 1 500 000 euros; project number 2008/147-932.",
]


@pytest.mark.parametrize("kind", ["EMAILS", "PHONES", "IDENTITIES", "BIRTHS", "VICTIMS"])
@pytest.mark.parametrize("frame", ["{}", "The file said: {}. It was closed.", "Selon le rapport, {}, puis retour."])
def test_nearly_all_personal_data_is_found(kind: str, frame: str) -> None:
    seeds = globals()[kind]
    missed = [seed for seed in seeds if not list(screen(frame.format(seed)))]
    assert len(missed) <= 0.02 * len(seeds), missed


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_texts_are_left_alone(text: str) -> None:
    assert list(screen(text)) == []
    assert masked(text) == text


def test_few_texts_of_the_graph_are_asked_about(check: Check, repository) -> None:
    asked = [
        finding
        for file in sorted((repository.data / "practices").glob("*.ttl"))
        for finding in check(file.read_bytes(), own_base="https://w3id.org/ramp/id/").findings
        if finding.kind == "personal-data"
    ]
    assert len(asked) <= 3, asked


FIELDS = st.sampled_from(["dcterms:description", "ramp:outcome", "skos:prefLabel", "ramp:degree", "ramp:nonsense",
                          "schema:startDate", "ramp:reportedBy", "dcterms:spatial", "ramp:practiceType"])  # fmt: skip


@given(st.sampled_from([*EMAILS, *PHONES, *IDENTITIES, *BIRTHS]), FIELDS, st.sampled_from(["en", "fr"]))
def test_no_report_in_any_form_repeats_what_was_found(check: Check, secret: str, field: str, lang: str) -> None:
    report = check(record({field: f'"{secret}"@en'}))
    hits = [finding for finding in report.findings if finding.kind == "personal-data"]
    assert hits
    assert all(hit.position.line and hit.params["pattern"] and hit.value is None for hit in hits)
    for form in REPORT_FORMS:
        assert secret not in form.write([report], lang), form.name


def test_cells_that_are_not_understood_are_searched_too_and_not_repeated(check: Check) -> None:
    for secret, column in itertools.product(
        ("me@example.org", "+221 33 821 00 00"), ("Start", "Reported by", "Evidence: pages")
    ):
        report = check(f"Title (English),{column}\nDrill,{secret}\n", ".csv")
        assert "personal-data" in {finding.kind for finding in report.findings}
        for form in REPORT_FORMS:
            assert secret not in form.write([report], "en")
