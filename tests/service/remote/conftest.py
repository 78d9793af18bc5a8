"""SPARQL servers, each with the release published into it by the command, and a service that answers from it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from bench.asking import first_answer
from bench.peers.fuseki import Fuseki
from bench.peers.oxigraph import Oxigraph
from bench.peers.virtuoso import Virtuoso
from bench.processes import Server as Process

from ramp.graph.folders import KnowledgeFolders

REPOSITORY = Path(__file__).resolve().parents[3]
_PATIENCE = 300.0
"""Seconds that a client waits: servers that share a busy machine are slow, and that is no fault."""
TOOLS = REPOSITORY / ".bench" / "tools"


@dataclass(frozen=True)
class Kind:
    """How RAMP speaks to one kind of server."""

    name: str
    peer: Any
    update: str
    graphs: str
    more: dict[str, str]

    def settings(self, port: int) -> dict[str, str]:
        """The settings for such a server on that port of the loopback interface."""
        base = f"http://127.0.0.1:{port}"
        return {
            "engine_query_url": base + self.peer.path,
            "engine_update_url": base + self.update,
            "engine_graphs_url": base + self.graphs,
            **self.more,
        }


KINDS = {
    kind.name: kind
    for kind in (
        Kind("oxigraph", Oxigraph(), "/update", "/store", {}),
        Kind("fuseki", Fuseki(), "/ds/update", "/ds/data", {}),
        Kind(
            "virtuoso", Virtuoso(), "/sparql-auth", "/sparql-graph-crud-auth",
            {"engine_auth": "digest", "engine_user": "dba", "engine_password": "dba"},
        ),
    )
}  # fmt: skip

EACH = [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in KINDS]


@dataclass
class Elsewhere:
    """A running server, the settings to reach it, and a service on it."""

    kind: Kind
    process: Process
    settings: dict[str, str]
    site: Any

    def publish(self, knowledge: Path, home: Path) -> str:
        """What `ramp publish` says."""
        done = ramp("publish", self.settings, knowledge, home)
        assert done.returncode == 0, done.stderr
        return done.stdout


def ramp(command: str, settings: dict[str, str], knowledge: Path, home: Path) -> "subprocess.CompletedProcess[str]":
    """The command as an operator runs it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAMP_")}
    more = {f"RAMP_{name.upper()}": value for name, value in settings.items()}
    environment = {**kept, **more, "RAMP_HOME": str(home), "RAMP_KNOWLEDGE": str(knowledge)}
    return subprocess.run(
        [sys.executable, "-m", "ramp", command], env=environment, capture_output=True, text=True, timeout=_PATIENCE,
        check=False,
    )  # fmt: skip


def started(kind: Kind, folder: Path) -> Process:
    """An empty server of that kind; skips where the machine has none."""
    if kind.name != "oxigraph" and os.environ.get("RAMP_TEST_ENGINES") != "all":
        pytest.skip(f"{kind.peer.label} takes minutes: make engines runs the tests on it")
    reason = kind.peer.missing(TOOLS)
    if reason is not None:
        pytest.skip(f"{kind.peer.label}: {reason} (make engines)")
    folder.mkdir(parents=True, exist_ok=True)
    process: Process = kind.peer.start(folder, TOOLS)
    first_answer(process, "SELECT (1 AS ?ready) WHERE {}", 60)
    return process


@pytest.fixture(params=EACH)
def empty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The settings for an empty server of each kind, which one test has for itself."""
    kind = KINDS[request.param]
    process = started(kind, tmp_path_factory.mktemp(kind.name) / "server")
    try:
        yield kind.settings(process.port)
    finally:
        process.stop()


@pytest.fixture(scope="session", params=EACH)
def elsewhere(
    request: pytest.FixtureRequest,
    serve: Any,
    built: Callable[[Path], Path],
    repository: KnowledgeFolders,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Elsewhere]:
    """Each kind of server with the real graph, and a service on it."""
    kind = KINDS[request.param]
    folder = tmp_path_factory.mktemp(kind.name)
    process = started(kind, folder / "server")
    try:
        settings = kind.settings(process.port)
        home = built(folder)
        first = ramp("publish", settings, repository.root, home)
        assert first.returncode == 0, first.stderr
        site = serve(home, knowledge=repository.root, deadline=60, engine_check_seconds=0.2, **settings)
        site.client.timeout = _PATIENCE
        yield Elsewhere(kind, process, settings, site)
        site.stop()
    finally:
        process.stop()


@pytest.fixture(scope="session")
def embedded(
    serve: Any, built: Callable[[Path], Path], repository: KnowledgeFolders, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """The same graph on the embedded engine, to compare with."""
    home = built(tmp_path_factory.mktemp("embedded"))
    with httpx.Client(base_url=serve(home, knowledge=repository.root).url, timeout=_PATIENCE) as client:
        yield client
