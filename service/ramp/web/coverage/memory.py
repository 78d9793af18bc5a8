"""Reads the facts of the matrix once for each version of the graph: a filter changes what is counted of them alone."""

import asyncio
from typing import cast

from fastapi import Request

from ramp.web import page, service
from ramp.web.asking import ask
from ramp.web.coverage import facts
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


async def facts_of(request: Request) -> Facts:
    """The facts as the graph states them now. Raises RampError as `ask`."""
    memory = cast(Memory, request.app.state.coverage)
    snapshot = page.snapshot(request)
    async with memory.reading:  # who comes meanwhile waits for the first, instead of asking all of it again
        return memory.get(snapshot) or await _read(request, memory, snapshot)


async def _read(request: Request, memory: Memory, snapshot: str) -> Facts:
    names = ("mechanisms", "recommendations", "counts", "searches", "words")
    rows = [await ask(request, f"coverage-{name}") for name in names]  # one after another: nobody is kept waiting
    words, broader = facts.words(rows[4])
    found = Facts(
        facts.mechanisms(rows[0]),
        facts.recommendations(rows[1]),
        facts.counts(rows[2]),
        facts.searches(rows[3]),
        words,
        broader,
    )
    if service.of(request).engine.snapshot == snapshot:  # nothing was written meanwhile: all of it is of this version
        memory.keep(snapshot, found)
    return found
