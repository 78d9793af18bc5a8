"""Writes a graph out: all of it, or one of its named graphs, in any format that RDF has."""

from typing import BinaryIO

from pyoxigraph import NamedNode, RdfFormat, Store, Triple, serialize

_DATASETS = (RdfFormat.TRIG, RdfFormat.JSON_LD, RdfFormat.N_QUADS)
_PLAIN = (RdfFormat.N_QUADS, RdfFormat.N_TRIPLES)
"""Formats without prefixes."""


def dump(
    store: Store, target: BinaryIO, form: RdfFormat, prefixes: dict[str, str], graph: NamedNode | None = None
) -> None:
    """Write all graphs, or one of them with the prefixes that it needs. Raises OSError.

    A format for triples merges all graphs: each triple once, in the order of their N-Triples text.
    """
    told = None if form in _PLAIN else prefixes
    if graph is not None:
        store.dump(target, form, from_graph=graph, prefixes=told and _used(store, graph, told))
    elif form in _DATASETS:
        store.dump(target, form, prefixes=told)
    else:
        serialize(_merged(store), target, form, prefixes=told)


def _merged(store: Store) -> list[Triple]:
    return sorted({quad.triple for quad in store}, key=str)


def _used(store: Store, graph: NamedNode, prefixes: dict[str, str]) -> dict[str, str]:
    """The prefixes that the graph needs."""
    iris = {
        term.value
        for quad in store.quads_for_pattern(None, None, None, graph)
        for term in (quad.subject, quad.predicate, quad.object)
        if isinstance(term, NamedNode)
    }
    return {prefix: base for prefix, base in prefixes.items() if any(iri.startswith(base) for iri in iris)}
