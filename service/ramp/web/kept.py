"""Answers to the questions of pages, kept as rows: pages that differ in a filter ask the same question of the graph."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

Term = NamedNode | BlankNode | Literal
Row = dict[str, Term]


class _Entry(NamedTuple):
    snapshot: str
    size: int
    rows: tuple[Row, ...]


class KeptRows:
    """The most recently used answers, at most `size` bytes of them as they came; no single one above an eighth."""

    def __init__(self, size: int) -> None:
        self._size, self._used = size, 0
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()

    def get(self, key: Hashable, snapshot: str) -> tuple[Row, ...] | None:
        """The rows, if they are those of this version of the graph."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        if entry.snapshot != snapshot:
            self._drop(key)
            return None
        self._entries.move_to_end(key)
        return entry.rows

    def put(self, key: Hashable, snapshot: str, size: int, rows: tuple[Row, ...]) -> None:
        """Keep the rows of an answer of `size` bytes."""
        if size > self._size // 8:
            return
        self._drop(key)
        self._entries[key] = _Entry(snapshot, size, rows)
        self._used += size
        while self._used > self._size:
            self._drop(next(iter(self._entries)))

    def _drop(self, key: Hashable) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._used -= entry.size
