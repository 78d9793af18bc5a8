"""The service's worker pool beside the library pebble: empty tasks a second, and how late a deadline strikes.

    python -m bench.pool

Needs `pebble` (in the `bench` extra). Both run in turn in one process; medians of five rounds.
"""

import asyncio
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pebble

from ramp.engine.pool import WorkerPool

Run = Callable[..., Awaitable[Any]]
CLIENTS, TASKS, ROUNDS = (1, 4, 16), 1600, 5
DEADLINE = 0.5


def nothing() -> None:
    """The task that costs nothing."""


def forever() -> None:
    """The task that never ends."""
    while True:
        pass


async def throughput(run: Run, clients: int) -> float:
    """Tasks a second with that many clients, each waiting for its answer."""

    async def client() -> None:
        for _ in range(TASKS // clients):
            await run(60.0, nothing)

    start = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return TASKS / (time.perf_counter() - start)


async def lateness(run: Run) -> float:
    """Seconds between a deadline and the error."""
    start = time.perf_counter()
    try:
        await run(DEADLINE, forever)
    except Exception:  # each pool has its own error for it
        return time.perf_counter() - start - DEADLINE
    raise AssertionError("a task without end came to an end")


async def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        own = WorkerPool(
            size=2, memory=2**29, sockets=False, folder=Path(folder), queue=100, queue_seconds=60, requests=10**6
        )
        pool = pebble.ProcessPool(max_workers=2, context=multiprocessing.get_context("forkserver"))
        pebble.CONSTS.term_timeout = 0.1

        async def with_pebble(deadline: float, function: Callable[[], None]) -> Any:
            return await asyncio.wrap_future(pool.schedule(function, timeout=deadline))

        await throughput(own.run, 2), await throughput(with_pebble, 2)
        for clients in CLIENTS:
            pairs = [
                (await throughput(own.run, clients), await throughput(with_pebble, clients)) for _ in range(ROUNDS)
            ]
            ours, theirs, ratio = (
                statistics.median(column) for column in zip(*((a, b, a / b) for a, b in pairs), strict=True)
            )
            print(f"{clients:2} clients: own {ours:,.0f}/s, pebble {theirs:,.0f}/s, ratio {ratio:.2f}")
        late = [(await lateness(own.run), await lateness(with_pebble)) for _ in range(ROUNDS)]
        ours, theirs = (statistics.median(column) for column in zip(*late, strict=True))
        print(f"deadline late by: own {ours * 1000:.0f} ms, pebble {theirs * 1000:.0f} ms")
        await own.close(1)
        pool.stop()
        pool.join()


if __name__ == "__main__":
    asyncio.run(main())
