"""The shelf of kept releases: one folder each below RAMP_HOME/releases, put there whole by renaming.

    releases/ID/release.json     what it is: number, checksum, date, the release before, files, counts
    releases/ID/members.jsonl    what changed since the release before, by piece (the change feed), with its index
    releases/ID/events.jsonl     the same by node, in words, with its index
    releases/ID/files/           dumps and tables; removed when more than RAMP_RELEASES_KEPT newer ones are there
    releases/.new-*/             a release that is being made; a leftover is removed at the next start

All that is known of releases is in these folders, so a service that is killed at any moment finds them as they were.
"""

import json
import re
import shutil
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import Quad, RdfFormat, parse

from ramp.errors import StoreError
from ramp.graph.namespaces import RELEASE_GRAPH

FILES, RECORD, MEMBERS, EVENTS, GRAPH_FILE = "files", "release.json", "members.jsonl", "events.jsonl", "ramp.nq"
ID = re.compile(r"[0-9a-f]{16}(-[0-9]{1,6})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One kept release.

    `number` counts from 1; `checksum`: SHA-256 of the canonical N-Quads (RDFC-1.0) of all graphs but
    `.../graph/release`; `created`: ISO 8601, UTC; `previous`: id of the one before; `members`: pieces that changed;
    `events`: nodes that did; `counts`: those by kind; `files`: name, bytes and SHA-256 of each.
    """

    id: str
    number: int
    checksum: str
    created: str
    previous: str | None
    triples: int
    graphs: dict[str, int]
    members: int
    events: int
    counts: dict[str, int]
    files: tuple[dict[str, Any], ...]
    folder: Path = field(default=Path(), compare=False)

    @property
    def complete(self) -> bool:
        """Whether its files are still there."""
        return self.graph.is_file()

    @property
    def graph(self) -> Path:
        """The whole graph as sorted N-Quads."""
        return self.folder / FILES / GRAPH_FILE

    @property
    def member_log(self) -> Path:
        """What changed, by piece."""
        return self.folder / MEMBERS

    @property
    def event_log(self) -> Path:
        """What changed, by node."""
        return self.folder / EVENTS

    def file(self, name: str) -> dict[str, Any] | None:
        """What is known of a file of this release."""
        return next((file for file in self.files if file["name"] == name), None)

    def quads(self) -> list[Quad]:
        """All that it states, without its description of itself. Raises StoreError where the file is damaged."""
        try:
            found = parse(path=str(self.graph), format=RdfFormat.N_QUADS)
            return [quad for quad in found if quad.graph_name != RELEASE_GRAPH]
        except (OSError, SyntaxError) as error:
            raise StoreError(
                f"The release {self.id} cannot be read: {str(error).splitlines()[0]}",
                remedy=f"Move {self.folder} away; the next release is then told as the first one",
            ) from None


class Shelf:
    """The kept releases as they are now. Cheap to make; it never changes: make another one to look again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def all(self) -> tuple[Kept, ...]:
        """The releases, oldest first."""
        if not self.folder.is_dir():
            return ()
        found = [_read(child) for child in self.folder.iterdir() if ID.fullmatch(child.name) and child.is_dir()]
        return tuple(sorted((kept for kept in found if kept), key=lambda kept: kept.number))

    @property
    def latest(self) -> Kept | None:
        """The newest release."""
        return self.all[-1] if self.all else None

    @cached_property
    def _by_id(self) -> dict[str, Kept]:
        return {kept.id: kept for kept in self.all}

    def get(self, id: str) -> Kept | None:
        """The release of that id."""
        return self._by_id.get(id)

    def tidy(self) -> None:
        """Removes what an interrupted run left behind. Only for the process that makes releases."""
        for left in self.folder.glob(".new-*"):
            shutil.rmtree(left, ignore_errors=True)

    def prune(self, kept: int) -> list[Kept]:
        """Removes the files of all but the newest `kept` releases (0: of none); what changed stays. Which it were."""
        old = [] if kept == 0 else [release for release in self.all[:-kept] if release.complete]
        for release in old:
            release.graph.unlink(missing_ok=True)  # first: from now on it is not complete
            shutil.rmtree(release.folder / FILES, ignore_errors=True)
        return old


def _read(folder: Path) -> Kept | None:
    try:
        record = json.loads((folder / RECORD).read_bytes())
        record.pop("folder", None)
        return Kept(**{**record, "files": tuple(record["files"])}, folder=folder)
    except (OSError, ValueError, KeyError, TypeError):
        return None
