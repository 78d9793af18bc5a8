"""Dates of mixed precision on an axis: a year is as long as it is, and no day is invented for it."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


@dataclass(frozen=True, slots=True)
class Span:
    """The first day that a date text covers and the first day after it."""

    first: date
    after: date

    @property
    def exact(self) -> bool:
        """Whether the text gives one day."""
        return (self.after - self.first).days == 1


@lru_cache(maxsize=10_000)
def span(text: str | None) -> Span | None:
    """What `xsd:gYear`, `xsd:gYearMonth` or `xsd:date` text covers; None where it is no such text."""
    found = _DATE.fullmatch(text or "")
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        if day:
            first = date(year or 0, month or 0, day)
            return Span(first, first + timedelta(days=1))
        if month:
            return Span(date(year or 0, month, 1), date((year or 0) + month // 12, month % 12 + 1, 1))
        return Span(date(year or 0, 1, 1), date((year or 0) + 1, 1, 1))
    except (ValueError, OverflowError):
        return None


def position(day: date) -> float:
    """A day as a year with a fraction."""
    begin = date(day.year, 1, 1).toordinal()
    length = 366 if day.year % 4 == 0 and (day.year % 100 != 0 or day.year % 400 == 0) else 365
    return day.year + (day.toordinal() - begin) / length


def years(first: float, last: float, most: int = 8) -> tuple[int, int, int]:
    """The first and last year of an axis from `first` to `last`, and the years between two marks (at most `most`)."""
    begin, end = int(first), int(last) + 1
    step = next(size for size in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000) if (end - begin) / size <= most)
    return begin // step * step, -(-end // step) * step, step
