"""The engine that needs nothing else: Oxigraph on disk, immutable versions, worker processes."""

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from ramp.engine import worker
from ramp.engine.pool import PoolFigures, WorkerPool
from ramp.engine.protocol import Answer, Change, QueryRequest, ReleaseFile
from ramp.engine.versions import Version, Versions, discard
from ramp.errors import BusyError, RampError, StoreError, in_french
from ramp.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")

_WARMING_SECONDS = 60.0


class EmbeddedEngine:
    """Answers from the current version in RAMP_HOME and writes new ones; one object a process and home.

    Open it with `await EmbeddedEngine.open(...)`, inside the event loop that uses it, and `close` it.
    """

    def __init__(self, settings: Settings, versions: Versions) -> None:
        self._settings, self._versions = settings, versions
        self._readers: Counter[str] = Counter()
        self._retired: dict[str, Version] = {}
        self._writing = asyncio.Lock()
        self._pool = WorkerPool(
            size=settings.workers,
            memory=settings.worker_memory,
            sockets=bool(settings.service_allow),
            folder=versions.spool,
            queue=settings.queue,
            queue_seconds=settings.queue_seconds,
            requests=settings.worker_requests,
        )

    @classmethod
    async def open(cls, settings: Settings, release: ReleaseFile) -> "EmbeddedEngine":
        """Take RAMP_HOME, install `release` if it is not the current one, and have the workers ready.

        Raises HomeError or StoreError.
        """
        versions = await asyncio.to_thread(Versions, settings.home)
        engine = None
        try:
            await asyncio.to_thread(versions.install, release)
            engine = cls(settings, versions)
            await engine._warm()
        except BaseException:
            if engine is not None:
                await engine.close()
            versions.close()
            raise
        return engine

    @property
    def snapshot(self) -> str:
        """The id of the version that the next query is answered from."""
        return self._versions.require().snapshot

    @property
    def release(self) -> str:
        """The id of the release that the current version began as."""
        return self._versions.require().release

    @property
    def caveat(self) -> None:
        """See `Engine.caveat`: there is nothing."""

    @property
    def modified(self) -> datetime:
        """When the current version was committed, to the second."""
        return self._versions.modified

    @property
    def size(self) -> int:
        """The number of workers."""
        return self._pool.size

    @property
    def figures(self) -> PoolFigures:
        """Counters of the worker pool, for the metrics."""
        return self._pool.figures

    @property
    def spool(self) -> Path:
        """Where incoming data may be put, to be read by `change`; emptied at every start."""
        return self._versions.spool

    async def query(self, request: QueryRequest, *, deadline: float | None = None) -> Answer:
        """See `Engine.query`."""
        settings = self._settings
        spool = self.spool / f"answer-{secrets.token_hex(8)}"
        async with self._reading() as version:
            try:
                return await self._pool.run(
                    deadline or settings.deadline,
                    worker.run_query,
                    str(self._versions.path(version)),
                    version.snapshot,
                    request,
                    str(spool),
                    settings.spool_bytes,
                    settings.result_bytes,
                )
            except BaseException:
                spool.unlink(missing_ok=True)
                raise

    async def graph_exists(self, graph: str) -> bool:
        """See `Engine.graph_exists`."""
        async with self._reading() as version:
            return await self._pool.run(
                self._settings.deadline, worker.graph_exists, self._versions.path(version), graph
            )

    async def work(
        self,
        deadline: float,
        function: Callable[Concatenate[Path, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """`function(path, ...)` in a worker, where `path` is the store of the current version.

        For what comes from outside and is no query: reading and checking a file. Raises as `query` does.
        """
        async with self._reading() as version:
            return await self._pool.run(deadline, function, self._versions.path(version), *args, **kwargs)

    async def change(self, changes: Sequence[Change]) -> str:
        """See `Engine.change`. Writes come one after another; readers stay on the old version meanwhile."""
        async with self._writing, self._reading() as version:
            target = self._versions.next_target()
            try:
                await self._pool.run(
                    self._settings.update_deadline,
                    worker.run_changes,
                    self._versions.path(version),
                    target,
                    tuple(changes),
                )
            except OSError as error:
                await asyncio.to_thread(discard, target)
                raise _no_room(error) from None
            except BaseException:
                await asyncio.to_thread(discard, target)
                raise
            try:
                current = await asyncio.to_thread(self._versions.commit_write, target)
            except OSError as error:  # the new version stays: it may be the current one, and the next start knows
                raise _no_room(error) from None
            self._retired[version.name] = version
        self._prune()
        return current.snapshot

    async def close(self) -> None:
        """See `Engine.close`."""
        await self._pool.close(self._settings.drain_seconds)
        self._versions.close()

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[Version]:
        """The current version, kept on disk until the reader is done, whatever is written meanwhile."""
        version = self._versions.require()
        self._readers[version.name] += 1
        try:
            yield version
        finally:
            self._readers[version.name] -= 1
            if version.name in self._retired:
                self._prune()

    def _prune(self) -> None:
        for name in [name for name in self._retired if self._readers[name] <= 0]:
            self._versions.remove(self._retired.pop(name))
            del self._readers[name]

    async def _warm(self) -> None:
        """Open the version in every worker. Raises StoreError where it or the workers fail."""
        path = self._versions.path(self._versions.require())
        try:
            await asyncio.gather(
                *(self._pool.run(_WARMING_SECONDS, worker.warm, path) for _ in range(self._settings.workers))
            )
        except StoreError:
            raise
        except RampError as error:
            raise StoreError(
                f"The workers cannot read the store in {path}: {error.detail}",
                remedy="Move that folder away and start again; if it stays so, give the workers more memory "
                "(RAMP_WORKER_MEMORY)",
            ) from None


def _no_room(error: OSError) -> BusyError:
    """The disk does not take the change; the graph is as it was."""
    return BusyError(
        f"The graph cannot be changed: {str(error).splitlines()[0]}",
        remedy="Try again later; whoever runs the service should look at its disk (ramp doctor)",
        extra=in_french(
            f"Le graphe ne peut pas être modifié : {str(error).splitlines()[0]}",
            "Réessayez plus tard ; l’exploitant du service devrait vérifier son disque (ramp doctor)",
        ),
        headers={"Retry-After": "60"},
    )
