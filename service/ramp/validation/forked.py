"""One function over many items in processes that are copies of this one: no start-up, and nothing loaded twice.

Threads do not help here: parsing, the store's queries and the shapes engine hold Python's lock. Where the system cannot
copy a process (Windows), everything is done in this one, with the same results.
"""

import multiprocessing
import signal
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")
_AHEAD = 4
"""How many items a process may be ahead of the slowest; their results wait in memory."""


def forked(function: Callable[[T], R], items: Iterable[T], processes: int) -> Iterator[R]:
    """The results in the order of the items, each worked on by one of `processes`; items are taken as they are needed.

    Items and results are pickled, the function is not. What the function raises is raised here; ChildProcessError where
    a process dies. Whoever stops early ends the processes.
    """
    if processes < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(function, items)
        return
    waiting = iter(items)
    first = list(islice(waiting, 2))
    if len(first) < 2:
        yield from map(function, first)
        return
    numbered = enumerate(chain(first, waiting))
    workers: list[tuple[Any, Connection]] = []
    busy: dict[Connection, int] = {}
    ready: dict[int, R] = {}
    given = told = 0
    try:
        for _ in range(processes):
            workers.append(_start(function, [pipe for _, pipe in workers]))
        idle = [pipe for _, pipe in workers]
        while True:
            while idle and given < told + _AHEAD * processes and (taken := next(numbered, None)) is not None:
                busy[idle[-1]] = taken[0]
                _send(idle.pop(), taken[1])
                given += 1
            if told in ready:
                yield ready.pop(told)
                told += 1
            elif busy:
                for pipe in wait(list(busy)):
                    assert isinstance(pipe, Connection)
                    ready[busy.pop(pipe)] = _received(pipe)
                    idle.append(pipe)
            else:
                return
    finally:
        for process, pipe in workers:
            pipe.close()
            process.terminate()
            process.join()


def _send(pipe: Connection, item: object) -> None:
    try:
        pipe.send(item)
    except BrokenPipeError:
        raise _died() from None


def _received(pipe: Connection) -> Any:
    try:
        done, result = pipe.recv()
    except (EOFError, ConnectionResetError):
        raise _died() from None
    if not done:
        raise result
    return result


def _died() -> ChildProcessError:
    return ChildProcessError("A worker process has died; the memory may be too small")


def _start(function: Callable[[T], R], others: list[Connection]) -> tuple[Any, Connection]:
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(function, there, [here, *others]), daemon=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads beside: the copy uses none of them
        process.start()
    there.close()
    return process, here


def _work(function: Callable[[T], R], pipe: Connection, others: list[Connection]) -> None:
    """Until the other end closes, however the first process ends. Ctrl-C is for that one, which ends this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in others:
        other.close()
    with suppress(EOFError, OSError):
        while True:
            pipe.send(_tried(function, pipe.recv()))


def _tried(function: Callable[[T], R], item: T) -> tuple[bool, Any]:
    try:
        return True, function(item)
    except Exception as error:
        return False, error
