"""RAMP itself: the command `ramp serve` as everyone starts it."""

import sys
from importlib.metadata import version
from pathlib import Path

from bench.processes import Server, free_port, run, start


class Ramp:
    """The service on the same data: the file is installed in its home as the release, then `ramp serve` opens it."""

    name, label, path = "ramp", "RAMP", "/sparql"
    most_quads = 10**9
    how = (
        "installed into the home folder as a release (the load time includes building the release of the real graph), "
        "then `ramp serve`; default settings but no budget a client."
    )

    def setup(self, tools: Path) -> None:
        """Is there."""

    def missing(self, tools: Path) -> str | None:
        """See Peer."""
        return None

    def version(self, tools: Path) -> str:
        """See Peer."""
        return f"{version('ramp-graph')} (pyoxigraph {version('pyoxigraph')})"

    def load(self, data: Path, home: Path, tools: Path) -> float:
        """See Peer."""
        command = [sys.executable, "-m", "bench.peers.ramp_load", str(data), str(home)]
        return run(command, home / "load.log", self._env(home))

    def start(self, home: Path, tools: Path) -> Server:
        """See Peer."""
        port = free_port()
        command = [str(Path(sys.executable).with_name("ramp")), "serve", "--port", str(port)]
        return Server(
            self.name, start(command, home / "serve.log", self._env(home)), home / "serve.log", port, self.path
        )

    @staticmethod
    def _env(home: Path) -> dict[str, str]:
        """All requests come from one address, which would use up the budget of one client within a minute."""
        root = Path(__file__).resolve().parent.parent.parent
        return {
            "RAMP_HOME": str(home / "ramp"), "RAMP_BUDGET_SECONDS": "0", "RAMP_RELEASES": "on-demand",
            "PYTHONPATH": str(root),
        }  # fmt: skip
