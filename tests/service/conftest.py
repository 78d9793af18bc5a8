"""Real servers for the tests of the service: `ramp serve` as a process of its own, on a small graph."""

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.conftest import REPOSITORY

from ramp.access.tokens import Tokens

PREFIXES = """
@base <https://w3id.org/ramp/id/> .
@prefix ramp: <https://w3id.org/ramp/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
KNOWLEDGE = {
    "ontology/ramp.ttl": f"{PREFIXES} ramp:Mechanism a <http://www.w3.org/2002/07/owl#Class> .",
    "data/organizations.ttl": f"""{PREFIXES}
        <organization/north> a ramp:Mechanism ; skos:prefLabel "North"@en, "Nord"@fr .
        <organization/south> a ramp:Mechanism ; skos:prefLabel "South"@en, "Sud"@fr ;
            skos:altLabel "<script>alert(1)</script>" .
        """,
    "data/practices.ttl": PREFIXES
    + "\n".join(
        f"<practice/p{n:02}> a ramp:Practice ; ramp:carriedOutBy <organization/north> ; ramp:year {2000 + n} ;"
        f' skos:prefLabel "Practice {n:02}"@en, "Pratique {n:02}"@fr .'
        for n in range(25)
    ),
    "queries/practices.rq": """\
#+ title: {en: "Practices of a mechanism", fr: "Pratiques d'un mécanisme"}
#+ description: {en: "What it did. One row each.", fr: "Ce qu'il a fait. Une ligne chacune."}
#+ keywords: [practices]
#+ parameters:
#+   mechanism: {type: iri, base: id/organization/, default: north, label: {en: "Mechanism", fr: "Mécanisme"}}
#+   year: {type: integer, min: 1900, max: 2100, label: {en: "Year", fr: "Année"}}
PREFIX ramp: <https://w3id.org/ramp/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?mechanism ?year ?practice ?practiceEn ?practiceFr WHERE {
  ?practice ramp:carriedOutBy ?mechanism ; ramp:year ?year ; skos:prefLabel ?practiceEn, ?practiceFr .
  FILTER(LANG(?practiceEn) = "en" && LANG(?practiceFr) = "fr")
} ORDER BY ?practice
""",
    "queries/is-mechanism.rq": """\
#+ title: {en: "Is it a mechanism?", fr: "Est-ce un mécanisme ?"}
#+ description: {en: "Yes or no.", fr: "Oui ou non."}
#+ parameters:
#+   node: {type: iri, base: id/organization/, default: north, label: {en: "Node", fr: "Nœud"}}
PREFIX ramp: <https://w3id.org/ramp/ontology#>
ASK { ?node a ramp:Mechanism }
""",
    "queries/about.rq": """\
#+ title: {en: "Everything about a mechanism", fr: "Tout sur un mécanisme"}
#+ description: {en: "All its triples.", fr: "Tous ses triplets."}
#+ parameters:
#+   mechanism: {type: iri, base: id/organization/, default: south, label: {en: "Mechanism", fr: "Mécanisme"}}
CONSTRUCT { ?mechanism ?property ?value } WHERE { ?mechanism ?property ?value }
""",
}


@dataclass(slots=True)
class Server:
    """A running `ramp serve`: its address, its process, its settings, and a client for it."""

    url: str
    process: subprocess.Popen[str]
    environment: dict[str, str]
    log: Path
    client: httpx.Client

    @property
    def home(self) -> Path:
        """Its RAMP_HOME."""
        return Path(self.environment["RAMP_HOME"])

    def token(self, role: str = "curator") -> dict[str, str]:
        """The header with a new token."""
        _, secret = Tokens(self.home).create("test", role)
        return {"Authorization": f"Bearer {secret}"}

    def select(self, query: str, **options: Any) -> list[dict[str, str]]:
        """The rows of a SELECT, values as strings."""
        response = self.client.get("/sparql", params={"query": query}, **options)
        assert response.status_code == 200, response.text
        return [{name: term["value"] for name, term in row.items()} for row in response.json()["results"]["bindings"]]

    def stop(self) -> int:
        """Ask it to stop, as a supervisor would; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


Serve = Callable[..., Server]


@pytest.fixture(scope="session")
def serve(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Starts `ramp serve` on a free port. `home` is one to use again; other keywords are settings.

    A new home has the release already, where the server is to have the real graph.
    """
    running: list[Server] = []

    def start(home: Path | None = None, **settings: object) -> Server:
        folder = home.parent if home else tmp_path_factory.mktemp("server")
        if home is None and settings.get("knowledge") == REPOSITORY:
            request.getfixturevalue("built")(folder)
        for name, text in KNOWLEDGE.items():
            path = folder / "knowledge" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RAMP_")}
        environment = {
            **kept,
            "RAMP_HOME": str(folder / "home"),
            "RAMP_KNOWLEDGE": str(folder / "knowledge"),
            "RAMP_PORT": "0",
            "RAMP_BUDGET_SECONDS": "0",
            "RAMP_RELEASES": "on-demand",
            "RAMP_READ_AHEAD": "false",
            **{f"RAMP_{name.upper()}": str(value) for name, value in settings.items()},
        }
        log = folder / f"log-{len(running)}"
        with log.open("w") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "ramp", "serve"], env=environment, stderr=file, text=True, start_new_session=True
            )
        url = _address(process, log)
        running.append(Server(url, process, environment, log, httpx.Client(base_url=url, timeout=60)))
        return running[-1]

    yield start
    for server in running:
        server.client.close()
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait()


@pytest.fixture(scope="session")
def server(serve: Serve) -> Server:
    """One server for all tests that leave its graph as it was."""
    return serve()


@pytest.fixture(scope="session")
def eventually() -> Callable[..., bool]:
    """Waits for a condition to come true, at most `seconds`."""

    def wait(condition: Callable[[], bool], seconds: float = 20) -> bool:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if condition():
                return True
            _pause()
        return condition()

    return wait


def _pause() -> None:
    select.select([], [], [], 0.02)


def _address(process: subprocess.Popen[str], log: Path) -> str:
    """The address that the server says it listens on, within a minute."""
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        found = re.search(r"at (http://\S+?)/ ", log.read_text())
        if found:
            return found[1]
        _pause()
    process.kill()
    raise AssertionError(f"the server did not start:\n{log.read_text()}")
