"""The whole service killed by SIGKILL at a random moment, while it starts or while people send, write and decide.

The next start is on what the dead one left. `make test-kills` does it 200 times, the tests a few times. RAMP_TEST_SEED
repeats the moments of a run, as far as moments can be repeated.
"""

import contextlib
import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.conftest import REPOSITORY
from tests.workflow.conftest import Browser, Sent, Service, address, practice

ROUNDS = int(os.environ.get("RAMP_TEST_KILLS") or 6)
_LOAD_SECONDS = 120.0
_MOST_BEFORE, _MOST_AFTER = 8, 1.5
"""The service dies at most so many seconds after at most so many acknowledgements."""
_START_PART = 0.25
_PACE_SECONDS = 0.3
_SETTLED_SECONDS = 60.0


@dataclass(slots=True)
class Told:
    """What the service acknowledged: submissions, graphs that were written, submissions that were accepted; and
    what was sent earlier, which may be decided on as well."""

    sent: list[Sent] = field(default_factory=list)
    graphs: list[str] = field(default_factory=list)
    accepted: list[Sent] = field(default_factory=list)
    earlier: list[Sent] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.sent) + len(self.graphs) + len(self.accepted)

    def add(self, more: "Told") -> None:
        self.sent += more.sent
        self.graphs += more.graphs
        self.accepted += more.accepted

    def lost(self, service: Service) -> list[str]:
        """What of it the service does not know any more."""
        client = service.client()
        wrong = [f"submission {sent.id} is lost" for sent in self.sent if client.get(sent.link).status_code != 200]
        wrong += [f"{graph} is lost" for graph in self.graphs if not service.ask(f"GRAPH <{graph}> {{ ?s ?p ?o }}")]
        for sent in self.accepted:
            if service.state(sent)["state"] != "accepted":
                wrong.append(f"submission {sent.id} was accepted and is {service.state(sent)['state']}")
            graph = f"https://w3id.org/ramp/graph/submission/{sent.id}/1"
            if not _comes_true(lambda graph=graph: service.ask(f"GRAPH <{graph}> {{ ?p a ramp:Practice }}")):  # type: ignore[misc]
                wrong.append(f"submission {sent.id} was accepted and is not in the graph")
        return wrong


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[[int], tuple["subprocess.Popen[str]", Path, dict[str, str]]]]:
    """Starts the service on the same home again and again."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAMP_")}
    environment = {
        **kept, "RAMP_HOME": str(tmp_path / "home"), "RAMP_KNOWLEDGE": str(REPOSITORY), "RAMP_PORT": "0",
        "RAMP_BUDGET_SECONDS": "0", "RAMP_RELEASES": "on-demand", "RAMP_READ_AHEAD": "false", "RAMP_WORKERS": "2",
        "RAMP_QUEUE_SECONDS": "60",
    }  # fmt: skip
    running: list[subprocess.Popen[str]] = []

    def start(number: int) -> tuple["subprocess.Popen[str]", Path, dict[str, str]]:
        log = tmp_path / f"log-{number}"
        with log.open("w") as file:
            command = [sys.executable, "-m", "ramp", "serve"]
            running.append(subprocess.Popen(command, env=environment, stderr=file, text=True, start_new_session=True))
        return running[-1], log, environment

    yield start
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_nothing_acknowledged_is_lost_and_the_store_opens(
    begin: Callable[[int], tuple["subprocess.Popen[str]", Path, dict[str, str]]],
) -> None:
    seed = int(os.environ.get("RAMP_TEST_SEED") or int.from_bytes(os.urandom(4), "big"))
    print(f"RAMP_TEST_SEED={seed}")
    chance, every, last, secret, startup = random.Random(seed), Told(), Told(), "", 5.0
    for number in range(ROUNDS):
        process, log, environment = begin(number)
        begun = time.monotonic()
        if secret and chance.random() < _START_PART:
            threading.Event().wait(chance.uniform(0, startup))
            _kill(process, chance)
            continue
        service = Service(address(process, log), process, environment, log)
        startup = time.monotonic() - begun
        secret = secret or service.token("curator", "Awa Diop")
        assert last.lost(service) == [], f"round {number}, RAMP_TEST_SEED={seed}"
        last = _load(service, number, secret, chance, Told(earlier=every.sent[-4:]))
        every.add(last)
        print(f"round {number}: {len(every.sent)} sent, {len(every.graphs)} written, {len(every.accepted)} accepted")
    process, log, environment = begin(ROUNDS)
    service = Service(address(process, log), process, environment, log)
    assert every.lost(service) == [], f"RAMP_TEST_SEED={seed}"
    assert every.count
    service.stop()


def _load(service: Service, number: int, secret: str, chance: random.Random, told: Told) -> Told:
    """Work that is under way when the service is killed; what was acknowledged."""
    dead = threading.Event()
    threads = [
        threading.Thread(target=_until_dead, args=(work, service, number, secret, told, dead))
        for work in (_send, _write, _decide)
    ]
    for thread in threads:
        thread.start()
    goal, decided = chance.randint(1, _MOST_BEFORE), chance.randint(0, 1)
    _comes_true(lambda: told.count >= goal and len(told.accepted) >= decided, _LOAD_SECONDS)
    dead.wait(chance.uniform(0, _MOST_AFTER))
    _kill(service.process, chance)
    dead.set()
    for thread in threads:
        thread.join()
    for client in service.clients:
        client.close()
    return told


Work = Callable[[Service, str, str, Told], None]


def _until_dead(work: Work, service: Service, number: int, secret: str, told: Told, dead: threading.Event) -> None:
    for count in itertools.count():
        with contextlib.suppress(httpx.HTTPError, AssertionError):  # gone, or refused: not acknowledged
            work(service, f"{number}-{count}", secret, told)
        if dead.wait(_PACE_SECONDS):
            return


def _send(service: Service, name: str, secret: str, told: Told) -> None:
    told.sent.append(service.send(practice(f"Sent before the end, {name}")))


def _write(service: Service, name: str, secret: str, told: Told) -> None:
    graph = f"urn:written:{name}"
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "text/turtle"}
    answer = service.client().put("/graphs", params={"graph": graph}, content=f"<{graph}> <urn:p> 1 .", headers=headers)
    assert answer.status_code < 300, answer.text
    told.graphs.append(graph)


def _decide(service: Service, name: str, secret: str, told: Told) -> None:
    waiting = [sent for sent in (*told.earlier, *told.sent) if sent not in told.accepted]
    assert waiting
    sent = waiting[int(name.rpartition("-")[2]) % len(waiting)]
    client = service.client()
    assert client.post("/sign-in", data={"token": secret}, headers={"Accept": "text/html"}).status_code == 303
    account = client.get("/en/account", headers={"Accept": "text/html"}).text
    browser = Browser(client, account.partition('name="csrf" value="')[2].partition('"')[0])
    assert browser.act(sent.id, "take").status_code == 200
    assert browser.act(sent.id, "accept").status_code == 200
    told.accepted.append(sent)


def _kill(process: "subprocess.Popen[str]", chance: random.Random) -> None:
    """The service alone, whose workers have to end by themselves, or all at once."""
    if chance.random() < 0.5:
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _comes_true(condition: Callable[[], bool], seconds: float = _SETTLED_SECONDS) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        threading.Event().wait(0.05)
    return condition()
