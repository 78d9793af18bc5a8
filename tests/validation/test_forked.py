"""Copies of a process that share the work: same results, same errors, nothing left behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from ramp.errors import LimitError
from ramp.validation.forked import forked

pytestmark = pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(), reason="the system cannot copy a process"
)


@pytest.mark.parametrize("processes", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 2, 50])
def test_results_come_in_order(processes: int, count: int) -> None:
    assert list(forked(lambda number: number * 2, range(count), processes)) == [2 * number for number in range(count)]


def test_the_work_is_done_elsewhere_and_by_each() -> None:
    done_by = set(forked(lambda _: os.getpid(), range(6), 2))
    assert len(done_by) == 2
    assert os.getpid() not in done_by


def test_items_are_taken_as_they_are_needed_and_results_may_be_large() -> None:
    taken: list[int] = []

    def items() -> Iterator[str]:
        for number in range(40):
            taken.append(number)
            yield str(number) * 500_000

    results = forked(lambda text: text + text, items(), 2)
    assert next(results) == "0" * 1_000_000
    assert len(taken) < 12
    assert sum(1 for _ in results) == 39


def test_an_error_is_raised_as_it_is_and_ends_the_processes() -> None:
    def refuse(number: int) -> int:
        if number == 3:
            raise LimitError("Too much", remedy="Send less")
        return number

    with pytest.raises(LimitError, match="Too much"):
        list(forked(refuse, range(9), 2))
    assert multiprocessing.active_children() == []


def test_whoever_stops_early_ends_the_processes() -> None:
    results = forked(lambda number: number, iter(range(1_000_000)), 2)
    assert next(results) == 0
    assert len(multiprocessing.active_children()) == 2
    results.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


def test_a_process_that_dies_is_told() -> None:
    with pytest.raises(ChildProcessError, match="died"):
        list(forked(lambda number: os._exit(9) if number == 1 else number, range(4), 2))


def test_no_process_outlives_one_that_was_killed() -> None:
    program = (
        "import os, signal\n"
        "from ramp.validation.forked import forked\n"
        "results = forked(lambda _: os.getpid(), iter(range(100)), 2)\n"
        "print(next(results), next(results), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    out, errors = killed.communicate(timeout=60)  # returns once nobody holds its ends of the pipes any more
    assert killed.returncode == -signal.SIGKILL
    assert (len(out.split()), errors) == (2, "")
