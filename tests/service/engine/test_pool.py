"""The worker pool by itself: what becomes of a worker, and of whoever asks next."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from ramp.engine.pool import WorkerPool
from ramp.errors import DeadlineError, EvaluationError


@asynccontextmanager
async def one_worker(folder: Path) -> AsyncIterator[WorkerPool]:
    pool = WorkerPool(
        size=1, memory=2**30, sockets=False, folder=folder, queue=4, queue_seconds=30, requests=1000
    )  # fmt: skip
    try:
        yield pool
    finally:
        await pool.close(1)


def test_a_worker_that_died_while_idle_is_replaced(tmp_path: Path) -> None:
    async def check() -> None:
        async with one_worker(tmp_path) as pool:
            first = await pool.run(30, os.getpid)
            os.kill(first, signal.SIGKILL)
            with pytest.raises(EvaluationError):
                await pool.run(30, os.getpid)
            second = await pool.run(30, os.getpid)
            assert second != first
            assert await pool.run(30, os.getpid) == second
            assert (pool.figures.deaths, pool.figures.kills) == (1, 0)

    asyncio.run(check())


def test_a_task_never_gets_the_outcome_of_another(tmp_path: Path) -> None:
    async def check() -> None:
        async with one_worker(tmp_path) as pool:
            first = await pool.run(30, os.getpid)
            with pytest.raises(DeadlineError):
                await pool.run(0.05, time.sleep, 30)
            abandoned = asyncio.ensure_future(pool.run(30, time.sleep, 30))
            while not pool.figures.running:
                await asyncio.sleep(0)
            abandoned.cancel()
            with pytest.raises(asyncio.CancelledError):
                await abandoned
            for number in range(20):
                assert await pool.run(30, abs, -number) == number
            assert await pool.run(30, os.getpid) != first
            assert len(await pool.run(30, bytes, 3_000_000)) == 3_000_000
            assert pool.figures.kills == 2

    asyncio.run(check())
