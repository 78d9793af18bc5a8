"""Runs the engine in a child process, so that Ctrl-C ends a query at once and a deadly query kills only that process.

The engine evaluates in native code: it does not notice signals, and nesting that is deep enough overflows its stack.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from ramp.errors import EvaluationError

_T = TypeVar("_T")


def isolated(work: Callable[[], _T]) -> _T:
    """The result of `work`, which runs in a copy of this process; its errors come back too. The result must pickle.

    Raises EvaluationError where the copy dies.
    """
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    child = context.Process(target=_run, args=(work, here, there), daemon=True)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # the copy keeps it blocked: this process ends it
    child.start()
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        there.close()
        outcome, value = here.recv()
    except EOFError:
        raise EvaluationError(
            "The engine gave up on this query and ended",
            remedy="Write it with less nesting, or ask for less at once",
        ) from None
    except BaseException:
        child.kill()
        raise
    finally:
        child.join()
        here.close()
    if outcome == "error":
        raise value
    result: _T = value
    return result


def _run(work: Callable[[], Any], here: Connection, there: Connection) -> None:
    here.close()
    threading.Thread(target=_end_with_parent, args=(there,), daemon=True).start()
    try:
        message: tuple[str, Any] = ("result", work())
    except BaseException as error:
        message = ("error", error)
    there.send(message)


def _end_with_parent(there: Connection) -> None:
    """Ends this process when the other end of the pipe is gone, which is when the process that asked is."""
    try:
        there.recv()
    except (EOFError, OSError):
        os._exit(1)
