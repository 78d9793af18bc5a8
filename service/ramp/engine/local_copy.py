"""The copy of an engine elsewhere that the workers read: follows it graph by graph, by the marks that it keeps.

Queries go to the engine elsewhere. What checks a submission or describes a node reads many small parts of the graph,
in a process without sockets, and reads them here: an embedded engine in RAMP_HOME. Only graphs whose mark is another
than before are fetched.
"""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ramp.engine import reading
from ramp.engine.embedded import EmbeddedEngine
from ramp.engine.endpoint import Fetched
from ramp.engine.protocol import Change
from ramp.engine.reading import Part
from ramp.engine.state import EVERYTHING, FOREIGN, STATE_GRAPH

_AT_ONCE: Final = 6
"""Graphs fetched at the same time."""
_RECORD: Final = "elsewhere.json"
_MERGING_SECONDS: Final = 600.0

Fetch = Callable[[str], Awaitable[Fetched]]
"""A graph of the engine elsewhere by its IRI."""


@dataclass(frozen=True, slots=True)
class _Record:
    """What the copy holds: `version` of the engine elsewhere, the marks of its graphs, and its own version then."""

    address: str = ""
    version: str = ""
    own: str = ""
    marks: dict[str, str] = field(default_factory=dict)


class LocalCopy:
    """The copy in the home of `engine`, of the engine at `address`."""

    def __init__(self, engine: EmbeddedEngine, home: Path, address: str) -> None:
        self.engine, self._address, self._file = engine, address, home / _RECORD
        self._record = self._read()

    @property
    def version(self) -> str:
        """The version of the engine elsewhere that the copy is of; empty where it is of none."""
        return self._record.version

    def holds(self, marks: Mapping[str, str]) -> None:
        """Say what the store holds that was installed: graphs with these marks."""
        self._record = _Record(self._address, "", self.engine.snapshot, dict(marks))

    async def follow(
        self, version: str, marks: Mapping[str, str], graphs: Callable[[], Awaitable[set[str]]], fetch: Fetch
    ) -> None:
        """Make the copy one of `version`, whose graphs have these marks. Raises what fetching raises."""
        known = self._record.marks
        if not known or marks.get(EVERYTHING) != known.get(EVERYTHING):
            wanted = (await graphs()) - FOREIGN - {STATE_GRAPH.value}
            whole = True
        else:
            wanted = {graph for graph in {*marks, *known} if marks.get(graph) != known.get(graph)}
            whole = False
        if wanted or whole:
            await self._take(sorted(wanted), fetch, whole=whole)
        self._record = _Record(self._address, version, self.engine.snapshot, dict(marks))
        await asyncio.to_thread(self._write)

    async def _take(self, graphs: list[str], fetch: Fetch, *, whole: bool) -> None:
        files: list[Path] = []
        parts: list[Part] = []
        try:
            for start in range(0, len(graphs), _AT_ONCE):
                some = graphs[start : start + _AT_ONCE]
                for graph, found in zip(some, await asyncio.gather(*(fetch(graph) for graph in some)), strict=True):
                    file = self.engine.spool / f"fetched-{secrets.token_hex(8)}"
                    files.append(file)
                    await asyncio.to_thread(file.write_bytes, found.body)
                    parts.append(Part(graph, file, found.media_type, empty=not found.body.strip()))
            await self.engine.change(await self._one_file(parts, files) if whole else _one_by_one(parts))
        finally:
            for file in files:
                file.unlink(missing_ok=True)

    async def _one_file(self, parts: list[Part], files: list[Path]) -> list[Change]:
        """All graphs at once: loading many small files takes many times longer than loading one."""
        target = self.engine.spool / f"fetched-{secrets.token_hex(8)}"
        files.append(target)
        await self.engine.work(_MERGING_SECONDS, reading.merge, parts, target)
        return [Change("put", data=target, rdf="nquads")]

    def _read(self) -> _Record:
        """What was written down, if it is of this engine elsewhere and of the store as it is."""
        try:
            said: dict[str, Any] = json.loads(self._file.read_text("utf-8"))
            record = _Record(**said)
        except (OSError, ValueError, TypeError):
            return _Record()
        return record if record.address == self._address and record.own == self.engine.snapshot else _Record()

    def _write(self) -> None:
        aside = self._file.with_suffix(".new")
        record = self._record
        said = {"address": record.address, "version": record.version, "own": record.own, "marks": record.marks}
        aside.write_text(json.dumps(said), "utf-8")
        aside.replace(self._file)


def _one_by_one(parts: list[Part]) -> list[Change]:
    return [
        Change("delete", graph=part.graph)
        if part.empty
        else Change("put", graph=part.graph, data=part.file, rdf=reading.RDF[part.media_type], base_iri=part.graph)
        for part in parts
    ]
