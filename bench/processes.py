"""Starting, watching and ending the processes that are measured."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil


class PeerError(Exception):
    """A peer could not be set up, loaded or started; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory of a process and all below it, in bytes. `rss` counts pages that they share again for each; `pss` once."""

    rss: int
    pss: int


@dataclass(slots=True)
class Server:
    """A running peer and where it answers."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    port: int
    path: str
    host: str = "127.0.0.1"

    def memory(self) -> Memory:
        """What the process tree takes now."""
        root = psutil.Process(self.process.pid)
        rss = pss = 0
        for process in (root, *root.children(recursive=True)):
            try:
                full = process.memory_full_info()
            except psutil.NoSuchProcess:
                continue
            rss, pss = rss + full.rss, pss + full.pss
        return Memory(rss, pss)

    def busy_seconds(self) -> float:
        """Processor time that the process tree has used so far."""
        root = psutil.Process(self.process.pid)
        seconds = 0.0
        for process in (root, *root.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                seconds += times.user + times.system
        return seconds

    def stop(self, patience: float = 30.0) -> None:
        """Ends the process tree, by force when it does not end in time."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


def settle(servers: Sequence[Server], patience: float = 5.0, share: float = 0.05, step: float = 0.1) -> bool:
    """Waits until all `servers` together use less than `share` of a processor; whether they did within `patience` s.

    What one has still to do of its own when it was just asked (compiling, collecting garbage, writing) would
    otherwise be taken from whoever is asked next.
    """
    until = time.monotonic() + patience
    before, at = sum(server.busy_seconds() for server in servers), time.monotonic()
    while time.monotonic() < until:
        time.sleep(step)
        used, now = sum(server.busy_seconds() for server in servers), time.monotonic()
        if used - before < share * (now - at):
            return True
        before, at = used, now
    return False


def free_port() -> int:
    """A port of the loopback interface that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(command: Sequence[str], log: Path, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Starts a server in a process group of its own; its output goes to the file `log`."""
    with log.open("ab") as out:
        return subprocess.Popen(
            list(command), stdin=subprocess.DEVNULL, stdout=out, stderr=out, env={**os.environ, **(env or {})},
            start_new_session=True, cwd=log.parent,
        )  # fmt: skip


def run(command: Sequence[str], log: Path, env: Mapping[str, str] | None = None, seconds: float = 1800) -> float:
    """Runs a command to its end; returns the seconds that it took. Raises PeerError with the end of its output."""
    begun = time.perf_counter()
    process = start(command, log, env)
    try:
        status = process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise PeerError(f"{command[0]} took more than {seconds:.0f} s") from None
    if status:
        raise PeerError(f"{command[0]} ended with status {status}: {tail(log)}")
    return time.perf_counter() - begun


def tail(log: Path) -> str:
    """The last line of a log that says anything."""
    lines = log.read_text("utf-8", "replace").split("\n") if log.exists() else []
    return next((line.strip() for line in reversed(lines) if line.strip()), "no output")
