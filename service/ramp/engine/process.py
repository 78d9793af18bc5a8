"""One worker process as the service sees it: a task goes in, an outcome comes out or the process is dead.

A pipe to each worker and the event loop's own watch on it, which stays from task to task: no threads and no polling, so
that a lookup costs a fraction of a millisecond, a deadline ends the process at that very moment, and the outcome of a
dead process is known at once.
"""

import asyncio
import os
import pickle
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any, Literal

from ramp.engine import worker


@dataclass(frozen=True, slots=True)
class Cell:
    """What a worker is shut in with: see `worker.start`."""

    service: int
    folder: Path
    memory: int
    sockets: bool


class DiedError(Exception):
    """The process ended in the middle of its task; `pid` and `code` (negative: a signal) say which and how."""

    def __init__(self, pid: int | None, code: int) -> None:
        super().__init__(pid, code)
        self.pid, self.code = pid, code


class WorkerProcess:
    """A process that does one task at a time until it is ended. To be used within one event loop."""

    def __init__(self, context: ForkServerContext, cell: Cell) -> None:
        """Start it; this takes some milliseconds, so it is done in a thread."""
        self._pipe, theirs = context.Pipe(duplex=True)
        self._process = context.Process(
            target=serve, args=(theirs, cell.service, cell.folder, cell.memory, cell.sockets), daemon=True
        )
        self._process.start()
        theirs.close()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._outcome: asyncio.Future[tuple[Literal["result", "error"], Any]] | None = None
        self.tasks = 0
        self.alive = True

    async def do(self, deadline: float, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """The outcome of the function in the process.

        Raises what the function raises, TimeoutError after `deadline` seconds and DiedError; after those two, and when
        this is cancelled, the process is dead.
        """
        self.tasks += 1
        task = pickle.dumps((function, args, kwargs), pickle.HIGHEST_PROTOCOL)
        loop = asyncio.get_running_loop()
        if self.tasks == 1:
            self._watch(loop)
        outcome = self._outcome = loop.create_future()
        timer = loop.call_later(deadline, _fail, outcome, TimeoutError())
        try:
            if self._loop is None:  # it died while it was idle
                raise EOFError
            with suppress(OSError):  # it dies at this moment: the pipe says so
                self._pipe.send_bytes(task)
            kind, value = await outcome
        except EOFError:
            pid, self.alive = self._process.pid, False
            raise DiedError(pid, await asyncio.to_thread(self._end)) from None
        except BaseException:
            self._unwatch()
            self._kill()
            raise
        finally:
            timer.cancel()
            self._outcome = None
        if kind == "error":
            raise value
        return value

    async def bury(self) -> None:
        """End the process and wait until it is gone."""
        self._unwatch()
        self._kill()
        await asyncio.to_thread(self._end)

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Have the loop call `_heard` whenever there is something to read, for as long as the process lives."""
        self._loop = loop
        descriptor = self._pipe.fileno()
        loop.add_reader(descriptor, self._heard)
        os.set_blocking(descriptor, True)  # libuv made it non-blocking, and an outcome comes in more than one piece

    def _unwatch(self) -> None:
        if self._loop is not None:
            self._loop.remove_reader(self._pipe.fileno())
            self._loop = None

    def _heard(self) -> None:
        """Take what the process says: the outcome of its task, or that it is dead."""
        try:
            said = pickle.loads(self._pipe.recv_bytes())
        except Exception as error:
            self._unwatch()
            if self._outcome is not None:
                _fail(self._outcome, EOFError() if isinstance(error, EOFError | ConnectionError) else error)
            return
        if self._outcome is not None and not self._outcome.done():
            self._outcome.set_result(said)

    def _kill(self) -> None:
        """End the process now."""
        self.alive = False
        if not self._pipe.closed:
            self._process.kill()

    def _end(self) -> int:
        """Close what belongs to the process; the second time does nothing."""
        self.alive = False
        if self._pipe.closed:
            return 0
        self._pipe.close()
        self._process.join(1)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        code = self._process.exitcode or 0
        self._process.close()
        return code


def serve(pipe: Connection, service: int, folder: Path, memory: int, sockets: bool) -> None:
    """What the process does: shut itself in, then do what comes through the pipe until it closes."""
    worker.start(service, folder, memory, sockets)
    while True:
        try:
            function, args, kwargs = pickle.loads(pipe.recv_bytes())
        except (EOFError, ConnectionError):
            return
        outcome: tuple[Literal["result", "error"], Any]
        try:
            outcome = ("result", function(*args, **kwargs))
        except Exception as error:
            outcome = ("error", error)
        pipe.send_bytes(pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL))


def _fail(outcome: "asyncio.Future[Any]", error: Exception) -> None:
    if not outcome.done():
        outcome.set_exception(error)
