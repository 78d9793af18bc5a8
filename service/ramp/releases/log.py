"""An append-only list of records in one file, read by position: the events of one release.

Beside `NAME.jsonl` (a JSON object each line) stands `NAME.idx`, a line each record: where it begins, and the first and
last day that the record is about, so that a feed as of a date reads nothing that it does not show.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One record: its offset in bytes, and the days `since` and `until` (year, month or day; empty: not known)."""

    offset: int
    since: str
    until: str

    def at(self, day: str) -> bool:
        """Whether what the record is about had begun and not ended by `day` as far as known; as text, as dates sort."""
        return (not self.since or self.since[: len(day)] <= day) and (not self.until or self.until > day)


def write(path: Path, records: Iterable[dict[str, Any]]) -> int:
    """Writes the records to `path` (`.jsonl`) with their index; `since` and `until` of each are its days. How many."""
    count = offset = 0
    with path.open("wb") as file, path.with_suffix(".idx").open("w", encoding="ascii") as index:
        for record in records:
            line = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            file.write(line)
            index.write(f"{offset}\t{record['since']}\t{record['until']}\n")
            offset += len(line)
            count += 1
    return count


@lru_cache(maxsize=64)
def entries(path: Path) -> tuple[Entry, ...]:
    """The index of the log at `path`. A log never changes once it is there, so it is read once."""
    lines = path.with_suffix(".idx").read_text("ascii").splitlines()
    return tuple(Entry(int(offset), since, until) for offset, since, until in (line.split("\t") for line in lines))


def read(path: Path, chosen: Sequence[Entry]) -> list[dict[str, Any]]:
    """The records of these entries."""
    found = []
    with path.open("rb") as file:
        for entry in chosen:
            file.seek(entry.offset)
            found.append(json.loads(file.readline()))
    return found
