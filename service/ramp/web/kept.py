"""Answers to the questions of pages, kept for a version: pages that differ in filter or language ask the same."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, NamedTuple, TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode

Term = NamedNode | BlankNode | Literal
Row = dict[str, Term]


T = TypeVar("T")


class _Entry(NamedTuple, Generic[T]):
    snapshot: str
    size: int
    value: T


class Kept(Generic[T]):
    """The most recently used answers, at most `size` bytes of them as they came; no single one above an eighth."""

    def __init__(self, size: int) -> None:
        self._size, self._used = size, 0
        self._entries: OrderedDict[Hashable, _Entry[T]] = OrderedDict()

    def get(self, key: Hashable, snapshot: str) -> T | None:
        """What is kept, if it is of this version of the graph."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        if entry.snapshot != snapshot:
            self._drop(key)
            return None
        self._entries.move_to_end(key)
        return entry.value

    def put(self, key: Hashable, snapshot: str, size: int, value: T) -> None:
        """Keep what an answer of `size` bytes says."""
        if size > self._size // 8:
            return
        self._drop(key)
        self._entries[key] = _Entry(snapshot, size, value)
        self._used += size
        while self._used > self._size:
            self._drop(next(iter(self._entries)))

    def _drop(self, key: Hashable) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._used -= entry.size
