"""The command: `python -m bench setup | run | report | synthesize`. `make bench` and `make bench-setup` call it."""

import datetime
import json
import shutil
import signal
from pathlib import Path
from typing import Annotated, Any

import typer

from bench import machine
from bench.dataset import prepare
from bench.measure import Effort, ceiling, measure_size
from bench.mix import constants
from bench.peers import PEERS, Peer
from bench.processes import PeerError
from bench.report import DOCUMENT, RESULTS, render
from bench.swap import measure_swap

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False, help=__doc__)

Sizes = Annotated[str, typer.Option(help="Data sets: real, and numbers of synthetic practices such as 10k or 1m.")]
Peers = Annotated[str, typer.Option(help=f"Peers: {','.join(peer.name for peer in PEERS)}, or all.")]
Folder = Annotated[Path, typer.Option(help="Folder for data sets, stores and downloads.")]
_FOLDER = Path(__file__).parent.parent / ".bench"


@app.command()
def setup(peers: Peers = "all", folder: Folder = _FOLDER) -> None:
    """Get the peers that are no Python packages: Virtuoso from Debian, Fuseki from Maven Central."""
    tools = _folder(folder / "tools")
    for peer in _peers(peers):
        try:
            peer.setup(tools)
            reason = peer.missing(tools)
        except PeerError as error:
            reason = str(error)
        typer.echo(f"{peer.label}: {'ready, version ' + peer.version(tools) if reason is None else reason}")


@app.command()
def run(
    sizes: Sizes = "real,10k,100k",
    peers: Peers = "all",
    seconds: Annotated[float, typer.Option(help="Seconds a cell; a mix takes twice as long.")] = 1.0,
    rounds: Annotated[int, typer.Option(help="How often the peers take turns.")] = 2,
    clients: Annotated[str, typer.Option(help="Numbers of clients of the mix.")] = "1,4,16",
    swap: Annotated[str, typer.Option(help="Size at which the graph is replaced under load; empty: not.")] = "10k",
    swap_seconds: Annotated[float, typer.Option(help="How long it is replaced under load.")] = 15.0,
    wait: Annotated[float, typer.Option(help="Longest wait for an idle machine before a size, in seconds.")] = 120,
    keep: Annotated[bool, typer.Option(help="Keep the sizes measured before; else the results begin anew.")] = False,
    results: Annotated[Path, typer.Option(help="File of the results.")] = RESULTS,
    folder: Folder = _FOLDER,
) -> None:
    """Measure, size by size; the results are written after each, and docs/benchmarks.md from them."""
    tools, work = _folder(folder / "tools"), _folder(folder / "work")
    chosen = _peers(peers)
    effort = Effort(seconds, rounds, tuple(int(number) for number in clients.split(",")))
    found: dict[str, Any] = json.loads(results.read_text("utf-8")) if keep and results.exists() else {"sizes": {}}
    now = machine.describe()
    if found["sizes"] and (before := found["machine"]["processor"]) != now["processor"]:
        for name in found["sizes"].keys() - set(sizes.split(",")):
            found["sizes"][name].setdefault("processor", before)  # what is kept tells where it was measured
    found["machine"] = now
    found["versions"] = {peer.name: peer.version(tools) for peer in PEERS if peer.missing(tools) is None}
    if not keep or "ceiling" not in found:
        machine.wait_until_idle(1.0, wait)
        found["ceiling"] = ceiling((1, 4, 16), seconds * 2, work)
        _say(f"ceiling of the client: {found['ceiling']}")
    for name in filter(None, sizes.split(",")):
        data, seed = prepare(name, _folder(folder / "data"))
        load = machine.wait_until_idle(1.0, wait)
        _say(f"{name}: {data.quads:,} quads, load before {load}")
        stolen = machine.Stolen()
        figures = measure_size(data, constants(seed, data.practices), chosen, work, tools, effort, _say)
        figures["stolen"] = stolen.share()
        for home in work.glob(f"{name}-*"):
            shutil.rmtree(home)
        found["sizes"][name] = {"measured": _now(), "commit": machine.commit(), "load_before": load, **figures}
        _store(results, found)
    if swap:
        data, seed = prepare(swap, _folder(folder / "data"))
        found["swap"] = measure_swap(data, constants(seed, data.practices), work, tools, swap_seconds)
        found["swap"]["commit"] = machine.commit()
        _say(f"swap: {found['swap']}")
        _store(results, found)


@app.command()
def report(check: Annotated[bool, typer.Option(help="Write nothing; fail where it would differ.")] = False) -> None:
    """Write docs/benchmarks.md from the committed results."""
    text = render(json.loads(RESULTS.read_text("utf-8")))
    if check and text != DOCUMENT.read_text("utf-8"):
        typer.echo(f"{DOCUMENT.name} is not what the results say: python -m bench report", err=True)
        raise typer.Exit(1)
    if not check:
        DOCUMENT.write_text(text, "utf-8")


@app.command()
def synthesize(size: Annotated[str, typer.Argument(help="Such as 10k.")], folder: Folder = _FOLDER) -> None:
    """Write a data set and print where it is."""
    data, _ = prepare(size, _folder(folder / "data"))
    typer.echo(f"{data.path}: {data.quads:,} quads, {data.each:.1f} a practice")


def _peers(names: str) -> tuple[Peer, ...]:
    known = {peer.name: peer for peer in PEERS}
    wanted = list(known) if names == "all" else names.split(",")
    for name in wanted:
        if name not in known:
            raise typer.BadParameter(f"{name} is no peer; there are {', '.join(known)}")
    return tuple(known[name] for name in wanted)


def _store(results: Path, found: dict[str, Any]) -> None:
    found["sizes"] = dict(sorted(found["sizes"].items(), key=lambda pair: int(pair[1]["practices"])))
    results.parent.mkdir(parents=True, exist_ok=True)
    results.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    if results == RESULTS:
        DOCUMENT.write_text(render(found), "utf-8")


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC")


def _say(line: str) -> None:
    typer.echo(line)


def _stop(number: int, frame: object) -> None:
    """SIGTERM ends a run like Ctrl-C: the servers that it started are stopped first."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    app()
