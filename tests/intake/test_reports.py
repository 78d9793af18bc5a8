"""The forms of a report: each complete, well formed, and harmless to whoever opens it."""

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pyoxigraph as ox
import pytest
from jsonschema import Draft202012Validator
from rdflib import RDF, SH, Graph, Literal

from ramp.intake.render import REPORT_FORMS
from ramp.intake.report import CheckReport
from tests.intake.conftest import Check, record

HOSTILE = "\"=cmd|' /c calc'!A1 <script>alert(1)</script> \\u202E\"@en"


@pytest.fixture(scope="module")
def reports(check: Check) -> list[CheckReport]:
    bad = {"skos:prefLabel": HOSTILE, "ramp:practiceType": "<https://example.org/x>", "ramp:reportedBy": None}
    return [check(record(bad, {"ramp:degree": None})), check(record()), check("")]


def written(reports: list[CheckReport], name: str, lang: str = "en") -> str:
    return next(form for form in REPORT_FORMS if form.name == name).write(reports, lang)


def test_json_keeps_to_its_published_schema(reports, repository) -> None:
    schema = json.loads((repository.ontology / "check-report.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    for given in (reports, reports[:1]):
        body = json.loads(written(given, "json"))
        Draft202012Validator(schema).validate(body)
    assert [report["outcome"] for report in json.loads(written(reports, "json"))["reports"]] == [
        "invalid", "valid", "nothing-checked",
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "form"), [("turtle", ox.RdfFormat.TURTLE), ("jsonld", ox.RdfFormat.JSON_LD)])
def test_rdf_is_a_standard_validation_report(reports, name: str, form: ox.RdfFormat) -> None:
    triples = ox.parse(written(reports, name), format=form)
    graph = Graph().parse(
        data=ox.serialize((quad.triple for quad in triples), format=ox.RdfFormat.TURTLE), format="turtle"
    )
    nodes = list(graph.subjects(RDF.type, SH.ValidationReport))
    assert len(nodes) == 3
    conforms = sorted(str(graph.value(node, SH.conforms)) for node in nodes)
    assert conforms == ["false", "false", "true"]
    results = list(graph.subjects(RDF.type, SH.ValidationResult))
    assert len(results) == sum(len(report.findings) for report in reports)
    for result in results:
        for predicate in (SH.focusNode, SH.resultSeverity, SH.sourceShape, SH.sourceConstraintComponent):
            assert len(list(graph.objects(result, predicate))) == 1, predicate
        messages = {text.language for text in graph.objects(result, SH.resultMessage) if isinstance(text, Literal)}
        assert messages == {"en", "fr"}


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_csv_opens_in_a_spreadsheet_and_runs_nothing(reports, lang: str) -> None:
    text = written(reports, "csv", lang)
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert rows[0][1] == ("Gravité" if lang == "fr" else "Severity")
    assert len(rows) == 1 + sum(len(report.findings) for report in reports)
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_html_escapes_everything_and_speaks_the_language(reports, lang: str) -> None:
    text = written(reports, "html", lang)
    assert f'<html lang="{lang}">' in text
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert ("Nœuds vérifiés" in text) == (lang == "fr")


SARIF: dict[str, Any] = {
    "type": "object", "required": ["version", "runs"],
    "properties": {
        "$schema": {"format": "uri"}, "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": {"$ref": "#/$defs/run"}},
    },
    "additionalProperties": False,
    "$defs": {
        "run": {
            "type": "object", "required": ["tool"],
            "properties": {
                "tool": {
                    "required": ["driver"], "additionalProperties": False,
                    "properties": {"driver": {
                        "required": ["name"], "additionalProperties": False,
                        "properties": {
                            "name": {"type": "string"}, "version": {"type": "string"},
                            "informationUri": {"type": "string", "format": "uri"},
                            "rules": {"type": "array", "uniqueItems": True, "items": {
                                "required": ["id"], "additionalProperties": False,
                                "properties": {
                                    "id": {"type": "string"}, "helpUri": {"type": "string", "format": "uri"},
                                },
                            }},
                        },
                    }},
                },
                "language": {"type": "string", "pattern": "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"},
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
            },
            "additionalProperties": False,
        },
        "result": {
            "type": "object", "required": ["message"],
            "properties": {
                "ruleId": {"type": "string"}, "ruleIndex": {"type": "integer", "minimum": -1},
                "level": {"enum": ["none", "note", "warning", "error"]},
                "message": {"required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}},
                            "additionalProperties": False},
                "locations": {"type": "array", "items": {
                    "properties": {
                        "physicalLocation": {
                            "properties": {
                                "artifactLocation": {"properties": {"uri": {
                                    "type": "string",
                                    "pattern": "^([A-Za-z][A-Za-z0-9+.-]*:)?[A-Za-z0-9%._~/@!$&'()*+,;=-]+$",
                                }}, "additionalProperties": False},
                                "region": {
                                    "properties": {"startLine": {"type": "integer", "minimum": 1},
                                                   "startColumn": {"type": "integer", "minimum": 1}},
                                    "additionalProperties": False,
                                },
                            },
                            "anyOf": [{"required": ["artifactLocation"]}, {"required": ["address"]}],
                            "additionalProperties": False,
                        },
                        "logicalLocations": {"type": "array", "uniqueItems": True, "items": {
                            "properties": {"fullyQualifiedName": {"type": "string"}}, "additionalProperties": False,
                        }},
                    },
                    "additionalProperties": False,
                }},
                "properties": {"type": "object"},
            },
            "additionalProperties": False,
        },
    },
}  # fmt: skip
"""What https://docs.oasis-open.org/sarif/sarif/v2.1.0/ asks of the objects that a report uses."""


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(
    ("source", "uri"),
    [
        ("x.ttl", "x.ttl"),
        ("", "submission"),
        ("mes fiches/été 1:2.xlsx", "mes%20fiches/%C3%A9t%C3%A9%201%3A2.xlsx"),
        ("/data/a b.ttl", "file:///data/a%20b.ttl"),
    ],
)
def test_sarif_keeps_to_its_standard_whatever_the_file_is_called(reports, lang: str, source: str, uri: str) -> None:
    body = json.loads(written([replace(report, source=source) for report in reports], "sarif", lang))
    Draft202012Validator(SARIF, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(body)
    places = [result["locations"][0]["physicalLocation"] for result in body["runs"][0]["results"]]
    assert {place["artifactLocation"]["uri"] for place in places} == {uri}


def test_sarif_has_a_rule_and_a_place_for_each_result(reports) -> None:
    body = json.loads(written(reports, "sarif"))
    assert body["version"] == "2.1.0"
    run = body["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == sum(len(report.findings) for report in reports)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["locations"][0]["physicalLocation"]["region"]["startLine"] >= 1
        assert result["message"]["text"]
