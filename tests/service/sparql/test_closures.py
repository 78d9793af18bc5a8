"""Closures first: what is rewritten, what is left alone, and that every text still means the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.service.sparql.texts import answer, dense_store, queries

from ramp.sparql.closures import closures_first


def _rewritten(query: str) -> str:
    return " ".join(closures_first(query).split())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            "SELECT ?x { ?x e:p+ e:a . ?y e:q ?x }",
            "SELECT ?x { { SELECT ?x { ?x e:p + e:a } } ?y e:q ?x }",
        ),
        (
            "SELECT ?x { ?y e:q ?x . <urn:a> ^e:p* ?x FILTER(?x > 1) }",
            "SELECT ?x { { SELECT ?x { <urn:a> ^ e:p * ?x } } ?y e:q ?x . FILTER(?x > 1) }",
        ),
        (
            "SELECT * { ?x e:p+ e:a ; e:q ?y ; e:r 'b'@en, 3 . }",
            "SELECT * { { SELECT ?x { ?x e:p + e:a } } ?x e:q ?y ; e:r 'b'@en, 3 . }",
        ),
        (
            "SELECT ?y { ?y a/e:p* e:a ; e:q ?z }",
            "SELECT ?y { { SELECT ?ramp_closure_end_17 { ?ramp_closure_end_17 e:p * e:a } }"
            " ?y a ?ramp_closure_end_17 ; e:q ?z }",
        ),
        (
            "ASK { OPTIONAL { ?x e:p* e:a . ?x e:q ?y } ?x e:q ?y . ?x e:p* e:a }",
            "ASK { OPTIONAL { ?x e:p* e:a . ?x e:q ?y } { SELECT ?x { ?x e:p * e:a } } ?x e:q ?y . }",
        ),
    ],
)
def test_a_closure_with_a_fixed_end_comes_first(query: str, expected: str) -> None:
    assert _rewritten(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            "SELECT ?y { ?x e:p+ e:a . ?y e:q ?x ; e:r ?z FILTER(?z > 1) }",
            "SELECT ?y { { SELECT ?x { ?x e:p + e:a } } LATERAL { ?y e:q ?x ; e:r ?z } FILTER(?z > 1) }",
        ),
        (
            "SELECT ?y { ?y e:q ?x ; e:r ?z ; e:p+ e:a OPTIONAL { ?y e:s ?u } }",
            "SELECT ?y { { SELECT ?y { ?y e:p + e:a } } LATERAL { ?y e:q ?x ; e:r ?z ; } OPTIONAL { ?y e:s ?u } }",
        ),
        (
            "SELECT ?y { ?y a/e:p* e:a }",
            "SELECT ?y { { SELECT ?ramp_closure_end_17 { ?ramp_closure_end_17 e:p * e:a } }"
            " LATERAL { ?y a ?ramp_closure_end_17 } }",
        ),
        (
            "SELECT ?y { ?x e:p+ e:a . ?y e:q ?z }",
            "SELECT ?y { { SELECT ?x { ?x e:p + e:a } } ?y e:q ?z }",
        ),
        (
            "SELECT ?y { ?x e:p+ e:a . FILTER(?y > 1) ?y e:q ?x }",
            "SELECT ?y { { SELECT ?x { ?x e:p + e:a } } FILTER(?y > 1) ?y e:q ?x }",
        ),
        (
            "SELECT ?y { ?x e:p+ e:a . ?y e:q ?x, ?z }",
            "SELECT ?y { { SELECT ?x { ?x e:p + e:a } } ?y e:q ?x, ?z }",
        ),
    ],
)
def test_in_a_large_graph_what_hangs_on_a_small_closure_is_looked_up(query: str, expected: str) -> None:
    assert " ".join(closures_first(query, lambda prologue, select, limit: 7).split()) == expected
    assert closures_first(query, lambda prologue, select, limit: limit) == closures_first(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (COUNT(*) AS ?n) { ?x e:p ?y }",
        "SELECT ?x { ?x e:p+ e:a }",
        "SELECT ?x { ?x e:p+ ?y . ?y e:q e:a }",
        "SELECT * { ?y e:q/e:p* e:a ; e:q ?z }",
        "DESCRIBE * { ?y e:q/e:p* e:a ; e:q ?z }",
        "SELECT ?x { ?x e:p|e:q* e:a . ?x e:q ?y }",
        "SELECT ?x { GRAPH ?g { ?x e:p+ e:a . ?x e:q ?y } }",
        "SELECT ?x { ?x e:q ?y MINUS { ?x e:p+ e:a . ?x e:q ?y } }",
        "SELECT ?x { ?x e:q ?y FILTER NOT EXISTS { ?x e:p+ e:a . ?x e:q ?y } }",
        "SELECT ?x { ?x e:p+ e:a . ?x e:q _:one }",
        "SELECT ?x { ?x e:p+ 'a' . ?x e:q ?y }",
        "SELECT ?x { ?x e:p+ e:a . . ?x e:q ?y }",
        "SELECT ?x { ?x e:p+ e:a ?x e:q ?y }",
        "SELECT ?x { . ?x e:p+ e:a . ?x e:q ?y }",
        "DESCRIBE e:a+",
        "SELECT ?x { ?x e:p+ e:a . ?x e:q ?y",
    ],
)
def test_other_texts_stay_as_they_are(query: str) -> None:
    assert closures_first(query) == query


@settings(max_examples=400, deadline=None)
@given(queries(), st.integers(0, 99), st.booleans())
def test_every_text_keeps_its_meaning(query: str, graph: int, large: bool) -> None:
    rewritten = closures_first(query, (lambda prologue, select, limit: 7) if large else None)
    if rewritten == query:
        return
    store = dense_store(graph)
    if "LIMIT" in query and answer(store, query) is not None:  # which rows a limit leaves is not said
        query, rewritten = (text.replace("LIMIT 50", "") for text in (query, rewritten))
    assert answer(store, rewritten) == answer(store, query), rewritten
