"""Shapes over a graph: what a result says, where it says the fault stands, and what counts as checked."""

import logging
import re
from datetime import date

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store, Triple, parse

from ramp.errors import KnowledgeError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.reading import read_files
from ramp.validation.report import Severity
from ramp.validation.running import check_shapes, validate
from ramp.validation.shapes import Shapes, load_shapes, path_text
from ramp.validation.stated import Stated, to_rdflib

SHAPES = """
@prefix ramp: <https://w3id.org/ramp/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rs: <https://w3id.org/ramp/shapes#> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
rs:Mechanism a sh:NodeShape ; sh:name "mechanism"@en , "mécanisme"@fr ; sh:targetClass ramp:Mechanism ;
  sh:property rs:Mechanism-founded .
rs:Mechanism-founded a sh:PropertyShape ; sh:name "founded"@en , "fondé"@fr ;
  sh:message "Give the day."@en , "Indiquer le jour."@fr ; sh:path schema:foundingDate ; sh:datatype xsd:date .
rs:Practice-period a sh:PropertyShape ; sh:name "period"@en , "période"@fr ; sh:severity sh:Warning ;
  sh:message "Give a period."@en , "Indiquer une période."@fr ; sh:targetSubjectsOf ramp:carriedOutBy ;
  sh:path dcterms:temporal ; sh:node rs:Period .
rs:Period a sh:NodeShape ; sh:name "period"@en , "période"@fr ;
  sh:property [ sh:path ramp:year ; sh:maxInclusive 2006 ] .
rs:Period-year a sh:PropertyShape ; sh:name "year"@en , "année"@fr ; sh:severity sh:Info ;
  sh:message "Give a later year."@en , "Indiquer une année plus récente."@fr ;
  sh:targetClass dcterms:PeriodOfTime ; sh:path ramp:year ; sh:minInclusive 2006 .
rs:Nothing-there a sh:PropertyShape ; sh:name "nothing"@en , "rien"@fr ; sh:message "Nothing."@en , "Rien."@fr ;
  sh:targetClass ramp:Nothing ; sh:path ramp:year ; sh:minCount 1 .
"""
ID = "https://w3id.org/ramp/id/"


@pytest.fixture
def shaped(knowledge: KnowledgeFolders) -> KnowledgeFolders:
    (knowledge.shapes / "must.ttl").write_text(SHAPES, encoding="utf-8")
    return knowledge


def test_a_result_names_the_rule_the_record_the_property_the_value_and_the_file(shaped: KnowledgeFolders) -> None:
    report = check_shapes(read_files(shaped), shaped)
    (result,) = report.by_rule()["rs:Mechanism-founded"]
    assert result.to_json() == {
        "rule": "rs:Mechanism-founded",
        "severity": "violation",
        "node": f"{ID}organization/south",
        "path": "schema:foundingDate",
        "value": '"1999"^^<http://www.w3.org/2001/XMLSchema#gYear>',
        "message": {"en": "Give the day.", "fr": "Indiquer le jour."},
        "graph": "https://w3id.org/ramp/graph/data/organizations",
        "file": "data/organizations.ttl",
    }
    assert not report.conforms


def test_a_nested_shape_is_reported_once_and_by_the_named_rule(shaped: KnowledgeFolders) -> None:
    report = check_shapes(read_files(shaped), shaped)
    (result,) = report.by_rule()["rs:Practice-period"]
    assert (result.node, result.severity) == (f"{ID}practice/hotline", Severity.WARNING)
    assert "rs:Period" not in report.by_rule()


def test_a_fault_in_a_blank_node_is_reported_on_its_record(shaped: KnowledgeFolders) -> None:
    (result,) = check_shapes(read_files(shaped), shaped).by_rule()["rs:Period-year"]
    assert (result.node, result.file) == (f"{ID}practice/review", "data/practices.ttl")


def test_the_report_says_how_much_was_checked_and_what_found_nothing_to_look_at(shaped: KnowledgeFolders) -> None:
    report = check_shapes(read_files(shaped), shaped)
    assert report.unmatched == ("rs:Nothing-there",)
    assert report.rules == 4
    assert report.nodes == 6  # two mechanisms, two practices, two periods
    assert report.to_json()["checked"] == {"rules": 4, "nodes": 6, "unmatched": ["rs:Nothing-there"]}
    assert report.to_json()["counts"] == {"violation": 1, "warning": 1, "info": 1}


def test_progress_goes_from_nothing_to_all(shaped: KnowledgeFolders) -> None:
    steps: list[tuple[int, int]] = []
    check_shapes(read_files(shaped), shaped, lambda _step, done, total: steps.append((done, total)))
    assert steps == [(0, 1), (1, 1)]


def test_nothing_is_taken_from_the_data_but_facts(shaped: KnowledgeFolders) -> None:
    """Shapes and imports that stand in the data are facts like others: not applied, not fetched."""
    data = rdflib.Graph().parse(
        data="""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        <http://a.example/> a owl:Ontology ; owl:imports <http://127.0.0.1:9/nothing> ; sh:deactivated true .
        <http://a.example/s> a sh:NodeShape ; sh:targetNode <http://a.example/> ; sh:nodeKind sh:Literal ."""
    )
    before = set(data)
    assert validate(data, load_shapes(shaped)).results == ()
    assert set(data) == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("this is no Turtle", "shapes/must.ttl is no valid Turtle"),
        (SHAPES.replace("rs:Period a sh:NodeShape", "rs:Period a sh:NodeShape ; sh:path ramp:year"), "cannot be used"),
        (SHAPES.replace("sh:datatype xsd:date", "sh:datatype xsd:date , xsd:gYear"), "shapes/must.ttl cannot be used"),
    ],
)
def test_a_broken_shape_is_refused_by_the_name_of_its_file(shaped: KnowledgeFolders, text: str, said: str) -> None:
    store = read_files(shaped)
    (shaped.shapes / "must.ttl").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=said):
        check_shapes(store, shaped)


def test_a_shape_described_in_two_files_is_refused(shaped: KnowledgeFolders) -> None:
    (shaped.shapes / "should.ttl").write_text(SHAPES, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"is described twice: in shapes/must\.ttl and shapes/should\.ttl"):
        load_shapes(shaped)


def test_no_shapes_at_all_is_an_error(shaped: KnowledgeFolders) -> None:
    (shaped.shapes / "must.ttl").unlink()
    with pytest.raises(KnowledgeError, match="holds no shapes"):
        load_shapes(shaped)


def test_paths_are_written_as_in_sparql() -> None:
    graph = rdflib.Graph().parse(
        data="""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <https://w3id.org/ramp/ontology#> .
        :a sh:path [ sh:alternativePath ( :x [ sh:inversePath :y ] ) ] . :b sh:path ( :x :y ) . :c sh:path <urn:x> ."""
    )
    term = rdflib.Namespace("https://w3id.org/ramp/ontology#")
    paths = [path_text(graph, graph.value(term[name], rdflib.SH.path)) for name in "abc"]
    assert paths == ["ramp:x | ^ramp:y", "ramp:x / ramp:y", "urn:x"]
    assert path_text(graph, None) is None


def store_of(text: str) -> Store:
    store = Store()
    store.load(text.encode(), RdfFormat.TRIG)
    return store


def test_only_what_people_state_is_checked(knowledge: KnowledgeFolders) -> None:
    graph = "https://w3id.org/ramp/graph/"
    names = ("ontology/ramp", "data/x", "shapes/must", "mappings/x", "derived", "questions", "release")
    text = "".join(f"<{graph}{name}> {{ <urn:{index}> a <urn:T> }}\n" for index, name in enumerate(names))
    stated = Stated(store_of(text), knowledge)
    assert [name.value.removeprefix(graph) for name in stated.graphs] == ["data/x", "ontology/ramp"]
    assert {str(subject) for subject in stated.rdflib.subjects()} == {"urn:0", "urn:1"}
    assert stated.graph_of(next(stated.store.quads_for_pattern(None, None, None)).object) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["_:a <urn:p> _:b . _:b <urn:p> _:a", '_:a <urn:p> "x"'])
def test_a_blank_node_that_hangs_on_no_named_one_is_its_own_record(knowledge: KnowledgeFolders, text: str) -> None:
    stated = Stated(store_of(f"<https://w3id.org/ramp/graph/data/x> {{ {text} }}"), knowledge)
    node = next(quad.subject for quad in stated.quads() if isinstance(quad.subject, BlankNode))
    assert isinstance(stated.record(node), BlankNode)


def test_an_ill_formed_literal_is_kept_without_noise(caplog: pytest.LogCaptureFixture) -> None:
    text = '<http://a/> <http://b/> "2010-02-30"^^<http://www.w3.org/2001/XMLSchema#date>, "x", "y"@fr .'
    store = Store()
    store.load(text.encode(), RdfFormat.TURTLE)
    with caplog.at_level(logging.DEBUG):
        graph = to_rdflib(store)
    assert {str(value) for value in graph.objects()} == {"2010-02-30", "x", "y"}
    assert caplog.records == []


DATE = re.compile(r"(?P<year>[0-9]{4})(-(?P<month>[0-9]{2})(-(?P<day>[0-9]{2}))?)?")
KINDS = {1: "gYear", 2: "gYearMonth", 3: "date"}


def well_formed(lexical: str, kind: str) -> bool:
    """Whether the text is a year, month or day, of that very datatype (XML Schema Part 2, without time zone)."""
    if not DATE.fullmatch(lexical):
        return False
    parts = [int(part) for part in lexical.split("-")]
    try:
        date(*[*parts, 1, 1][:3])
    except ValueError:
        return False
    return KINDS[len(parts)] == kind


@pytest.fixture(scope="session")
def date_rules(repository: KnowledgeFolders) -> Shapes:
    """The rule on `schema:startDate` and what it refers to, alone."""
    shapes = load_shapes(repository)
    ranges, alone = shapes.graphs["ranges"], rdflib.Graph()
    for name in ("schemaStartDate-date", "AnyDate"):
        alone += ranges.cbd(rdflib.URIRef(f"https://w3id.org/ramp/shapes#{name}"))
    return Shapes({"ranges": alone}, {iri: shape for iri, shape in shapes.by_iri.items() if iri.endswith("Date-date")})


@given(
    lexical=st.from_regex(r"[0-9]{1,5}(-[0-9]{1,2}){0,2}(T00:00:00)?Z?", fullmatch=True)
    | st.dates(date(1000, 1, 1)).map(str).flatmap(lambda day: st.sampled_from([day, day[:7], day[:4]])),
    kind=st.sampled_from(["gYear", "gYearMonth", "date", "string", "dateTime"]),
)
def test_a_date_passes_exactly_when_its_form_is_that_of_its_datatype(
    date_rules: Shapes, lexical: str, kind: str
) -> None:
    text = f'<urn:x> <https://schema.org/startDate> "{lexical}"^^<http://www.w3.org/2001/XMLSchema#{kind}> .'
    report = validate(to_rdflib(parse(text, RdfFormat.TURTLE)), date_rules)
    assert report.conforms == well_formed(lexical, kind)
    assert report.nodes == 1


def test_a_quoted_triple_is_refused_in_words() -> None:
    inner = Triple(NamedNode("urn:a"), NamedNode("urn:b"), NamedNode("urn:c"))
    with pytest.raises(KnowledgeError, match="quoted triple"):
        to_rdflib([Quad(NamedNode("urn:a"), NamedNode("urn:b"), inner)])
