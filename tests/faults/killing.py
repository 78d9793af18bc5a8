"""Runs actions on a home and kills them with SIGKILL at random places; run as a process of its own by `test_killed.py`.

One process loads everything once. Each round is a copy of it (fork) that does the action and is killed, either after a
random number of calls of Python and C functions, or after a random time, which also falls into native code. What it
says through a pipe is what a client would have been told. After each round another copy opens the home as the next
start would, and says what is not as it was told.

    python killing.py HOME ACTION ROUNDS SEED      prints {"killed": n, "told": n, "wrong": [...]}
"""

import contextlib
import json
import os
import random
import select
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from tests.faults import actions

_LONGEST = 60.0


def main(home: Path, action: actions.Action, rounds: int, seed: int) -> dict[str, Any]:
    """Rounds until `rounds` of them were killed; one that came to its end before its moment counts for nothing."""
    chance, told, wrong, killed, number = random.Random(seed), list[str](), list[str](), 0, 0
    status, said = _copy(lambda tell: action.prepare(home), None)  # a store opened here would have threads
    if status:
        return {"killed": 0, "told": 0, "wrong": said}
    calls, seconds = 0, 0.0
    while killed < rounds and number < rounds * 4 and not wrong:
        number += 1
        limit = chance.randrange(calls) if calls and number % 2 else None
        after = chance.uniform(0, seconds) if calls and limit is None else None
        begun = time.monotonic()
        status, said = _copy(partial(_die, action, home, number, limit), after)
        if status == -signal.SIGKILL:
            killed += 1
        elif status == 0:
            seconds = time.monotonic() - begun if calls == 0 else seconds
            calls = max(calls, *(int(line.partition(" ")[2]) for line in said if line.startswith("calls ")))
        else:
            wrong.extend([f"round {number} ended with {status}", *said])
        told += [line for line in said if not line.startswith("calls ")]
        status, said = _copy(partial(_look, action, home, number, tuple(told)), None)
        if status or said:
            wrong.extend([f"after round {number} (calls {limit}, seconds {after}), status {status}:", *said])
    return {"killed": killed, "told": len(told), "wrong": wrong}


def _look(action: actions.Action, home: Path, number: int, told: tuple[str, ...], tell: actions.Tell) -> None:
    for text in action.wrong(home, number, told):
        tell(text)


def _die(action: actions.Action, home: Path, number: int, limit: int | None, tell: actions.Tell) -> None:
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += 1
        if count == limit:
            os.kill(os.getpid(), signal.SIGKILL)

    threading.setprofile(counted)
    sys.setprofile(counted)
    action.run(home, number, tell)
    sys.setprofile(None)
    threading.setprofile(None)
    tell(f"calls {count}")


def _copy(work: Callable[[actions.Tell], Any], after: float | None) -> tuple[int, list[str]]:
    """Do the work in a copy of this process, kill it after `after` seconds; how it ended (negative: a signal), and the
    lines that it told."""
    here, there = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(here)
        try:
            work(lambda text: _write(there, text))
        except BaseException:
            sys.setprofile(None)
            _write(there, traceback.format_exc())
            os._exit(1)
        os._exit(0)
    os.close(there)
    said, end = b"", time.monotonic() + (_LONGEST if after is None else after)
    while True:
        ready, _, _ = select.select([here], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            end = time.monotonic() + _LONGEST
            continue
        piece = os.read(here, 65536)
        if not piece:
            break
        said += piece
    os.close(here)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), [line for line in said.decode().split("\0") if line]


def _write(pipe: int, text: str) -> None:
    os.write(pipe, text.encode() + b"\0")


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), actions.ACTIONS[sys.argv[2]], int(sys.argv[3]), int(sys.argv[4]))))
