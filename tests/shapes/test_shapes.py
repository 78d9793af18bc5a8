"""The shapes themselves: named, worded in both languages, standard, and free of what would make them slow or unsafe."""

import re
from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib import RDF, RDFS, SH, URIRef

from ramp.graph.folders import KnowledgeFolders
from ramp.validation.report import Severity
from ramp.validation.shapes import Shapes, load_shapes

RS = "https://w3id.org/ramp/shapes#"
NAME = re.compile(r"[A-Za-z][A-Za-z_]*[a-zA-Z0-9](-[a-z][A-Za-z0-9]*)*")
NO_SPARQL = {SH.sparql, SH.select, SH.ask, SH.js, SH.rule, SH.target, SH.shapesGraph}
SEVERITY = {"must": Severity.VIOLATION, "ranges": Severity.VIOLATION, "vocabularies": Severity.VIOLATION}
SEVERITY |= {"deprecated": Severity.VIOLATION, "should": Severity.WARNING}


@pytest.fixture(scope="session")
def shapes(repository: KnowledgeFolders) -> Shapes:
    return load_shapes(repository)


@pytest.fixture(scope="session")
def graph(shapes: Shapes) -> rdflib.Graph:
    whole = rdflib.Graph()
    for part in shapes.graphs.values():
        whole += part
    return whole


def test_the_shapes_are_split_by_intent_and_each_file_has_one_severity(shapes: Shapes) -> None:
    assert set(shapes.graphs) == set(SEVERITY)
    for rule in shapes.rules:
        assert rule.severity is SEVERITY[rule.file], rule.name


def test_every_rule_has_a_citable_name_and_words_in_both_languages(shapes: Shapes) -> None:
    for shape in shapes.by_iri.values():
        assert shape.iri.startswith(RS)
        assert NAME.fullmatch(shape.iri.removeprefix(RS)), shape.name
        assert set(shape.title) == {"en", "fr"}, shape.name
    for rule in shapes.rules:
        assert set(rule.message) == {"en", "fr"}, rule.name
        assert rule.message["en"] != rule.message["fr"], rule.name
        assert set(rule.description) in ({"en", "fr"}, set()), rule.name
        for message in rule.message.values():
            assert message[0].isupper(), rule.name
            assert message.endswith("."), rule.name


def test_no_two_rules_of_one_target_share_a_message(shapes: Shapes) -> None:
    seen: dict[tuple[str, str | None, str | None], str] = {}
    for rule in shapes.rules:
        key = (rule.message["en"], rule.path, rule.of)
        assert seen.setdefault(key, rule.name) == rule.name, f"{rule.name} and {seen[key]} say the same"


def test_every_shape_says_that_it_belongs_to_the_shapes_and_how_grave_it_is(graph: rdflib.Graph) -> None:
    for kind in (SH.NodeShape, SH.PropertyShape):
        for node in graph.subjects(RDF.type, kind):
            assert isinstance(node, URIRef), "a shape without a name"
            assert graph.value(node, RDFS.isDefinedBy) == URIRef("https://w3id.org/ramp/shapes")
            assert (graph.value(node, SH.message) is None) == (graph.value(node, SH.severity) is None), node


def test_a_rule_that_stands_alone_has_a_target(shapes: Shapes, graph: rdflib.Graph) -> None:
    for rule in shapes.rules:
        targets = {
            *graph.objects(URIRef(rule.iri), SH.targetClass),
            *graph.objects(URIRef(rule.iri), SH.targetSubjectsOf),
        }
        assert bool(targets) != (rule.of is not None), rule.name


def test_every_property_shape_is_in_a_node_shape_or_stands_alone(graph: rdflib.Graph) -> None:
    for _, _, rule in graph.triples((None, SH.property, None)):
        if isinstance(rule, URIRef):
            assert (rule, RDF.type, SH.PropertyShape) in graph, rule


def test_no_shape_runs_queries_or_scripts(graph: rdflib.Graph) -> None:
    assert NO_SPARQL.isdisjoint(graph.predicates())


def test_no_pattern_can_run_away(graph: rdflib.Graph) -> None:
    """Quantifiers inside a quantified group are what makes a pattern exponential."""
    for pattern in graph.objects(None, SH.pattern):
        assert re.compile(str(pattern))
        assert not re.search(r"\([^()]*[+*][^()]*\)[+*]", str(pattern)), pattern


def test_every_term_of_ours_in_a_shape_is_defined(repository: KnowledgeFolders, graph: rdflib.Graph) -> None:
    vocabulary = rdflib.Graph()
    for file in repository.ontology.rglob("*.ttl"):
        vocabulary.parse(file)
    known = {str(node) for node in vocabulary.subjects()}
    own = ("https://w3id.org/ramp/ontology#", "https://w3id.org/ramp/scheme/")
    used = {str(term) for triple in graph for term in triple if isinstance(term, URIRef) and str(term).startswith(own)}
    assert used - known == set()


def test_the_shapes_are_valid_by_the_shapes_of_shacl(graph: rdflib.Graph) -> None:
    rules = rdflib.Graph().parse(Path(pyshacl.__file__).parent / "assets" / "shacl-shacl.ttl")
    conforms, _, text = pyshacl.validate(graph, shacl_graph=rules, inference="none", max_validation_depth=60)
    assert conforms, text
