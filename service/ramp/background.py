"""A task that a part of the service has running beside the requests, from the part's start to its close."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Final

REST: Final = 1.0
"""Seconds that what reads the whole graph leaves to a service that has just started: its first readers come first."""


class Background:
    """One task or none. It is used inside the event loop."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Have the work done from now on, until it ends or `close`."""
        self._task = asyncio.create_task(work)

    async def close(self) -> None:
        """Cancel the task, and wait until it has ended. Raises what it had ended with by itself."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
