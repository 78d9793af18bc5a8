"""Backup and restore with the tables in a real PostgreSQL, by pg_dump and pg_restore."""

import shutil
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select

from ramp.settings import load_settings
from ramp.workflow.database import Database
from ramp.workflow.tables import Submission
from tests.faults.actions import receive
from tests.postgresql import database

from .conftest import Ramp

__all__ = ["database"]

pytestmark = pytest.mark.xdist_group("backup")


def _submissions(url: str) -> set[str]:
    with closing(Database.open(load_settings(database_url=url))) as tables, tables.transaction() as session:
        return set(session.scalars(select(Submission.id)))


def _send(url: str, *names: str) -> None:
    with closing(Database.open(load_settings(database_url=url))) as tables:
        for name in names:
            receive(tables, name)


def _another(url: str, name: str) -> str:
    """An empty database beside that one."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
    return url.rpartition("/")[0] + f"/{name}"


def test_what_was_sent_comes_back(database: str, ramp: Ramp, used: Path, tmp_path: Path) -> None:
    if shutil.which("pg_dump") is None or shutil.which("pg_restore") is None:
        pytest.skip("the client programs of PostgreSQL are not installed")
    first, second = _another(database, "first"), _another(database, "second")
    home, file = Path(shutil.copytree(used, tmp_path / "home")), tmp_path / "backup.tar"
    _send(first, "one", "two")
    saved = ramp("backup", str(file), home=home, database_url=first)
    assert saved.returncode == 0, saved.stderr
    _send(first, "after")
    back = ramp("restore", str(file), home=tmp_path / "other", database_url=second)
    assert back.returncode == 0, back.stderr
    assert ramp("upgrade", home=tmp_path / "other", database_url=second).returncode == 0
    assert _submissions(second) == {"one", "two"}
    _send(second, "three")
    refused = ramp("restore", str(file), home=tmp_path / "third", database_url=first)
    assert refused.returncode == 2, "tables that hold something are replaced only by force"
    assert "holds submissions or accounts already" in refused.stderr
    assert _submissions(first) == {"one", "two", "after"}
    forced = ramp("restore", str(file), "--force", home=tmp_path / "other", database_url=second)
    assert forced.returncode == 0, forced.stderr
    assert ramp("upgrade", home=tmp_path / "other", database_url=second).returncode == 0
    assert _submissions(second) == {"one", "two"}


def test_a_server_that_is_away_is_one_sentence(ramp: Ramp, used: Path, tmp_path: Path) -> None:
    url = "postgresql+psycopg://nobody:secret@127.0.0.1:1/none"
    told = ramp("backup", str(tmp_path / "backup.tar"), home=used, database_url=url)
    assert told.returncode == 2
    assert "pg_dump" in told.stderr
    assert "secret" not in told.stderr
    assert not (tmp_path / "backup.tar").exists()
