"""rdflib-endpoint: the graph in memory, evaluated in Python."""

import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench.processes import Server, free_port, start


class RdflibEndpoint:
    """PyPI `rdflib-endpoint` with rdflib's own store. It reads its data at each start, so loading is starting."""

    name, label, path = "rdflib", "rdflib-endpoint", "/"
    most_quads = 200_000  # at 375 thousand the matrix did not end in five minutes, and goes on beside what follows
    how = "`rdflib-endpoint serve` with rdflib's default store, which reads the file at each start."

    def setup(self, tools: Path) -> None:
        """Comes with the extra `bench`."""

    def missing(self, tools: Path) -> str | None:
        """See Peer."""
        try:
            version("rdflib-endpoint")
        except PackageNotFoundError:
            return "the package rdflib-endpoint is not installed: make bench-setup"
        return None

    def version(self, tools: Path) -> str:
        """See Peer."""
        return f"{version('rdflib-endpoint')} (rdflib {version('rdflib')})"

    def load(self, data: Path, home: Path, tools: Path) -> float:
        """There is nothing to do before the start."""
        (home / "data.nq").symlink_to(data)
        return 0.0

    def start(self, home: Path, tools: Path) -> Server:
        """See Peer."""
        port = free_port()
        command = [
            str(Path(sys.executable).with_name("rdflib-endpoint")), "serve", "--host", "127.0.0.1", "--port", str(port),
            str(home / "data.nq"),
        ]  # fmt: skip
        return Server(self.name, start(command, home / "serve.log"), home / "serve.log", port, self.path)
