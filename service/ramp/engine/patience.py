"""Waits for a free worker where nobody is there to be told to come back: requests of others come first meanwhile."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from ramp.errors import BusyError

T = TypeVar("T")
_STEP = 0.2


async def patiently(
    call: Callable[[], Awaitable[T]], seconds: float = 60.0, clock: Callable[[], float] = time.monotonic
) -> T:
    """What `call` gives, asked again while every worker is busy. Raises BusyError after `seconds`, all else at once."""
    until = clock() + seconds
    while True:
        try:
            return await call()
        except BusyError:
            if clock() > until:
                raise
        await asyncio.sleep(_STEP)
