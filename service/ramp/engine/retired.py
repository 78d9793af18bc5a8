"""Identifiers that a new release of the graph has no more: remembered in the graph, so that none is used again.

A node of the bundled graphs that the next release lacks keeps a status, a reason and a time in the graph
`https://w3id.org/ramp/graph/retired`, as withdrawn submissions do: its address answers 410 with the reason, and whoever
mints identifiers finds it taken. One that a later release has again leaves that graph.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Final

import pyoxigraph as ox

from ramp.graph.namespaces import ADMS, GRAPH, ID, PROV, SCHEME, SKOS, XSD

RETIRED_GRAPH: Final = GRAPH["retired"]
_WITHDRAWN: Final = SCHEME["submission-status/withdrawn"]
_REASONS: Final = (
    ox.Literal("A new release of the graph no longer has this record.", language="en"),
    ox.Literal("Une nouvelle version du graphe ne contient plus cette fiche.", language="fr"),
)


def remember(earlier: ox.Store, bundled: Collection[str], store: ox.Store) -> int:
    """Put into `store`, the next version, what of the `bundled` graphs of the earlier one it lacks; return how many."""
    store.remove_graph(RETIRED_GRAPH)
    names = [ox.NamedNode(graph) for graph in bundled]
    gone: dict[ox.NamedNode, list[ox.Quad]] = {}
    for graph in names:
        for quad in earlier.quads_for_pattern(None, None, None, graph):
            subject = quad.subject
            if isinstance(subject, ox.NamedNode) and subject.value.startswith(ID.iri):
                gone.setdefault(subject, [])
    now = datetime.now(UTC)
    for subject in gone:
        gone[subject] = [
            ox.Quad(told.subject, told.predicate, told.object, RETIRED_GRAPH) for told in notice(subject, now)
        ]
    for quad in earlier.quads_for_pattern(None, None, None, RETIRED_GRAPH):
        if isinstance(quad.subject, ox.NamedNode):
            gone.setdefault(quad.subject, []).append(quad)
    left = [node for node in gone if next(store.quads_for_pattern(node, None, None, None), None) is None]
    store.extend(quad for node in left for quad in gone[node])
    return len(left)


def notice(node: ox.NamedNode, now: datetime) -> list[ox.Triple]:
    """What is said of a node that no release has any more."""
    return [
        ox.Triple(node, ADMS["status"], _WITHDRAWN),
        ox.Triple(
            node, PROV["invalidatedAtTime"], ox.Literal(now.isoformat(timespec="seconds"), datatype=XSD["dateTime"])
        ),
        *(ox.Triple(node, SKOS["editorialNote"], reason) for reason in _REASONS),
    ]
