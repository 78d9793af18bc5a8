"""How a mechanism's answers to the recommendations stand: its column of the matrix, read downwards."""

from dataclasses import dataclass

from ramp.web.coverage import cells, showing
from ramp.web.coverage.facts import ORGANIZATION, Facts
from ramp.web.coverage.marks import MARKS, Mark
from ramp.web.coverage.table import said
from ramp.web.days import last_day
from ramp.web.language import Language, words


@dataclass(frozen=True, slots=True)
class Answer:
    """One recommendation: its name and page, its cell of the matrix in words and as a mark, the page of the cell."""

    name: str
    href_name: str
    said: str
    mark: Mark
    href: str


def answered(facts: Facts, mechanism: str, as_of: str | None, lang: Language) -> list[Answer]:
    """The cells of the mechanism in the order of the report; none for a body that the matrix does not have."""
    name = mechanism.removeprefix(ORGANIZATION)
    if name not in facts.mechanisms:
        return []
    day = last_day(as_of) if as_of else None
    query = f"?asOf={as_of}" if as_of else ""
    found = []
    for row, recommendation in facts.recommendations.items():
        place = (name, row)
        cell = cells.cell(facts.counts.get(place, ()), facts.searches.get(place, ()), None, day)
        found.append(
            Answer(
                showing.numbered(recommendation, lang),
                f"/id/recommendation/{row}",
                said(words(lang), cell, lang),
                MARKS[cell.state],
                f"/matrix/{name}/{row}{query}",
            )
        )
    return found
