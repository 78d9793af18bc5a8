"""The worker pool: runs a function in a disposable process within a deadline, and says why when that fails.

The pool itself is pebble's. This module adds what a service needs around it: a bound on waiting, errors with a reason,
a new pool in place of a broken one, and figures for the metrics.
"""

import asyncio
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import TimeoutError as TaskTimeout
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool
from pebble.common.types import CONSTS

from ramp.engine import worker
from ramp.errors import BusyError, ComplexityError, DeadlineError, EvaluationError, MemoryLimitError, RampError

P = ParamSpec("P")
T = TypeVar("T")

POLL_SECONDS = 0.05
"""How often pebble looks for passed deadlines and dead workers; with the grace, the error of a deadline."""
GRACE_SECONDS = 0.2


@dataclass(slots=True)
class PoolFigures:
    """Counters for the metrics; a kill is by deadline or cancellation, a death is a worker's own."""

    kills: int = 0
    deaths: int = 0
    waiting: int = 0
    running: int = 0


class WorkerPool:
    """`size` workers that start shut in, and a queue of at most `queue` tasks that wait at most `queue_seconds`."""

    def __init__(
        self,
        *,
        size: int,
        memory: int,
        sockets: bool,
        folder: Path,
        queue: int,
        queue_seconds: float,
        requests: int,
    ) -> None:
        self.size, self.memory, self.sockets, self.folder = size, memory, sockets, folder
        self.queue, self.queue_seconds, self.requests = queue, queue_seconds, requests
        self.figures = PoolFigures()
        self._slots = asyncio.Semaphore(size)
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["__main__", "ramp.engine.worker"])
        CONSTS.sleep_unit, CONSTS.term_timeout = POLL_SECONDS, GRACE_SECONDS
        self._pool = self._new()
        self._closed = False

    async def run(self, deadline: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(*args)` in a worker within `deadline` seconds; cancelling this ends the worker that runs it."""
        await self._slot()
        try:
            self.figures.running += 1
            return await self._attempt(deadline, function, *args, **kwargs)
        finally:
            self.figures.running -= 1
            self._slots.release()

    async def close(self, drain: float) -> None:
        """Refuse new work, give running work `drain` seconds, then end every worker."""
        self._closed = True
        end = time.monotonic() + drain
        while self.figures.running and time.monotonic() < end:
            await asyncio.sleep(POLL_SECONDS)
        await asyncio.to_thread(self._stop, self._pool)

    async def _slot(self) -> None:
        if self._closed:
            raise _busy("The service is stopping")
        if self._slots.locked():
            if self.figures.waiting >= self.queue:
                raise _busy(f"All {self.size} workers are busy and {self.queue} requests are waiting already")
            self.figures.waiting += 1
            try:
                async with asyncio.timeout(self.queue_seconds):
                    await self._slots.acquire()
            except TimeoutError:
                raise _busy(f"No worker came free within {self.queue_seconds:g} s") from None
            finally:
                self.figures.waiting -= 1
        else:
            await self._slots.acquire()

    async def _attempt(self, deadline: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        pool = self._pool
        try:
            future = pool.schedule(function, args=args, kwargs=kwargs, timeout=deadline)
            return await asyncio.wrap_future(future)
        except TaskTimeout:
            self.figures.kills += 1
            self._sweep()
            raise DeadlineError(
                f"The evaluation took longer than {deadline:g} s and was stopped",
                remedy="Make the query more selective, use a named query (/queries), or take the dump",
                extra={"limit": deadline},
            ) from None
        except asyncio.CancelledError:
            self.figures.kills += 1
            raise
        except MemoryError:
            raise self._out_of_memory() from None
        except ProcessExpired as error:
            self.figures.deaths += 1
            raise self._reason(error.pid, error.exitcode) from None
        except (BrokenProcessPool, RuntimeError) as error:
            if isinstance(error, RampError) or self._closed:
                raise
            if pool is self._pool:
                self.figures.deaths += 1
                self._pool = self._new()
                asyncio.get_running_loop().run_in_executor(None, self._stop, pool)
            raise EvaluationError(
                "The workers were replaced while this request ran",
                remedy="Send it again; if it fails again, simplify it",
            ) from None

    def _new(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self.size,
            max_tasks=self.requests,
            initializer=worker.start,
            initargs=(os.getpid(), self.folder, self.memory, self.sockets),
            context=self._context,
        )

    @staticmethod
    def _stop(pool: ProcessPool) -> None:
        with suppress(BrokenProcessPool, RuntimeError):
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()

    def _reason(self, pid: int | None, code: int) -> RampError:
        """Why the worker died, from its last words and its exit code."""
        words = ""
        with suppress(OSError):
            words = (self.folder / f"worker-{pid}.err").read_text("utf-8", "replace")
        self._sweep()
        if "memory allocation" in words or "bad_alloc" in words:
            return self._out_of_memory()
        if "stack overflow" in words or code == -signal.SIGSEGV:
            return ComplexityError(
                "The request is nested too deeply for the engine", remedy="Use fewer levels of brackets and operators"
            )
        return EvaluationError(
            "The engine stopped while it evaluated this request; nobody else was affected",
            remedy="Simplify the request",
        )

    def _sweep(self) -> None:
        """Remove the last words of workers that are gone."""
        for file in self.folder.glob("worker-*.err"):
            try:
                os.kill(int(file.stem.removeprefix("worker-")), 0)
            except ProcessLookupError:
                file.unlink(missing_ok=True)

    def _out_of_memory(self) -> MemoryLimitError:
        return MemoryLimitError(
            f"The evaluation needs more than {self.memory:,} bytes of memory and was stopped",
            remedy="Add LIMIT, do not sort or group large products, use a named query (/queries), or take the dump",
            extra={"limit": self.memory},
        )


def _busy(detail: str) -> BusyError:
    return BusyError(detail, remedy="Try again in a moment", headers={"Retry-After": "2"})
