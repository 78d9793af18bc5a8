"""Which version an engine elsewhere holds: a few triples in a graph of their own, written with every change.

In `https://w3id.org/ramp/graph/engine`:

    <dataset>  dcat:version       the id of the release
               pav:version        the id of the version: changes with every write
               pav:lastUpdateOn   when that was
               urn:ramp:writing   "writer until": somebody is writing, at most until then; only where one update is
                                  not one transaction, so that a reader can tell a whole version from half of one
    <graph>    pav:version        of each graph, in which version or with which content it was last written
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import pyoxigraph as ox

from ramp.errors import EngineAnswerError, in_french
from ramp.graph.namespaces import DATASET, DCAT, GRAPH, PAV, XSD

STATE_GRAPH: Final = GRAPH["engine"]
_VERSION, _RELEASE, _AT = PAV["version"], DCAT["version"], PAV["lastUpdateOn"]
_WRITING: Final = ox.NamedNode("urn:ramp:writing")

EVERYTHING: Final = STATE_GRAPH.value
"""The graph whose mark stands for all: an update may have changed any."""
VIRTUOSO: Final = "virtuoso"
QUERY: Final = f"SELECT ?s ?p ?o WHERE {{ GRAPH {STATE_GRAPH} {{ VALUES ?s {{ {DATASET} }} ?s ?p ?o }} }}"
MARKS: Final = f"SELECT ?s ?o WHERE {{ GRAPH {STATE_GRAPH} {{ ?s {_VERSION} ?o }} FILTER(?s != {DATASET}) }}"
UNION: Final = f"SELECT ?o WHERE {{ {DATASET} {_VERSION} ?o }}"
"""Has a row where the default graph of the server is the union of its named graphs, once a release is there."""
GRAPHS: Final = "SELECT DISTINCT ?s WHERE { GRAPH ?s { ?any ?of ?them } }"
FOREIGN: Final = frozenset(
    {
        "http://www.openlinksw.com/schemas/virtrdf#", "http://www.w3.org/ns/ldp#", "http://www.w3.org/2002/07/owl#",
        "http://localhost:8890/sparql", "http://localhost:8890/DAV/", "urn:activitystreams-owl:map",
        "urn:core:services:sparql", "urn:rules.skos",
    }
)  # fmt: skip
"""Graphs that come with Virtuoso."""


@dataclass(frozen=True, slots=True)
class State:
    """A version: ids, time, and whether somebody is writing the next."""

    release: str
    snapshot: str
    modified: datetime
    writing: bool = field(default=False)


def state_of(rows: Iterable[Mapping[str, str]], now: datetime) -> State | None:
    """The state from the rows of `QUERY`; None where the engine holds no release."""
    said: dict[str, list[str]] = {}
    for row in rows:
        said.setdefault(row["p"], []).append(row["o"])
    version, release = said.get(_VERSION.value), said.get(_RELEASE.value)
    if not version or not release:
        return None
    at = datetime.fromisoformat(min(said.get(_AT.value, [now.isoformat()])).replace("Z", "+00:00"))
    writing = any(_time(text.partition(" ")[2]) > now for text in said.get(_WRITING.value, ()))
    return State(release[0], max(version), at.replace(tzinfo=at.tzinfo or UTC, microsecond=0), writing)


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def written(snapshot: str, marks: Mapping[str, str], now: datetime, release: str | None = None) -> str:
    """The update that says: this is the version now, and these graphs (IRI, mark) were written for it."""
    at = ox.Literal(now.isoformat(timespec="seconds"), datatype=XSD["dateTime"])
    new = [f"{DATASET} {_VERSION} {ox.Literal(snapshot)} ; {_AT} {at} ."]
    old = [_forget(DATASET, _VERSION), _forget(DATASET, _AT)]
    if release is not None:
        old.append(_forget(DATASET, _RELEASE))
        new.append(f"{DATASET} {_RELEASE} {ox.Literal(release)} .")
    for graph, mark in sorted(marks.items()):
        node = ox.NamedNode(graph)
        old.append(_forget(node, _VERSION))
        if mark:
            new.append(f"{node} {_VERSION} {ox.Literal(mark)} .")
    return " ;\n".join([*old, f"INSERT DATA {{ GRAPH {STATE_GRAPH} {{ {' '.join(new)} }} }}"])


def begun(writer: str, until: datetime) -> str:
    """The update that says: somebody is writing."""
    return f"INSERT DATA {{ GRAPH {STATE_GRAPH} {{ {_writer(writer, until)} }} }}"


def ended(writer: str, until: datetime) -> str:
    """The update that takes it back."""
    return f"DELETE DATA {{ GRAPH {STATE_GRAPH} {{ {_writer(writer, until)} }} }}"


def _writer(writer: str, until: datetime) -> str:
    return f"{DATASET} {_WRITING} {ox.Literal(f'{writer} {until.isoformat()}')}"


def _forget(node: ox.NamedNode, property: ox.NamedNode) -> str:
    return f"DELETE WHERE {{ GRAPH {STATE_GRAPH} {{ {node} {property} ?old }} }}"


def rows_of(body: bytes) -> list[dict[str, str]]:
    """The rows of one of the queries above, values as text. Raises EngineAnswerError."""
    try:
        document: Any = json.loads(body)
        rows = document["results"]["bindings"]
        return [{name: str(term["value"]) for name, term in row.items()} for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise EngineAnswerError(
            "The SPARQL server behind this service gave results that cannot be read",
            remedy="Whoever runs this service should look at RAMP_ENGINE_QUERY_URL",
            extra=in_french(
                "Le serveur SPARQL derrière ce service a donné des résultats qui ne peuvent pas être lus",
                "L’exploitant de ce service devrait vérifier RAMP_ENGINE_QUERY_URL",
            ),
        ) from None


def atomic(server: str) -> bool:
    """Whether a server of that name (the header Server) carries out one update as one transaction."""
    return VIRTUOSO not in server.lower()


def caveat(server: str) -> str | None:
    """What whoever runs the service should know about a server of that name (the header Server); None where nothing."""
    if VIRTUOSO not in server.lower():
        return None
    return "The SPARQL server is Virtuoso, which answers some correct queries wrongly: docs/engines.md lists which"
