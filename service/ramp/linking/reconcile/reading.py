"""What a reading process does for the service: look-ups over the opened index, many at once, with plain results."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from ramp.graph.namespaces import BASE
from ramp.linking.reconcile.entity import Candidate, Entity
from ramp.linking.reconcile.kinds import with_broader
from ramp.linking.reconcile.matching import opened
from ramp.linking.reconcile.requests import Query

_MORE = 20
"""Candidates that are kept for properties to choose from."""


def look_up(folder: Path, queries: Mapping[str, Query]) -> dict[str, list[Candidate]]:
    """The candidates of each query; where properties will decide, more than are asked for."""
    index = opened(folder)
    found: dict[str, list[Candidate]] = {}
    for key, query in queries.items():
        limit = max(query.limit, _MORE) if query.wanted else query.limit
        text = query.text or _identifying(query)
        found[key] = index.lookup(text, query.kinds, limit, strict=query.strict)
    return found


def _identifying(query: Query) -> str:
    """Without a spelling, the first value that may identify by itself: a code, a symbol, a name."""
    return next((text for wanted in query.wanted for text in wanted.texts), "")


def suggest(folder: Path, prefix: str, kinds: tuple[str, ...], limit: int, start: int) -> list[Entity]:
    """Nodes whose names begin so."""
    return opened(folder).beginning(prefix, kinds, limit, start)


def entities(folder: Path, ids: Iterable[str]) -> dict[str, Entity]:
    """The nodes with these ids; those that the index does not know are left out."""
    index = opened(folder)
    found = {id: index.entity(key_of(id)) for id in ids}
    return {id: entity for id, entity in found.items() if entity is not None}


def key_of(id: str) -> str:
    """The IRI below the base that an id stands for: as it is, or as a whole IRI."""
    return id.strip().strip("<>").removeprefix(BASE).lstrip("/")


def kinds_of(entity: Entity) -> tuple[str, ...]:
    """The kinds of a node, the nearest first."""
    return with_broader(entity.kind)
