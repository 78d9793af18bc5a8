"""Renders docs/benchmarks.md from the JSON of a run, so that no figure in it was ever typed by hand."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from bench.machine import STOLEN
from bench.mix import KINDS
from bench.names_report import RESULTS as NAMES
from bench.names_report import table as names_table
from bench.peers import PEERS
from bench.synthesize import DENSITY
from bench.targets import targets
from bench.validation_report import RESULTS as CHECKED
from bench.validation_report import tables as checked

Found = dict[str, Any]
Show = Callable[[Found], str]

ROOT: Final = Path(__file__).parent.parent
RESULTS: Final = ROOT / "bench" / "results" / "latest.json"
DOCUMENT: Final = ROOT / "docs" / "benchmarks.md"

_LABELS: Final = {peer.name: peer.label for peer in PEERS}
_VERDICT: Final = {True: "yes", False: "**no**", None: "-"}
_BUSY: Final = 1.5
"""Load of the machine above which other work has disturbed a run."""

_PROSE: Final = ROOT / "bench" / "prose"


def render(found: Found) -> str:
    """The whole document."""
    parts = [
        _prose("introduction"),
        *_targets(found),
        *_machine(found),
        *_method(found),
        *(line for size, figures in found["sizes"].items() for line in _size(size, figures)),
        *_growth(found["sizes"]),
        *_elsewhere(),
    ]
    return "\n".join(parts).rstrip() + "\n"


def write() -> None:
    """Write the document from the committed results."""
    DOCUMENT.write_text(render(json.loads(RESULTS.read_text("utf-8"))), "utf-8")


def _elsewhere() -> Iterator[str]:
    """What is measured by benchmarks of their own, each with a page that says how."""
    figures = json.loads(CHECKED.read_text("utf-8"))
    yield "## Checking many records\n"
    yield _prose("checking", **figures, **{name: figures["machine"][name] for name in ("processor", "cores")})
    yield "\n".join(checked(figures))
    yield "## How well names are found\n"
    yield _prose("names")
    yield "\n".join(names_table(json.loads(NAMES.read_text("utf-8")))) + "\n"


def _prose(name: str, **values: Any) -> str:
    """A passage of text with its figures filled in."""
    return (_PROSE / f"{name}.md").read_text("utf-8").format(**values)


def _targets(found: Found) -> Iterator[str]:
    yield "## Targets\n"
    lines = targets(found)
    rows = [(line.asked, line.where, line.reached, line.ratio, _VERDICT[line.met]) for line in lines]
    yield _table(("asked", "where", "reached", "ratio", "met"), rows)
    missed = [line for line in lines if line.met is False]
    if missed:
        yield "Where a target is missed:\n"
        yield "\n".join(
            f"- {line.asked}, {line.where}: {line.ratio or line.reached}. {_sentence(line.why)}" for line in missed
        )
        yield ""


def _machine(found: Found) -> Iterator[str]:
    versions = found["versions"]
    yield "## Machine and versions\n"
    yield _prose("machine", **found["machine"])
    rows = [(peer.label, versions.get(peer.name, "not here"), peer.how) for peer in PEERS]
    yield _table(("peer", "version", "loaded and started by"), rows)


def _method(found: Found) -> Iterator[str]:
    ceiling = ", ".join(f"{rate:,.0f}/s with {clients}" for clients, rate in found["ceiling"].items())
    yield "## How it is measured\n"
    yield _prose("method", density=DENSITY, ceiling=ceiling)
    yield _table(("kind", "what it asks"), [(kind.name, kind.meaning) for kind in KINDS])
    swap = found.get("swap")
    if swap:
        yield _prose("swap", **swap)


def _size(size: str, figures: Found) -> Iterator[str]:
    peers: Found = figures["peers"]
    names = [peer.name for peer in PEERS if peer.name in peers]
    title = "The real graph" if size == "real" else f"{figures['practices']:,} synthetic practices"
    yield f"## {size}: {title}\n"
    yield _prose(
        "size",
        **{name: value for name, value in figures.items() if name != "peers"},
        megabytes=figures["bytes"] / 1e6,
        which="real" if size == "real" else "synthetic",
    )
    if figures.get("settled"):
        yield _prose("settled")
    if figures.get("processor"):
        yield _prose("elsewhere", processor=figures["processor"])
    if figures["load_before"] > _BUSY:
        yield _prose("busy")
    if figures.get("stolen", 0) >= STOLEN:
        yield _prose("stolen", stolen=figures["stolen"])
    yield _table(("", *(_LABELS[name] for name in names)), _figures(peers, names))
    yield "Median and 95th percentile in milliseconds, one client, every text new:\n"
    rows = [(kind.name, *(_pair(peers[name]["kinds"][kind.name]) for name in names)) for kind in KINDS]
    yield _table(("kind", *(_LABELS[name] for name in names)), rows)
    yield "The mix, all kinds in rotation: requests a second, and median / 95th percentile in milliseconds:\n"
    yield _table(("texts, clients", *(_LABELS[name] for name in names)), _mixes(peers, names))
    for kind, reason in figures.get("mix_without", {}).items():
        yield f"- The mix is without {kind} for all peers: {_sentence(reason)}"
    for name, reason in figures["left_out"].items():
        yield f"- {_LABELS[name]} is left out: {_sentence(reason)}"
    for name in names:
        if reason := peers[name].get("mix_left_out"):
            yield f"- {_LABELS[name]} is left out of the mix: {_sentence(reason)}"
    for name, kinds in figures["disagreements"].items():
        yield f"- {_LABELS[name]} gives another answer than RAMP to: {', '.join(kinds)}."
    yield ""


def _figures(peers: Found, names: Sequence[str]) -> Iterator[Sequence[str]]:
    shown: dict[str, Show] = {
        "load time": lambda peer: f"{peer['load_seconds']:.1f} s" if peer["load_seconds"] else "at each start",
        "first answer after start": lambda peer: f"{peer['first_answer_seconds']:.2f} s",
        "size on disk": lambda peer: f"{peer['disk_bytes'] / 1e6:,.0f} MB" if peer["disk_bytes"] else "-",
        "memory after start": lambda peer: _memory(peer["memory_idle"]),
        "memory after the runs": lambda peer: _memory(peer["memory_after"]),
    }
    for title, show in shown.items():
        yield title, *(show(peers[name]) for name in names)


def _mixes(peers: Found, names: Sequence[str]) -> Iterator[Sequence[str]]:
    for mode, title in (("fresh", "new"), ("repeated", "repeated")):
        numbers = sorted({clients for name in names for clients in peers[name]["mix"][mode]}, key=int)
        for clients in numbers:
            cells = [peers[name]["mix"][mode].get(clients) for name in names]
            yield f"{title}, {clients}", *(_rate(cell) if cell else "-" for cell in cells)


def _growth(sizes: Found) -> Iterator[str]:
    measured = [size for size in sizes if "ramp" in sizes[size]["peers"]]
    if len(measured) < 2:
        return
    yield "## Growth with size\n"
    yield _prose("growth")
    if any(figures.get("processor") for figures in sizes.values()):
        yield _prose("machines")
    both = ("ramp", "oxigraph")
    rows: list[Sequence[str]] = [("quads", *(f"{sizes[size]['quads']:,}" for size in measured))]
    shown: dict[str, Show] = {
        **{kind.name: _median_of(kind.name) for kind in KINDS},
        "load time, s": lambda peer: f"{peer['load_seconds']:.1f}",
        "first answer, s": lambda peer: f"{peer['first_answer_seconds']:.2f}",
        "memory after the runs, MB": lambda peer: f"{peer['memory_after']['rss'] / 1e6:,.0f}",
        "new mix, 1 client, requests/s": lambda peer: _throughput(peer, "1"),
    }
    rows += [(title, *(_both(sizes[size]["peers"], both, show) for size in measured)) for title, show in shown.items()]
    yield _table(("", *measured), rows)


def _median_of(kind: str) -> Show:
    return lambda peer: _number(peer["kinds"][kind])


def _both(peers: Found, names: Sequence[str], show: Show) -> str:
    first, second = (show(peers[name]) if name in peers else "-" for name in names)
    return f"{first} ({second})"


def _throughput(peer: Found, clients: str) -> str:
    cell = peer["mix"]["fresh"].get(clients)
    return f"{cell['throughput']:,.1f}" if cell else "-"


def _rate(cell: Found) -> str:
    failed = sum(cell["failures"].values())
    more = f", {failed} failed ({', '.join(cell['failures'])})" if failed else ""
    rate = cell["throughput"]
    return f"{rate:,.0f}/s, {_pair(cell)}{more}" if rate >= 10 else f"{rate:.1f}/s, {_pair(cell)}{more}"


def _pair(cell: Found) -> str:
    return f"{cell['median_ms']:g} / {cell['p95_ms']:g}" if cell["requests"] else "no answer"


def _number(cell: Found) -> str:
    return f"{cell['median_ms']:g}" if cell["requests"] else "-"


def _memory(memory: Found) -> str:
    return f"{memory['rss'] / 1e6:,.0f} MB ({memory['pss'] / 1e6:,.0f})"


def _sentence(text: str) -> str:
    text = text.strip()
    return f"{text[0].upper()}{text[1:]}." if text and text[-1] not in ".!?" else text


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines) + "\n"
