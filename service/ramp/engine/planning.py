"""Writes a query in the form that the embedded engine evaluates best, for one opened version of the graph."""

import sys
from functools import partial
from pathlib import Path
from typing import Final, cast

import pyoxigraph as ox

from ramp.engine.protocol import QueryRequest
from ramp.sparql.closures import closures_first
from ramp.sparql.joins import fewest_first

WORTH_COUNTING: Final = 32 * 1024 * 1024
"""Bytes of a store on disk below which no join is so long that counting first would shorten it."""
_MOST_COUNTS: Final = 4096
_LONGEST_KEPT: Final = 4096
"""Characters of a text whose count is kept."""
_STEP: Final = 8
_BYTES_OF_A_TRIPLE: Final = 200
"""Memory for a triple that is joined by hash, as measured: 115 to 185 bytes with what is grouped and sorted after."""


class Planner:
    """The plans for one version; what was counted for one is kept for the next."""

    def __init__(self, store: ox.Store, folder: Path, memory: int | None, worth_counting: int = WORTH_COUNTING) -> None:
        """`folder`: where the store is; `memory`: bytes that a query may take, None where nothing limits them;
        `worth_counting`: bytes that the store must have for anything to be counted."""
        self._store = store
        self._large = sum(entry.stat().st_size for entry in folder.iterdir()) >= worth_counting
        self._most = sys.maxsize if memory is None else memory // _BYTES_OF_A_TRIPLE
        self._counts: dict[tuple[str, str], tuple[int, int]] = {}

    def text(self, request: QueryRequest) -> str:
        """The text with its closures first or, where it has none to move, with its joins as the counts suggest.

        As it was sent if it has variables to be bound; a dataset of its own is not counted in.
        """
        if request.substitutions:
            return request.text
        own = request.own_dataset or request.default_graphs is not None or request.named_graphs is not None
        if own or not self._large:
            return closures_first(request.text)
        count = partial(self._count, base_iri=request.base_iri)
        try:
            moved = closures_first(request.text, count)
            return fewest_first(request.text, count, self._most) if moved == request.text else moved
        except (SyntaxError, RuntimeError, OSError, ValueError):  # the engine will say what is wrong with the text
            return request.text

    def _count(self, prologue: str, select: str, limit: int, base_iri: str | None) -> int:
        """How many rows `select` gives, at most `limit`. Rows are counted in steps, so that few counts serve all."""
        key = (prologue, select)
        rows, up_to = self._counts.get(key, (0, 0))
        if rows == up_to < limit:
            up_to = _STEP
            while up_to < limit:
                up_to *= _STEP
            text = f"{prologue}SELECT (COUNT(*) AS ?n) {{ {select} LIMIT {up_to} }}"
            result = self._store.query(text, use_default_graph_as_union=True, base_iri=base_iri)
            if len(self._counts) >= _MOST_COUNTS:
                self._counts.clear()
            rows = int(cast(ox.Literal, next(cast(ox.QuerySolutions, result))[0]).value)
            if len(text) <= _LONGEST_KEPT:
                self._counts[key] = rows, up_to
        return min(rows, limit)
