"""Counts the cells of the matrix, as the question coverage-matrix does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ramp.web.coverage.facts import Count, Facts, Mechanism, Place, Recommendation, Search, Section
from ramp.web.coverage.filters import Filters


class State(StrEnum):
    """What a cell sums up; the names are those of the question coverage-matrix."""

    CLAIMED = "claimed-with-evidence"
    DISPUTED = "disputed"
    UNSUPPORTED = "claimed-without-evidence"
    REVIEW = "under-review"
    SEARCHED = "searched-none-found"
    UNKNOWN = "not-searched"


@dataclass(frozen=True, slots=True)
class Cell:
    """One mechanism and one recommendation: numbers of claims by kind, of searches, and the day of the last search."""

    state: State
    with_evidence: int = 0
    without_evidence: int = 0
    disputed: int = 0
    unconfirmed: int = 0
    searches: int = 0
    last_search: str | None = None

    @property
    def claims(self) -> int:
        """All claims that count."""
        return self.with_evidence + self.without_evidence + self.disputed + self.unconfirmed


@dataclass(frozen=True, slots=True)
class Matrix:
    """What is shown: columns, rows by section, and a cell for each pair."""

    filters: Filters
    mechanisms: tuple[Mechanism, ...]
    sections: tuple[tuple[Section, tuple[Recommendation, ...]], ...]
    cells: Mapping[Place, Cell]

    @property
    def recommendations(self) -> list[Recommendation]:
        """The rows, in the order of the report."""
        return [one for _, within in self.sections for one in within]


def matrix(facts: Facts, filters: Filters, only: Iterable[str] | None = None) -> Matrix:
    """The matrix under the filters; `only`: the mechanisms of these names, in that order."""
    chosen = facts.mechanisms.values() if only is None else [facts.mechanisms[name] for name in only]
    columns = tuple(one for one in chosen if filters.has(one))
    rows = [one for one in facts.recommendations.values() if filters.takes(one)]
    sections = tuple(
        (section, within)
        for section in facts.sections
        if (within := tuple(one for one in rows if one.section.iri == section.iri))
    )
    cells = {place: at(facts, filters, place) for place in ((one.name, row.name) for one in columns for row in rows)}
    return Matrix(filters, columns, sections, cells)


def at(facts: Facts, filters: Filters, place: Place) -> Cell:
    """One cell under the filters."""
    return cell(facts.counts.get(place, ()), facts.searches.get(place, ()), filters.basis_iri, filters.day)


def cell(counts: Iterable[Count], searches: Iterable[Search], basis: str | None, day: str | None) -> Cell:
    """The cell that these claims and searches make: of claims those on `basis` alone, of both those until `day`."""
    numbers = dict.fromkeys(("with", "without", "against", "open"), 0)
    for count in counts:
        if (basis is None or count.basis == basis) and (day is None or count.issued <= day):
            numbers[count.kind] += count.claims
    done = [search for search in searches if day is None or search.on <= day]
    found = len({search.iri for search in done})
    return Cell(
        _state(numbers, found),
        numbers["with"],
        numbers["without"],
        numbers["against"],
        numbers["open"],
        found,
        max((search.on for search in done), default=None),
    )


def _state(numbers: Mapping[str, int], searches: int) -> State:
    order = (
        (numbers["with"], State.CLAIMED),
        (numbers["against"], State.DISPUTED),
        (numbers["without"], State.UNSUPPORTED),
        (numbers["open"], State.REVIEW),
        (searches, State.SEARCHED),
    )
    return next((state for number, state in order if number), State.UNKNOWN)
