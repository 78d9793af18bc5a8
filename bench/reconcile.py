"""Measures reconciliation by the labelled set of spellings: `python -m bench.reconcile` writes the page of figures.

The set was written before the matching. A third of it, chosen by a checksum of each row, is held out: nobody looks at
those rows one by one while the scores are tuned.
"""

import csv
import json
import sys
import tempfile
import time
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, Store

import bench.report
from bench.names_report import RESULTS, table
from ramp.cli.graph import open_release
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.release import build_release
from ramp.linking.reconcile.local import index_of
from ramp.linking.reconcile.matching import Index
from ramp.linking.reconcile.scoring import MATCH_MARGIN, MATCH_SCORE

ROOT: Final = Path(__file__).resolve().parent.parent
SPELLINGS: Final = ROOT / "tests/linking/reconcile/spellings.tsv"
PAGE: Final = ROOT / "docs/benchmarks-reconciliation.md"
BARS: Final = {"recall": 0.97, "false": 0.01}
_PARTS: Final = {False: "seen while tuning", True: "held out"}


@dataclass(frozen=True, slots=True)
class Spelling:
    """A spelling, the kind asked for, the node that it stands for ("" for a decoy), where it comes from."""

    text: str
    kind: str
    expected: str
    why: str

    @property
    def held_out(self) -> bool:
        """Whether it is of the third that is not looked at while tuning."""
        return zlib.crc32(f"{self.text}|{self.kind}".encode()) % 3 == 0


@dataclass(slots=True)
class Figures:
    """What a part of the set gives: its rows, how many are named, found first, matched, matched wrongly."""

    rows: int = 0
    named: int = 0
    found: int = 0
    matched: int = 0
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Recall at one: named spellings whose node is the first candidate."""
        return self.found / self.named

    @property
    def precision(self) -> float:
        """Right ones among all matches that the service would take without a look."""
        return self.matched / (self.matched + len(self.false)) if self.matched or self.false else 1.0

    @property
    def false_rate(self) -> float:
        """Wrong matches among all rows."""
        return len(self.false) / self.rows


def read_spellings() -> list[Spelling]:
    """The labelled set."""
    with SPELLINGS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Spelling(row["query"], row["type"], row["expected"], row["why"]) for row in rows]


def measure(index: Index) -> dict[str, Figures]:
    """The figures of both parts."""
    found = {part: Figures() for part in _PARTS.values()}
    for one in read_spellings():
        figures = found[_PARTS[one.held_out]]
        best = next(iter(index.lookup(one.text, [one.kind] if one.kind else [])), None)
        key = best.entity.key if best else ""
        figures.rows += 1
        if one.expected:
            figures.named += 1
            figures.found += key == one.expected
            if key != one.expected:
                figures.missed.append(one.text)
        if best and best.match:
            if key == one.expected:
                figures.matched += 1
            else:
                figures.false.append(one.text)
    return found


def results(figures: Mapping[str, Figures]) -> dict[str, dict[str, float]]:
    """The figures as `bench/results/reconciliation.json` holds them."""
    return {
        part: {
            "rows": one.rows, "decoys": one.rows - one.named, "recall": round(one.recall, 4),
            "unseen": round(one.matched / one.named, 4), "precision": round(one.precision, 4),
            "false": round(one.false_rate, 4),
        }
        for part, one in figures.items()
    }  # fmt: skip


def page(figures: Mapping[str, Figures]) -> str:
    """The page of figures; nothing in it depends on the machine."""
    spellings = read_spellings()
    lines = [
        "# How well names are found",
        "",
        "Written by `make bench-reconcile`; a test compares it with what is measured.",
        "",
        f"{len(spellings)} real-world spellings ([`spellings.tsv`](../{SPELLINGS.relative_to(ROOT)})): abbreviations,",
        "former names, typing errors, both languages, codes, symbols, identifiers of other systems, and decoys: names",
        "of things that the graph does not hold, or of another kind than asked for.",
        "The set was written before the matching. A third, chosen by a checksum, was not looked at while scores were",
        "tuned. The list of former and everyday names (`other_names.tsv`) was compiled after the set, by the same",
        "hand: it holds names of both parts, so that for those names neither part is a blind test.",
        "",
        *table(results(figures)),
        "",
        f"Bars: recall at 1 of {BARS['recall']}, false matches under {BARS['false']:.0%}. A match needs a score of "
        f"{MATCH_SCORE:g} and a margin of {MATCH_MARGIN:g} to the second candidate.",
        "",
        "Not found first:",
        "",
        *[f"- {part}: {', '.join(f'`{text}`' for text in one.missed) or 'none'}" for part, one in figures.items()],
        "",
        "What the figures do not say: the set was written by the makers of the graph, and its spellings are of",
        "organisations, States, instruments and reports; practices, whose titles are long, have none.",
        "",
    ]
    return "\n".join(lines)


def written() -> str:
    """The page as it stands."""
    return PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""


def index_of_release(folders: KnowledgeFolders, folder: Path) -> Path:
    """The index of the graph in the knowledge folders; the folder that it is in."""
    release = build_release(folders, folder / "release")
    return index_of(open_release(release), folder / "names")


def latencies(index: Index, texts: Iterable[str]) -> tuple[list[float], list[float]]:
    """Seconds of a suggestion for each beginning, and of a look-up for each text."""
    suggested, looked_up = [], []
    for text in texts:
        for length in (2, 4, 7):
            begun = time.perf_counter()
            index.beginning(text[:length])
            suggested.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        index.lookup(text)
        looked_up.append(time.perf_counter() - begun)
    return suggested, looked_up


def percentile(seconds: Sequence[float], part: float) -> float:
    """That part of the sorted values, in milliseconds."""
    return 1000 * sorted(seconds)[min(int(part * len(seconds)), len(seconds) - 1)]


def main() -> None:
    """Write the page, and print how long look-ups take here; with a file of N-Quads, in that graph instead."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if len(sys.argv) > 1:
            store = Store()
            store.bulk_load(path=sys.argv[1], format=RdfFormat.N_QUADS)
            index = Index(index_of(store, folder / "names"))
        else:
            index = Index(index_of_release(KnowledgeFolders.find(ROOT), folder))
            figures = measure(index)
            PAGE.write_text(page(figures), encoding="utf-8")
            RESULTS.write_text(json.dumps(results(figures), indent=1) + "\n", encoding="utf-8")
            bench.report.write()
        suggested, looked_up = latencies(index, [one.text for one in read_spellings()])
    for what, seconds in (("suggest", suggested), ("look up", looked_up)):
        print(f"{what}: p50 {percentile(seconds, 0.5):.1f} ms, p95 {percentile(seconds, 0.95):.1f} ms")


if __name__ == "__main__":
    main()
