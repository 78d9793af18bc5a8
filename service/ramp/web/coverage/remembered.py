"""The facts of the matrix, kept for the version of the graph that was asked for last."""

import asyncio

from ramp.web.coverage.facts import Facts

_MOST_PAGES = 100
"""A report has a few dozen recommendations."""


class Memory:
    """The facts of the version that was asked for last."""

    def __init__(self) -> None:
        self._kept: tuple[str, Facts] | None = None
        self.reading = asyncio.Lock()

    def get(self, snapshot: str) -> Facts | None:
        """The facts of this version, if they are those that are kept."""
        return self._kept[1] if self._kept and self._kept[0] == snapshot else None

    def pages(self, snapshot: str) -> list[str]:
        """The paths of the recommendations of this version, the rows of the matrix; none where it was not asked for."""
        found = self.get(snapshot)
        return [f"/id/recommendation/{name}" for name in list(found.recommendations)[:_MOST_PAGES]] if found else []

    def keep(self, snapshot: str, found: Facts) -> None:
        """Keep the facts of this version instead of those of another."""
        self._kept = (snapshot, found)
