"""A reader meets no bare IRI of a term: every property and class of the graph has words in both languages."""

import pyoxigraph as ox

from ramp.graph.namespaces import RAMP
from ramp.linking.addresses import candidates, local
from ramp.linking.words import GROUPS, words_of

BASE = "https://w3id.org/ramp/"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_OF_SHAPES = "http://www.w3.org/ns/shacl#"
"""The inside of a shape is shown on the page of the rules, in words, and nowhere else term by term."""


def test_every_term_in_use_has_words(graph: ox.Store) -> None:
    used = {quad.predicate.value for quad in graph} | {
        quad.object.value for quad in graph.quads_for_pattern(None, TYPE, None)
    }
    foreign = {iri for iri in used if not iri.startswith((RAMP.iri, _OF_SHAPES))}
    lists = {"http://www.w3.org/1999/02/22-rdf-syntax-ns#first", "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest"}
    missing = {iri for iri in foreign - lists if set(words_of(iri).label) != {"en", "fr"}}
    assert not missing


def test_every_link_has_a_wording_backwards(graph: ox.Store) -> None:
    linking = {
        quad.predicate.value
        for quad in graph
        if quad.predicate.value.startswith(RAMP.iri)
        and isinstance(quad.object, ox.NamedNode)
        and quad.object.value.startswith(f"{BASE}id/")
    }
    assert not {iri for iri in linking if set(words_of(iri).inverse) not in ({"en", "fr"}, set())}
    assert sum(bool(words_of(iri).inverse) for iri in linking) / len(linking) > 0.8
    assert all(words_of(iri).group in GROUPS for iri in linking)


def test_addresses_go_both_ways(graph: ox.Store) -> None:
    own = {
        term.value
        for quad in graph
        for term in (quad.subject, quad.object)
        if isinstance(term, ox.NamedNode) and term.value.startswith(BASE)
    }
    assert len(own) > 5000
    for iri in own:
        address = local(iri)
        assert address is not None, iri
        assert address.isascii()
        path = address.removeprefix("/").partition("#")[0]
        assert iri.partition("#")[0] in (candidates(path) if path else (BASE,)), iri
    assert local("https://example.org/id/x") is None
    assert local(f"{BASE}id/practice/é") == "/id/practice/%C3%A9"
    assert local("javascript:alert(1)") is None
