"""Upgrade: the graphs of the package replaced, what people wrote kept, no identifier used again, no way back."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox
import pytest

from ramp import __version__
from ramp.engine.retired import RETIRED_GRAPH
from ramp.engine.versions import Versions
from ramp.operations import home as homes

from .conftest import Ramp


def _stored(home: Path) -> ox.Store:
    with closing(Versions(home)) as versions:
        return ox.Store.read_only(str(versions.path(versions.require())))


def test_an_identifier_that_a_release_drops_is_remembered(ramp: Ramp, knowledge: Path, tmp_path: Path) -> None:
    home, mine = tmp_path / "home", tmp_path / "knowledge"
    shutil.copytree(knowledge, mine)
    hotline = ox.NamedNode("https://w3id.org/ramp/id/practice/hotline")
    data = mine / "data/practices.ttl"
    whole = data.read_text()
    first = ramp("upgrade", home=home, knowledge=mine)
    assert first.returncode == 0, first.stderr
    assert f"from no RAMP to RAMP {__version__}" in first.stdout
    for text, remembered in ((whole[: whole.index("<practice/hotline>")], True), (whole, False)):
        data.write_text(text)
        done = ramp("upgrade", home=home, knowledge=mine)
        assert done.returncode == 0, done.stderr
        found = {quad.subject for quad in _stored(home).quads_for_pattern(None, None, None, RETIRED_GRAPH)}
        assert (hotline in found) is remembered
    assert "practices" in data.name


@pytest.mark.parametrize("command", ["serve", "upgrade", "backup"])
def test_a_home_of_a_newer_ramp_is_left_alone(command: str, ramp: Ramp, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "home.json").write_text('{"version": "99.1.0"}')
    done = ramp(*(("backup", str(tmp_path / "b.tar")) if command == "backup" else (command,)), home=home)
    assert done.returncode == 2
    assert "used by RAMP 99.1.0" in done.stderr
    assert "ramp restore" in done.stderr
    assert [path.name for path in home.iterdir()] == ["home.json"]


def test_a_store_and_tables_of_a_newer_ramp_are_left_alone(ramp: Ramp, used: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(used, home)
    with closing(sqlite3.connect(home / "workflow.sqlite")) as tables, tables:
        tables.execute("UPDATE alembic_version SET version_num = '9999'")
    refused = ramp("upgrade", home=home)
    assert (refused.returncode, "form 9999" in refused.stderr) == (2, True), refused.stderr
    record = json.loads((home / "current.json").read_text())
    (home / "current.json").write_text(json.dumps({**record, "format": 9}))
    refused = ramp("upgrade", home=home)
    assert (refused.returncode, "newer RAMP (format 9)" in refused.stderr) == (2, True), refused.stderr


@pytest.mark.parametrize(
    ("version", "newer"),
    [("0.0.1", False), (__version__, False), ("99", True), (f"{__version__}rc1", False), ("no version", True)],
)
def test_versions_are_compared_by_their_numbers(version: str, newer: bool) -> None:
    assert homes.newer(version) is newer
