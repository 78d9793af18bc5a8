"""Renders docs/benchmarks-scale.md from the results: one table, one plot, and what grows faster than the graph."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from bench.scale_rows import ROWS, Row, exponents, unit

ROOT: Final = Path(__file__).parent.parent
RESULTS: Final = ROOT / "bench" / "results" / "scale.json"
DOCUMENT: Final = ROOT / "docs" / "benchmarks-scale.md"
PLOT: Final = ROOT / "docs" / "images" / "scale.svg"

_LINEAR: Final = 1.15
"""Growth exponents up to this count as linear: the figures of one run vary by that much."""
_BUSY: Final = 1.5
_SIZES: Final = ("1k", "10k", "100k", "1m")

_WHY: Final = {
    "load": "Loading is timed by the clock, so that other work on the machine counts: see the loads before the steps.",
    "checking": (
        "Checking is timed by the clock too. It uses all processors as long as there is memory for so many copies of "
        "the records, which at a million there is not: the whole file is then checked by one process."
    ),
    "disk": (
        "Oxigraph compresses what it loads; packing then moves a large store to the second level of its files, and it "
        "leaves the two upper levels uncompressed (LZ4 begins at the third), so the packed store at 100 thousand "
        "practices is 1.8 times the loaded one. Small stores are one file an index and are not rewritten. "
        "From the third level on it is compressed again."
    ),
}
"""Why a figure grows faster than the graph, by the key of its row."""


def render(found: dict[str, Any]) -> str:
    """The whole page."""
    return (
        "\n".join((*_head(found), *_table(found["sizes"]), *_growth(found["sizes"]), *_gaps(found["sizes"]))).rstrip()
        + "\n"
    )


def _head(found: dict[str, Any]) -> Iterator[str]:
    told = found["machine"]
    yield "# How RAMP grows with the number of practices\n"
    yield (
        "Made by `make bench-scale` (`bench/scale.py`) from `bench/results/scale.json`; edit there, not here. "
        "What follows from it: [scale](scale.md).\n"
    )
    yield (
        f"{told['processor']}, {told['cores']} cores, {told['memory_gib']} GiB, {told['system']}, "
        f"Python {told['python']}; commit {found['commit']}. The graph is the release with synthetic practices beside "
        "it ([how they are made](benchmarks.md#how-it-is-measured)); every step is a process of its own on the "
        "embedded store, and queries and search are asked without HTTP, in seconds of processor "
        "time. Checking is of as many new records as the graph has "
        "practices more.\n"
    )
    for name, size in found["sizes"].items():
        if other := size.get("measured"):
            yield (
                f"The column {name} was measured another time: {other['processor']}, commit {other['commit']}. "
                "Growth from or to it is between two machines.\n"
            )
    loads = [load for size in found["sizes"].values() for load in size["load_before"].values()]
    if loads and max(loads) > _BUSY:
        yield (
            f"**Other work kept the machine busy: its load was {min(loads):g} to {max(loads):g} before the steps.** "
            "Times are longer than on an idle machine, and an exponent may be off by some tenths.\n"
        )


def _table(sizes: dict[str, Any]) -> Iterator[str]:
    names = list(sizes)
    between = [f"growth {small} to {large}" for small, large in pairwise(names)]
    yield "|  | " + " | ".join((*names, *between)) + " |"
    yield "|---" * (1 + len(names) + len(between)) + "|"
    counts = (f"{told['practices']:,}" for told in sizes.values())
    yield " | ".join(("| synthetic practices", *counts, *("" for _ in between))) + " |"
    for row in ROWS:
        values = [row.write(told[row.key]) if told.get(row.key) is not None else "-" for told in sizes.values()]
        powers = ["-" if power is None else f"{power:.2f}" for power in exponents(sizes, row.key)]
        yield " | ".join((f"| {row.label}", *values, *(powers if row.key != "quads" else [""] * len(powers)))) + " |"
    yield ""
    yield (
        "*Growth* is the power with which a figure grows between two sizes: 0 not at all, 1 in step. Loading, the "
        "store and its versions are held against the quads; queries, search and checking against the synthetic "
        "practices, which are what varies. The release itself is in every size, and what a process needs to start is "
        "in every figure, so that small sizes seem to grow less.\n"
    )
    yield "![Seconds against quads, both axes logarithmic](images/scale.svg)\n"


def _growth(sizes: dict[str, Any]) -> Iterator[str]:
    yield "## What grows faster than the graph\n"
    faster = [
        (row, power)
        for row in ROWS
        if (power := _last(sizes, row)) is not None and power > _LINEAR and row.key != "quads"
    ]
    if not faster:
        yield f"Nothing, up to the largest size: no exponent of the last step is above {_LINEAR}.\n"
        return
    yield f"Exponents of the last step above {_LINEAR}:\n"
    for row, power in faster:
        why = _WHY.get(row.key, "Not explained by this run.")
        yield f"- **{row.label}**, {power:.2f} in {unit(row.key)}. {why}"
    yield ""


def _last(sizes: dict[str, Any], row: Row) -> float | None:
    return next((power for power in reversed(exponents(sizes, row.key)) if power is not None), None)


def _gaps(sizes: dict[str, Any]) -> Iterator[str]:
    yield "## What was not measured\n"
    gaps = [f"- {name}, {step}: {why}." for name, told in sizes.items() for step, why in told["left_out"].items()]
    for name, told in sizes.items():
        missing = [row.label for row in ROWS if row.key not in told]
        if missing:
            gaps.append(f"- {name}: {'; '.join(missing)}. {_remedy(name)}")
    gaps += [f"- {name}: nothing. {_remedy(name)}" for name in _SIZES if name not in sizes]
    yield "\n".join(gaps) if gaps else "Nothing."


def _remedy(name: str) -> str:
    return f"`make bench-scale ARGS='--sizes {name} --keep'` measures it."
