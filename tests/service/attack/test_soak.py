"""Ordinary load and hostile queries mixed, for a while: memory and answers stay as they were.

20 seconds by default; `RAMP_SOAK_SECONDS=600` for the ten minutes that a release is given.
"""

import itertools
import os
import random
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

SECONDS = float(os.environ.get("RAMP_SOAK_SECONDS", "20"))
PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o ."
DOUBLING = " ".join(f"BIND(CONCAT(?v{i}, ?v{i}) AS ?v{i + 1})" for i in range(29))
HOSTILE = (
    "SELECT * {" + "{" * 4000 + "}" * 4000 + "}",
    "SELECT * { ?s ?p (" + "1 " * 2000 + ") }",
    "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    f"SELECT (STRLEN(?v29) AS ?n) {{ BIND('0123456789abcdef' AS ?v0) {DOUBLING} }}",
    f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}",
    f"SELECT * {{ {PRODUCT} }} ORDER BY ?c ?f",
    f"SELECT * {{ {PRODUCT} }}",
    "SELECT * { ?s ?p ",
)
GROWTH = 1.25
PRACTICES = "SELECT ?s { ?s a <https://w3id.org/ramp/ontology#Practice> }"


def _memory(pid: int) -> int:
    """Resident memory of the service process, in KiB."""
    text = (Path("/proc") / str(pid) / "status").read_text()
    return int(text.partition("VmRSS:")[2].split()[0])


@pytest.mark.slow
def test_memory_stays(serve: Any, eventually: Any) -> None:
    # a small cache is full at once: what grows after that is a leak
    server = serve(
        cache_bytes=2**20,
        deadline=5,
        worker_memory=128 * 2**20,
        result_bytes=4 * 2**20,
        queue=100,
        queue_seconds=60,
    )
    done = threading.Event()
    wrong: list[str] = []
    asked = itertools.count()

    def ordinary() -> None:
        with httpx.Client(base_url=server.url, timeout=90) as client:
            while not done.is_set():
                limit = next(asked) % 500 % 25 + 1
                query = f"{PRACTICES} ORDER BY ?s LIMIT {limit} # {next(asked)}"
                response = client.get("/sparql", params={"query": query})
                if response.status_code != 200 or len(response.json()["results"]["bindings"]) != limit:
                    wrong.append(response.text[:500])

    def hostile() -> None:
        choose = random.Random(1)
        with httpx.Client(base_url=server.url, timeout=90) as client:
            while not done.is_set():
                response = client.post("/sparql", data={"query": choose.choice(HOSTILE)})
                if response.status_code not in (400, 403, 422, 503, 504):
                    wrong.append(response.text[:500])

    threads = [threading.Thread(target=target) for target in (ordinary, ordinary, hostile)]
    for thread in threads:
        thread.start()
    start = time.monotonic()
    samples: list[int] = []
    while time.monotonic() - start < SECONDS and not wrong:
        done.wait(SECONDS / 40)
        samples.append(_memory(server.process.pid))
    done.set()
    for thread in threads:
        thread.join(120)
    assert wrong == []
    early, late = samples[len(samples) // 4 : len(samples) // 2], samples[-len(samples) // 4 :]
    assert min(late) < GROWTH * max(early), samples
    assert server.client.get("/health").json()["ready"]
    assert len(server.select(PRACTICES)) == 25
    print(f"soak: {next(asked)} requests, resident KiB at the start {samples[0]}, at the end {samples[-1]}")
