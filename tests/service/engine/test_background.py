"""A task beside the requests ends with the part that it belongs to."""

import asyncio

import pytest

from ramp.background import Background


def test_the_work_runs_until_the_part_is_closed() -> None:
    async def scenario() -> tuple[bool, bool]:
        begun, ended = asyncio.Event(), asyncio.Event()

        async def work() -> None:
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()

        background = Background()
        background.start(work())
        await begun.wait()
        running = not ended.is_set()
        await background.close()
        return running, ended.is_set()

    assert asyncio.run(scenario()) == (True, True)


def test_what_was_never_started_is_closed_at_once() -> None:
    asyncio.run(Background().close())


def test_what_the_work_ended_with_is_raised_at_the_close() -> None:
    async def scenario() -> None:
        async def work() -> None:
            raise LookupError("the work")

        background = Background()
        background.start(work())
        await asyncio.sleep(0)
        await background.close()

    with pytest.raises(LookupError, match="the work"):
        asyncio.run(scenario())
