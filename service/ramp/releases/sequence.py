"""The events of all releases as one sequence in the order of time, cut into pages that never change once full."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from ramp.releases import log
from ramp.releases.shelf import Kept, Shelf


@dataclass(frozen=True, slots=True)
class Item:
    """One event: its release, its place in the release and in the whole sequence (from 0), and its record's entry."""

    kept: Kept
    number: int
    position: int
    entry: log.Entry
    last: bool


@dataclass(frozen=True, slots=True)
class Sequenced:
    """All events, or those about what there was on a day, `size` on a page."""

    items: tuple[Item, ...]
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are, the growing one included; at least one."""
        return max(1, -(-len(self.items) // self.size))

    def page(self, number: int) -> tuple[Item, ...]:
        """The events of a page, numbered from 0."""
        return self.items[number * self.size : (number + 1) * self.size]

    def closed(self, number: int) -> bool:
        """Whether the page is full and has one after it, so that it is for ever as it is."""
        return number < self.pages - 1


def sequence(shelf: Shelf, which: Literal["members", "events"], size: int, as_of: str = "") -> Sequenced:
    """The events of the releases on the shelf; with `as_of` (year, month or day) those about what there was then."""
    return Sequenced(_items(shelf.all, which, as_of), size)


@lru_cache(maxsize=16)
def _items_of(folder: Path, kept: "_Hashable", which: str, as_of: str) -> tuple[Item, ...]:
    del folder
    items: list[Item] = []
    position = 0
    for release in kept.releases:
        found = log.entries(_path(release, which))
        for number, entry in enumerate(found):
            if not as_of or entry.at(as_of):
                items.append(Item(release, number, position, entry, number == len(found) - 1))
            position += 1
    return tuple(items)


@dataclass(frozen=True, slots=True, eq=False)
class _Hashable:
    """Releases as a key: they are the same where their ids are."""

    releases: tuple[Kept, ...]

    def __hash__(self) -> int:
        return hash(tuple(kept.id for kept in self.releases))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashable) and [k.id for k in self.releases] == [k.id for k in other.releases]


def _items(releases: tuple[Kept, ...], which: str, as_of: str) -> tuple[Item, ...]:
    folder = releases[0].folder.parent if releases else Path()
    return _items_of(folder, _Hashable(releases), which, as_of)


def records(items: Sequence[Item], which: Literal["members", "events"]) -> list[dict[str, Any]]:
    """The records of the events, read from their releases."""
    found: list[dict[str, Any]] = []
    start = 0
    while start < len(items):
        kept = items[start].kept
        end = next((at for at in range(start, len(items)) if items[at].kept.id != kept.id), len(items))
        found += log.read(_path(kept, which), [item.entry for item in items[start:end]])
        start = end
    return found


def _path(kept: Kept, which: str) -> Path:
    return kept.member_log if which == "members" else kept.event_log
