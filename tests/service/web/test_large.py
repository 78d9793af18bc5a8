"""Large files over HTTP: a job with progress, a report, an end; nothing of it stays."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.intake.conftest import CLAIM, EVIDENCE, HEAD, PRACTICE, node

TURTLE = {"Content-Type": "text/turtle"}
RECORDS = 6_000


@pytest.fixture(scope="module")
def gate(serve: Any, repository: Any) -> Any:
    """A service on the whole graph that counts no processing seconds."""
    return serve(knowledge=repository.root, budget_seconds=0)


@pytest.fixture(scope="module")
def many() -> bytes:
    """More than 5 MiB of records, of which every 1,000th says nothing of who reports it."""
    parts = []
    for number in range(RECORDS):
        changes: dict[str, str | None] = {"ramp:outcome": f'"{"Ten officials were trained. " * 12}"@en'}
        if number % 1_000 == 7:
            changes["ramp:reportedBy"] = None
        for name, given, made in (("p", PRACTICE, changes), ("c", CLAIM, {}), ("e", EVIDENCE, {})):
            own = {k: v.replace("my:p", f"my:p{number}").replace("my:c", f"my:c{number}") for k, v in given.items()}
            parts.append(node(f"my:{name}{number}", own, made))
    return (HEAD + "".join(parts)).encode()


def events(response: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The server-sent events of a response."""
    name = ""
    for line in response.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def test_progress_report_and_end(gate: Any, many: bytes) -> None:
    sent = gate.client.post("/validate", content=many, headers=TURTLE)
    assert sent.status_code == 202, sent.text
    place = sent.headers["location"]
    assert gate.client.get(place).json()["state"] == "running"
    assert gate.client.get(f"{place}/report").status_code == 409
    with gate.client.stream("GET", place, headers={"Accept": "text/event-stream"}, timeout=120) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        told = list(events(stream))
    done = [state["done"] for _, state in told]
    assert done == sorted(done)
    assert len(set(done)) > 3
    last, state = told[-1]
    assert (last, state["state"], state["records"]) == ("done", "done", RECORDS)
    assert state["done"] == state["total"] == len(many)
    report = gate.client.get(f"{place}/report").json()
    assert (report["outcome"], report["records"], report["counts"]["violation"]) == ("invalid", RECORDS, 6)
    assert "reporter" in gate.client.get(f"{place}/report", headers={"Accept": "text/csv"}).text
    assert gate.client.delete(place).status_code == 204
    assert gate.client.get(place).status_code == 404
    assert not list(gate.home.glob("**/job-*"))


def test_a_job_can_be_ended_and_leaves_nothing(gate: Any, many: bytes) -> None:
    place = gate.client.post("/validate", content=many, headers=TURTLE).headers["location"]
    assert gate.client.delete(place).status_code == 204
    for address in (place, f"{place}/report"):
        assert gate.client.get(address).status_code == 404
    assert gate.client.delete(place).status_code == 404
    assert not list(gate.home.glob("**/job-*"))
    assert gate.client.post("/validate", content=HEAD, headers=TURTLE).status_code == 200


def test_who_watches_may_go_and_come_back(gate: Any, many: bytes) -> None:
    place = gate.client.post("/validate", content=many, headers=TURTLE).headers["location"]
    with gate.client.stream("GET", place, headers={"Accept": "text/event-stream"}, timeout=120) as stream:
        assert next(events(stream))[1]["state"] == "running"
    with gate.client.stream("GET", place, headers={"Accept": "text/event-stream"}, timeout=120) as stream:
        assert list(events(stream))[-1][0] == "done"
    gate.client.delete(place)


def test_only_so_many_run_at_once(gate: Any, many: bytes) -> None:
    places = [gate.client.post("/validate", content=many, headers=TURTLE).headers["location"] for _ in range(2)]
    refused = gate.client.post("/validate", content=many, headers=TURTLE)
    assert refused.status_code == 503
    assert refused.headers["retry-after"]
    for place in places:
        assert gate.client.delete(place).status_code == 204


def test_what_cannot_be_read_says_where(gate: Any, many: bytes) -> None:
    place = gate.client.post("/validate", content=many + b"my:z a }.\n", headers=TURTLE).headers["location"]
    with gate.client.stream("GET", place, headers={"Accept": "text/event-stream"}, timeout=120) as stream:
        last, state = list(events(stream))[-1]
    assert last == "failed"
    assert f"line {many.count(bytes([10])) + 1}" in state["problem"]["detail"]
    problem = gate.client.get(f"{place}/report")
    assert problem.status_code == 400
    assert problem.headers["content-type"] == "application/problem+json"
    gate.client.delete(place)


def test_lines_of_json_are_always_a_job(gate: Any) -> None:
    line = json.dumps({"id": "https://example.org/my/p", "title": {"en": "Drill"}}) + "\n"
    sent = gate.client.post("/validate", content=line, headers={"Content-Type": "application/x-ndjson"})
    assert sent.status_code == 202
    place = sent.headers["location"]
    with gate.client.stream("GET", place, headers={"Accept": "text/event-stream"}, timeout=60) as stream:
        assert list(events(stream))[-1][1]["records"] == 1
    assert gate.client.get(f"{place}/report").json()["outcome"] == "invalid"
    gate.client.delete(place)


def test_there_is_no_job_by_another_name(gate: Any) -> None:
    for name in ("x", "0" * 32, "..%2F.."):
        assert gate.client.get(f"/validate/jobs/{name}").status_code == 404
