"""Random SPARQL texts and small dense graphs, to see that a text written in another form means the same."""

from collections import Counter
from itertools import product
from random import Random

import pyoxigraph as ox
from hypothesis import strategies as st

PREFIX = "PREFIX e: <http://example.org/> "
NODES = ("e:a", "e:b", "e:c")
STEPS = ("e:p", "e:q", "^e:p", "(e:p|e:q)", "!e:p", "a")
VARIABLES = ("?x", "?y", "$z")

_path = st.one_of(
    st.sampled_from(STEPS),
    st.tuples(st.sampled_from(STEPS), st.sampled_from("*+")).map("".join),
    st.tuples(st.sampled_from(STEPS), st.sampled_from("/|"), st.sampled_from(STEPS), st.sampled_from("*+?")).map(
        "".join
    ),
)
_subject = st.sampled_from((*VARIABLES, *NODES, "[ e:q ?y ]"))
_object = st.sampled_from((*VARIABLES, *NODES, *NODES, "'one'@en", "3", "[ e:p* e:a ]", "e:a, ?y", "true"))
_pair = st.tuples(st.one_of(_path, st.just("?y")), _object).map(" ".join)
_statement = st.tuples(_subject, st.lists(_pair, min_size=1, max_size=3), st.sampled_from((" ; ", ";", " ;; "))).map(
    lambda parts: f"{parts[0]} {parts[2].join(parts[1])}"
)
_filter = st.sampled_from(
    ("FILTER(?x != e:a)", "FILTER EXISTS { ?x e:p+ e:a . ?x e:q ?y }", "FILTER(?x<?y)", "FILTER(!BOUND(?y))")
)
_element = st.recursive(
    st.one_of(_statement, _statement, _statement, _filter, st.just("VALUES ?x { e:a e:b }")),
    lambda inner: st.one_of(
        st.tuples(
            st.sampled_from(("", "OPTIONAL ", "MINUS ", "GRAPH ?z ", "GRAPH e:g1 ")), st.lists(inner, max_size=3)
        ).map(lambda parts: f"{parts[0]}{{ {' . '.join(parts[1])} }}"),
        st.tuples(inner, inner).map(lambda parts: f"{{ {parts[0]} }} UNION {{ {parts[1]} }}"),
        st.lists(inner, min_size=1, max_size=2).map(
            lambda parts: f"{{ SELECT ?x {{ {' . '.join(parts)} }} LIMIT 50 }}"
        ),
    ),
    max_leaves=5,
)
_closure = st.tuples(
    st.sampled_from(VARIABLES),
    st.sampled_from(STEPS),
    st.sampled_from("*+"),
    st.sampled_from(NODES),
    st.sampled_from(("", " ; e:q ?y")),
).map(lambda parts: f"{parts[0]} {parts[1]}{parts[2]} {parts[3]}{parts[4]}")
_near = st.tuples(
    st.sampled_from(VARIABLES), st.sampled_from(("e:p", "e:q", "e:q|e:p")), st.sampled_from(VARIABLES)
).map(" ".join)
_elements = st.tuples(_closure, st.lists(_near, min_size=1, max_size=2), st.lists(_element, max_size=1)).flatmap(
    lambda parts: st.permutations([parts[0], *parts[1], *parts[2]])
)
_group = st.tuples(
    st.one_of(_elements, _elements, _elements, st.lists(_element, min_size=1, max_size=4)),
    st.sampled_from((" . ", " . ", " ", " .. ")),
).map(lambda parts: f"{{ {parts[1].join(parts[0])} }}")
_query = st.tuples(
    st.sampled_from(
        (
            "SELECT ?x ?y",
            "SELECT DISTINCT *",
            "SELECT *",
            "SELECT ?x (COUNT(*) AS ?n)",
            "ASK",
            "CONSTRUCT { ?x e:r ?y } WHERE",
        )
    ),
    _group,
).map(lambda parts: PREFIX + " ".join(parts) + (" GROUP BY ?x" if "COUNT" in parts[0] else ""))


_plain = st.tuples(
    st.sampled_from(VARIABLES), st.sampled_from(("e:p", "e:q")), st.sampled_from((*VARIABLES, "?v", "?w", *NODES))
).map(" ".join)
_beside = st.sampled_from(("", "", " OPTIONAL { ?x e:q ?o }", " FILTER(?x != ?y)", " MINUS { ?x e:p e:a }"))
_joins = st.tuples(
    st.sampled_from(("SELECT ?x ?y", "SELECT DISTINCT ?x", "SELECT (COUNT(*) AS ?n)", "CONSTRUCT { ?x e:r ?y } WHERE")),
    st.lists(_plain, min_size=2, max_size=4),
    st.sampled_from((" . ", " .", " ; e:p ?x . ")),
    _beside,
).map(lambda parts: f"{PREFIX}{parts[0]} {{ {parts[2].join(parts[1])}{parts[3]} }}")


def joins() -> st.SearchStrategy[str]:
    """Queries of one basic graph pattern of plain statements."""
    return _joins


def queries() -> st.SearchStrategy[str]:
    """Texts over the prefix `e:`, most of them SPARQL, many with joins and closures."""
    return _query


def dense_store(number: int) -> ox.Store:
    """A dense graph of four nodes, two properties and two named graphs; some triples stand in both."""
    random, store = Random(number), ox.Store()
    named = {name: ox.NamedNode(f"http://example.org/{name}") for name in ("a", "b", "c", "d", "p", "q", "g1", "g2")}
    for s, p, o, graph in product("abcd", "pq", "abcd", ("g1", "g2")):
        if random.random() < 0.25:
            store.add(ox.Quad(named[s], named[p], named[o], named[graph]))
    return store


def answer(store: ox.Store, query: str) -> object:
    """The names of the columns and the rows, or the triples, each as often as they come; None where it is no SPARQL."""
    try:
        result = store.query(query, use_default_graph_as_union=True)
    except SyntaxError:
        return None
    if isinstance(result, ox.QuerySolutions):
        return [str(name) for name in result.variables], Counter(
            tuple(str(row[name]) for name in result.variables) for row in result
        )
    return bool(result) if isinstance(result, ox.QueryBoolean) else {str(triple) for triple in result}
