"""The index of names in one folder, opened for reading: its tables, and what of them is kept in memory."""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from ramp.linking.reconcile.entity import Entity
from ramp.linking.reconcile.scoring import weigher
from ramp.linking.reconcile.storing import FILE

_COLUMNS = "key,kind,en,fr,more,gone"
POSTINGS_MOST: Final = 3000
"""Names with one word that are looked at; a word that more have tells little."""
_AT_ONCE = 500


class Names:
    """The tables. `counts`: how many names have a word; `phrases`: the sign of each name of an organization.

    `vocabulary`: the words that a misspelt one may be; `weight`: what a word tells, the rarer the more.
    """

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(f"file:{folder / FILE}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self.counts: dict[str, int] = dict(self.rows("SELECT word, count FROM word"))
        self.phrases: dict[str, str] = dict(self.rows("SELECT phrase, sign FROM phrase"))
        self.vocabulary = [word for word in self.counts if len(word) > 3 and word[0] != "@" and not word.isdigit()]
        ((total,),) = self.rows("SELECT COUNT(*) FROM name")
        self.weight = weigher(self.counts, total)

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a SELECT."""
        return self._database.execute(query, tuple(values)).fetchall()

    def entity(self, key: str) -> Entity | None:
        """The node with that IRI below the base."""
        found = self.rows(f"SELECT {_COLUMNS} FROM entity WHERE key=?", (key,))
        return Entity(*found[0]) if found else None

    def entities(self, ids: Iterable[int]) -> dict[int, Entity]:
        """The nodes by their numbers in the index."""
        given = tuple(ids)
        found: dict[int, Entity] = {}
        for start in range(0, len(given), _AT_ONCE):
            some = given[start : start + _AT_ONCE]
            rows = self.rows(f"SELECT id,{_COLUMNS} FROM entity WHERE id IN ({marks(some)})", some)
            found |= {row[0]: Entity(*row[1:]) for row in rows}
        return found


def marks(values: Sequence[object]) -> str:
    """As many question marks as there are values."""
    return ",".join("?" * len(values))
