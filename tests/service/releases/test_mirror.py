"""`ramp mirror`: the copy has the checksum of the source, goes on where it was, and believes no liar."""

import hashlib
import http.server
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.service.releases.conftest import FIRST, Released

from ramp.releases.mirroring import mirror


def _run(url: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ramp", "mirror", url, str(folder)], capture_output=True, text=True, timeout=120
    )


def _dump(released: Released, id: str) -> str:
    return hashlib.sha256(released.get(f"/releases/{id}/ramp.nq").content).hexdigest()


def _copy(folder: Path) -> str:
    return hashlib.sha256((folder / "graph.nq").read_bytes()).hexdigest()


def test_the_copy_is_the_dump(released: Released, tmp_path: Path) -> None:
    done = _run(released.server.url, tmp_path / "copy")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"Copied release {released.ids[-1]}")
    assert _copy(tmp_path / "copy") == _dump(released, released.ids[-1])
    again = _run(f"{released.server.url}/feed/ldes", tmp_path / "copy")
    assert again.stdout.startswith("Up to date"), again.stderr


class Liar(http.server.ThreadingHTTPServer):
    """Passes requests on to a service and spoils the answers as `spoil` says."""

    def __init__(self, source: Released, spoil: Callable[[str, bytes], bytes | None]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.source, self.spoil = source, spoil
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Liar

    def do_GET(self) -> None:
        real = self.server.source.get(self.path, headers={"Accept": self.headers["Accept"]})
        body = real.content.replace(self.server.source.server.url.encode(), self.server.url.encode())
        told = self.server.spoil(self.path, body)
        self.send_response(real.status_code)
        self.send_header("Content-Type", real.headers["Content-Type"])
        self.send_header("Content-Length", str(len(body if told is None else told)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if told is None else told)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def lie(released: Released) -> Iterator[Callable[..., Liar]]:
    """Starts a server that spoils answers; None from `spoil` breaks the connection half way."""
    running: list[Liar] = []

    def start(spoil: Callable[[str, bytes], bytes | None]) -> Liar:
        liar = Liar(released, spoil)
        running.append(liar)
        threading.Thread(target=liar.serve_forever, daemon=True).start()
        return liar

    yield start
    for liar in running:
        liar.shutdown()
        liar.server_close()


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
        (lambda path, body: body.replace(b"http://127.0.0.1", b"http://127.0.0.2") if path == "/feed/ldes" else body,
         "another server"),
    ],
)  # fmt: skip
def test_a_server_that_lies_leaves_the_former_copy(
    released: Released,
    lie: Callable[..., Liar],
    tmp_path: Path,
    spoil: Callable[[str, bytes], bytes | None],
    words: str,
) -> None:
    honest = True
    liar = lie(lambda path, body: body if honest else spoil(path, body))
    state, _ = mirror(liar.url, tmp_path)
    before = _copy(tmp_path)
    older = {**json.loads((tmp_path / "state.json").read_text()), "position": -1, "published": "1970-01-01T00:00:00Z"}
    (tmp_path / "state.json").write_text(json.dumps(older))
    honest = False
    done = _run(liar.url, tmp_path)
    assert done.returncode == 2, done.stdout
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert _copy(tmp_path) == before
    assert (tmp_path / f"{state.release}.nq").is_file()


def test_killed_and_started_again_it_goes_on(
    released: Released, lie: Callable[..., Liar], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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
    process = subprocess.Popen([sys.executable, "-m", "ramp", "mirror", liar.url, str(tmp_path)])
    assert reached.wait(60)
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    go_on.set()
    assert not (tmp_path / "graph.nq").exists()
    done = _run(liar.url, tmp_path)
    assert done.returncode == 0, done.stderr
    assert _copy(tmp_path) == _dump(released, released.ids[-1])


@pytest.mark.parametrize(
    ("url", "words"),
    [("http://127.0.0.1:1", "cannot be read"), ("ftp://example.org", "no address"), ("", "no address")],
)
def test_no_service(url: str, words: str, tmp_path: Path) -> None:
    done = _run(url, tmp_path / "copy")
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
        assert _copy(tmp_path / "copy") == _dump(source, made["id"])
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
