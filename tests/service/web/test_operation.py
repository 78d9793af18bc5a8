"""How the service behaves as a process: start, stop, limits on clients, logs."""

import json
import re
import signal
import socket
import subprocess
import threading
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

SLOW = "SELECT (COUNT(*) AS ?n) { ?a a <https://w3id.org/ramp/ontology#Practice> . ?d ?e ?f . ?g ?h ?i }"
FOREVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"


def test_it_stops_when_told_and_leaves_nothing(serve: Any, eventually: Any) -> None:
    server = serve()
    group = server.process.pid
    assert server.stop() in (0, -signal.SIGTERM)
    assert eventually(lambda: _members(group) == [])


def test_it_leaves_nothing_when_killed(serve: Any, eventually: Any) -> None:
    server = serve(deadline=60)
    thread = threading.Thread(target=_ask_and_forget, args=(server.url, FOREVER))
    thread.start()
    assert eventually(lambda: "ramp_workers_busy 1" in server.client.get("/metrics").text)
    server.process.kill()
    server.process.wait()
    thread.join(30)
    assert eventually(lambda: _members(server.process.pid) == [])


def test_running_requests_are_finished_before_it_stops(serve: Any, eventually: Any) -> None:
    server = serve(deadline=30, drain_seconds=30, workers=1)
    answers: list[int] = []

    def ask() -> None:
        answers.append(httpx.get(f"{server.url}/sparql", params={"query": SLOW + " LIMIT 1"}, timeout=60).status_code)

    thread = threading.Thread(target=ask)
    thread.start()
    # a busy worker would say nothing: at the start the indexes of names and texts are made
    assert eventually(lambda: "ramp_cache_misses_total 1.0" in server.client.get("/metrics").text)
    server.client.close()
    server.stop()
    thread.join(60)
    assert answers == [200]


def test_a_home_in_use_and_a_taken_port_are_one_sentence(server: Any, tmp_path: Path) -> None:
    port = server.url.rpartition(":")[2]
    for changed, words in (({}, "in use"), ({"RAMP_HOME": str(tmp_path), "RAMP_PORT": port}, "not available")):
        done = subprocess.run(
            server.process.args,
            env=server.environment | changed,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 2
        assert words in done.stderr
        assert done.stderr.count("\n") == 1


def test_budget_of_an_address(serve: Any) -> None:
    server = serve(budget_seconds=0.4, budget_refill=0.001, deadline=1)
    assert server.client.get("/sparql", params={"query": FOREVER}).status_code == 504
    refused = server.client.get("/sparql", params={"query": "ASK { ?a ?b 1 }"})
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert server.client.get("/sparql", params={"query": "ASK { ?a ?b 2 }"}, headers=server.token()).status_code == 200
    assert server.client.get("/health").status_code == 200


def test_a_full_queue_is_503(serve: Any, eventually: Any) -> None:
    server = serve(workers=1, queue=1, queue_seconds=30, deadline=20)
    threads = [threading.Thread(target=_ask_and_forget, args=(server.url, FOREVER)) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert eventually(lambda: "ramp_queue 1.0" in server.client.get("/metrics").text)
    refused = server.client.get("/sparql", params={"query": "ASK {}"})
    assert refused.status_code == 503
    assert refused.headers["retry-after"]
    server.process.kill()
    for thread in threads:
        thread.join(30)


def test_large_answers_are_whole_or_an_error(serve: Any) -> None:
    server = serve(result_bytes=20_000, spool_bytes=1000)
    whole = server.client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o } LIMIT 30", "format": "csv"})
    assert whole.status_code == 200
    assert whole.text.count("\r\n") + whole.text.count("\n") >= 30
    over = server.client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 5000"})
    assert over.status_code == 422
    problem = over.json()
    assert problem["limit"] == 20_000
    for way in ("LIMIT", "/queries", "dump"):
        assert way in problem["remedy"]
    assert [path.name for path in (server.home / "spool").iterdir() if path.name.startswith("answer")] == []


def test_logs_hold_no_query_text(serve: Any, eventually: Any) -> None:
    server = serve(log_format="json")
    server.client.get("/sparql", params={"query": "SELECT ?secretword { ?secretword ?p ?o }"})
    server.client.get("/sparql", params={"query": "SELECT ?secretword {"})
    server.client.post("/sparql/update", data={"update": "INSERT DATA { <secretword> "}, headers=server.token())
    assert eventually(lambda: server.log.read_text().count('"event": "request"') >= 3)
    text = server.log.read_text()
    assert "secretword" not in text
    events = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    assert {"time", "level", "event", "method", "path", "status", "ms", "cached"} <= set(events[0])


def test_a_hang_up_in_the_queue_is_forgotten(serve: Any, eventually: Any) -> None:
    server = serve(workers=1, queue=5, queue_seconds=30, deadline=20)
    host, port = server.url.removeprefix("http://").split(":")
    for _ in range(3):
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(f"GET /sparql?query={quote(FOREVER)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert eventually(lambda: "ramp_queue 0.0" in server.client.get("/metrics").text)
    assert eventually(lambda: "ramp_workers_busy 0.0" in server.client.get("/metrics").text, 10)
    assert server.client.get("/sparql", params={"query": "ASK {}"}).status_code == 200


@pytest.mark.parametrize("name", ["RAMP_WORKERS", "RAMP_DEADLINE", "RAMP_PORT"])
def test_a_wrong_setting_is_one_sentence(server: Any, name: str, tmp_path: Path) -> None:
    done = subprocess.run(
        server.process.args,
        env=server.environment | {"RAMP_HOME": str(tmp_path), name: "many"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert name in done.stderr
    assert done.stderr.count("\n") == 1


def _ask_and_forget(url: str, query: str) -> None:
    try:
        httpx.get(f"{url}/sparql", params={"query": query}, timeout=60)
    except httpx.HTTPError:
        return


def _members(group: int) -> list[str]:
    """The living processes of a process group: the server started one of its own."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                text = (folder / "stat").read_text()
            except OSError:
                continue
            state, _, members = text.rpartition(")")[2].split()[:3]
            if state != "Z" and int(members) == group:
                found.append(re.sub(r".*\((.*)\).*", r"\1", text))
    return found
