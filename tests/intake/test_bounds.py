"""Every hostile file of T1-T22 in a worker: refused or judged within 2 s and 300 MB, and the worker lives on.

The seconds are those that the worker itself computes: what else the machine does meanwhile says nothing about a file.
"""

import asyncio
import re
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from ramp.engine.pool import WorkerPool
from ramp.errors import RampError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.reading import read_files
from ramp.intake import worker
from tests.intake.conftest import record
from tests.service.attack.test_submissions import CONTAINED, JUDGED, REFUSED, UNREADABLE

SECONDS, MEMORY, DEADLINE = 2.0, 300 * 10**6, 60.0
FILES: dict[str, tuple[str | bytes, str]] = {
    **UNREADABLE, **{name: (body, kind) for name, (body, kind, _) in JUDGED.items()}, **CONTAINED,
}  # fmt: skip


class Cell:
    """One worker of the pool with the limits of the issue, warm: shapes and names are read."""

    def __init__(self, store: Path, root: Path, folder: Path) -> None:
        self._runner = asyncio.Runner()
        self._store, self._root, self._folder = store, root, folder
        self.pool: WorkerPool = self._runner.run(self._open())

    async def _open(self) -> WorkerPool:
        return WorkerPool(
            size=1, memory=MEMORY, sockets=False, folder=self._folder, queue=1, queue_seconds=60, requests=10_000
        )

    def check(self, body: str | bytes, media_type: str) -> Any:
        data = body.replace("{sink}", "http://127.0.0.1:1/").encode() if isinstance(body, str) else body
        work = self.pool.run(DEADLINE, worker.check, self._store, self._root, data, media_type, None, None)
        return self._runner.run(work)[0]

    def used(self) -> tuple[float, int]:
        """Seconds that the worker has computed, and the most memory that it has had, in bytes."""
        usage = self._runner.run(self.pool.run(DEADLINE, resource.getrusage, resource.RUSAGE_SELF))
        return usage.ru_utime + usage.ru_stime, int(usage.ru_maxrss) * 1024

    def close(self) -> None:
        self._runner.run(self.pool.close(1))
        self._runner.close()


@pytest.fixture(scope="module")
def cell(repository: KnowledgeFolders, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cell]:
    folder = tmp_path_factory.mktemp("cell")
    store = ox.Store(str(folder / "store"))
    store.bulk_extend(read_files(repository))
    store.flush()
    del store
    made = Cell(folder / "store", repository.root, folder)
    (report,) = made.check(record(), "text/turtle")  # reads the shapes
    assert report.ok
    yield made
    made.close()


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_contained(cell: Cell, name: str) -> None:
    before = (cell.pool.figures.deaths, cell.pool.figures.kills)
    assert any(_seconds(cell, name) < SECONDS for _ in range(3))  # a core that is shared computes at half its speed
    assert (cell.pool.figures.deaths, cell.pool.figures.kills) == before
    assert cell.used()[1] < MEMORY
    assert not Path("pickle-was-read").exists()


def _seconds(cell: Cell, name: str) -> float:
    """Has the file checked, which is refused or judged as it should be; the seconds that took."""
    body, media_type = FILES[name]
    begun, _ = cell.used()
    if name in UNREADABLE:
        with pytest.raises(RampError) as refused:
            cell.check(body, media_type)
        assert refused.value.status in REFUSED, refused.value.sentence
        assert refused.value.remedy
    else:
        reports = cell.check(body, media_type)
        assert not any(report.ok for report in reports) or name.startswith("T9")
    return cell.used()[0] - begun


def test_each_threat_to_a_check_has_a_file() -> None:
    assert {int(found[1]) for name in FILES if (found := re.match(r"T(\d+) ", name))} == set(range(1, 23))
