"""The rows of the table and the lines of the plot: what was measured, in which unit, and how it grows between sizes."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Row:
    """A figure: its key in the results, what people read, how it is written, and whether it is a line of the plot."""

    key: str
    label: str
    write: Callable[[float], str]
    plotted: bool = False


def _seconds(value: float) -> str:
    if value < 1:
        return f"{value * 1000:.3g} ms"
    return f"{value:.3g} s" if value < 100 else f"{value:,.0f} s"


def _megabytes(value: float) -> str:
    return f"{value / 1e6:,.0f} MB" if value >= 1e7 else f"{value / 1e6:.2g} MB"


ROWS: Final = (
    Row("quads", "quads", lambda value: f"{value:,.0f}"),
    Row("load", "loading", _seconds, True),
    Row("load_memory", "loading, peak of memory", _megabytes),
    Row("disk", "store on disk", _megabytes),
    Row("version", "a new version with one statement more", _seconds, True),
    Row("version_disk", "what that version adds on disk", _megabytes),
    Row("lookup", "query: lookup", _seconds, True),
    Row("filter+sort", "query: filter+sort", _seconds),
    Row("aggregate", "query: aggregate", _seconds, True),
    Row("path", "query: path", _seconds, True),
    Row("text", "query: text", _seconds),
    Row("matrix", "query: matrix", _seconds, True),
    Row("queries_memory", "queries, peak of memory", _megabytes),
    Row("indexing", "search: making the index", _seconds, True),
    Row("index_disk", "search: index on disk", _megabytes),
    Row("search_memory", "search: peak of memory, making the index", _megabytes),
    Row("search", "search: one query, median", _seconds, True),
    Row("search_95", "search: one query, 95th percentile", _seconds),
    Row("checking", "checking as many records", _seconds, True),
    Row("checking_memory", "checking, peak of memory", _megabytes),
)


def exponents(sizes: dict[str, Any], key: str) -> list[float | None]:
    """Between each size and the next: the power of its `unit` with which the figure grows; None: unknown."""
    told = list(sizes.values())
    found: list[float | None] = []
    for small, large in pairwise(told):
        pair = (small.get(key), large.get(key), small.get(unit(key)), large.get(unit(key)))
        if any(value is None or value <= 0 for value in pair) or pair[2] == pair[3]:
            found.append(None)
        else:
            found.append(math.log(pair[1] / pair[0]) / math.log(pair[3] / pair[2]))
    return found


def unit(key: str) -> str:
    """What the figure grows with: the quads of the graph for what holds all of them, else the practices that vary."""
    return "quads" if key.startswith(("quads", "load", "disk", "version")) else "practices"
