"""What an engine elsewhere holds of the release before and the new one lacks, so that no identifier is lost with it.

The same as `retired.remember` does for a store on disk, asked of a server: only the graphs that are written anew or
removed are looked at, and of the new release only its subjects are read.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pyoxigraph as ox

from ramp.engine.retired import RETIRED_GRAPH, notice
from ramp.graph.namespaces import ID

Ask = Callable[[str], bytes]
"""A SELECT asked of the server; its answer as SPARQL results in JSON."""
_BATCH = 200


def retired_graph(ask: Ask, release: Path, replaced: Collection[str]) -> bytes | None:
    """What the graph of retired identifiers has to be, as N-Triples, once the graphs `replaced` are those of the
    release in the file, or gone; None where it stays as it is. Raises what `ask` raises."""
    kept: dict[ox.NamedNode, list[ox.Triple]] = {}
    before = 0
    for node, property, value in _rows(ask, f"SELECT ?s ?p ?o WHERE {{ GRAPH {RETIRED_GRAPH} {{ ?s ?p ?o }} }}"):
        if isinstance(node, ox.NamedNode):
            kept.setdefault(node, []).append(ox.Triple(node, cast(ox.NamedNode, property), cast(ox.Literal, value)))
            before += 1
    gone = set(kept)
    for graph in replaced:
        text = f"""SELECT DISTINCT ?s WHERE {{ GRAPH {ox.NamedNode(graph)} {{ ?s ?p ?o }}
            FILTER(isIRI(?s) && STRSTARTS(STR(?s), "{ID.iri}")) }}"""
        gone.update(node for (node,) in _rows(ask, text) if isinstance(node, ox.NamedNode))
    gone -= _stated(release, gone)
    gone -= _elsewhere(ask, gone, replaced)
    now = datetime.now(UTC)
    triples = [triple for node in gone for triple in kept.get(node) or notice(node, now)]
    if gone == set(kept) and len(triples) == before:
        return None
    return "".join(sorted(f"{triple} .\n" for triple in triples)).encode()


def _stated(release: Path, nodes: set[ox.NamedNode]) -> set[ox.NamedNode]:
    """Those of the nodes that are subjects in the release."""
    sought = {str(node).encode(): node for node in nodes}
    found = set[ox.NamedNode]()
    if sought:
        with release.open("rb") as lines:
            for line in lines:
                node = sought.get(line.split(b" ", 1)[0])
                if node is not None:
                    found.add(node)
    return found


def _elsewhere(ask: Ask, nodes: set[ox.NamedNode], replaced: Collection[str]) -> set[ox.NamedNode]:
    """Those of the nodes that other graphs of the server say something of, such as accepted submissions."""
    others = ", ".join(str(ox.NamedNode(graph)) for graph in (*replaced, RETIRED_GRAPH.value))
    ordered, found = sorted(map(str, nodes)), set[ox.NamedNode]()
    for begin in range(0, len(ordered), _BATCH):
        text = f"""SELECT DISTINCT ?s WHERE {{ VALUES ?s {{ {" ".join(ordered[begin : begin + _BATCH])} }}
            GRAPH ?g {{ ?s ?p ?o }} FILTER(?g NOT IN ({others})) }}"""
        found.update(node for (node,) in _rows(ask, text) if isinstance(node, ox.NamedNode))
    return found


def _rows(ask: Ask, text: str) -> Iterator[tuple[object, ...]]:
    answer = ox.parse_query_results(ask(text), format=ox.QueryResultsFormat.JSON)
    for solution in cast(ox.QuerySolutions, answer):
        yield tuple(solution)
