"""The facts of the matrix, kept for the version of the graph that was asked for last."""

import asyncio

from ramp.web.coverage.facts import Facts


class Memory:
    """The facts of the version that was asked for last."""

    def __init__(self) -> None:
        self._kept: tuple[str, Facts] | None = None
        self.reading = asyncio.Lock()

    def get(self, snapshot: str) -> Facts | None:
        """The facts of this version, if they are those that are kept."""
        return self._kept[1] if self._kept and self._kept[0] == snapshot else None

    def keep(self, snapshot: str, found: Facts) -> None:
        """Keep the facts of this version instead of those of another."""
        self._kept = (snapshot, found)
