"""Renders docs/benchmarks-pages.md from the JSON of a run, so that no figure in it was ever typed by hand."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from bench.machine import STOLEN

Found = dict[str, Any]

ROOT: Final = Path(__file__).parent.parent
RESULTS: Final = ROOT / "bench" / "results" / "pages.json"
DOCUMENT: Final = ROOT / "docs" / "benchmarks-pages.md"

ASKED: Final = 50.0
"""Milliseconds at the 95th percentile that a page may take, uncached."""
_BUSY: Final = 1.5

_INTRODUCTION = """\
# Benchmarks of the pages

Made by `make bench-pages` (`bench/pages.py`); edit there, not here.

{processor}, {cores} cores, {memory_gib} GiB, Python {python}; commit {commit}; load before {load:.2f}.

One request at a time for every type of page, in English and French by turns, on the real graph. No page comes from the
cache of whole pages. What all readers of a release share is read when the release is loaded, before anything is
measured. Of the rows marked "any" each request is for another node as long as there are some; for other pages about one
node, and for answers, "first" is the one request that finds nothing read before. Milliseconds of the client; beside
them the processor time of the service and of its workers, for one page.
"""
_AHEAD = """\
Among what was read before are the answers behind each recommendation, since there are only the few of the report: to
their pages "first" does not apply. Their responses are made anew for each request, as all are.
"""
_DISTURBED = """\
Other work disturbed this run: the times of the client are longer than those of an idle machine. The processor time is
disturbed less.
"""
_STOLEN = """\
The host gave {stolen:.0%} of the machine's processor time to its other guests during this run: the times are those
of a slower machine.
"""


def render(found: Found) -> str:
    """The whole document."""
    pages: dict[str, Found] = found["pages"]
    parts = [_INTRODUCTION.format(**found["machine"], commit=found["commit"], load=found["load"])]
    if found.get("recommendations_ahead"):
        parts.append(_AHEAD)
    if found["load"] > _BUSY:
        parts.append(_DISTURBED)
    if found.get("stolen", 0) >= STOLEN:
        parts.append(_STOLEN.format(**found))
    parts += [*_table(pages), "", *_verdict(pages)]
    return "\n".join(parts).rstrip() + "\n"


def percentile(times: Sequence[float], part: float) -> float:
    """That part of the sorted values; nearest rank."""
    return sorted(times)[min(int(part * len(times)), len(times) - 1)]


def _table(pages: dict[str, Found]) -> Iterator[str]:
    yield "| page | pages | refused | first | p50 | p95 | processor: service | workers |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    for name, told in pages.items():
        times = told["times"]
        counts = (told["pages"], told["refused"])
        yield _line(name, counts, times[0], times, told["cpu_service"], told["cpu_workers"])
    counts = (sum(told["pages"] for told in pages.values()), sum(told["refused"] for told in pages.values()))
    yield _line("**all**", counts, None, _every(pages), None, None)


def _line(
    name: str,
    counts: Sequence[int],
    first: float | None,
    times: Sequence[float],
    service: float | None,
    workers: float | None,
) -> str:
    cells = (first, percentile(times, 0.5), percentile(times, 0.95), service, workers)
    shown = [*map(str, counts), *("" if cell is None else f"{cell:.1f}" for cell in cells)]
    return f"| {name} | {' | '.join(shown)} |"


def _verdict(pages: dict[str, Found]) -> Iterator[str]:
    reached = percentile(_every(pages), 0.95)
    over = [name for name, told in pages.items() if percentile(told["times"], 0.95) >= ASKED]
    shown = f"not: {', '.join(over)}" if over else "all"
    yield "| asked | found | reached |"
    yield "|---|---|---|"
    yield f"| p95 of all pages under {ASKED:.0f} ms, uncached | {reached:.1f} ms | {_yes(reached < ASKED)} |"
    yield f"| p95 of each type of page under {ASKED:.0f} ms | {shown} | {_yes(not over)} |"


def _every(pages: dict[str, Found]) -> list[float]:
    return [time for told in pages.values() for time in told["times"]]


def _yes(reached: bool) -> str:
    return "yes" if reached else "**no**"
