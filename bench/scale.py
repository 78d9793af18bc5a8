"""What grows how with the number of practices: loading, memory, a new version, queries, checking, search.

    python -m bench.scale run --sizes 1k,10k,100k | report

Every step is a process of its own, one at a time, so that its peak of memory is its own. Writes
`bench/results/scale.json`, and from it `docs/benchmarks-scale.md` and its plot.
"""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from statistics import mean, median
from typing import Annotated, Any

import typer

from bench import machine
from bench.dataset import prepare, size
from bench.mix import KINDS, constants, texts
from bench.scale_plot import plot
from bench.scale_report import DOCUMENT, PLOT, RESULTS, render
from bench.search import index_of
from bench.search import measure as measure_search
from bench.seed import read_seed
from ramp.linking.search.recipe import RECIPE
from ramp.settings import load_settings

ROOT = Path(__file__).parent.parent
SEED = 20101006
_AS_LONG_AS = 100_000
app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False, help=__doc__)


def _load(data: Path, folder: Path) -> dict[str, float]:
    """The file into a store on disk and packed, as the service does it; and the size of that store."""
    import pyoxigraph as ox

    home = _store(data, folder)
    shutil.rmtree(home, ignore_errors=True)
    begun = time.perf_counter()
    store = ox.Store(home)
    store.bulk_load(path=data, format=ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    seconds = time.perf_counter() - begun
    return {"load": seconds, "disk": _bytes(home), "quads": len(store)}


def _version(data: Path, folder: Path) -> dict[str, float]:
    """A new version with one statement more: median of nine, each after the other, and what one takes on disk."""
    from ramp.engine.protocol import Change
    from ramp.engine.worker import run_changes

    node = "<urn:x-ramp:scale>"
    text = f"INSERT DATA {{ GRAPH {node} {{ {node} <http://www.w3.org/2004/02/skos/core#note> '%d' }} }}"
    home, times, own = _store(data, folder), [], 0
    for number in range(9):
        target = folder / f"version-{number}"
        shutil.rmtree(target, ignore_errors=True)
        begun = time.perf_counter()
        run_changes(home, target, [Change("update", text % number)])
        times.append(time.perf_counter() - begun)
        own = sum(file.stat().st_size for file in target.rglob("*") if file.stat().st_nlink == 1)
        shutil.rmtree(target)
    return {"version": median(times), "version_disk": own}


def _queries(data: Path, folder: Path) -> dict[str, float]:
    """Every kind of the mix, two texts each after one to warm up: the mean of their processor time, without HTTP.

    A text is planned as a worker of the service plans it."""
    import pyoxigraph as ox

    from ramp.engine.planning import Planner
    from ramp.engine.protocol import QueryRequest

    store = ox.Store.read_only(str(_store(data, folder)))
    planner = Planner(store, _store(data, folder), load_settings().worker_memory)
    seed = read_seed(next((folder / "release").glob(f"*{data.stem.split('-')[0]}*.nq")))
    known = constants(seed, json.loads(data.with_suffix(".json").read_text("utf-8"))["practices"])
    found = {}
    for kind in KINDS:
        times = []
        for text in texts(kind, known, 3, SEED):
            begun = time.process_time()
            answer = store.query(planner.text(QueryRequest(text)), use_default_graph_as_union=True)
            assert isinstance(answer, ox.QuerySolutions)
            answer.serialize(format=ox.QueryResultsFormat.JSON)
            times.append(time.process_time() - begun)
        found[kind.name] = mean(times[1:])
    return found


def _checking(data: Path, folder: Path) -> dict[str, float]:
    """As many new records checked as the graph has practices more: load, screen, explain."""
    from bench import validation

    records, shapes = validation.prepare(folder, json.loads(data.with_suffix(".json").read_text("utf-8"))["practices"])
    command = [sys.executable, "-m", "bench.validation", "ramp", str(records), str(shapes)]
    begun = time.perf_counter()
    process = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.PIPE)
    if process.returncode:  # it has said why, unless a signal ended it
        sys.exit(
            f"ended by {signal.Signals(-process.returncode).name}" if process.returncode < 0 else process.returncode
        )
    told = json.loads(process.stdout)
    return {"checking": time.perf_counter() - begun, "findings": told["results"]}


def _search(data: Path, folder: Path) -> dict[str, float]:
    """The index of the search, and queries as readers type them, in processor time."""
    shutil.rmtree(folder / f"search-{data.stem}-{RECIPE.edition}", ignore_errors=True)
    index, seconds = index_of(data, folder, time.process_time)
    every = measure_search(index, 5, time.process_time)["all"]
    return {
        "indexing": seconds,
        "index_disk": _bytes(index),
        "search": every["p50"] / 1000,
        "search_95": every["p95"] / 1000,
    }


STEPS: dict[str, Callable[[Path, Path], dict[str, float]]] = {
    "load": _load, "version": _version, "queries": _queries, "search": _search, "checking": _checking,
}  # fmt: skip
"""The steps by name, in their order: those after `load` need its store."""


@app.command(hidden=True)
def step(name: str, data: Path, folder: Path) -> None:
    """One step in this process; prints its figures and its peak of memory."""
    found = STEPS[name](data, folder)
    who = resource.RUSAGE_CHILDREN if name == "checking" else resource.RUSAGE_SELF
    typer.echo(json.dumps({**found, f"{name}_memory": resource.getrusage(who).ru_maxrss * 1024}))


@app.command()
def run(
    sizes: Annotated[str, typer.Option(help="Numbers of synthetic practices such as 1k,10k,1m.")] = "1k,10k,100k,1m",
    steps: Annotated[str, typer.Option(help="Which steps.")] = ",".join(STEPS),
    seconds: Annotated[
        float,
        typer.Option(help="Longest time for one step (for 1m ten times as long); then it is left out."),
    ] = 540,
    keep: Annotated[bool, typer.Option(help="Keep the figures measured before.")] = False,
    results: Annotated[Path, typer.Option(help="File of the results.")] = RESULTS,
    folder: Annotated[Path, typer.Option(help="Folder for data and stores.")] = ROOT / ".bench" / "scale",
) -> None:
    """Measure size by size; the results are written after each step."""
    for each in steps.split(","):
        if each not in STEPS:
            raise typer.BadParameter(f"{each} is no step; there are {', '.join(STEPS)}")
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, Any] = json.loads(results.read_text("utf-8")) if keep and results.exists() else {"sizes": {}}
    if found["sizes"]:  # what is kept and not measured now tells with what it was
        before = {"processor": found["machine"]["processor"], "commit": found["commit"]}
        for name in found["sizes"].keys() - set(sizes.split(",")):
            found["sizes"][name].setdefault("measured", before)
    found |= {"machine": machine.describe(), "commit": machine.commit()}
    for name in sizes.split(","):
        data, _ = prepare(name, folder)
        figures = found["sizes"].setdefault(name, {"practices": size(name), "left_out": {}, "load_before": {}})
        longest = seconds * max(1.0, size(name) / _AS_LONG_AS)
        for each in steps.split(","):
            figures["load_before"][each] = machine.wait_until_idle(1.0, 0)
            try:
                figures |= _run(each, data.path, folder, longest)
                figures["left_out"].pop(each, None)
            except subprocess.TimeoutExpired:
                figures["left_out"][each] = f"took more than {longest:.0f} s"
            except subprocess.CalledProcessError as error:
                said = error.stderr.decode("utf-8", "replace").strip().splitlines() or ["ended"]
                figures["left_out"][each] = said[-1][:200]
            figures.pop("measured", None)
            typer.echo(f"{name}: {each}: {figures['left_out'].get(each, 'measured')}")
            found["sizes"] = dict(sorted(found["sizes"].items(), key=lambda pair: int(pair[1]["practices"])))
            results.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    if results == RESULTS:
        report()


@app.command()
def report() -> None:
    """Write docs/benchmarks-scale.md and its plot from the committed results."""
    found = json.loads(RESULTS.read_text("utf-8"))
    DOCUMENT.write_text(render(found), "utf-8")
    PLOT.write_text(plot(found), "utf-8")


def _run(name: str, data: Path, folder: Path, seconds: float) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.scale", "step", name, str(data), str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, start_new_session=True) as process:
        try:
            output, errors = process.communicate(timeout=seconds)
        except BaseException:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # a step may have started processes of its own
            raise
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output, errors)
    told: dict[str, float] = json.loads(output)
    return told


def _store(data: Path, folder: Path) -> Path:
    """Where the store of a data set is; `bench.search` takes the same."""
    return folder / f"store-{data.stem}"


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


if __name__ == "__main__":
    app()
