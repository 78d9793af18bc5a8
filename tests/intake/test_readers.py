"""Seven kinds of file, one form: the same record is the same triples, each with its place."""

import json

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.compare import isomorphic

from ramp.errors import DataSyntaxError, LimitError, MediaTypeError, RampError, TooLargeError
from ramp.intake.check import SUBMISSION_BASE, Checker
from ramp.intake.limits import Limits
from ramp.intake.readers import form_of, read
from tests.intake.conftest import Check, record

PLAIN = {
    "id": "https://example.org/my/p",
    "title": {"en": "Drill for the tests", "fr": "Exercice pour les tests"},
    "description": {"en": "Officials of all members rehearse once a year what they would do."},
    "practiceType": "training",
    "reportedBy": "ecowas",
    "carriedOutBy": ["ecowas"],
    "country": ["sn"],
    "startMonth": "2010-10",
    "claims": [
        {
            "id": "https://example.org/my/c",
            "recommendation": "111",
            "degree": "partly",
            "basis": "self-report",
            "claimant": "https://w3id.org/ramp/id/organization/ecowas",
            "evidence": {
                "id": "https://example.org/my/e",
                "direction": "supports",
                "evidenceKind": "report",
                "source": "https://example.org/drill",
            },
        }
    ],
}


def graph(checker: Checker, data: bytes, ending: str) -> Graph:
    submission = read(data, form_of("", f"x{ending}"), SUBMISSION_BASE, checker.knowledge, Limits())
    found = Graph()
    for triple in submission.triples:
        found.add(triple)
    assert submission.findings == []
    return found


def converted(form: ox.RdfFormat) -> bytes:
    triples = (quad.triple for quad in ox.parse(record(), format=ox.RdfFormat.TURTLE))
    return ox.serialize(triples, format=form)


def test_every_format_gives_the_same_triples(checker: Checker) -> None:
    expected = graph(checker, record().encode(), ".ttl")
    bodies = {
        ".nt": converted(ox.RdfFormat.N_TRIPLES),
        ".rdf": converted(ox.RdfFormat.RDF_XML),
        ".jsonld": converted(ox.RdfFormat.JSON_LD),
        ".json": json.dumps(PLAIN).encode(),
    }
    for ending, body in bodies.items():
        assert isomorphic(graph(checker, body, ending), expected), ending


def test_json_is_placed_by_pointer(check: Check) -> None:
    bad = json.loads(json.dumps(PLAIN))
    bad["claims"][0]["degree"] = "party"
    bad["country"] = ["sn", "xx"]
    bad["practiceTypes"] = "training"
    bad["start"] = "5 October"
    report = check(json.dumps([PLAIN, bad]), ".json")
    places = {(finding.kind, finding.position.pointer) for finding in report.findings}
    assert ("vocabulary", "/1/claims/0/degree") in places
    assert ("class", "/1/country/1") in places
    assert ("known-key", "/1/practiceTypes") in places
    assert ("value-form", "/1/start") in places
    suggestion = next(finding.suggestion for finding in report.findings if finding.kind == "known-key")
    assert suggestion == "practiceType"


def test_json_ld_by_the_bundled_context_is_placed_too(check: Check) -> None:
    typed = {"@context": "https://w3id.org/ramp/context.jsonld", "type": "Practice", **PLAIN, "practiceType": "x"}
    typed["claims"][0]["type"] = "ResponseClaim"
    report = check(json.dumps(typed), ".jsonld")
    assert ("vocabulary", "/practiceType") in {(f.kind, f.position.pointer) for f in report.findings}


def test_rdf_xml_is_placed_by_line(check: Check) -> None:
    lines = converted(ox.RdfFormat.RDF_XML).decode().replace("ecowas", "ecowass").split("\n")
    report = check("\n".join(lines), ".rdf")
    assert {lines[(finding.position.line or 0) - 1].count("ecowass") for finding in report.findings
            if finding.kind == "class"} == {1}  # fmt: skip


@pytest.mark.parametrize(
    ("data", "ending", "error", "line"),
    [
        ("<a:a> <a:b>\n <a:c", ".ttl", DataSyntaxError, 2),
        ("<a:a> <a:b> <a:c> .\nx", ".nt", DataSyntaxError, 2),
        ("{\n  'a': 1}", ".json", DataSyntaxError, 2),
        ('{"a": 1, "a": 2}', ".json", DataSyntaxError, None),
        ('{"a": NaN}', ".json", DataSyntaxError, None),
        ("7", ".json", DataSyntaxError, None),
        ("<x>\n<y></x>", ".rdf", DataSyntaxError, 2),
        (b"\xff\xfe", ".ttl", DataSyntaxError, 1),
        (b"no workbook", ".xlsx", DataSyntaxError, None),
        ("a,b\n1,2\n", ".csv", DataSyntaxError, None),
        ('Title (English),Start\n"x,2010\n', ".csv", DataSyntaxError, None),
        (b"\0", ".csv", DataSyntaxError, None),
        ("<a:a> <a:b> <<( <a:a> <a:b> <a:c> )>> .", ".ttl", DataSyntaxError, None),
    ],
)
def test_what_cannot_be_read_is_one_clear_error(check: Check, data, ending, error, line) -> None:
    with pytest.raises(error) as caught:
        check(data, ending)
    assert caught.value.remedy
    if line:
        assert caught.value.extra["line"] == line


def test_graphs_may_not_be_named(check: Check) -> None:
    for name in ("x.nq", "x.trig"):
        with pytest.raises(MediaTypeError, match="name graphs"):
            form_of("", name)
    with pytest.raises(MediaTypeError, match="name graphs"):
        form_of("application/n-quads")
    with pytest.raises(DataSyntaxError, match="names a graph"):
        check('{"@id": "https://w3id.org/ramp/graph/x", "@graph": [{"@id": "a:b", "c:d": 1}]}', ".jsonld")


def test_kinds_of_file_by_media_type_then_by_ending() -> None:
    assert form_of("text/turtle; charset=utf-8", "x.xlsx").name == "turtle"
    assert form_of("application/octet-stream", "X.XLSX").name == "xlsx"
    with pytest.raises(MediaTypeError) as caught:
        form_of("image/png", "x.png")
    assert "text/turtle" in caught.value.extra["available"]


@pytest.mark.parametrize(
    ("data", "ending", "limits", "error"),
    [
        ("x" * 100, ".ttl", Limits(bytes=99), TooLargeError),
        ("<a:a> <a:b> 1, 2, 3 .", ".ttl", Limits(triples=2), LimitError),
        ("[] <a:b> [], [] .", ".ttl", Limits(blank_nodes=2), LimitError),
        ("<a:a> <a:b> 'xxxx' .", ".ttl", Limits(literal=3), LimitError),
        ("<a:a> <a:b> [ <a:b> [ <a:b> 1 ] ] .", ".ttl", Limits(depth=1), LimitError),
        ('{"a": {"b": {"c": {}}}}', ".json", Limits(depth=2), LimitError),
        ("Title (English),Start\na,2010\nb,2010\n", ".csv", Limits(rows=1), LimitError),
        (f"Title (English),Start{',x' * 9}\n", ".csv", Limits(columns=9), LimitError),
    ],
)
def test_limits_are_kept_before_anything_else(check: Check, data, ending, limits, error) -> None:
    with pytest.raises(error) as caught:
        check(data, ending, limits)
    assert "limit" in caught.value.extra
    assert caught.value.remedy


def outcome(check: Check, data: str | bytes, ending: str) -> str | int:
    """How the check ends: with a report, or with an error that is the sender's."""
    try:
        return check(data, ending).outcome
    except RampError as error:
        return error.status if error.status in (400, 413, 415, 422) else ""


@given(st.binary(max_size=300), st.sampled_from([".ttl", ".nt", ".jsonld", ".rdf", ".json", ".csv", ".xlsx"]))
def test_no_bytes_bring_forth_anything_but_a_report_or_a_reason(check: Check, data: bytes, ending: str) -> None:
    assert outcome(check, data, ending) != "valid"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*PLAIN, "type", "@id", "@type", "@value", "@graph", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON, st.sampled_from([".json", ".jsonld"]))
def test_no_json_brings_forth_anything_but_a_report_or_a_reason(check: Check, value, ending: str) -> None:
    assert outcome(check, json.dumps(value), ending)
