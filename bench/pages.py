"""How long pages take on the real graph: every type of page that people read, one request at a time.

    python -m bench.pages [--rounds 30] [--url http://...]

No response comes from the cache of whole pages: each request carries a cookie, which keeps it out. Of node pages every
request is for another node, as long as there are some; lists and other single pages may use the rows that an earlier
request left, as they do in service, so their first request stands in a column of its own. Times are those of the
client, in milliseconds. Writes `bench/results/pages.json` and prints a table.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated

import httpx
import typer

from bench import machine
from bench.peers.ramp import Ramp
from bench.processes import free_port, start

RESULTS = Path(__file__).parent / "results" / "pages.json"
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
}
app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, help=__doc__)


def paths_of(client: httpx.Client, kind: str, most: int) -> list[str]:
    """The addresses of nodes of a class, spread evenly over all of them."""
    query = f"SELECT DISTINCT ?n {{ ?n a <{kind}> FILTER(STRSTARTS(STR(?n), '{_ID}')) }} ORDER BY ?n"
    rows = client.get("/sparql", params={"query": query, "format": "json"}).json()["results"]["bindings"]
    found = [row["n"]["value"].removeprefix(_ID) for row in rows]
    step = max(1, len(found) // most)
    return [f"/id/{path}" for path in found[::step][:most]]


def measure(client: httpx.Client, paths: list[str], rounds: int) -> dict[str, float]:
    """Milliseconds of requests for these pages, in English and French by turns, until there are `rounds`."""
    times, refused = [], 0
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
    ordered = sorted(times)
    return {
        "first": round(times[0], 1),
        "p50": round(ordered[len(ordered) // 2], 1),
        "p95": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 1),
        "most": round(ordered[-1], 1),
        "pages": len(paths),
        "refused": refused,
    }


@app.command()
def run(
    rounds: Annotated[int, typer.Option(help="Requests for each type of page")] = 30,
    url: Annotated[str, typer.Option(help="A service that runs already, without a budget of its clients")] = "",
) -> None:
    """Measure, write the results and print them."""
    with tempfile.TemporaryDirectory() as folder:
        process = None
        if not url:
            port, log = free_port(), Path(folder) / "serve.log"
            command = [str(Path(sys.executable).with_name("ramp")), "serve", "--port", str(port)]
            process, url = start(command, log, Ramp._env(Path(folder))), f"http://127.0.0.1:{port}"
        try:
            with httpx.Client(base_url=url, timeout=120) as client:
                _wait(client)
                typer.echo(f"load when it began: {machine.wait_until_idle(0.7, 60):.2f}")
                results = _all(client, rounds)
        finally:
            if process is not None:
                process.terminate()
                process.wait(60)
    RESULTS.write_text(
        json.dumps({"machine": machine.describe(), "commit": machine.commit(), "pages": results}, indent=1)
    )
    for name, told in results.items():
        typer.echo(
            f"{name:22} first {told['first']:8} p50 {told['p50']:8} p95 {told['p95']:8}  ({told['pages']} pages)"
        )


def _all(client: httpx.Client, rounds: int) -> dict[str, dict[str, float]]:
    results: dict[str, dict[str, float]] = {}
    for name, path in SINGLE.items():
        if client.head(f"/en{path}").status_code == 200:
            results[name] = measure(client, [path], rounds)
    for name, kind in NODES.items():
        results[f"{name}, any"] = measure(client, paths_of(client, kind, rounds), rounds)
    return results


def _wait(client: httpx.Client) -> None:
    """Until the service is ready, at most two minutes."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            if client.get("/health").json()["ready"]:
                return
        except (httpx.HTTPError, ValueError, KeyError):
            pass
        time.sleep(0.2)
    raise SystemExit("the service did not become ready")


if __name__ == "__main__":
    app()
