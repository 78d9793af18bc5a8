"""An index beside the graph that follows its snapshots: built aside in a process of its own, swapped in when whole.

The names of nodes, their texts: what is looked up by something else than SPARQL does well. A `Recipe` says which rows
an index is made of, as SPARQL, so that any engine will do, and which function makes it. A `Follower` keeps one:

    RAMP_HOME/{recipe}/{snapshot}/   the index of that snapshot; whole, because it came there by renaming
    RAMP_HOME/{recipe}/making-*/     one that is being built, or the leftover of an interrupted build

While a new one is built the old one answers. What does not belong to the current snapshot goes at the next start.
"""

import asyncio
import json
import logging
import secrets
import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar
from urllib.parse import quote

from ramp.background import REST, Background
from ramp.engine.pool import WorkerPool
from ramp.engine.protocol import Engine, QueryRequest
from ramp.errors import BusyError, DeadlineError, RampError, ResultSizeError
from ramp.linking.rows import Recipe, Wanted, advance, wanted

P = ParamSpec("P")
T = TypeVar("T")

BUILD_SECONDS = 1800.0
"""Wall clock for one build."""
FIRST_SECONDS = 20.0
"""How long a request waits for the very first index before it is told to come back."""
_ROWS_SECONDS = 180.0
_LOOK_SECONDS = 0.5
_AGAIN_SECONDS = 30.0
_BUSY_TRIES = 60
_MEMORY = 8 * 1024**3
"""Address space of a process that reads an index: it maps the files, so that most of it is no memory at all."""
_RECORD = "index.json"


@dataclass(frozen=True, slots=True)
class Ready:
    """A whole index: its folder, and the snapshot that it is of."""

    folder: Path
    snapshot: str
    edition: int


class Follower:
    """Keeps the index of one recipe. `start` it inside the event loop, `close` it."""

    def __init__(
        self,
        engine: Engine,
        home: Path,
        recipe: Recipe,
        log: logging.Logger,
        *,
        turn: asyncio.Lock | None = None,
        readers: int = 1,
    ) -> None:
        """`turn` is held while the engine is asked: those who share it leave the other workers to the readers."""
        self.engine, self.recipe, self.folder = engine, recipe, home / recipe.name
        self._log, self._turn, self._readers = log, turn or asyncio.Lock(), readers
        self._current: Ready | None = None
        self._there = asyncio.Event()
        self._using: Counter[Path] = Counter()
        self._retired: set[Path] = set()
        self._following = Background()
        self._pool: WorkerPool | None = None

    @property
    def current(self) -> Ready | None:
        """The newest whole index, None before the first."""
        return self._current

    async def start(self) -> None:
        """Take up the index of the current snapshot if there is one, remove leftovers, and follow from now on."""
        self.folder.mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(self._take_up, self.engine.snapshot)
        if self._current:
            self._there.set()
        self._pool = self._processes(self._readers, queue=32)
        self._following.start(self._follow())

    async def close(self) -> None:
        """End the build that runs, and the readers."""
        await self._following.close()
        if self._pool is not None:
            await self._pool.close(0)

    async def ask(
        self, deadline: float, function: Callable[Concatenate[Path, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> tuple[T, str]:
        """`function(folder, ...)` in a reading process, and the snapshot that its outcome is of.

        Raises as `Engine.query` does, and BusyError while there is no index yet.
        """
        ready = await self._ready()
        assert self._pool is not None
        self._using[ready.folder] += 1
        try:
            return await self._pool.run(deadline, function, ready.folder, *args, **kwargs), ready.snapshot
        finally:
            self._using[ready.folder] -= 1
            self._prune()

    async def _ready(self) -> Ready:
        if self._current is None:
            with suppress(TimeoutError):
                async with asyncio.timeout(FIRST_SECONDS):
                    await self._there.wait()
        if self._current is None:
            raise BusyError(
                f"The index “{self.recipe.name}” is being built",
                remedy="Try again in a moment",
                extra={
                    "detail_fr": f"L’index « {self.recipe.name} » est en construction",
                    "remedy_fr": "Réessayez dans un moment",
                },
                headers={"Retry-After": "5"},
            )
        return self._current

    async def _follow(self) -> None:
        await asyncio.sleep(REST)
        while True:
            if self._current is None or self._current.snapshot != self.engine.snapshot:
                try:
                    await self._renew()
                except RampError as error:
                    self._log.error("index", extra={"index": self.recipe.name, "problem": error.detail})
                    await asyncio.sleep(_AGAIN_SECONDS)
                except Exception as error:
                    self._log.exception("index", exc_info=error, extra={"index": self.recipe.name})
                    await asyncio.sleep(_AGAIN_SECONDS)
            await asyncio.sleep(_LOOK_SECONDS)

    async def _renew(self) -> None:
        making = self.folder / f"making-{secrets.token_hex(4)}"
        rows, target = making / "rows", making / "index"
        pool = self._processes(1, queue=0)
        try:
            for folder in (rows, target):
                folder.mkdir(parents=True)
            snapshot = await self._fetch(rows)
            await pool.run(BUILD_SECONDS, _build, self.recipe.build, rows, target)
            ready = Ready(self._place(snapshot), snapshot, self.recipe.edition)
            await asyncio.to_thread(self._put, target, ready)
        finally:
            await pool.close(0)
            await asyncio.to_thread(shutil.rmtree, making, True)
        earlier, self._current = self._current, ready
        self._there.set()
        if earlier is not None and earlier.folder != ready.folder:
            self._retired.add(earlier.folder)
            self._prune()

    async def _fetch(self, folder: Path) -> str:
        """Write the rows of one snapshot as files; its id. Begins again when the graph changes meanwhile."""
        while True:
            asking = wanted(self.recipe.rows, folder)
            question = next(asking, None)
            snapshots = set[str]()
            while question is not None and len(snapshots) < 2:
                snapshot = await self._write(question)
                if snapshot is not None:
                    snapshots.add(snapshot)
                question = await asyncio.to_thread(advance, asking, whole=snapshot is not None)
            if len(snapshots) == 1:
                return snapshots.pop()
            for file in await asyncio.to_thread(lambda: list(folder.iterdir())):
                file.unlink()

    async def _write(self, question: Wanted) -> str | None:
        """One answer as a file: the snapshot that it is of; None where it is too large and can be had in parts."""
        for rest in reversed(range(_BUSY_TRIES)):
            try:
                async with self._turn:
                    answer = await self.engine.query(QueryRequest(question.text, results="tsv"), deadline=_ROWS_SECONDS)
                break
            except (DeadlineError, ResultSizeError):
                if not question.divisible:
                    raise
                return None
            except BusyError:
                if not rest:
                    raise
                await asyncio.sleep(1)
        if isinstance(answer.body, Path):
            await asyncio.to_thread(shutil.move, answer.body, question.path)
        else:
            await asyncio.to_thread(question.path.write_bytes, answer.body)
        return answer.snapshot

    def _place(self, snapshot: str) -> Path:
        return self.folder / quote(snapshot, safe="")

    def _put(self, made: Path, ready: Ready) -> None:
        record = {**asdict(ready), "folder": ready.folder.name}
        (made / _RECORD).write_text(json.dumps(record), encoding="utf-8")
        shutil.rmtree(ready.folder, ignore_errors=True)
        made.rename(ready.folder)

    def _take_up(self, snapshot: str) -> None:
        place = self._place(snapshot)
        with suppress(OSError, ValueError):
            record = json.loads((place / _RECORD).read_text("utf-8"))
            if (record["snapshot"], record["edition"]) == (snapshot, self.recipe.edition):
                self._current = Ready(place, snapshot, self.recipe.edition)
        for left in self.folder.iterdir():
            if self._current is None or left != self._current.folder:
                shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)

    def _prune(self) -> None:
        for folder in [folder for folder in self._retired if self._using[folder] <= 0]:
            self._retired.discard(folder)
            del self._using[folder]
            shutil.rmtree(folder, ignore_errors=True)

    def _processes(self, size: int, queue: int) -> WorkerPool:
        return WorkerPool(
            size=size,
            memory=_MEMORY,
            sockets=False,
            folder=self.folder,
            queue=queue,
            queue_seconds=10.0,
            requests=100_000,
        )


def _build(build: Callable[[Path, Path], None], rows: Path, target: Path) -> None:
    build(rows, target)
