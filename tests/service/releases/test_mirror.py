"""`ramp mirror`: the copy has the checksum of the source, goes on where it was, and believes no liar."""

import hashlib
import json
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.service.releases.conftest import FIRST, Released
from tests.service.releases.mirrors import Between, Spoil, command, copied, dump, run

from ramp.releases.mirroring import mirror


def test_the_copy_is_thedump(released: Released, tmp_path: Path) -> None:
    done = run(released.server.url, tmp_path / "copy")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"Copied release {released.ids[-1]}")
    assert copied(tmp_path / "copy") == dump(released, released.ids[-1])
    again = run(f"{released.server.url}/feed/ldes", tmp_path / "copy")
    assert again.stdout.startswith("Up to date"), again.stderr


@pytest.fixture
def lie(released: Released) -> Iterator[Callable[[Spoil], Between]]:
    """Starts a server that spoils answers."""
    with ExitStack() as stack:
        yield lambda spoil: stack.enter_context(Between(released, spoil))


def _said_otherwise(before: bytes, after: bytes, path: str, body: bytes) -> bytes:
    """The pages of the feed with `after` for `before`, of which there is some."""
    if "/ldes/" not in path:
        return body
    assert before in body
    return body.replace(before, after)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path, body: body.replace(b"Practice 07", b"Practice 70"), "checksum"),
        (lambda path, body: None if "/ldes/" in path else body, "cannot be read whole"),
        (lambda path, body: body[:3000] if "/ldes/" in path else body, "N-Quads"),
        (lambda path, body: b"<html>not found</html>", "N-Quads"),
        (lambda path, body: b"", "no event stream"),
        (lambda path, body: body.replace(b"feed#position> \"3\"", b"feed#position> \"3000\""), "leaves out members"),
        (lambda path, body: body.replace(b"/release/", b"/release/x"), "is not whole"),
        *(
            (partial(_said_otherwise, before, after), words)
            for before, after, words in (
                (b'feed#position> "3"', b'feed#position> "third"', "has no position"),
                (b'feed#position> "3"', b'feed#position> "-3"', "has no position"),
                (b'feed#position> "3"', b'feed#position> "' + b"3" * 16 + b'"', "has no position"),
                (b"feed#position>", b"feed#place>", "is not whole"),
                (b"feed#versionOf>", b"feed#of>", "is not whole"),
                (b"feed#versionOf> <", b'feed#versionOf> "a" . # <', "is not whole"),
                (b"feed#published>", b"feed#day>", "is not whole"),
                (b"feed#release>", b"feed#within>", "is not whole"),
            )
        ),
        (lambda path, body: body.replace(b"http://127.0.0.1", b"http://127.0.0.2") if path == "/feed/ldes" else body,
         "another server"),
    ],
)  # fmt: skip
def test_a_server_that_lies_leaves_the_formercopied(
    released: Released,
    lie: Callable[[Spoil], Between],
    tmp_path: Path,
    spoil: Spoil,
    words: str,
) -> None:
    honest = True
    liar = lie(lambda path, body: body if honest else spoil(path, body))
    state, _ = mirror(liar.url, tmp_path)
    before = copied(tmp_path)
    older = {**json.loads((tmp_path / "state.json").read_text()), "position": -1, "published": "1970-01-01T00:00:00Z"}
    (tmp_path / "state.json").write_text(json.dumps(older))
    honest = False
    done = run(liar.url, tmp_path)
    assert done.returncode == 2, done.stdout
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert copied(tmp_path) == before
    assert (tmp_path / f"{state.release}.nq").is_file()


def test_killed_and_started_again_it_goes_on(
    released: Released, lie: Callable[[Spoil], Between], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    reached, go_on = threading.Event(), threading.Event()

    def slow(path: str, body: bytes) -> bytes:
        asked.append(path)
        if path == "/feed/ldes/0" and not go_on.is_set():
            reached.set()
            go_on.wait(60)
        return body

    liar = lie(slow)
    process = subprocess.Popen(command(liar.url, tmp_path))
    assert reached.wait(60)
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    go_on.set()
    assert not (tmp_path / "graph.nq").exists()
    done = run(liar.url, tmp_path)
    assert done.returncode == 0, done.stderr
    assert copied(tmp_path) == dump(released, released.ids[-1])


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:1", "cannot be read"),
        ("ftp://example.org", "no address"),
        ("http://[::1", "no address"),
        ("http://example.org/?a=b", "no address"),
        ("", "no address"),
    ],
)
def test_no_service(url: str, words: str, tmp_path: Path) -> None:
    done = run(url, tmp_path / "copy")
    assert done.returncode == 2
    assert words in done.stderr


def test_it_follows_release_by_release(serve: Callable[..., Any], tmp_path: Path) -> None:
    server = serve()
    source = Released(server, server.token(), ())
    for text in (None, FIRST, FIRST.replace("Gone", "Here"), None):
        if text:
            source.put(text)
        elif (tmp_path / "copy").exists():
            assert (
                server.client.delete(
                    "/graphs", params={"graph": "https://w3id.org/ramp/graph/store/events"}, headers=source.curator
                ).status_code
                == 204
            )
        made = source.release().json()
        state, changed = mirror(server.url, tmp_path / "copy")
        assert changed
        assert (state.release, state.checksum) == (made["id"], made["checksum"])
        assert copied(tmp_path / "copy") == dump(source, made["id"])
    assert made["id"].endswith("-2")  # what it says was said before
    server.stop()


def test_a_service_killed_while_it_makes_a_release_keeps_the_former_ones(
    serve: Callable[..., Any], eventually: Callable[..., bool]
) -> None:
    server = serve()
    source = Released(server, server.token(), ())
    first = source.release().json()["id"]
    source.put(FIRST)
    thread = threading.Thread(target=lambda: _quietly(source.release))
    thread.start()
    shelf = server.home / "releases"
    assert eventually(lambda: any(shelf.glob(".new-*")) or len(list(shelf.glob("*/release.json"))) > 1)
    server.process.kill()
    server.process.wait(30)
    thread.join(30)
    again = serve(server.home)
    source = Released(again, again.token(), ())
    ids = [kept["id"] for kept in source.get("/releases", params={"format": "json"}).json()["releases"]]
    assert first in ids
    assert not list(shelf.glob(".new-*"))
    assert source.release().status_code in (200, 201)
    for id in ids:
        for file in source.get(f"/releases/{id}", params={"format": "json"}).json()["files"]:
            assert hashlib.sha256(source.get(file["href"]).content).hexdigest() == file["sha256"]
    again.stop()


def _quietly(call: Callable[[], Any]) -> None:
    try:
        call()
    except Exception:  # the service is killed meanwhile
        return
