"""A picture of an answer whose shape suits one: a name and a number in each row, or a year and a number."""

import re
from dataclasses import dataclass
from typing import Literal

from ramp.web.table import Table

FEWEST, MOST = 3, 60
ROW, LEFT, WIDTH = 26, 290, 340
"""Height of a bar with its gap, and where bars begin and how wide they are at most, in the units of the picture."""
HEIGHT = 220
NO_COUNTS = frozenset({"paragraph", "number", "confidence", "rank", "step"})
"""Columns of numbers that name or grade something."""
_LONGEST = 46
_YEAR = re.compile(r"[12][0-9]{3}")
_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar of length `x` at `y`, or a point at `x`, `y`; with its name and its number as they stand in the answer."""

    name: str
    number: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Chart:
    """`bars` or a `line` over years; `column` is the name of the numbers, `top` the largest of them."""

    kind: Literal["bars", "line"]
    column: str
    marks: tuple[Mark, ...]
    top: str

    @property
    def height(self) -> int:
        """Of the picture."""
        return len(self.marks) * ROW + 10 if self.kind == "bars" else HEIGHT + 40

    @property
    def path(self) -> str:
        """The points of the line."""
        return " ".join(f"{mark.x},{mark.y}" for mark in self.marks)


def chart_of(table: Table) -> Chart | None:
    """The chart of a whole answer, None where its shape suits none: each name once, no number missing or negative."""
    if not FEWEST <= len(table.rows) <= MOST:
        return None
    columns = [[row[place].text for row in table.rows] for place in range(len(table.columns))]
    numbers = [
        place
        for place in range(len(columns))
        if all(row[place].kind == "number" and _NUMBER.fullmatch(row[place].text) for row in table.rows)
    ]
    years = [n for n, texts in enumerate(columns) if all(map(_YEAR.fullmatch, texts)) and len(set(texts)) == len(texts)]
    counts = [place for place in numbers if place not in years and table.columns[place] not in NO_COUNTS]
    if not counts:
        return None
    value = counts[0]
    names = _names([texts for place, texts in enumerate(columns[:value]) if place not in numbers and all(texts)])
    largest = max(map(float, columns[value]))
    if not largest:
        return None
    if years:
        return _line(table.columns[value], columns[years[0]], columns[value], largest)
    if names is None:
        return None
    marks = tuple(
        Mark(
            name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…",
            number,
            round(float(number) / largest * WIDTH, 1),
            place * ROW + 5,
        )
        for place, (name, number) in enumerate(zip(names, columns[value], strict=True))
    )
    return Chart("bars", table.columns[value], marks, max(columns[value], key=float))


def _names(columns: list[list[str]]) -> list[str] | None:
    """One name for each row: of the first column that has no text twice, else of the first two together."""
    for texts in columns:
        if len(set(texts)) == len(texts):
            return texts
    together = [" · ".join(pair) for pair in zip(*columns[:2], strict=True)] if len(columns) > 1 else []
    return together if together and len(set(together)) == len(together) else None


def _line(column: str, years: list[str], numbers: list[str], largest: float) -> Chart:
    pairs = sorted(zip(years, numbers, strict=True))
    first, last = int(pairs[0][0]), int(pairs[-1][0])
    marks = tuple(
        Mark(
            year,
            number,
            round(40 + (int(year) - first) / max(1, last - first) * 640, 1),
            round(15 + (1 - float(number) / largest) * HEIGHT, 1),
        )
        for year, number in pairs
    )
    return Chart("line", column, marks, max(numbers, key=float))
