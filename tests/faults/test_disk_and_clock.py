"""A full disk, a read-only disk, a clock that was set back: refused with the reason, and what is there stays whole."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ramp.engine import Change, worker
from ramp.engine.versions import Versions
from ramp.errors import BusyError, HomeError, RampError, StoreError
from ramp.operations.backup import back_up
from ramp.operations.restore import restore
from ramp.operations.upgrade import ready
from ramp.settings import load_settings
from ramp.workflow.database import Database
from tests.faults import actions
from tests.operations.conftest import Ramp, knowledge, ramp

__all__ = ["Ramp", "knowledge", "ramp"]

_SIZE = 3 * 1024 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={_SIZE}", "none", str(folder))
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=False)


def _mount(*arguments: str) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can mount a disk")
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"this machine does not let root mount: {done.stderr.strip()}")


def _filled(folder: Path) -> Path:
    """Leave no room on the disk."""
    file = folder / "filler"
    with file.open("wb", buffering=0) as filler:
        try:
            while filler.write(b"\0" * 4096):
                pass
        except OSError:
            return file
    raise AssertionError("the disk has no end")


def test_a_full_disk_refuses_and_keeps(small_disk: Path, tmp_path: Path) -> None:
    settings = load_settings(home=small_disk / "home")
    actions.prepare_saving(tmp_path)
    with closing(Versions(settings.home)) as versions, closing(Database.open(settings)) as database:
        versions.install(actions.release(tmp_path, 0))
        actions.receive(database, "before")
        filler = _filled(small_disk)
        with pytest.raises(StoreError, match="cannot be loaded"):
            versions.install(actions.release(tmp_path, 1))
        target = versions.next_target()
        with pytest.raises((RampError, OSError)):
            _write(versions, target)
        shutil.rmtree(target, ignore_errors=True)
        with pytest.raises(BusyError, match="full"):
            _receive_many(database)
        with pytest.raises(HomeError, match="No space left"):
            back_up(load_settings(home=tmp_path / "home"), small_disk / "backup.tar")
        with pytest.raises(RampError):
            restore(load_settings(home=small_disk / "second"), tmp_path / "good.tar")
        assert worker.graph_names(versions.path(versions.require())) == ["https://w3id.org/ramp/graph/data/all"]
        filler.unlink()
        actions.receive(database, "after")
        _write(versions, versions.next_target())
        versions.install(actions.release(tmp_path, 1))
    assert actions.lost_submissions(small_disk, 0, ["before", "after"]) == []
    assert not list(small_disk.glob(".backup*"))


def _receive_many(database: Database) -> None:
    for number in range(100):  # the log of the tables may have some room left
        actions.receive(database, f"refused-{number}")


def _write(versions: Versions, target: Path) -> None:
    change = Change("update", text="INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }")
    worker.run_changes(versions.path(versions.require()), target, (change,))
    versions.commit_write(target)


def test_a_read_only_disk_refuses_the_start_and_stays_as_it_is(tmp_path: Path) -> None:
    actions.prepare_saving(tmp_path)
    home = tmp_path / "home"
    before = sorted(path.name for path in home.rglob("*"))
    _mount("--bind", str(home), str(home))
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(home)], check=True)
        settings = load_settings(home=home)
        for work in (
            lambda: Versions(home),
            lambda: back_up(settings, tmp_path / "backup.tar"),
            lambda: restore(settings, tmp_path / "good.tar", force=True),
        ):
            with pytest.raises(HomeError) as raised:
                work()
            assert raised.value.remedy
        with closing(Database.open(settings)) as database, pytest.raises(BusyError, match="readonly"):
            actions.receive(database, "refused")
        assert sorted(path.name for path in home.rglob("*")) == before
    finally:
        subprocess.run(["umount", "--lazy", str(home)], check=True)
    ready(load_settings(home=home))
    assert actions.lost_submissions(tmp_path, 0, ["kept"]) == []


def test_a_clock_that_was_set_back_loses_nothing(ramp: Ramp, tmp_path: Path) -> None:
    faketime = shutil.which("faketime")
    if faketime is None:
        pytest.skip("faketime is not installed")
    actions.prepare_publication(tmp_path)
    actions.publish(tmp_path, 1, str)
    home = tmp_path / "home"
    past = (faketime, "-f", "-400d")
    told = ramp("doctor", home=home, before=past)
    assert "The clock is behind" in told.stdout, told.stdout + told.stderr
    assert told.returncode == 1
    made = ramp("token", "create", "Awa Diop", home=home, before=past)
    assert made.returncode == 0, made.stderr
    saved = ramp("backup", str(tmp_path / "backup.tar"), home=home, before=past)
    assert saved.returncode == 0, saved.stderr
    back = ramp("restore", str(tmp_path / "backup.tar"), home=tmp_path / "second" / "home", before=past)
    assert back.returncode == 0, back.stderr
    assert actions.half_published(tmp_path, 1, ["decided p1"]) == []
