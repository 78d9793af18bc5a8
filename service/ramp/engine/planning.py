"""Writes a query in the form that the embedded engine evaluates best, for one opened version of the graph."""

from pathlib import Path
from typing import Any, Final, cast

import pyoxigraph as ox

from ramp.engine.protocol import QueryRequest
from ramp.sparql.closures import closures_first
from ramp.sparql.joins import fewest_first

WORTH_COUNTING: Final = 32 * 1024 * 1024
"""Bytes of a store on disk below which no join is so long that counting first would shorten it."""
_MOST_COUNTS: Final = 10_000


class Planner:
    """The plans for one version; what was counted for one is kept for the next."""

    def __init__(self, store: ox.Store, folder: Path, worth_counting: int = WORTH_COUNTING) -> None:
        """`folder`: where the store is; `worth_counting`: bytes that it must have for anything to be counted."""
        self._store = store
        self._large = sum(entry.stat().st_size for entry in folder.iterdir()) >= worth_counting
        self._counts: dict[str, int] = {}

    def text(self, request: QueryRequest) -> str:
        """The text with its closures first or, where it has none to move, with its joins as the counts suggest.

        As it was sent if it has variables to be bound; a dataset of its own is not counted in.
        """
        if request.substitutions:
            return request.text
        moved = closures_first(request.text)
        own = request.own_dataset or request.default_graphs is not None or request.named_graphs is not None
        if moved != request.text or not self._large or own:
            return moved
        try:
            return fewest_first(request.text, lambda query: self._count(query, base_iri=request.base_iri))
        except (SyntaxError, RuntimeError, OSError, ValueError):  # the engine will say what is wrong with the text
            return request.text

    def _count(self, query: str, **arguments: Any) -> int:
        found = self._counts.get(query)
        if found is None:
            if len(self._counts) >= _MOST_COUNTS:
                self._counts.clear()
            result = cast(ox.QuerySolutions, self._store.query(query, use_default_graph_as_union=True, **arguments))
            found = self._counts[query] = int(cast(ox.Literal, next(result)[0]).value)
        return found
