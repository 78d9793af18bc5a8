"""Reads the facts of the matrix once for each version of the graph: a filter changes what is counted of them alone."""

from fastapi import Request

from ramp.web import page, service
from ramp.web.asking import ask
from ramp.web.coverage import facts
from ramp.web.coverage.facts import Facts
from ramp.web.coverage.remembered import Memory


async def facts_of(request: Request) -> Facts:
    """The facts as the graph states them now. Raises RampError as `ask`."""
    memory = service.of(request).coverage
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
