"""Peers are asked when none of them is still busy with what was before."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.processes import Server, settle


@contextmanager
def running(code: str) -> Iterator[Server]:
    """A process that has begun to do what the code says."""
    command = [sys.executable, "-c", f"print(flush=True)\n{code}"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield Server("one", process, Path("log"), 0, "/")
        finally:
            process.kill()


def test_idle_servers_are_settled() -> None:
    with running("input()") as server:
        assert settle([server], patience=60)


def test_a_server_at_work_is_not() -> None:
    with running("input()") as idle, running("while True: pass") as busy:
        assert not settle([idle, busy], patience=1, share=0.001)
        assert busy.busy_seconds() > idle.busy_seconds() >= 0
