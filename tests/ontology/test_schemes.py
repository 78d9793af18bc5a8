"""The concept schemes: every concept complete in both languages, in its place, and known to the data that uses it."""

import re
from collections import Counter

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import DCTERMS, RDF, SKOS, Graph, URIRef

from ramp.graph.folders import KnowledgeFolders

BASE = "https://w3id.org/ramp/scheme/"
LANGUAGES = ("en", "fr")
TAKEN_OVER = {"sdg", "subject"}
"""Schemes whose concepts are those of other vocabularies and are defined there."""


def concepts(graph: Graph) -> list[URIRef]:
    return sorted(node for node in graph.subjects(RDF.type, SKOS.Concept) if isinstance(node, URIRef))


def test_every_scheme_of_the_model_has_a_file(schemes: dict[str, Graph], model: str) -> None:
    named = set(re.findall(r"-> `([a-z-]+):", model))
    assert {"theme", "degree", "treaty-action"} <= named
    assert named <= set(schemes)


def test_both_parsers_read_the_same_triples(folders: KnowledgeFolders, schemes: dict[str, Graph]) -> None:
    for name, graph in schemes.items():
        file = folders.ontology / "schemes" / f"{name}.ttl"
        assert len(set(parse(path=file, format=RdfFormat.TURTLE))) == len(graph), name


def test_a_file_holds_one_scheme_with_a_complete_header(schemes: dict[str, Graph]) -> None:
    for name, graph in schemes.items():
        scheme = URIRef(BASE + name)
        assert list(graph.subjects(RDF.type, SKOS.ConceptScheme)) == [scheme]
        for bilingual in (DCTERMS.title, SKOS.prefLabel, SKOS.definition):
            found = Counter(text.language for text in graph.objects(scheme, bilingual))
            assert found == dict.fromkeys(LANGUAGES, 1), f"{name} {bilingual}"
        assert graph.value(scheme, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
        assert graph.value(scheme, DCTERMS.created) is not None


def test_every_concept_is_complete(schemes: dict[str, Graph]) -> None:
    for name, graph in schemes.items():
        scheme = URIRef(BASE + name)
        assert concepts(graph), name
        for concept in concepts(graph):
            slug = concept.removeprefix(f"{scheme}/")
            assert re.fullmatch(r"[a-z][a-z0-9_-]*", slug), concept
            assert (concept, SKOS.inScheme, scheme) in graph
            said = (SKOS.prefLabel,) if name in TAKEN_OVER else (SKOS.prefLabel, SKOS.definition)
            for text in said:
                found = Counter(literal.language for literal in graph.objects(concept, text))
                assert found == dict.fromkeys(LANGUAGES, 1), f"{concept} {text}"
            if name not in TAKEN_OVER:
                plain = [str(code) for code in graph.objects(concept, SKOS.notation) if code.datatype is None]
                assert plain == [slug]


def test_every_concept_is_at_the_top_or_below_another(schemes: dict[str, Graph]) -> None:
    for name, graph in schemes.items():
        scheme = URIRef(BASE + name)
        for concept in concepts(graph):
            broader = set(graph.objects(concept, SKOS.broader))
            assert broader <= set(concepts(graph)), concept
            assert bool(broader) != ((concept, SKOS.topConceptOf, scheme) in graph), concept
            assert concept not in set(graph.transitive_objects(concept, SKOS.broader)) - {concept}
        listed, at_top = set(graph.objects(scheme, SKOS.hasTopConcept)), set(graph.subjects(SKOS.topConceptOf, scheme))
        assert listed in (at_top, set()), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_unique_within_a_scheme(schemes: dict[str, Graph], language: str) -> None:
    for name, graph in schemes.items():
        labels = Counter(
            str(label).casefold()
            for concept in concepts(graph)
            for label in graph.objects(concept, SKOS.prefLabel)
            if label.language == language
        )
        assert [label for label, times in labels.items() if times > 1] == [], name


def test_every_theme_stands_under_a_part_of_the_recommendations(schemes: dict[str, Graph]) -> None:
    theme = schemes["theme"]
    parts = {concept for concept in concepts(theme) if "/part-" in concept}
    assert len(parts) == 8
    assert set(theme.subjects(SKOS.topConceptOf)) == parts
    assert len(set(concepts(theme)) - parts) == 37


def test_themes_stand_under_the_parts_whose_recommendations_use_them(
    folders: KnowledgeFolders, schemes: dict[str, Graph]
) -> None:
    data = Graph()
    for file in sorted(folders.data.glob("recommendations/*.ttl")) + sorted(folders.data.glob("documents/*.ttl")):
        data.parse(file)
    used = {
        (row["theme"], row["part"])
        for row in data.query(
            """PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX ramp: <https://w3id.org/ramp/ontology#>
            SELECT ?theme ?part WHERE {
              ?recommendation a ramp:Recommendation ; dcterms:subject ?theme ; dcterms:isPartOf ?section .
              ?section ramp:correspondsToTheme ?part }"""
        )
    }
    assert used
    assert used == set(schemes["theme"].subject_objects(SKOS.broader))


def test_topics_lead_to_themes(schemes: dict[str, Graph]) -> None:
    topic, themes = schemes["topic"], set(concepts(schemes["theme"]))
    for concept in concepts(topic):
        near = set(topic.objects(concept, SKOS.closeMatch)) | set(topic.objects(concept, SKOS.relatedMatch))
        assert len(near) == 1, concept
        assert near <= themes, concept


def test_data_uses_no_concept_that_is_not_defined(folders: KnowledgeFolders, schemes: dict[str, Graph]) -> None:
    defined = {str(node) for graph in schemes.values() for node in graph.subjects()}
    used = {
        getattr(triple.object, "value", "")
        for file in sorted(folders.data.rglob("*.ttl"))
        for triple in parse(path=file, format=RdfFormat.TURTLE)
    }
    assert {name for name in used if name.startswith(BASE)} - defined == set()
