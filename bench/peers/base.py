"""What the benchmark asks of a peer."""

from pathlib import Path
from typing import Protocol

from bench.processes import Server


class Peer(Protocol):
    """A SPARQL server to measure. A `home` is an empty folder that belongs to one peer and one data set."""

    name: str
    """What stands on the command line."""

    label: str
    """What stands in the tables."""

    path: str
    """Path of the query endpoint."""

    most_quads: int
    """Largest data set that it loads and answers in reasonable time."""

    how: str
    """How it is loaded and started, in one sentence."""

    def setup(self, tools: Path) -> None:
        """Puts into `tools` what does not come with the Python environment. Raises PeerError."""

    def missing(self, tools: Path) -> str | None:
        """Why the peer cannot be measured here; None where it can."""

    def version(self, tools: Path) -> str:
        """The version measured."""

    def load(self, data: Path, home: Path, tools: Path) -> float:
        """Loads an N-Quads file; returns the seconds that it took. Raises PeerError."""

    def start(self, home: Path, tools: Path) -> Server:
        """Starts the server on what was loaded; it need not answer yet. Raises PeerError."""
