"""The worker pool: runs a function in a disposable process within a deadline, and says why when that fails."""

import asyncio
import os
import signal
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from ramp import forking
from ramp.engine.process import Cell, DiedError, WorkerProcess
from ramp.errors import (
    BusyError,
    ComplexityError,
    DeadlineError,
    EvaluationError,
    MemoryLimitError,
    RampError,
    french_number,
    in_french,
)

P = ParamSpec("P")
T = TypeVar("T")

_DRAIN_STEP = 0.02


@dataclass(slots=True)
class PoolFigures:
    """Counters for the metrics; a kill is by deadline or cancellation, a death is a worker's own."""

    kills: int = 0
    deaths: int = 0
    waiting: int = 0
    running: int = 0


class WorkerPool:
    """`size` workers that start shut in, and a queue of at most `queue` tasks that wait at most `queue_seconds`.

    A slot is free when a worker is idle or can be started; a worker that died, was killed or has done `requests` tasks
    gives its slot to a new one. To be made and used within one event loop.
    """

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
        self.size, self.memory, self.folder = size, memory, folder
        self.queue, self.queue_seconds, self.requests = queue, queue_seconds, requests
        self.figures = PoolFigures()
        self._cell = Cell(os.getpid(), folder, memory, sockets)
        self._slots = asyncio.Semaphore(size)
        self._idle: deque[WorkerProcess] = deque()
        self._busy: set[WorkerProcess] = set()
        self._chores: set[asyncio.Task[None]] = set()
        self._context = forking.context()
        self._closed = False

    async def run(self, deadline: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(*args)` in a worker within `deadline` seconds; cancelling this ends the worker that runs it."""
        await self._slot()
        worker: WorkerProcess | None = None
        self.figures.running += 1
        try:
            worker = self._idle.pop() if self._idle else await self._start()
            self._busy.add(worker)
            return cast(T, await worker.do(deadline, function, *args, **kwargs))
        except TimeoutError:
            self.figures.kills += 1
            raise DeadlineError(
                f"The evaluation took longer than {deadline:g} s and was stopped",
                remedy="Make the query more selective, use a named query (/queries), or take the dump; for a file: "
                "try again in a minute, or send fewer records at a time",
                extra={
                    "limit": deadline,
                    **in_french(
                        f"L’évaluation a duré plus de {french_number(deadline)} s et a été arrêtée",
                        "Rendez la requête plus sélective, utilisez une requête nommée (/queries), ou prenez la copie "
                        "complète des données ; pour un fichier : réessayez dans une minute, ou envoyez moins de "
                        "fiches à la fois",
                    ),
                },
            ) from None
        except asyncio.CancelledError:
            self.figures.kills += 1
            raise
        except MemoryError:
            raise self._out_of_memory() from None
        except DiedError as error:
            self.figures.deaths += 1
            raise self._reason(error) from None
        finally:
            self.figures.running -= 1
            self._give_back(worker)

    async def close(self, drain: float) -> None:
        """Refuse new work, give running work `drain` seconds, then end every worker."""
        self._closed = True
        end = time.monotonic() + drain
        while self.figures.running and time.monotonic() < end:
            await asyncio.sleep(_DRAIN_STEP)
        while self._chores:
            await asyncio.wait(self._chores)
        await asyncio.gather(*(worker.bury() for worker in (*self._idle, *self._busy)))
        self._idle.clear()

    async def _slot(self) -> None:
        self._refuse_when_closed()
        if not self._slots.locked():
            await self._slots.acquire()
            return
        if self.figures.waiting >= self.queue:
            raise _busy(
                f"All {self.size} workers are busy and {self.queue} requests are waiting already",
                f"Les {self.size} processus de travail sont occupés et {self.queue} requêtes attendent déjà",
            )
        self.figures.waiting += 1
        try:
            async with asyncio.timeout(self.queue_seconds):
                await self._slots.acquire()
        except TimeoutError:
            raise _busy(
                f"No worker came free within {self.queue_seconds:g} s",
                f"Aucun processus de travail ne s’est libéré en {french_number(self.queue_seconds)} s",
            ) from None
        finally:
            self.figures.waiting -= 1
        try:
            self._refuse_when_closed()
        except BusyError:
            self._slots.release()
            raise

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise _busy("The service is stopping", "Le service est en train de s’arrêter")

    async def _start(self) -> WorkerProcess:
        try:
            return await asyncio.to_thread(WorkerProcess, self._context, self._cell)
        except (OSError, EOFError) as error:
            raise EvaluationError(
                f"No worker can be started: {type(error).__name__}",
                remedy="Try again later",
                extra=in_french(
                    f"Aucun processus de travail ne peut être démarré : {type(error).__name__}", "Réessayez plus tard"
                ),
            ) from None

    def _give_back(self, worker: WorkerProcess | None) -> None:
        """Free the slot, at once where the worker can go on, else as soon as a new one is there."""
        if worker is not None:
            self._busy.discard(worker)
            if not worker.alive or worker.tasks >= self.requests:
                chore = asyncio.get_running_loop().create_task(self._replace(worker))
                self._chores.add(chore)
                chore.add_done_callback(self._chores.discard)
                return
            self._idle.append(worker)
        self._slots.release()

    async def _replace(self, worker: WorkerProcess) -> None:
        try:
            await worker.bury()
            self._sweep()
            if not self._closed:
                with suppress(EvaluationError):  # the next request tries again, and says so if it fails
                    self._idle.append(await self._start())
        finally:
            self._slots.release()

    def _reason(self, died: DiedError) -> RampError:
        """Why the worker died, from its last words and its exit code."""
        words = ""
        with suppress(OSError):
            words = (self.folder / f"worker-{died.pid}.err").read_text("utf-8", "replace")
        if "memory allocation" in words or "bad_alloc" in words:
            return self._out_of_memory()
        if "stack overflow" in words or died.code == -signal.SIGSEGV:
            return ComplexityError(
                "The request is nested too deeply for the engine",
                remedy="Use fewer levels of brackets and operators",
                extra=in_french(
                    "La requête est trop imbriquée pour le moteur",
                    "Utilisez moins de niveaux de parenthèses et d’opérateurs",
                ),
            )
        return EvaluationError(
            "The engine stopped while it evaluated this request; nobody else was affected",
            remedy="Simplify the request",
            extra=in_french(
                "Le moteur s’est arrêté pendant l’évaluation de cette requête ; personne d’autre n’a été touché",
                "Simplifiez la requête",
            ),
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
            extra={
                "limit": self.memory,
                **in_french(
                    f"L’évaluation demande plus de {french_number(self.memory)} octets de mémoire et a été arrêtée",
                    "Ajoutez LIMIT, ne triez ni ne groupez de grands produits, utilisez une requête nommée (/queries), "
                    "ou prenez la copie complète des données",
                ),
            },
        )


def _busy(detail: str, french: str) -> BusyError:
    return BusyError(
        detail,
        remedy="Try again in a moment",
        extra=in_french(french, "Réessayez dans un instant"),
        headers={"Retry-After": "2"},
    )
