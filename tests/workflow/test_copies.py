"""Two services on one SPARQL server and one PostgreSQL, one of them killed: nothing is lost, nothing happens twice."""

import re
import shutil
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest

from tests.postgresql import database
from tests.service.remote.conftest import KINDS, REPOSITORY, ramp, started

from .conftest import Browser, Service, Start, practice

pytestmark = pytest.mark.xdist_group("copies")

__all__ = ["database"]
_ROUNDS = 5


@pytest.fixture(scope="module")
def settings(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The settings that two services share: the tables, and an Oxigraph server with the graph in it."""
    folder = tmp_path_factory.mktemp("shared")
    process = started(KINDS["oxigraph"], folder / "server")
    try:
        known = KINDS["oxigraph"].settings(process.port)
        done = ramp("publish", known, REPOSITORY, folder / "home")
        assert done.returncode == 0, done.stderr
        yield known | {"database_url": database, "engine_check_seconds": "0.2", "queue_seconds": "30"}
    finally:
        process.stop()


@pytest.fixture(scope="module")
def pair(
    start: Start, settings: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Service, Service, str]:
    """Two services, and the secret of a curator's token that both know."""
    first = start(**settings)
    home = tmp_path_factory.mktemp("second") / "home"
    second = start(home, **settings)
    token = first.token("curator", "Awa Diop")
    shutil.copy(first.home / "tokens.json", home / "tokens.json")
    return first, second, token


def test_decisions_at_the_same_moment_happen_once(pair: tuple[Service, Service, str]) -> None:
    first, second, token = pair
    here, there = _signed_in(first, token), _signed_in(second, token)
    for number in range(2):
        sent = (first, second)[number % 2].send(practice(f"Both at once, number {number}"))
        assert here.act(sent.id, "take").status_code == 200
        barrier = threading.Barrier(2)
        found: list[int] = []

        def decide(
            browser: Browser, barrier: threading.Barrier = barrier, sent: Any = sent, found: list[int] = found
        ) -> None:
            barrier.wait(30)
            found.append(browser.act(sent.id, "accept").status_code)

        threads = [threading.Thread(target=decide, args=(browser,)) for browser in (here, there)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(found) == [200, 409]
        for service in (first, second):
            assert service.state(sent)["state"] == "accepted"
            assert _settled(service, sent)


def test_then_one_is_killed_under_load(pair: tuple[Service, Service, str], database: str) -> None:
    first, second, token = pair
    acknowledged: list[str] = []
    lock = threading.Lock()

    def send(service: Service, name: str) -> None:
        for number in range(_ROUNDS):
            try:
                sent = service.send(practice(f"Sent to {name}, number {number}"))
            except httpx.HTTPError:
                return  # the service is gone
            except AssertionError:
                continue  # refused, and so not acknowledged: it is busy
            with lock:
                acknowledged.append(sent.id)

    senders = [threading.Thread(target=send, args=pair) for pair in ((first, "one"), (second, "two"))]
    for sender in senders:
        sender.start()
    decided = second.send(practice("Decided on by both"))
    acknowledged.append(decided.id)
    outcomes: list[tuple[str, int]] = []

    def decide(service: Service, name: str) -> None:
        try:
            browser = _signed_in(service, token)
            browser.act(decided.id, "take")
            outcomes.append((name, browser.act(decided.id, "accept").status_code))
        except httpx.HTTPError:
            outcomes.append((name, 0))

    deciders = [threading.Thread(target=decide, args=pair) for pair in ((first, "one"), (second, "two"))]
    for decider in deciders:
        decider.start()
    deciders[1].join()
    first.process.kill()
    for thread in (*senders, *deciders):
        thread.join()
    with psycopg.connect(database.replace("+psycopg", "")) as tables:
        there = {row[0] for row in tables.execute("SELECT id FROM submission")}
        assert set(acknowledged) <= there, "a submission that was acknowledged is lost"
        browser = _signed_in(second, token)
        browser.act(decided.id, "take")
        browser.act(decided.id, "accept")
        assert _settled(second, decided), outcomes
        steps = tables.execute(
            "SELECT count(*) FROM step WHERE submission_id = %s AND state = 'accepted'", (decided.id,)
        ).fetchone()
        done = tables.execute(
            "SELECT count(*) FROM publication WHERE submission_id = %s AND progress = 'done'", (decided.id,)
        ).fetchone()
    assert steps == (1,)
    assert done == (1,)
    assert second.ask('?p skos:prefLabel "Decided on by both"@en')


def _signed_in(service: Service, token: str) -> Browser:
    """A browser of the curator, whose token both services know."""
    client = service.client()
    answer = client.post("/sign-in", data={"token": token}, headers={"Accept": "text/html"})
    assert answer.status_code == 303, answer.text
    found = re.search(r'name="csrf" value="([^"]+)"', client.get("/en/account", headers={"Accept": "text/html"}).text)
    assert found
    return Browser(client, found[1])


def _settled(service: Service, sent: Any) -> bool:
    """Whether the graph that this service answers from comes to hold the submission, within 20 seconds."""
    pattern = f"GRAPH <https://w3id.org/ramp/graph/submission/{sent.id}/1> {{ ?p a ramp:Practice }}"
    waiting = threading.Event()
    for _ in range(100):
        if service.ask(pattern):
            return True
        waiting.wait(0.2)
    return False
