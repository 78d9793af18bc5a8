"""What the attack tests share: a place that must never be called, and a look at what a service leaves behind."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest


@dataclass
class Sink:
    """Listens on the loopback and remembers every connection."""

    port: int
    calls: list[Any] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


@pytest.fixture(scope="session")
def sink() -> Iterator[Sink]:
    listener = socket.create_server(("127.0.0.1", 0))
    found = Sink(listener.getsockname()[1])

    def accept() -> None:
        while True:
            try:
                connection, address = listener.accept()
            except OSError:
                return
            found.calls.append(address)
            connection.close()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield found
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def descendants(pid: int) -> set[int]:
    """The processes below `pid`."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                text = (folder / "stat").read_text()
            except OSError:
                continue
            state, parent = text.rpartition(")")[2].split()[:2]
            if state != "Z":
                parents[int(folder.name)] = int(parent)
    found: set[int] = set()
    level = {pid}
    while level:
        level = {child for child, parent in parents.items() if parent in level} - found
        found |= level
    return found


KNOWN = """PREFIX ramp: <https://w3id.org/ramp/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?m ?l { ?m a ramp:Mechanism ; skos:prefLabel ?l }"""


@dataclass
class Target:
    """A service under attack, and how it was before."""

    server: Any
    sink: Sink
    answers: list[dict[str, str]]
    processes: int
    versions: set[str]
    eventually: Callable[..., bool]

    def unharmed(self) -> None:
        """Fails unless it is the same process with the same answers, and nothing was called, left over or written."""
        server = self.server
        assert server.process.poll() is None, server.log.read_text()[-2000:]
        assert sorted(server.select(KNOWN), key=str) == self.answers
        assert self.eventually(lambda: len(descendants(server.process.pid)) <= self.processes), (
            "processes were left over"
        )
        assert self.sink.calls == []
        assert set(os.listdir(server.home / "versions")) <= self.versions, "something was written"
        assert [name for name in os.listdir(server.home / "spool") if not name.startswith("worker-")] == []


@pytest.fixture(scope="session")
def target(serve: Any, sink: Sink, eventually: Callable[..., bool]) -> Target:
    server = serve(deadline=2, worker_memory=256 * 2**20, result_bytes=8 * 2**20)
    answers = sorted(server.select(KNOWN), key=str)
    assert answers
    processes = len(descendants(server.process.pid))
    return Target(server, sink, answers, processes, set(os.listdir(server.home / "versions")), eventually)
