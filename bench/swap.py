"""The graph replaced under load: clients ask while updates make version after version; every request is counted."""

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.asking import first_answer, update
from bench.client import Plan, ask
from bench.dataset import DataSet
from bench.mix import KINDS, Constants, texts
from bench.peers.ramp import Ramp
from bench.processes import PeerError
from bench.synthesize import SEED


def measure_swap(data: DataSet, known: Constants, folder: Path, tools: Path, seconds: float) -> dict[str, Any]:
    """Requests, updates and failures while four clients ask for `seconds` and updates follow without a pause."""
    peer, home = Ramp(), folder / f"{data.name}-swap"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    peer.load(data.path, home, tools)
    token = _token(home)
    server = peer.start(home, tools)
    pairs = [(kind.name, text) for kind in KINDS if kind.name != "matrix" for text in texts(kind, known, 8, SEED)]
    try:
        first_answer(server, pairs[0][1], 120)
        plan = Plan(server.host, server.port, server.path, pairs, 4, seconds)

        async def both() -> tuple[Any, list[int]]:
            asking = asyncio.create_task(ask(plan))
            statuses: list[int] = []
            while not asking.done():
                text = _insert(len(statuses))
                statuses.append(await asyncio.to_thread(update, server, text, token))
            return await asking, statuses

        figures, statuses = asyncio.run(both())
    finally:
        server.stop()
    return {
        "size": data.name,
        "clients": plan.clients,
        "seconds": round(figures.seconds, 1),
        "requests": figures.requests,
        "lost": sum(figures.failures.values()),
        "failures": figures.failures,
        "versions": sum(1 for status in statuses if status in (200, 204)),
        "updates_refused": sum(1 for status in statuses if status not in (200, 204)),
    }


def _insert(number: int) -> str:
    graph, node = "https://w3id.org/ramp/graph/benchmark", "https://w3id.org/ramp/id/practice/synthetic-swap"
    return (
        f'INSERT DATA {{ GRAPH <{graph}> {{ <{node}> <http://www.w3.org/2004/02/skos/core#note> "swap {number}" }} }}'
    )


def _token(home: Path) -> str:
    command = [str(Path(sys.executable).with_name("ramp")), "token", "create", "benchmark", "--role", "curator"]
    env = {**os.environ, "RAMP_HOME": str(home / "ramp")}
    told = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    if told.returncode:
        raise PeerError(f"ramp token create failed: {told.stderr.strip()}")
    return told.stdout.strip()
