"""Runs the engine in a child process, so that Ctrl-C ends a query at once and a deadly query kills only that process.

The engine evaluates in native code: it does not notice signals, and nesting that is deep enough overflows its stack.
"""

import multiprocessing
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
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_run, args=(work, sender), daemon=True)
    child.start()
    sender.close()
    try:
        outcome, value = receiver.recv()
    except EOFError:
        raise EvaluationError(
            "The engine gave up on this query and ended",
            remedy="Write it with less nesting, or ask for less at once",
        ) from None
    finally:
        child.kill()
        child.join()
    if outcome == "error":
        raise value
    result: _T = value
    return result


def _run(work: Callable[[], Any], sender: Connection) -> None:
    try:
        message: tuple[str, Any] = ("result", work())
    except BaseException as error:
        message = ("error", error)
    sender.send(message)
