"""How long pages take on the real graph: every type of page that people read, one request at a time.

    python -m bench.pages [--rounds 30] [--url http://... --pid N]

No response comes from the cache of whole pages: each request carries a cookie, which keeps it out. The service has been
left alone before until it has made its indexes and read what all readers share (RAMP_READ_AHEAD), as after every
release. Of node pages every request is for another node, as long as there are some; other single pages may use the rows
that an earlier request left, as they do in service, so their first request stands in a column of its own. Times are
those of the client, in milliseconds; beside them stands the processor time that the service and its workers spent on a
page, which depends less on what else the machine does. Writes `bench/results/pages.json` and
`docs/benchmarks-pages.md`.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any

import httpx
import psutil
import typer

from bench import machine
from bench.pages_report import DOCUMENT, RESULTS, render
from bench.peers.ramp import Ramp
from bench.processes import free_port, start, tail

_ID, _RAMP = "https://w3id.org/ramp/id/", "https://w3id.org/ramp/ontology#"
NODES = {
    "mechanism": f"{_RAMP}Mechanism",
    "recommendation": f"{_RAMP}Recommendation",
    "practice": f"{_RAMP}Practice",
    "instrument": f"{_RAMP}Instrument",
    "State": f"{_RAMP}State",
    "report": f"{_RAMP}Report",
    "claim": f"{_RAMP}ResponseClaim",
    "membership": "http://www.w3.org/ns/org#Membership",
}
SINGLE = {
    "start": "/",
    "list of mechanisms": "/mechanisms",
    "list of practices": "/practices",
    "list of instruments": "/instruments",
    "list of States": "/states",
    "sources": "/sources",
    "matrix": "/matrix",
    "comparison": "/compare?mechanism=ecowas&mechanism=asean",
    "map": "/map",
    "search": "/search?q=training+traite",
    "questions": "/queries",
    "question": "/queries/monitoring-bodies",
    "ontology": "/ontology",
    "rules": "/shapes",
    "catalogue": "/catalog",
    "sets of links": "/linksets",
    "mechanism, ECOWAS": "/id/organization/ecowas",
    "mechanism, European Union": "/id/organization/european-union",
    "mechanism, Council of Europe": "/id/organization/council-of-europe",
    "instrument, Palermo Protocol": "/id/instrument/palermo-protocol",
    "recommendation 107": "/id/recommendation/107",
}
_LOOK, _IDLE = 0.2, 6.0
app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, help=__doc__)


def paths_of(client: httpx.Client, kind: str, most: int) -> list[str]:
    """The addresses of nodes of a class, spread evenly over all of them."""
    query = f"SELECT DISTINCT ?n {{ ?n a <{kind}> FILTER(STRSTARTS(STR(?n), '{_ID}')) }} ORDER BY ?n"
    rows = client.get("/sparql", params={"query": query, "format": "json"}).json()["results"]["bindings"]
    found = [row["n"]["value"].removeprefix(_ID) for row in rows]
    step = max(1, len(found) // most)
    return [f"/id/{path}" for path in found[::step][:most]]


class Processor:
    """The processor time that a process has spent and that those below it have, in seconds."""

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)

    def spent(self) -> tuple[float, float]:
        """Of the process itself, and of all below it."""
        return _seconds(self._root), sum(_seconds(child) for child in self._root.children(recursive=True))


def _seconds(process: psutil.Process) -> float:
    try:
        return float(sum(process.cpu_times()[:2]))
    except psutil.NoSuchProcess:
        return 0.0


def measure(client: httpx.Client, processor: Processor | None, paths: list[str], rounds: int) -> dict[str, Any]:
    """Milliseconds of requests for these pages, in English and French by turns, until there are `rounds`."""
    times, refused = [], 0
    before = processor.spent() if processor else (0.0, 0.0)
    for number in range(rounds):
        address = f"/{'fr' if number % 2 else 'en'}{paths[number % len(paths)]}"
        begun = time.perf_counter()
        response = client.get(address, headers={"Cookie": f"round={number}", "Accept": "text/html"})
        if response.status_code == 200:
            times.append((time.perf_counter() - begun) * 1000)
        else:
            refused += 1
    if not times:
        raise SystemExit(f"{paths[0]} was answered {response.status_code} every time")
    after = processor.spent() if processor else before
    return {
        "times": [round(one, 1) for one in times],
        "pages": min(len(paths), rounds),
        "refused": refused,
        "cpu_service": round((after[0] - before[0]) * 1000 / rounds, 1) if processor else None,
        "cpu_workers": round((after[1] - before[1]) * 1000 / rounds, 1) if processor else None,
    }


@app.command()
def run(
    rounds: Annotated[int, typer.Option(help="Requests for each type of page")] = 30,
    url: Annotated[str, typer.Option(help="A service that runs already, without a budget of its clients")] = "",
    pid: Annotated[int, typer.Option(help="Its process, to measure the processor time")] = 0,
    wait: Annotated[float, typer.Option(help="Longest wait for an idle machine, in seconds")] = 60,
) -> None:
    """Measure, write the results and print them."""
    with tempfile.TemporaryDirectory() as folder:
        process, log = None, Path(folder) / "serve.log"
        if not url:
            port = free_port()
            command = [str(Path(sys.executable).with_name("ramp")), "serve", "--port", str(port)]
            process, url = start(command, log, Ramp._env(Path(folder))), f"http://127.0.0.1:{port}"
            pid = process.pid
        try:
            with httpx.Client(base_url=url, timeout=120) as client:
                _wait(client)
                load = machine.wait_until_idle(0.7, wait)
                stolen = machine.Stolen()
                results = _all(client, Processor(pid) if pid else None, rounds)
        except httpx.TransportError as error:
            status = None if process is None else process.poll()
            ended = "" if status is None else f"; the service ended with status {status}: {tail(log)}"
            raise SystemExit(f"{type(error).__name__}: {error}{ended}") from None
        finally:
            if process is not None:
                process.terminate()
                process.wait(60)
    found = {
        "machine": machine.describe(),
        "commit": machine.commit(),
        "load": load,
        "stolen": stolen.share(),
        "recommendations_ahead": True,
        "pages": results,
    }
    RESULTS.write_text(json.dumps(found) + "\n", "utf-8")
    DOCUMENT.write_text(render(found), "utf-8")
    typer.echo(DOCUMENT.read_text("utf-8"))


def _all(client: httpx.Client, processor: Processor | None, rounds: int) -> dict[str, dict[str, Any]]:
    results: dict[str, dict[str, Any]] = {}
    for name, path in SINGLE.items():
        results[name] = measure(client, processor, [path], rounds)
    for name, kind in NODES.items():
        results[f"{name}, any"] = measure(client, processor, paths_of(client, kind, rounds), rounds)
    return results


def _wait(client: httpx.Client) -> None:
    """Until the service is ready and its workers have been idle for `_IDLE` seconds, at most three minutes."""
    end, idle = time.monotonic() + 180, 0.0
    while time.monotonic() < end:
        try:
            if client.get("/health").json()["ready"]:
                idle = idle + _LOOK if b"ramp_workers_busy 0.0" in client.get("/metrics").content else 0.0
        except (httpx.HTTPError, ValueError, KeyError):
            pass
        if idle > _IDLE:
            return
        time.sleep(_LOOK)
    raise SystemExit("the service did not come to rest")


if __name__ == "__main__":
    app()
