"""The page of a recommendation holds what the questions about it say."""

import csv
import io
from dataclasses import replace

import pytest
from markupsafe import escape
from pyoxigraph import NamedNode, QuerySolutions, Store, Variable

from ramp.web.asking import page_questions
from ramp.web.coverage.claims import Claim, Evidence
from ramp.web.coverage.writing import Writer
from ramp.web.language import words
from ramp.web.node_page import Value

from ...conftest import Server


@pytest.mark.parametrize("name", ["111", "125", "g"])
def test_every_claim_and_its_evidence_are_there(matrix: Server, name: str) -> None:
    answer = matrix.client.get(
        "/queries/claims-of-recommendation", params={"format": "csv", "limit": "10000", "paragraph": name}
    )
    page = matrix.client.get(f"/en/id/recommendation/{name}").text
    bespoke = page[page.index('id="place"') : page.index('class="turn"')]
    for row in csv.DictReader(io.StringIO(answer.text)):
        if row["status"].rpartition("/")[2] in ("accepted", "in-review", "disputed"):
            assert row["subject"] in bespoke


def test_what_it_asks_for_and_where_it_stands(matrix: Server) -> None:
    page = matrix.client.get("/fr/id/recommendation/134").text
    for said in (
        "134.1",
        "Extradition",
        "A/HRC/14/32, paragraphe 134",
        "/fr/id/recommendation/133",
        "/fr/id/recommendation/135",
        "Mécanismes sans affirmation",
        "Poursuites et réponse judiciaire",
    ):
        assert said in page


def test_a_day_takes_claims_and_searches_away(matrix: Server) -> None:
    page = matrix.client.get("/en/id/recommendation/113", params={"asOf": "2012"}).text
    assert "No claim is recorded here." in page
    assert "searched, none found" in page
    assert "Looked for on the site." in page
    later = matrix.client.get("/en/id/recommendation/113").text
    assert "No claim is recorded here." not in later
    assert matrix.client.get("/en/id/recommendation/113", params={"asOf": "soon"}).status_code == 400


def test_nothing_that_was_submitted_runs(matrix: Server) -> None:
    page = matrix.client.get("/en/id/recommendation/125").text
    assert "alert(1)" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("address", ["/en/id/recommendation/135", "/en/matrix/igad/135"])
def test_evidence_stands_by_direction_and_name(matrix: Server, address: str) -> None:
    page = matrix.client.get(address).text
    places = [page.index(f'href="https://example.org/good/{number}"') for number in (2, 0, 1)]  # context, supports
    assert places == sorted(places)


def test_only_claims_are_taken_for_claims() -> None:
    store, about = Store(), NamedNode("https://w3id.org/ramp/id/recommendation/135")
    store.update("""
        PREFIX adms: <http://www.w3.org/ns/adms#>
        PREFIX dcterms: <http://purl.org/dc/terms/>
        PREFIX ramp: <https://w3id.org/ramp/ontology#>
        INSERT DATA {
          <urn:claim> a ramp:ResponseClaim .
          <urn:note> a ramp:Note .
        } ;
        INSERT { ?one ramp:claimRecommendation <https://w3id.org/ramp/id/recommendation/135> ;
          ramp:claimSubject <urn:s> ; adms:status <urn:accepted> ; dcterms:issued "2010-10-04" }
        WHERE { ?one a ?class }
    """)
    found = store.query(page_questions()["coverage-claims"].text, substitutions={Variable("paragraph"): about})
    assert isinstance(found, QuerySolutions)
    assert [row["claim"] for row in found] == [NamedNode("urn:claim")]


def test_a_claim_is_written_in_few_words_and_every_text_escaped() -> None:
    line = Evidence(
        line=None,
        direction=Value("supports"),
        against=False,
        kind=Value("a <report>"),
        source=Value("<b>", href="https://example.org/?a&b", outside=True),
        mirror=Value("page & copy"),
        accessed="2010-11-02",
    )
    claim = Claim(
        iri="urn:claim",
        href="/id/claim/a&b",
        subject=Value("<script>"),
        translated=True,
        mechanisms=frozenset(),
        measures=(),
        degree=Value("<i>"),
        basis=None,
        basis_iri=None,
        claimant=Value("'who'"),
        statuses=(),
        issued="2010-10-04",
        unverified=True,
        kind="open",
        evidence=(line,) * 3,
    )
    writer = Writer("fr", words("fr"), lambda text: f"[{text}]")
    html = str(writer.summary(claim, 2))
    for raw in ("<script>", "<b>", "<i>", "<report>", "a&b", "'"):
        assert raw not in html
    for said in ("&lt;script&gt;", "&lt;b&gt;", "[2010-10-04]", "[2010-11-02]", 'href="/fr/id/claim/a&amp;b"'):
        assert said in html
    assert html.count("<li>") == 2
    assert "page &amp; copy" in html
    assert str(writer.evidence([replace(line, against=True)])).count('class="sign disputed"') == 1
    bare = str(writer.summary(replace(claim, evidence=(), kind="with", claimant=None, href=None), 2))
    assert escape(words("fr")["coverage_evidence_none"]) in bare
    assert "<li>" not in bare
    assert "href" not in bare
