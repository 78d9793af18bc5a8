"""When a release is made: some time after the last change of the graph, or when somebody asks for it.

The content is read through the engine, graph by graph and from one version, so that it works with any engine; the
release is made by `ramp.releases.building` in a process of its own.
"""

import asyncio
import json
import logging
import os
import re
import secrets
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from ramp.background import Background
from ramp.engine import Answer, EmbeddedEngine, Engine, QueryRequest
from ramp.errors import BusyError, ConflictError, HomeError, RampError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.release import graph_prefixes
from ramp.releases.building import Job
from ramp.releases.shelf import Kept, Shelf
from ramp.settings import Settings

_GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_LOOK_SECONDS = 0.5
_FIRST_SECONDS = 5.0
_AGAIN_SECONDS = 60.0
_GRAPH_SECONDS = 60.0
_TRIES = 60
_LABEL = re.compile(r"(?:^|(?<=\s))_:(?=\S)")


class Cutter:
    """Makes the releases of one service. `start` it inside the event loop, `close` it."""

    def __init__(self, settings: Settings, engine: Engine, folders: KnowledgeFolders, log: logging.Logger) -> None:
        self._settings, self._engine, self._folders, self._log = settings, engine, folders, log
        self._one = asyncio.Lock()
        self._following = Background()
        self._told = ""
        self.shelf = Shelf(settings.home / "releases")

    async def start(self) -> None:
        """Remove what an interrupted run left, and follow the graph from now on."""
        await asyncio.to_thread(self.shelf.tidy)
        if self._settings.releases == "automatic":
            self._following.start(self._follow())

    async def close(self) -> None:
        """Stop; a release that is being made is given up, and nothing of it remains."""
        await self._following.close()

    @property
    def busy(self) -> bool:
        """Whether a release is being made."""
        return self._one.locked()

    async def cut(self, *, wait: bool = True) -> Kept | None:
        """A release of the graph as it is now; None where it is what the latest release says. Raises RampError.

        While another one is being made this waits for it, or without `wait` raises ConflictError.
        """
        if self.busy and not wait:
            raise ConflictError(
                "A release is being made already",
                remedy="Look at /releases in a moment: what was accepted before it began is in it",
                extra={
                    "detail_fr": "Une version est déjà en cours de publication",
                    "remedy_fr": "Voyez /releases dans un instant : ce qui était accepté avant son début y figure",
                },
            )
        async with self._one:
            content = self._engine.spool / f"release-{secrets.token_hex(8)}"
            try:
                snapshot = await self._read(content)
                made = await self._build(content)
            finally:
                content.unlink(missing_ok=True)
            self._told = snapshot
            self.shelf = shelf = Shelf(self.shelf.folder)
            if made:
                await asyncio.to_thread(shelf.prune, self._settings.releases_kept)
                self._log.info("release", extra={"release": made})
            return shelf.get(made) if made else None

    async def _follow(self) -> None:
        quiet, seen = min(_FIRST_SECONDS, self._settings.release_seconds), self._engine.snapshot
        since = time.monotonic()
        while True:
            if self._engine.snapshot != seen:
                seen, since = self._engine.snapshot, time.monotonic()
                quiet = self._settings.release_seconds
            if seen != self._told and time.monotonic() - since >= quiet:
                try:
                    await self.cut()
                except RampError as error:
                    self._log.error("release not made", extra={"problem": error.detail})
                    await asyncio.sleep(_AGAIN_SECONDS)
            await asyncio.sleep(_LOOK_SECONDS)

    async def _read(self, target: Path) -> str:
        """Write all graphs of one version as N-Quads; its id. Begins again when the graph changes meanwhile."""
        while True:
            first = await self._ask(QueryRequest(_GRAPHS))
            found = parse_query_results(await asyncio.to_thread(_whole, first), format=QueryResultsFormat.JSON)
            assert isinstance(found, QuerySolutions)
            names = sorted(str(row["g"]) for row in found)
            snapshots = {first.snapshot}
            with target.open("wb") as file:
                for number, name in enumerate(["", *names]):
                    iris = (name[1:-1],) if name else None
                    asked = QueryRequest(_ALL, rdf="ntriples", default_graphs=iris, own_dataset=not name)
                    if not name and not isinstance(self._engine, EmbeddedEngine):
                        continue  # elsewhere the default graph is the union of the named ones
                    answer = await self._ask(asked)
                    snapshots.add(answer.snapshot)
                    text = (await asyncio.to_thread(_whole, answer)).decode()
                    await asyncio.to_thread(file.write, self._quads(text, name, number).encode())
            if len(snapshots) == 1:
                return snapshots.pop()

    def _quads(self, text: str, graph: str, number: int) -> str:
        """The triples of one graph as N-Quads. Engines elsewhere may use a name for a blank node in several answers."""
        lines = (line for line in text.splitlines() if line.strip())
        told = (f"{line.rstrip().removesuffix('.').rstrip()} {graph} .\n" for line in lines)
        if isinstance(self._engine, EmbeddedEngine):
            return "".join(told)
        return "".join(_renamed(line, f"_:g{number}x") for line in told)

    async def _ask(self, request: QueryRequest) -> Answer:
        for rest in reversed(range(_TRIES)):
            try:
                return await self._engine.query(request, deadline=_GRAPH_SECONDS)
            except BusyError:
                if not rest:
                    raise
                await asyncio.sleep(1)
        raise AssertionError("unreachable")

    async def _build(self, content: Path) -> str:
        """The id of the release that was made, empty where none was needed."""
        await asyncio.to_thread(self.shelf.folder.mkdir, parents=True, exist_ok=True)
        created = datetime.now(UTC).replace(microsecond=0).isoformat()
        job = Job(str(content), str(self.shelf.folder), created, graph_prefixes(self._folders))
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "ramp.releases", str(os.getpid()),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            out, words = await process.communicate(json.dumps(asdict(job)).encode())
        except BaseException:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            raise
        if process.returncode != 0:
            raise HomeError(
                f"The release was not made: {words.decode('utf-8', 'replace').strip()[-300:] or process.returncode}",
                remedy="It is tried again at the next change or start",
            )
        return out.decode().strip()


def _renamed(line: str, prefix: str) -> str:
    """The line with other names for its blank nodes, which stand before the first quote or not in quotes at all."""
    head, quote, tail = line.partition('"')
    if not quote:
        return _LABEL.sub(prefix, line)
    return _LABEL.sub(prefix, head) + quote + tail


def _whole(answer: Answer) -> bytes:
    if isinstance(answer.body, bytes):
        return answer.body
    try:
        return answer.body.read_bytes()
    finally:
        answer.body.unlink(missing_ok=True)
