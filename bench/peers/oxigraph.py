"""The Oxigraph HTTP server, the engine inside RAMP without RAMP."""

import sys
from importlib.metadata import version
from pathlib import Path

from bench.processes import Server, free_port, run, start


class Oxigraph:
    """PyPI `oxigraph`, store on disk."""

    name, label, path = "oxigraph", "Oxigraph server", "/query"
    most_quads = 10**9
    how = "`oxigraph load`, then `oxigraph serve --union-default-graph` on the folder; else its defaults."

    def setup(self, tools: Path) -> None:
        """Comes with the extra `bench`."""

    def missing(self, tools: Path) -> str | None:
        """See Peer."""
        return None if self._command().exists() else "the package oxigraph is not installed: make bench-setup"

    def version(self, tools: Path) -> str:
        """See Peer."""
        return version("oxigraph")

    def load(self, data: Path, home: Path, tools: Path) -> float:
        """See Peer."""
        command = [str(self._command()), "load", "--location", str(home / "store"), "--file", str(data)]
        return run(command, home / "load.log")

    def start(self, home: Path, tools: Path) -> Server:
        """See Peer."""
        port = free_port()
        command = [str(self._command()), "serve", "--location", str(home / "store"), "--bind", f"127.0.0.1:{port}"]
        return Server(
            self.name,
            start([*command, "--union-default-graph"], home / "serve.log"),
            home / "serve.log",
            port,
            self.path,
        )

    @staticmethod
    def _command() -> Path:
        return Path(sys.executable).with_name("oxigraph")
