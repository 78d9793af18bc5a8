"""The indexes beside the graph share one turn, so that a reader finds a free worker while they are made."""

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ramp.engine.protocol import Answer, QueryRequest
from ramp.linking.indexes import Follower
from ramp.linking.rows import Recipe, Rows


def _nothing(rows: Path, target: Path) -> None:
    (target / "made").touch()


def _holds(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if file.suffix != ".json")


class _Engine:
    """Answers with no rows, a little later, and notes how many asked at once."""

    snapshot = "v1"

    def __init__(self) -> None:
        self.now = self.most = self.asked = 0

    async def query(self, request: QueryRequest, **_: Mapping[str, Any]) -> Answer:
        self.now, self.asked = self.now + 1, self.asked + 1
        self.most = max(self.most, self.now)
        for _turn in range(20):  # every other task has its turn meanwhile
            await asyncio.sleep(0)
        self.now -= 1
        return Answer(body=b"?node\n", kind="results", rows=None, snapshot="v1", seconds=0.0, size=6, gzip=False)


def _made(tmp_path: Path, turn: asyncio.Lock | None) -> _Engine:
    engine = _Engine()

    async def steps() -> None:
        followers = [
            Follower(
                engine,  # type: ignore[arg-type]
                tmp_path,
                Recipe(name, 1, tuple(Rows(f"{name}-{number}", "SELECT ?node {}") for number in range(3)), _nothing),
                logging.getLogger("test"),
                turn=turn,
            )
            for name in ("one", "two")
        ]
        for follower in followers:
            await follower.start()
        for follower in followers:
            assert await follower.ask(60, _holds) == (["made"], "v1")
        for follower in followers:
            await follower.close()

    asyncio.run(steps())
    return engine


def test_indexes_that_share_a_turn_ask_one_at_a_time(tmp_path: Path) -> None:
    engine = _made(tmp_path, asyncio.Lock())
    assert engine.asked == 6
    assert engine.most == 1


def test_indexes_without_one_ask_at_once(tmp_path: Path) -> None:
    assert _made(tmp_path, None).most == 2
