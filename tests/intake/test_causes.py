"""Why a compound rule is not met, one by one: in every form of the report, in both languages."""

import csv
import io
import json
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, SH, BNode, Graph

from ramp.graph.folders import KnowledgeFolders
from ramp.graph.reading import read_files
from ramp.intake.check import Checker
from ramp.intake.knowledge import Knowledge
from ramp.intake.readers import form_of
from ramp.intake.render import REPORT_FORMS
from ramp.intake.report import CheckReport
from tests.intake.conftest import Check, record

GERMAN = {"dcterms:description": '"Einmal im Jahr üben Beamte aller Mitglieder, was sie tun würden."@de'}
SAID = {
    "en": "“Einmal im Jahr üben Beamte aller Mitglieder, was sie tun würden.”@de is not a text with the language tag "
          "en or fr.",
    "fr": "« Einmal im Jahr üben Beamte aller Mitglieder, was sie tun würden. »@de n'est pas un texte muni de "
          "l'étiquette de langue en ou fr.",
}  # fmt: skip
RULE = """
  sh:or (
    [ sh:nodeKind sh:IRI ]
    [ sh:node [ sh:datatype xsd:language ; sh:in ( "en"^^xsd:language "fr"^^xsd:language ) ] ]
    [ sh:maxLength 2 ; sh:message "A code of two letters."@en , "Un code de deux lettres."@fr ]
    [ sh:path ramp:partner ; sh:minCount 1 ]
  ) ;
  sh:severity sh:Violation ;
"""


def written(report: CheckReport, name: str, lang: str) -> str:
    return next(form for form in REPORT_FORMS if form.name == name).write([report], lang)


@pytest.fixture(scope="module")
def german(check: Check) -> CheckReport:
    """The report on a record whose one description is in neither language."""
    return check(record(GERMAN))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_form_of_the_report_says_the_cause(german: CheckReport, lang: str) -> None:
    assert SAID[lang] in written(german, "html", lang).replace("\u00a0", " ").replace("&#39;", "'")
    rows = list(csv.reader(io.StringIO(written(german, "csv", lang).replace("\u00a0", " "), newline="")))
    assert [row[-1] for row in rows].count(SAID[lang]) == 1
    results = json.loads(written(german, "sarif", lang))["runs"][0]["results"]
    assert any(SAID[lang] in result["message"]["text"].replace("\u00a0", " ") for result in results)
    (finding,) = (each for each in json.loads(written(german, "json", lang))["findings"] if each["causes"])
    (cause,) = finding["causes"]
    assert (cause["message"][lang], cause["component"]) == (SAID[lang], str(SH.LanguageInConstraintComponent))
    assert finding["message"]["en"] == "Missing: description."


@pytest.mark.parametrize(("name", "form"), [("turtle", ox.RdfFormat.TURTLE), ("jsonld", ox.RdfFormat.JSON_LD)])
def test_rdf_reports_nest_the_cause_as_detail(german: CheckReport, name: str, form: ox.RdfFormat) -> None:
    triples = (quad.triple for quad in ox.parse(written(german, name, "en"), format=form))
    graph = Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.TURTLE), format="turtle")
    ((result, detail),) = graph.subject_objects(SH.detail)
    assert (None, SH.result, result) in graph
    assert (None, SH.result, detail) not in graph
    assert graph.value(detail, RDF.type) == SH.ValidationResult
    assert graph.value(detail, SH.sourceConstraintComponent) == SH.LanguageInConstraintComponent
    assert isinstance(graph.value(detail, SH.sourceShape), BNode)
    assert graph.value(detail, SH.resultSeverity) == SH.Violation
    for predicate in (SH.focusNode, SH.resultSeverity, SH.sourceShape, SH.sourceConstraintComponent):
        assert len(list(graph.objects(detail, predicate))) == 1
    assert {str(text) for text in graph.objects(detail, SH.resultMessage)} == set(SAID.values())


def test_each_alternative_of_a_compound_rule_tells_why_it_is_not_met(
    repository: KnowledgeFolders, tmp_path: Path
) -> None:
    shutil.copytree(repository.ontology, tmp_path / "ontology")
    shutil.copytree(repository.shapes, tmp_path / "shapes")
    (tmp_path / "data").mkdir()
    file = tmp_path / "shapes" / "ranges.ttl"
    before, name, after = file.read_text().partition("\nrs:dctermsLanguage-language\n")
    kept, path, rest = after.partition("  sh:path dcterms:language ;\n")
    file.write_text(before + name + kept + path + RULE + "  rdfs:isDefinedBy" + rest.partition("rdfs:isDefinedBy")[2])
    checker = Checker(Knowledge.load(KnowledgeFolders(tmp_path), read_files(repository)))
    text = record({"dcterms:language": '"english"'}).encode()
    report = checker.check(text, form_of("", "x.ttl"), source="x.ttl")
    (finding,) = (each for each in report.findings if each.severity == "violation")
    assert finding.message.en == "Language: “english” does not fit."
    assert {cause.message for cause in finding.causes} == {
        ("“english” is not an address or another IRI.", "« english » n'est pas une adresse ou un autre IRI."),
        ("“english” is not a language code.", "« english » n'est pas un code de langue."),
        ("“english” is not en or fr.", "« english » n'est pas en ou fr."),
        ("A code of two letters.", "Un code de deux lettres."),
        ("Missing: ramp:partner.", "Il manque : ramp:partner."),
    }
    assert all(cause.message.en in finding.params["causes"] for cause in finding.causes)


def test_a_rule_whose_sentence_says_it_all_has_no_causes(check: Check) -> None:
    bad = {
        "ramp:practiceType": "<https://example.org/x>",
        "ramp:reportedBy": "my:e",
        "schema:startDate": '"2010-13"^^xsd:gYearMonth',
        "ramp:titleOfficialIn": '"de"^^xsd:language',
        "dcterms:source": '"a book"',
    }
    report = check(record(bad))
    assert {"vocabulary", "class", "date", "in"} == {finding.kind for finding in report.findings}
    assert not any(finding.causes for finding in report.findings)
    said = {finding.message.en for finding in report.findings}
    assert "Language of an official title: “de” is not en, fr, es or ar." in said
    assert "Source: “a book” is not the address of a page or a part of a text of the graph." in said
    assert not any("does not fit" in text for text in said)
