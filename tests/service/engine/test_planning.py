"""How a query is planned for one version: which texts are rewritten by what that version holds."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from ramp.engine.planning import Planner
from ramp.engine.protocol import QueryRequest

PREFIX = "PREFIX e: <http://example.org/> "
MANY_FIRST = f"{PREFIX}SELECT ?x {{ ?x a e:C ; e:p e:rare }}"
FEWEST_FIRST = f"{PREFIX}SELECT ?x {{ {{ SELECT ?x {{ ?x e:p e:rare }} }} ?x a e:C ;  }}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store on disk with a hundred things of a class, in a graph of that name, one of which is rare."""
    folder = tmp_path_factory.mktemp("store")
    store = ox.Store(folder)
    lines = [f"<http://example.org/{number}> a <http://example.org/C> ." for number in range(100)]
    lines.append("<http://example.org/7> <http://example.org/p> <http://example.org/rare> .")
    store.bulk_load(
        input="\n".join(lines).encode(), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("http://example.org/graph")
    )
    store.flush()
    return folder


def _planned(folder: Path, request: QueryRequest, worth_counting: int = 0) -> str:
    return Planner(ox.Store.read_only(str(folder)), folder, 2**29, worth_counting).text(request)


def test_in_a_large_store_the_rarer_statement_comes_first(folder: Path) -> None:
    assert _planned(folder, QueryRequest(MANY_FIRST)) == FEWEST_FIRST


def test_both_forms_give_the_same(folder: Path) -> None:
    store = ox.Store.read_only(str(folder))
    rows = [
        [row["x"] for row in store.query(text, use_default_graph_as_union=True)]  # type: ignore[union-attr,index]
        for text in (MANY_FIRST, FEWEST_FIRST)
    ]
    assert rows[0] == rows[1] == [ox.NamedNode("http://example.org/7")]


@pytest.mark.parametrize(
    "request_",
    [
        QueryRequest(MANY_FIRST, own_dataset=True),
        QueryRequest(MANY_FIRST, default_graphs=("http://example.org/graph",)),
        QueryRequest(MANY_FIRST, named_graphs=("http://example.org/graph",)),
        QueryRequest(MANY_FIRST, substitutions={ox.Variable("x"): ox.NamedNode("http://example.org/1")}),
        QueryRequest(MANY_FIRST.replace("PREFIX e:", "PREFIX f:")),
        QueryRequest("SELECT ?x { ?x a <not an iri> ; a ?y }"),
    ],
)
def test_what_cannot_be_counted_in_stays_as_it_was_sent(folder: Path, request_: QueryRequest) -> None:
    assert _planned(folder, request_) == request_.text


def test_in_a_small_store_nothing_is_counted(folder: Path) -> None:
    size = sum(entry.stat().st_size for entry in folder.iterdir())
    assert _planned(folder, QueryRequest(MANY_FIRST), size + 1) == MANY_FIRST
    assert _planned(folder, QueryRequest(MANY_FIRST), size) == FEWEST_FIRST


def test_closures_are_moved_in_any_store(folder: Path) -> None:
    text = f"{PREFIX}SELECT ?x {{ ?y e:q ?x . ?x e:p+ e:a }}"
    assert "SELECT ?x { ?x e:p + e:a }" in _planned(folder, QueryRequest(text), 10**9)
