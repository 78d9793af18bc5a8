"""A feed of several pages: the full ones never change, and `ramp mirror` fetches each of them once, killed or not."""

import json
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.service.releases.conftest import Released
from tests.service.releases.mirrors import Between, command, copied, dump, run

from ramp.releases.mirroring import mirror
from ramp.releases.stream import SIZE


def _events(count: int, word: str = "Event") -> str:
    """A graph that speaks of that many nodes."""
    return "\n".join(
        [
            "@base <https://w3id.org/ramp/id/> . @prefix schema: <https://schema.org/> .",
            "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
            *(
                f'<meeting/many/{number}> a schema:Event ; skos:prefLabel "{word} {number}"@en ; '
                f'schema:location [ skos:note "room {number}" ] .'
                for number in range(count)
            ),
        ]
    )


def _start(serve: Callable[..., Any]) -> Released:
    server = serve()
    made = Released(server, server.token(), ())
    made.put(_events(2 * SIZE))
    assert made.release().status_code == 201
    return made


@pytest.fixture
def source(serve: Callable[..., Any]) -> Iterator[Released]:
    """A service with a release of more than two pages."""
    made = _start(serve)
    yield made
    made.server.stop()


@pytest.fixture(scope="module")
def still(serve: Callable[..., Any]) -> Iterator[Released]:
    """The same for tests that leave it as it is."""
    made = _start(serve)
    yield made
    made.server.stop()


def _pages(source: Released) -> list[str]:
    """The addresses of the pages, below the service, oldest first."""
    root = source.get("/feed/ldes", headers={"Accept": "application/n-quads"}).text
    count = len({line.split()[2] for line in root.splitlines() if "tree#node>" in line})
    return [f"/feed/ldes/{number}" for number in range(count)]


def test_full_pages_never_change_and_say_so(source: Released) -> None:
    before = {path: source.get(path) for path in _pages(source)}
    assert len(before) >= 3
    *full, growing = before
    for path in full:
        assert before[path].headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "ldes:immutable true" in before[path].text
    assert before[growing].headers["Cache-Control"] == "no-cache"
    assert "ldes:immutable true" not in before[growing].text
    source.put(_events(3 * SIZE))
    assert source.release().status_code == 201
    for path in full:
        after = source.get(path)
        assert (after.content, after.headers["ETag"]) == (before[path].content, before[path].headers["ETag"])
    now = _pages(source)
    assert len(now) > len(before)
    assert source.get(growing).headers["ETag"] != before[growing].headers["ETag"]
    assert source.get(growing).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert source.get(now[-1]).headers["Cache-Control"] == "no-cache"


@dataclass(slots=True)
class _Gate:
    """Notes what is asked for; holds back the page `stop` until `open` is set, and says by `reached` that it does."""

    asked: list[str] = field(default_factory=list)
    stop: str = ""
    reached: threading.Event = field(default_factory=threading.Event)
    open: threading.Event = field(default_factory=threading.Event)

    def __call__(self, path: str, body: bytes) -> bytes:
        self.asked.append(path)
        if path == self.stop:
            self.reached.set()
            self.open.wait(60)
        return body


def test_a_copy_fetches_only_what_is_new(source: Released, tmp_path: Path) -> None:
    gate = _Gate()
    with Between(source, gate) as between:
        mirror(between.url, tmp_path)
        old = _pages(source)
        assert [path for path in gate.asked if path != "/feed/ldes"] == old
        source.put(_events(2 * SIZE, "Meeting"))
        made = source.release().json()
        gate.asked.clear()
        state, changed = mirror(between.url, tmp_path)
    assert (changed, state.release, state.checksum) == (True, made["id"], made["checksum"])
    assert copied(tmp_path) == dump(source, made["id"])
    assert set(gate.asked) == {"/feed/ldes", *_pages(source)[len(old) - 1 :]}


@pytest.mark.parametrize("page", [0, 1, -1])
def test_killed_while_it_brings_a_copy_up_to_date(source: Released, tmp_path: Path, page: int) -> None:
    gate = _Gate()
    with Between(source, gate) as between:
        first, _ = mirror(between.url, tmp_path)
        before, old = copied(tmp_path), _pages(source)
        source.put(_events(4 * SIZE, "Meeting"))
        made = source.release().json()
        fresh = _pages(source)[len(old) - 1 :]
        gate.asked.clear()
        gate.stop = fresh[page]
        process = subprocess.Popen(command(between.url, tmp_path))
        assert gate.reached.wait(60)
        process.send_signal(signal.SIGKILL)
        process.wait(30)
        gate.open.set()
        assert copied(tmp_path) == before
        assert json.loads((tmp_path / "state.json").read_text())["release"] == first.release
        fetched = [path for path in gate.asked if path in fresh[:page]]
        gate.asked.clear()
        done = run(between.url, tmp_path)
    assert done.returncode == 0, done.stderr
    assert copied(tmp_path) == dump(source, made["id"])
    assert json.loads((tmp_path / "state.json").read_text())["checksum"] == made["checksum"]
    assert fetched == fresh[:page]
    assert not set(fetched) & set(gate.asked)
    assert {file.name for file in tmp_path.iterdir()} == {".lock", "state.json", "graph.nq", f"{made['id']}.nq"}


@pytest.mark.parametrize("left", ["nothing", "half a file", "no file", "half a state", "a file of another release"])
def test_half_a_folder_is_made_whole(still: Released, tmp_path: Path, left: str) -> None:
    state, _ = mirror(still.server.url, tmp_path)
    file = tmp_path / f"{state.release}.nq"
    match left:
        case "half a file":
            file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
        case "no file":
            file.unlink()
        case "half a state":
            (tmp_path / "state.json").write_text((tmp_path / "state.json").read_text()[:40])
        case "a file of another release":
            (tmp_path / "0123456789abcdef.nq").write_text("")
            (tmp_path / "state.json").unlink()
    (tmp_path / "mine.nq").write_text("# not of the copy\n")
    assert run(still.server.url, tmp_path).returncode == 0
    assert copied(tmp_path) == dump(still, state.release)
    assert (tmp_path / "mine.nq").read_text() == "# not of the copy\n"
    assert not (tmp_path / "0123456789abcdef.nq").exists()


def test_a_file_of_somebody_is_never_replaced(still: Released, tmp_path: Path) -> None:
    (tmp_path / "graph.nq").write_text("# mine\n")
    done = run(still.server.url, tmp_path)
    assert done.returncode == 2
    assert "graph.nq is there already" in done.stderr
    assert (tmp_path / "graph.nq").read_text() == "# mine\n"


def test_a_service_that_began_anew_is_copied_anew(source: Released, serve: Callable[..., Any], tmp_path: Path) -> None:
    gate = _Gate()
    other = serve()
    anew = Released(other, other.token(), ())
    made = anew.release().json()
    with Between(source, gate) as between:
        mirror(between.url, tmp_path / "whole")
        gate.stop = _pages(source)[-1]
        process = subprocess.Popen(command(between.url, tmp_path / "begun"))
        assert gate.reached.wait(60)
        process.kill()
        process.wait(30)
        gate.open.set()
        assert list((tmp_path / "begun/.pages").iterdir())
        anew.put(_events(2 * SIZE, "Other"))
        more = anew.release().json()
        between.source = anew
        for folder in ("whole", "begun"):
            state, _ = mirror(between.url, tmp_path / folder)
            assert (state.release, copied(tmp_path / folder)) == (more["id"], dump(anew, more["id"]))
    assert made["id"] != more["id"]
    other.stop()


def test_a_service_that_tells_less_than_before_is_copied_anew(
    source: Released, serve: Callable[..., Any], tmp_path: Path
) -> None:
    other = serve()
    anew = Released(other, other.token(), ())
    made = anew.release().json()
    with Between(source, lambda path, body: body) as between:
        mirror(between.url, tmp_path)
        between.source = anew
        state, changed = mirror(between.url, tmp_path)
    assert (changed, state.release, copied(tmp_path)) == (True, made["id"], dump(anew, made["id"]))
    other.stop()
