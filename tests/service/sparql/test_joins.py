"""Joins by count: what is rewritten, what is left alone, how little is counted, and that every text means the same."""

import re

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.service.sparql.texts import answer, dense_store, joins, queries

from ramp.sparql.joins import LARGE, fewest_first
from ramp.sparql.patterns import Count

MOST = 3_000_000
_STATEMENT = re.compile(r"SELECT \?\S+ \{ \S+ (.*) \}")


def _counting(counts: dict[str, int]) -> Count:
    """A graph of which only the numbers of triples are known, by statement without its subject."""

    def count(prologue: str, select: str, limit: int) -> int:
        found = _STATEMENT.fullmatch(select)
        assert found, select
        return min(counts[found[1]], limit)

    return count


def _rewritten(query: str, **counts: int) -> str:
    named = {"a e:C": counts.get("a", 0), "e:p ?y": counts.get("p", 0), "e:q e:b": counts.get("q", 0)}
    return " ".join(fewest_first(query, _counting(named | {"e:q ?z": counts.get("z", 0)}), MOST).split())


@pytest.mark.parametrize(
    ("query", "counts", "expected"),
    [
        (
            "SELECT ?x { ?x a e:C ; e:p ?y ; e:q e:b }",
            {"a": 1000, "p": 3000, "q": 10},
            "SELECT ?x { { SELECT ?x { ?x e:q e:b } } ?x a e:C ; e:p ?y ; }",
        ),
        (
            "SELECT ?x { ?x a e:C ; e:p ?y ; e:q e:b OPTIONAL { ?x e:r ?z } FILTER(?y > 3) } ORDER BY ?x LIMIT 5",
            {"a": 1000, "p": 20, "q": 5000},
            "SELECT ?x { { SELECT ?x ?y { ?x e:p ?y } } ?x a e:C ; ; e:q e:b OPTIONAL { ?x e:r ?z } FILTER(?y > 3) }"
            " ORDER BY ?x LIMIT 5",
        ),
        (
            "SELECT (COUNT(*) AS ?n) { ?x a e:C . ?x e:p ?y . ?y e:q ?z . FILTER(?z > 2) }",
            {"a": LARGE, "p": 2 * LARGE, "z": LARGE + 1},
            "SELECT (COUNT(*) AS ?n) { { SELECT ?x { ?x a e:C } } { SELECT ?x ?y { ?x e:p ?y } }"
            " { SELECT ?y ?z { ?y e:q ?z } } FILTER(?z > 2) }",
        ),
        (
            "SELECT DISTINCT ?x { { SELECT ?x { ?x a e:C ; e:p ?y } } }",
            {"a": 1000, "p": 20},
            "SELECT DISTINCT ?x { { SELECT ?x { { SELECT ?x ?y { ?x e:p ?y } } ?x a e:C ; } } }",
        ),
    ],
)
def test_the_smallest_comes_first_or_all_are_read(query: str, counts: dict[str, int], expected: str) -> None:
    assert _rewritten(query, **counts) == expected


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?x a e:C ; e:p ?y }",
        "ASK { ?x a e:C ; e:p ?y }",
        "SELECT ?x { ?x a e:C ; e:p ?y } LIMIT 10",
        "SELECT ?x { { SELECT ?x { ?x a e:C ; e:p ?y } } } LIMIT 10",
        "SELECT ?x { ?x a e:C ; e:p ?y FILTER(?y = e:a) }",
        "SELECT ?x { ?x a e:C ; e:p ?y FILTER(?y IN (e:a, e:b)) }",
        "SELECT ?x { VALUES ?x { e:a } ?x a e:C ; e:p ?y }",
        "SELECT ?x { ?x a e:C ; e:p ?y VALUES ?x { e:a } }",
        "SELECT ?x { ?x a e:C ; e:p ?y { ?x e:q e:b } }",
        "SELECT ?x { ?x a e:C ; e:p ?y . e:a e:p ?x }",
        "SELECT ?x { ?x a e:C ; e:p ?y ; e:q+ e:b }",
        "SELECT ?x { ?x a e:C ; e:p ?y ; ?any e:b }",
        "SELECT ?x { ?x a e:C ; e:p ?y, ?z }",
        "SELECT ?x { ?x a e:C ; e:p ?y ; e:q [ a e:C ] }",
        "SELECT ?x { ?x a e:C ; e:p 'one'@en }",
        "SELECT ?x { GRAPH ?g { ?x a e:C ; e:p ?y } }",
        "SELECT ?x { ?x a e:C ; e:p ?y",
        "INSERT DATA { e:a e:p e:b ; e:q e:b }",
    ],
)
def test_other_texts_stay_as_they_are_and_nothing_is_counted(query: str) -> None:
    def never(prologue: str, select: str, limit: int) -> int:
        raise AssertionError(select)

    assert fewest_first(query, never, MOST) == query


@pytest.mark.parametrize(
    ("query", "counts"),
    [
        ("SELECT ?x { ?x a e:C ; e:p ?y }", {"a": 100, "p": 60}),  # not half
        ("SELECT ?x { ?x e:q e:b ; a e:C }", {"q": 10, "a": 1000}),  # first as it is
        ("SELECT ?x { ?x a e:C ; e:p ?y }", {"a": LARGE, "p": 20 * LARGE}),  # too much to read
        ("SELECT ?x { ?x a e:C . ?z e:p ?y }", {"a": LARGE, "p": LARGE}),  # nothing to join by
        ("SELECT ?x { ?x a e:C ; e:p ?y }", {"a": 10**7, "p": 10**7}),  # too much to hold
    ],
)
def test_where_counts_promise_nothing_the_text_stays(query: str, counts: dict[str, int]) -> None:
    assert _rewritten(query, **counts) == query


def test_no_more_is_counted_than_the_smallest_asks_for() -> None:
    counted = 0
    known = _counting({"a e:C": 10**6, "e:p ?y": 10**6, "e:q e:b": 40})

    def count(prologue: str, select: str, limit: int) -> int:
        nonlocal counted
        found = known(prologue, select, limit)
        counted += found
        return found

    assert fewest_first("SELECT ?x { ?x a e:C ; e:p ?y ; e:q e:b }", count, MOST) != ""
    assert counted <= 2 * 4096 + 40 + 2 * 40 + 1


@settings(max_examples=500, deadline=None)
@given(st.one_of(joins(), queries()), st.integers(0, 99), st.sampled_from((1, 100, LARGE)))
def test_every_text_keeps_its_meaning(query: str, graph: int, many: int) -> None:
    store = dense_store(graph)

    def count(prologue: str, select: str, limit: int) -> int:  # as if there were many times as many triples
        result = store.query(prologue + select, use_default_graph_as_union=True)
        assert isinstance(result, ox.QuerySolutions)
        return min(sum(1 for _ in result) * many, limit)

    rewritten = fewest_first(query, count, MOST)
    if rewritten == query:
        return
    if "LIMIT" in query and answer(store, query) is not None:  # which rows a limit leaves is not said
        query, rewritten = (text.replace("LIMIT 50", "") for text in (query, rewritten))
    assert answer(store, rewritten) == answer(store, query), rewritten
