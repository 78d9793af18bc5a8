"""What goes on in the background: a busy graph is waited for, and one fault does not end the looks for others."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

import pytest

from ramp.engine.patience import patiently
from ramp.errors import BusyError, DataSyntaxError
from ramp.graph.folders import KnowledgeFolders
from ramp.settings import Settings
from ramp.web import review
from ramp.web.review import Review
from ramp.workflow import receiving
from ramp.workflow.publishing import Publisher
from tests.conftest import REPOSITORY


class _Unused:
    """An engine that nobody asks anything."""

    spool = Path("spool")


def _failing(times: int, error: Exception) -> Callable[[], Awaitable[str]]:
    left = [error] * times

    async def call() -> str:
        if left:
            raise left.pop()
        return "done"

    return call


def test_a_busy_graph_is_asked_again_within_bounds() -> None:
    busy = BusyError("All workers are busy", remedy="Try again")
    clock = iter(range(0, 1000, 10)).__next__
    assert asyncio.run(patiently(_failing(2, busy), 60, clock)) == "done"
    with pytest.raises(BusyError):
        asyncio.run(patiently(_failing(9, busy), 5, clock))
    with pytest.raises(DataSyntaxError):
        asyncio.run(patiently(_failing(1, DataSyntaxError("No Turtle", remedy="Mend it")), 60, clock))


@pytest.mark.parametrize("fault", [BusyError("Busy", remedy="Wait"), RuntimeError("the disk is full")])
def test_old_drafts_and_pending_publications_are_seen_to_after_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: Exception
) -> None:
    monkeypatch.setattr(review, "TEND_SECONDS", 0.01)
    looks: list[datetime] = []
    settings = Settings(home=tmp_path, draft_days=30)
    log = logging.getLogger("ramp.test-tending")
    room = Review.open(settings, _Unused(), KnowledgeFolders(REPOSITORY), log)  # type: ignore[arg-type]

    def forget(session: object, before: datetime) -> int:
        looks.append(before)
        return 0

    async def resumed(self: Publisher) -> int:
        return 0

    async def tended() -> None:
        done = asyncio.Event()
        counted: list[int] = []

        async def finish(self: Publisher) -> int:
            counted.append(1)
            if len(counted) == 1:
                raise fault
            done.set()
            return 0

        monkeypatch.setattr(Publisher, "finish", finish)
        monkeypatch.setattr(Publisher, "resume", resumed)
        monkeypatch.setattr(receiving, "forget_drafts", forget)
        await room.start()
        await asyncio.wait_for(done.wait(), 30)
        await room.close()
        assert room.tending is not None
        assert room.tending.cancelled()

    with caplog.at_level(logging.ERROR, "ramp.test-tending"):
        asyncio.run(tended())
    assert len(looks) >= 2
    assert "not tended" in caplog.text


def test_drafts_stay_where_no_age_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(home=tmp_path, draft_days=0)
    log = logging.getLogger("ramp.test-tending")
    room = Review.open(settings, _Unused(), KnowledgeFolders(REPOSITORY), log)  # type: ignore[arg-type]

    async def none(self: Publisher) -> int:
        return 0

    def forget(session: object, before: datetime) -> int:
        raise AssertionError("no draft may go")

    monkeypatch.setattr(Publisher, "resume", none)
    monkeypatch.setattr(receiving, "forget_drafts", forget)

    async def tended() -> None:
        done = asyncio.Event()

        async def finish(self: Publisher) -> int:
            done.set()
            return 0

        monkeypatch.setattr(Publisher, "finish", finish)
        await room.start()
        await asyncio.wait_for(done.wait(), 30)
        await room.close()

    asyncio.run(tended())
