"""The engine by itself, without the guard in front: limits, isolation, versions, and what a broken home looks like."""

import asyncio
import json
import os
import pickle
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ramp.engine import Change, EmbeddedEngine, Page, QueryRequest, ReleaseFile
from ramp.engine.versions import Versions
from ramp.errors import (
    BusyError,
    ComplexityError,
    DataSyntaxError,
    DeadlineError,
    EvaluationError,
    HomeError,
    MemoryLimitError,
    QuerySyntaxError,
    RampError,
    ResultSizeError,
    StoreError,
)
from ramp.settings import Settings

T = TypeVar("T")
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
FOREVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def release(folder: Path, name: str = "r1", rows: int = 500) -> ReleaseFile:
    path = folder / f"{name}.nq"
    path.write_text("".join(f'<http://s/{i}> <http://p> "{i}" <http://g/{i % 2}> .\n' for i in range(rows)))
    return ReleaseFile(name, path)


def run(
    folder: Path, use: Callable[[EmbeddedEngine], Awaitable[T]], name: str = "r1", rows: int = 500, **options: object
) -> T:
    """What `use` gives with an engine on a home in `folder`."""

    async def main() -> T:
        given = {"deadline": 1.0, "worker_memory": 192 * 2**20, "drain_seconds": 0.2, **options}
        engine = await EmbeddedEngine.open(Settings(home=folder / "home", **given), release(folder, name, rows))
        try:
            return await use(engine)
        finally:
            await engine.close()

    return asyncio.run(main())


async def count(engine: EmbeddedEngine, query: str = COUNT) -> int:
    answer = await engine.query(QueryRequest(query), deadline=30)
    assert isinstance(answer.body, bytes)
    return int(json.loads(answer.body)["results"]["bindings"][0]["n"]["value"])


def test_limits_cost_nobody_else_anything(tmp_path: Path) -> None:
    doubling = " ".join(f"BIND(CONCAT(?v{i}, ?v{i}) AS ?v{i + 1})" for i in range(29))
    cases: list[tuple[str, type[RampError]]] = [
        (FOREVER, DeadlineError),
        ("SELECT * {" + "{" * 4000 + "}" * 4000 + "}", ComplexityError),
        (f"SELECT (STRLEN(?v29) AS ?n) {{ BIND('0123456789abcdef' AS ?v0) {doubling} }}", MemoryLimitError),
        ("SELECT * { ?s ?p ", QuerySyntaxError),
        ("SELECT * { ?s ?p ?o }", ResultSizeError),
        ("SELECT * { " + " ".join(f"?s <http://p/{i}> ?o{i} ." for i in range(250)) + "}", DeadlineError),
    ]

    async def use(engine: EmbeddedEngine) -> None:
        for query, expected in cases:
            # only the cases about time race with the clock
            with pytest.raises(expected):
                await engine.query(QueryRequest(query), deadline=1 if expected is DeadlineError else 60)
            assert await count(engine) == 500
        assert engine.figures.kills == 2
        assert engine.figures.deaths == 2
        assert [name for name in os.listdir(engine.spool) if name.startswith("answer")] == []

    run(tmp_path, use, result_bytes=20_000, deadline=3.0)


def test_no_socket_is_opened_whatever_the_query_says(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"

        async def use(engine: EmbeddedEngine) -> None:
            with pytest.raises(EvaluationError):
                await engine.query(QueryRequest(f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}"))
            with pytest.raises(EvaluationError):
                await engine.change([Change("update", text=f"LOAD <{url}>")])
            with pytest.raises(EvaluationError):
                await engine.query(QueryRequest("SELECT * { SERVICE <https://localhost/> { ?s ?p ?o } }"))
            assert await count(engine) == 500

        run(tmp_path, use)
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_allowed_services_open_sockets(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"

        async def use(engine: EmbeddedEngine) -> None:
            asked = asyncio.ensure_future(engine.query(QueryRequest(f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}")))
            connection, _ = await asyncio.to_thread(listener.accept)
            connection.close()
            with pytest.raises(RampError):
                await asked

        run(tmp_path, use, service_allow=(url,), deadline=10.0)


def test_queue_is_short_and_cancelling_frees_the_worker(tmp_path: Path) -> None:
    async def use(engine: EmbeddedEngine) -> None:
        running = [asyncio.ensure_future(engine.query(QueryRequest(FOREVER), deadline=60)) for _ in range(3)]
        while engine.figures.waiting < 1:
            await asyncio.sleep(0)
        with pytest.raises(BusyError, match="waiting"):
            await count(engine)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        assert await count(engine) == 500

    run(tmp_path, use, workers=2, queue=1, queue_seconds=30.0)


def test_waiting_ends(tmp_path: Path) -> None:
    async def use(engine: EmbeddedEngine) -> None:
        running = asyncio.ensure_future(engine.query(QueryRequest(FOREVER), deadline=60))
        while engine.figures.running < 1:
            await asyncio.sleep(0)
        with pytest.raises(BusyError, match="came free"):
            await count(engine)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    run(tmp_path, use, workers=1, queue=5, queue_seconds=0.2)


def test_large_answers_wait_in_a_file(tmp_path: Path) -> None:
    async def use(engine: EmbeddedEngine) -> None:
        answer = await engine.query(QueryRequest("SELECT * { ?s ?p ?o }", results="csv"))
        assert isinstance(answer.body, Path)
        assert answer.body.read_bytes().count(b"\n") == 501
        answer.body.unlink()

    run(tmp_path, use, spool_bytes=1000)


def test_pages(tmp_path: Path) -> None:
    async def use(engine: EmbeddedEngine) -> None:
        query = "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s"
        whole = (await engine.query(QueryRequest(query, results="tsv"))).body
        assert isinstance(whole, bytes)
        rows = whole.splitlines()[1:]
        answer = await engine.query(QueryRequest(query, results="tsv", page=Page(490, 20)))
        assert isinstance(answer.body, bytes)
        assert answer.body.splitlines()[1:] == rows[490:]
        assert answer.rows == 500

    run(tmp_path, use)


def test_a_write_is_one_version_or_nothing(tmp_path: Path) -> None:
    async def use(engine: EmbeddedEngine) -> str:
        first = engine.snapshot
        assert first == "r1"
        pairs = " ".join(f"GRAPH ?g{i} {{ ?s{i} ?p{i} ?o{i} }}" for i in range(5))
        endless = f"DELETE {{ GRAPH ?g0 {{ ?s0 ?p0 ?o1 }} }} WHERE {{ {pairs} }}"
        insert = "INSERT DATA { GRAPH <http://mine> { <http://a> <http://b> 1, 2 } }"
        second = await engine.change([Change("update", text=insert)])
        assert second == engine.snapshot != first
        assert await count(engine) == 502
        with pytest.raises(QuerySyntaxError):
            await engine.change([Change("update", text="CLEAR ALL"), Change("update", text="nonsense")])
        with pytest.raises(DeadlineError):
            await engine.change([Change("update", text=endless)])
        broken = tmp_path / "broken.ttl"
        broken.write_text("<http://a> <http://b> ")
        with pytest.raises(DataSyntaxError):
            await engine.change([Change("put", graph="http://mine", data=broken)])
        assert engine.snapshot == second
        assert await count(engine) == 502
        assert await engine.graph_exists("http://mine")
        assert not await engine.graph_exists("http://nobodys")
        assert len(os.listdir(tmp_path / "home" / "versions")) == 1
        return second

    second = run(tmp_path, use, update_deadline=1.0)

    async def again(engine: EmbeddedEngine) -> tuple[str, int]:
        return engine.snapshot, await count(engine)

    assert run(tmp_path, again) == (second, 502)


def test_a_new_release_takes_the_place_of_the_old_and_keeps_what_was_added(tmp_path: Path) -> None:
    async def write(engine: EmbeddedEngine) -> None:
        await engine.change([Change("update", text="INSERT DATA { GRAPH <http://mine> { <http://a> <http://b> 1 } }")])

    async def look(engine: EmbeddedEngine) -> tuple[str, int]:
        return engine.release, await count(engine)

    run(tmp_path, write)
    assert run(tmp_path, look, name="r2", rows=10) == ("r2", 11)
    assert run(tmp_path, look, name="r3", rows=20) == ("r3", 21)


def test_readers_finish_on_the_version_that_they_began(tmp_path: Path) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"

    async def use(engine: EmbeddedEngine) -> None:
        reading = asyncio.ensure_future(count(engine, slow))
        while engine.figures.running < 1:
            await asyncio.sleep(0)
        for number in range(3):
            text = f"INSERT DATA {{ GRAPH <http://m> {{ <http://a> <http://b> {number} }} }}"
            await engine.change([Change("update", text=text)])
        assert await reading == 300 * 300
        assert await count(engine) == 303
        assert len(os.listdir(tmp_path / "home" / "versions")) == 1

    run(tmp_path, use, rows=300, deadline=30.0)


def test_one_process_holds_a_home(tmp_path: Path) -> None:
    held = Versions(tmp_path / "home")
    with pytest.raises(HomeError, match="in use"):
        Versions(tmp_path / "home")
    held.close()
    Versions(tmp_path / "home").close()


def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(HomeError, match="cannot be written"):
        Versions(tmp_path / "home")


@pytest.mark.parametrize("damage", ["pointer", "missing", "truncated"])
def test_a_damaged_store_is_one_clear_sentence(tmp_path: Path, damage: str) -> None:
    async def nothing(engine: EmbeddedEngine) -> None:
        pass

    run(tmp_path, nothing)
    pointer = tmp_path / "home" / "current.json"
    record = json.loads(pointer.read_text())
    store = tmp_path / "home" / "versions" / record["name"]
    if damage == "pointer":
        pointer.write_text("{")
    elif damage == "missing":
        (store / "CURRENT").unlink()
    else:
        for file in (*store.glob("*.sst"), *store.glob("MANIFEST*")):
            file.write_bytes(file.read_bytes()[:10])
    with pytest.raises(StoreError) as caught:
        run(tmp_path, nothing)
    assert "\n" not in caught.value.detail
    assert "Move" in caught.value.remedy


def test_a_store_of_a_newer_form_is_left_alone(tmp_path: Path) -> None:
    async def nothing(engine: EmbeddedEngine) -> None:
        pass

    run(tmp_path, nothing)
    pointer = tmp_path / "home" / "current.json"
    newer = json.dumps({**json.loads(pointer.read_text()), "format": 99})
    pointer.write_text(newer)
    with pytest.raises(HomeError, match="newer RAMP") as caught:
        run(tmp_path, nothing)
    assert "Install" in caught.value.remedy
    assert pointer.read_text() == newer


def test_a_broken_release_leaves_the_old_one(tmp_path: Path) -> None:
    async def look(engine: EmbeddedEngine) -> int:
        return await count(engine)

    assert run(tmp_path, look) == 500
    versions = Versions(tmp_path / "home")
    broken = tmp_path / "broken.nq"
    broken.write_text("<http://a> <http://b> ")
    with pytest.raises(StoreError, match="cannot be loaded"):
        versions.install(ReleaseFile("r9", broken))
    assert len(os.listdir(versions.folder)) == 1
    versions.close()
    assert run(tmp_path, look) == 500


def test_leftovers_of_an_interrupted_write_are_removed(tmp_path: Path) -> None:
    async def look(engine: EmbeddedEngine) -> int:
        return await count(engine)

    run(tmp_path, look)
    (tmp_path / "home/versions/write-half").mkdir()
    (tmp_path / "home/spool/answer-half").write_text("x")
    assert run(tmp_path, look) == 500
    assert len(os.listdir(tmp_path / "home/versions")) == 1
    assert not (tmp_path / "home/spool/answer-half").exists()


ERRORS = [StoreError, DeadlineError, QuerySyntaxError, BusyError]


@settings(deadline=None)
@given(st.sampled_from(ERRORS), st.text(), st.text(), st.dictionaries(st.text(), st.integers()))
def test_errors_survive_the_way_between_processes(
    kind: type[RampError], detail: str, remedy: str, extra: dict[str, int]
) -> None:
    error = kind(detail, remedy=remedy, extra=extra, headers={"Retry-After": "1"})
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is kind
    assert copy.problem("/x") == error.problem("/x")
    assert copy.headers == error.headers
