"""Checks of large files, which go on after the request that sent them: one task each, piece by piece in the workers.

Every piece is a task of the worker pool like any other, with its deadline and its memory limit, so that a large file
leaves room for others. A job is known by a name that cannot be guessed; it is kept for a while, then all of it is gone.
"""

import asyncio
import secrets
import shutil
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ramp.engine import Engine
from ramp.engine.patience import patiently
from ramp.errors import BusyError, NotFoundError, RampError, in_french
from ramp.intake.limits import Limits
from ramp.intake.report import CheckReport

State = Literal["running", "done", "failed"]
RUNNING, KEPT = 2, 20
"""Most jobs that run at once, and most that are kept."""
KEEP_SECONDS = 900.0
PIECE_SECONDS, CUT_SECONDS, WAIT_SECONDS = 30.0, 120.0, 120.0


@dataclass(slots=True)
class Job:
    """One file on its way. `done` and `total` are bytes; `problem` says why it failed."""

    id: str
    folder: Path
    total: int
    done: int = 0
    records: int = 0
    counts: dict[str, int] = field(default_factory=lambda: {"violation": 0, "warning": 0, "info": 0})
    state: State = "running"
    report: CheckReport | None = None
    problem: RampError | None = None
    ended: float | None = None
    task: asyncio.Task[None] | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def as_dict(self) -> dict[str, Any]:
        """The JSON of the job."""
        told: dict[str, Any] = {
            "id": self.id, "state": self.state, "done": self.done, "total": self.total, "records": self.records,
            "counts": self.counts,
        }  # fmt: skip
        if self.state == "done":
            told["report"] = f"/validate/jobs/{self.id}/report"
        if self.problem is not None:
            told["problem"] = self.problem.problem(f"/validate/jobs/{self.id}")
        return told

    def moved(self) -> None:
        """Wakes those who watch."""
        self.changed.set()
        self.changed = asyncio.Event()

    async def watch(self) -> AsyncIterator[dict[str, Any]]:
        """Where it stands, now and after each change, to its end."""
        while True:
            event = self.changed
            yield self.as_dict()
            if self.state != "running":
                return
            await event.wait()


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be checked, and how."""

    form: str
    base: str | None
    profiles: Sequence[str]
    root: Path


class Jobs:
    """The jobs of one service."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine, self._clock = engine, clock
        self._jobs: dict[str, Job] = {}

    def room(self) -> None:
        """Raises BusyError when as many jobs run as may."""
        self._forget()
        if sum(job.state == "running" for job in self._jobs.values()) >= RUNNING:
            raise BusyError(
                f"{RUNNING} large files are being checked already",
                remedy="Try again in a minute",
                extra=in_french(
                    f"{RUNNING} fichiers volumineux sont déjà en cours de contrôle", "Réessayez dans une minute"
                ),
                headers={"Retry-After": "30"},
            )

    def folder(self) -> Path:
        """A new folder for a job, with the file `whole` to be put into it."""
        folder = self._engine.spool / f"job-{secrets.token_hex(16)}"
        folder.mkdir(mode=0o700)
        return folder

    def start(self, folder: Path, order: Order, charge: Callable[[float], None]) -> Job:
        """Begins to check the file `whole` in the folder, which from now on is the job's."""
        job = Job(folder.name.removeprefix("job-"), folder, (folder / "whole").stat().st_size)
        self._jobs[job.id] = job
        job.task = asyncio.get_running_loop().create_task(self._run(job, order, charge))
        return job

    def get(self, name: str) -> Job:
        """Raises NotFoundError for a job that is not there, or no longer."""
        self._forget()
        job = self._jobs.get(name)
        if job is None:
            raise NotFoundError(
                "There is no such check",
                remedy=f"Results are kept for {KEEP_SECONDS:g} s; send the file again",
                extra=in_french(
                    "Ce contrôle n’existe pas ou n’existe plus",
                    f"Les résultats sont conservés {KEEP_SECONDS:g} s ; envoyez le fichier de nouveau",
                ),
            )
        return job

    async def cancel(self, name: str) -> None:
        """Ends the job, and the worker that is at it, and removes all of it. Raises as `get`."""
        job = self.get(name)
        del self._jobs[name]
        if job.task is not None and not job.task.done():
            job.task.cancel()
            with suppress(asyncio.CancelledError):
                await job.task

    async def _run(self, job: Job, order: Order, charge: Callable[[float], None]) -> None:
        from ramp.intake.bulk import worker  # the shapes engine is for the workers
        from ramp.intake.bulk.merging import Merged
        from ramp.intake.bulk.running import scattered

        try:
            merged = Merged("", order.form, Limits())
            cuts = await self._worked(charge, CUT_SECONDS, worker.cut, job.folder / "whole", order.form, job.folder)
            (job.folder / "whole").unlink()
            for part in cuts:
                examined = await self._worked(
                    charge, PIECE_SECONDS, worker.examine, order.root, part, order.form, order.base, order.profiles
                )
                merged.add(examined)
                job.done, job.records = part.done, job.records + examined.report.records
                for severity, count in examined.report.counts.items():
                    job.counts[severity] += count
                job.moved()
            job.report = merged.finish()
            if job.report is None:
                raise scattered()
            job.state = "done"
        except RampError as error:
            job.state, job.problem = "failed", error
        except asyncio.CancelledError:
            job.state = "failed"
            raise
        finally:
            job.ended = self._clock()
            shutil.rmtree(job.folder, ignore_errors=True)
            job.moved()

    async def _worked(self, charge: Callable[[float], None], seconds: float, function: Any, *args: Any) -> Any:
        """In a worker, as soon as there is room for it; requests of others come first."""

        async def once() -> Any:
            begun = self._clock()
            found = await self._engine.work(seconds, function, *args)
            charge(self._clock() - begun)
            return found

        return await patiently(once, WAIT_SECONDS, self._clock)

    def _forget(self) -> None:
        ended = [job for job in self._jobs.values() if job.ended is not None]
        ended.sort(key=lambda job: job.ended or 0.0)
        now = self._clock()
        for number, job in enumerate(ended):
            if now - (job.ended or 0.0) > KEEP_SECONDS or len(ended) - number > KEPT:
                del self._jobs[job.id]
