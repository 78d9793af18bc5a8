"""Our own terms: complete, unique in their labels, rightly spelled, and the same as those that docs/model.md names."""

import re
from collections import Counter

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from spellchecker import SpellChecker

from ramp.graph.folders import KnowledgeFolders

RAMP = Namespace("https://w3id.org/ramp/ontology#")
ONTOLOGY = URIRef("https://w3id.org/ramp/ontology")
VANN = Namespace("http://purl.org/vocab/vann/")
LANGUAGES = ("en", "fr")
CLASS, DATATYPE = {OWL.Class}, {RDFS.Datatype}
PROPERTY = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}


def terms(graph: Graph) -> list[URIRef]:
    return sorted({term for term in graph.subjects() if isinstance(term, URIRef) and term.startswith(RAMP)})


def words(text: str) -> set[str]:
    """The words of a text in lower case, without compact names, addresses, single letters and abbreviations."""
    found = re.findall(r"[^\W\d_]{2,}", re.sub(r"\S+:\S+", " ", text))
    return {word.lower() for word in found if not word.isupper()}


def test_both_parsers_read_the_same_triples(folders: KnowledgeFolders, ontology: Graph) -> None:
    assert len(set(parse(path=folders.ontology / "ramp.ttl", format=RdfFormat.TURTLE))) == len(ontology)


def test_the_header_is_complete(ontology: Graph) -> None:
    assert (ONTOLOGY, RDF.type, OWL.Ontology) in ontology
    assert (ONTOLOGY, OWL.versionIRI, URIRef(f"{ONTOLOGY}/{ontology.value(ONTOLOGY, OWL.versionInfo)}")) in ontology
    assert (ONTOLOGY, DCTERMS.license, URIRef("https://creativecommons.org/licenses/by/4.0/")) in ontology
    assert (ONTOLOGY, VANN.preferredNamespacePrefix, Literal("ramp")) in ontology
    assert (ONTOLOGY, VANN.preferredNamespaceUri, Literal(str(RAMP))) in ontology
    for needed in (DCTERMS.creator, DCTERMS.issued, DCTERMS.bibliographicCitation):
        assert ontology.value(ONTOLOGY, needed, any=True), needed
    for bilingual in (DCTERMS.title, DCTERMS.abstract):
        assert {text.language for text in ontology.objects(ONTOLOGY, bilingual)} == set(LANGUAGES)
    assert not list(ontology.objects(ONTOLOGY, OWL.imports)), "the ontology must load offline"


def test_only_our_own_terms_are_described(ontology: Graph) -> None:
    subjects = {subject for subject in ontology.subjects() if isinstance(subject, URIRef)}
    assert {subject for subject in subjects if not subject.startswith(RAMP)} == {ONTOLOGY}


@pytest.mark.parametrize("said", [RDFS.label, SKOS.definition], ids=["label", "definition"])
def test_every_term_has_one_text_in_each_language(ontology: Graph, said: URIRef) -> None:
    for term in terms(ontology):
        found = Counter(text.language for text in ontology.objects(term, said))
        assert found == dict.fromkeys(LANGUAGES, 1), f"{term} {said}"


def test_every_term_has_one_kind_and_names_the_ontology(ontology: Graph) -> None:
    for term in terms(ontology):
        assert len(list(ontology.objects(term, RDF.type))) == 1, term
        assert (term, RDF.type, None) in ontology
        assert ontology.value(term, RDF.type) in CLASS | PROPERTY | DATATYPE, term
        assert list(ontology.objects(term, RDFS.isDefinedBy)) == [ONTOLOGY], term


def test_labels_are_unique_and_lower_case(ontology: Graph) -> None:
    labels = [label for term in terms(ontology) for label in ontology.objects(term, RDFS.label)]
    assert [label for label, times in Counter(label.n3().lower() for label in labels).items() if times > 1] == []
    names = ("State", "État", "United", "ISO", "M49")
    assert [str(label) for label in labels if str(label)[0].isupper() and not str(label).startswith(names)] == []


def test_definitions_can_stand_in_a_sentence(ontology: Graph) -> None:
    for term in terms(ontology):
        labels = {label.language: str(label).lower() for label in ontology.objects(term, RDFS.label)}
        for language, text in ((found.language, str(found)) for found in ontology.objects(term, SKOS.definition)):
            assert not text.endswith("."), f"{term}: a definition is no sentence"
            assert text == " ".join(text.split()), f"{term}: blanks"
            assert not text[0].isupper() or text.startswith(("States ", "États ")), term
            assert not text.lower().startswith(labels[language]), f"{term}: defined by its own label"
    definitions = Counter(text for term in terms(ontology) for text in ontology.objects(term, SKOS.definition))
    assert [text for text, times in definitions.items() if times > 1] == []


def test_names_follow_the_convention(ontology: Graph) -> None:
    for term in terms(ontology):
        local = term.removeprefix(RAMP)
        pattern = r"[A-Z][a-zA-Z]+" if ontology.value(term, RDF.type) in CLASS else r"[a-z][a-zA-Z0-9]+"
        assert re.fullmatch(pattern, local), local


def test_names_are_spelled_right(ontology: Graph, own_words: frozenset[str]) -> None:
    parts = {
        part.lower()
        for term in terms(ontology)
        for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", term.removeprefix(RAMP))
    }
    assert SpellChecker(language="en").unknown(parts) - own_words == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_spelled_right(
    ontology: Graph, schemes: dict[str, Graph], own_words: frozenset[str], language: str
) -> None:
    ours = [ontology, *(graph for name, graph in schemes.items() if name not in {"sdg", "subject"})]
    texts = {text for graph in ours for text in graph.objects() if isinstance(text, Literal)}
    found = {word for text in texts if text.language == language for word in words(str(text))}
    assert SpellChecker(language=language).unknown(found) - own_words == set()


def test_a_property_has_at_most_one_domain_and_one_range(ontology: Graph) -> None:
    """Several domains would be read as all of them at once."""
    for term in terms(ontology):
        for bound in (RDFS.domain, RDFS.range):
            assert len(list(ontology.objects(term, bound))) <= 1, f"{term} {bound}"


def test_no_class_or_property_is_mapped_as_if_it_were_a_concept(ontology: Graph) -> None:
    mappings = {SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch}
    assert mappings.isdisjoint(ontology.predicates())


def test_disjoint_classes_have_no_node_in_common(folders: KnowledgeFolders, ontology: Graph) -> None:
    axiom = ontology.value(predicate=RDF.type, object=OWL.AllDisjointClasses)
    assert axiom is not None
    members = ontology.value(axiom, OWL.members)
    assert members is not None
    disjoint = {str(member) for member in Collection(ontology, members)}
    assert len(disjoint) == 6
    kinds: dict[str, set[str]] = {}
    for file in sorted(folders.data.rglob("*.ttl")):
        for triple in parse(path=file, format=RdfFormat.TURTLE):
            if triple.predicate.value == str(RDF.type) and getattr(triple.object, "value", "") in disjoint:
                kinds.setdefault(str(triple.subject), set()).add(triple.object.value)
    assert {node: found for node, found in kinds.items() if len(found) > 1} == {}


def test_the_terms_are_those_of_the_model(ontology: Graph, model: str) -> None:
    assert {term.removeprefix(RAMP) for term in terms(ontology)} == set(re.findall(r"\bramp:([A-Za-z0-9]+)", model))


def test_data_uses_no_term_that_is_not_defined(folders: KnowledgeFolders, ontology: Graph) -> None:
    defined = {str(term) for term in terms(ontology)}
    used: set[str] = set()
    for file in sorted(folders.data.rglob("*.ttl")):
        for triple in parse(path=file, format=RdfFormat.TURTLE):
            for node in (triple.predicate, triple.object):
                name = getattr(node, "datatype", node)
                used.add(getattr(name, "value", ""))
    assert {name for name in used if name.startswith(RAMP)} - defined == set()
