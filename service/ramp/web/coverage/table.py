"""`/matrix`: the matrix as a table of a page."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from ramp.web import page, service
from ramp.web.coverage import cells, filters, showing
from ramp.web.coverage.cells import Cell, Matrix, State
from ramp.web.coverage.facts import Facts
from ramp.web.coverage.marks import MARKS, Mark
from ramp.web.coverage.memory import facts_of
from ramp.web.language import Language, language, words
from ramp.web.page import Cited
from ramp.web.wording import day

router = APIRouter(include_in_schema=False)

FORMATS = ("csv", "xlsx", "json", "svg", "png")


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell: its mark, where it leads, and what a reader hears who does not see it."""

    mark: Mark
    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table."""

    href: str
    number: str
    text: str
    cells: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The columns as (address, acronym, name), and the rows by section."""

    columns: tuple[tuple[str, str, str], ...]
    sections: tuple[tuple[str, tuple[Line, ...]], ...]


@router.get("/matrix")
@router.head("/matrix")
async def matrix_page(request: Request) -> Response:
    """The matrix under the filters of the address."""
    if (same := page.unchanged(request)) is not None:
        return same
    facts, lang = await facts_of(request), language(request)
    wanted = filters.read(request, facts)
    shown = cells.matrix(facts, wanted, showing.ordered(facts, lang))
    t = words(lang)
    return await page.respond(
        request,
        "coverage/matrix.html",
        title=t["coverage_title"],
        cite=Cited(t["coverage_title"], f"{service.of(request).url(request)}/matrix{wanted.query()}"),
        table=table(shown, lang),
        filters=wanted,
        choices=choices(facts, lang),
        legend=list(MARKS.items()),
        tally=tally(shown),
        formats=FORMATS,
    )


def table(shown: Matrix, lang: Language) -> Table:
    """The matrix in words of one language."""
    query = shown.filters.query("basis", "asOf")
    names = {one.name: showing.short(one, lang) for one in shown.mechanisms}
    columns = tuple(
        (f"/id/organization/{one.name}", names[one.name], showing.text(one.texts, lang)) for one in shown.mechanisms
    )
    sections = tuple(
        (
            showing.heading(section, lang),
            tuple(
                Line(
                    f"/id/recommendation/{row.name}",
                    row.number,
                    showing.text(row.texts, lang),
                    tuple(
                        _shown(
                            shown.cells[name, row.name],
                            f"{label}, {row.number}",
                            f"/matrix/{name}/{row.name}{query}",
                            lang,
                        )
                        for name, label in names.items()
                    ),
                )
                for row in rows
            ),
        )
        for section, rows in shown.sections
    )
    return Table(columns, sections)


def said(t: Mapping[str, str], cell: Cell, lang: Language) -> str:
    """A cell in words: the state, how many claims, when it was last searched."""
    parts = [t[MARKS[cell.state].word]]
    if cell.claims:
        parts.append(t["coverage_claims_one" if cell.claims == 1 else "coverage_claims"].format(n=cell.claims))
    if cell.state is State.SEARCHED and cell.last_search:
        parts.append(t["coverage_on_day"].format(day=day(cell.last_search, lang)))
    return ", ".join(parts)


def _shown(cell: Cell, names: str, href: str, lang: Language) -> Shown:
    t = words(lang)
    return Shown(MARKS[cell.state], href, f"{names}{t['coverage_colon']}{said(t, cell, lang)}")


def choices(facts: Facts, lang: Language) -> dict[str, list[tuple[str, str]]]:
    """What each filter can be: values and texts."""
    return {
        "section": [(one.name, showing.heading(one, lang)) for one in facts.sections],
        "theme": showing.options(facts.concepts("theme"), filters.themes(facts), lang),
        "basis": showing.options(facts.concepts("claim-basis"), list(facts.concepts("claim-basis")), lang),
        "group": showing.options(facts.concepts("organization-type"), filters.groups(facts), lang),
    }


def tally(shown: Matrix) -> dict[State, int]:
    """How many cells of the whole table are in each state; never by mechanism, which would rank."""
    found = dict.fromkeys(MARKS, 0)
    for cell in shown.cells.values():
        found[cell.state] += 1
    return found
