"""Backup and restore: taken from a running service, whole or not at all, and nothing of a bad archive is believed."""

import io
import json
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ramp.errors import RampError
from ramp.operations.backup import back_up, settings_text
from ramp.operations.restore import restore
from ramp.settings import load_settings

from .conftest import Ramp, Serve

Members = list[tuple[tarfile.TarInfo, bytes]]


def test_what_a_running_service_holds_comes_back(serve: Serve, ramp: Ramp, tmp_path: Path) -> None:
    server = serve()
    key, done = server.token(), threading.Event()
    written: list[int] = []

    def write() -> None:
        while not done.is_set():
            number = len(written)
            body = f"<urn:s> <urn:number> {number} ."
            options: dict[str, Any] = {"params": {"graph": f"urn:written:{number}"}, "content": body}
            answer = server.client.put("/graphs", headers={**key, "Content-Type": "text/turtle"}, **options)
            assert answer.status_code < 300, answer.text
            written.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    file = tmp_path / "backup.tar"
    try:
        while not written and writer.is_alive():
            done.wait(0.01)
        assert written
        before = len(written)
        saved = ramp("backup", str(file), home=server.home)
    finally:
        done.set()
        writer.join()
    assert saved.returncode == 0, saved.stderr
    assert file.stat().st_mode & 0o077 == 0
    assert not list(server.home.glob(".backup-*"))
    home = tmp_path / "other" / "home"
    back = ramp("restore", str(file), home=home)
    assert back.returncode == 0, back.stderr
    again = serve(home)
    numbers = {int(row["n"]) for row in again.select("SELECT ?n { GRAPH ?g { <urn:s> <urn:number> ?n } }")}
    assert set(range(before)) <= numbers, "what was acknowledged before the backup began"
    answer = again.client.put(
        "/graphs", params={"graph": "urn:written:last"}, content="<urn:s> <urn:number> 9 .",
        headers={**key, "Content-Type": "text/turtle"},
    )  # fmt: skip
    assert answer.status_code < 300, "the token is known"
    in_use = ramp("restore", str(file), "--force", home=home)
    assert in_use.returncode == 2
    assert "in use by another RAMP process" in in_use.stderr


def test_a_home_that_holds_something_is_replaced_only_by_force(ramp: Ramp, used: Path, tmp_path: Path) -> None:
    file, home = tmp_path / "backup.tar", tmp_path / "home"
    assert ramp("backup", str(file), home=used, public_url="https://r.example.org").returncode == 0
    again = ramp("backup", str(file), home=used)
    assert (again.returncode, "is there already" in again.stderr) == (2, True)
    assert ramp("token", "create", "Other", home=home).returncode == 0
    refused = ramp("restore", str(file), home=home)
    assert (refused.returncode, "--force" in refused.stderr) == (2, True)
    forced = ramp("restore", str(file), "--force", home=home)
    assert forced.returncode == 0, forced.stderr
    assert "Awa Diop" in ramp("token", "list", home=home).stdout
    assert "Other" not in ramp("token", "list", home=home).stdout
    assert "RAMP_PUBLIC_URL=https://r.example.org" in (home / "settings.env").read_text()
    assert ramp("upgrade", home=home).returncode == 0


def test_no_secret_is_saved() -> None:
    given = load_settings(
        smtp_password="hidden", engine_password="hidden", oidc_client_secret="hidden",
        mail_curators=("a@b.org", "c@d.org"),
        database_url="postgresql+psycopg://ramp:hidden@db/ramp", engine_query_url="http://e/query",
    )  # fmt: skip
    text = settings_text(given)
    assert "hidden" not in text
    assert "RAMP_MAIL_CURATORS=a@b.org c@d.org" in text
    assert "RAMP_DATABASE_URL=postgresql+psycopg://ramp@db/ramp" in text
    assert text.count("a backup holds no secrets") == 3


def test_the_first_start_is_what_there_is_to_save(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    with pytest.raises(RampError, match="nothing to save"):
        back_up(load_settings(home=tmp_path / "home"), tmp_path / "b.tar")
    with pytest.raises(RampError, match="cannot be written"):
        back_up(load_settings(home=tmp_path / "none"), tmp_path / "b.tar")
    assert not (tmp_path / "b.tar").exists()


def _changed_manifest(**values: object) -> Callable[[Members], Members]:
    def change(members: Members) -> Members:
        entry, content = members[0]
        text = json.dumps(json.loads(content) | values).encode()
        entry.size = len(text)
        return [(entry, text), *members[1:]]

    return change


def _named(name: str) -> Callable[[Members], Members]:
    """The first file gets another name, in the manifest too."""

    def change(members: Members) -> Members:
        record = json.loads(members[0][1])
        record["files"][0]["name"] = name
        members[1][0].name = name
        return _changed_manifest(files=record["files"])(members)

    return change


def _flipped(members: Members) -> Members:
    entry, content = members[2]
    return [*members[:2], (entry, bytes([content[0] ^ 1]) + content[1:]), *members[3:]]


def _link(members: Members) -> Members:
    members[1][0].type, members[1][0].linkname, members[1][0].size = tarfile.SYMTYPE, "/etc/passwd", 0
    return [(members[1][0], b"") if index == 1 else member for index, member in enumerate(members)]


BAD: dict[str, tuple[Callable[[Members], Members], str]] = {
    "path upwards": (_named("home/versions/../../escaped"), "no file of a RAMP_HOME"),
    "absolute path": (_named("/tmp/escaped"), "no file of a RAMP_HOME"),
    "another file": (_named("home/.bashrc"), "no file of a RAMP_HOME"),
    "changed content": (_flipped, "checksum"),
    "a link": (_link, "plain file"),
    "a file more": (lambda members: [*members, members[1]], "not in its manifest"),
    "a file less": (lambda members: members[:-1], "are missing"),
    "no manifest": (lambda members: members[1:], "begin with"),
    "a manifest of nothing": (_changed_manifest(files=[{}]), "cannot be read"),
    "a newer RAMP": (_changed_manifest(ramp="99.0"), "Install RAMP 99.0"),
    "a newer format": (_changed_manifest(format=2), "newer than this one"),
    "too much": (_changed_manifest(files=[{"name": "tables.dump", "bytes": 2**60, "sha256": ""}]), "needs"),
    "tables of another kind": (_changed_manifest(tables="postgresql"), "RAMP_DATABASE_URL"),
}


@pytest.fixture(scope="module")
def good(used: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup."""
    file = tmp_path_factory.mktemp("good") / "backup.tar"
    back_up(load_settings(home=used), file)
    return file


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_archive_changes_nothing(kind: str, good: Path, tmp_path: Path) -> None:
    change, words = BAD[kind]
    with tarfile.open(good) as archive:
        members = [(entry, _read(archive, entry)) for entry in archive.getmembers()]
    bad = tmp_path / "bad.tar"
    with tarfile.open(bad, "w") as archive:
        for entry, content in change(members):
            archive.addfile(entry, io.BytesIO(content))
    _refused(bad, tmp_path / "home", words)


def test_half_an_archive_and_no_archive_change_nothing(good: Path, tmp_path: Path) -> None:
    half, none = tmp_path / "half.tar", tmp_path / "none.tar"
    half.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    none.write_bytes(b"no archive at all\n" * 1000)
    for bad in (half, none):
        _refused(bad, tmp_path / "home", "no usable backup")
    _refused(tmp_path / "missing.tar", tmp_path / "home", "No such file")


def _read(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    content = archive.extractfile(entry)
    assert content is not None
    return content.read()


def _refused(file: Path, home: Path, words: str) -> None:
    with pytest.raises(RampError) as raised:
        restore(load_settings(home=home), file)
    assert words in raised.value.sentence()
    assert [path.name for path in home.iterdir()] == ["lock"]
    assert not (home.parent / "escaped").exists()
