"""The map of an answer that names States: where they are, each with the link to its page."""

from fastapi import Request
from markupsafe import Markup

from ramp.graph.namespaces import ID
from ramp.web import service
from ramp.web.asking import ask
from ramp.web.kinds.parts import reader
from ramp.web.language import language, words
from ramp.web.map.categories import Area, Category
from ramp.web.map.drawing import world
from ramp.web.table import Table

FEWEST = 3
"""With fewer a map shows nothing that the table does not show at a glance."""
_STATE = f"{ID.iri}state/"


def states(table: Table) -> frozenset[str]:
    """The States of the first column that names nothing else; none where there is no such column."""
    for place in range(len(table.columns)):
        cells = [row[place] for row in table.rows if row[place].text]
        if cells and all(cell.iri and cell.iri.startswith(_STATE) for cell in cells):
            return frozenset(cell.iri for cell in cells if cell.iri)
    return frozenset()


async def map_of(request: Request, table: Table) -> Markup | None:
    """The map, None where the answer suits none. Raises RampError as `ask`."""
    named = states(table)
    if len(named) < FEWEST:
        return None
    areas = await _areas(request, named)
    if not any(area.category for area in areas.values()):
        return None
    return _drawn(request, areas, "map_answer_about")


async def blank(request: Request) -> Markup:
    """The map with nothing filled, for a view of an answer that fills it in the browser. Raises RampError as `ask`."""
    return _drawn(request, await _areas(request, frozenset()), "map_answer_view")


async def _areas(request: Request, named: frozenset[str]) -> dict[str, Area]:
    """Every State by its M49 code, those `named` as such."""
    rows = await ask(request, "map-states")
    view, areas = reader(request, rows), {}
    for row in rows:
        own = view.value(row["state"].value)
        areas[row["m49"].value] = Area(own.text, own.href, Category.SURE if own.iri in named else None)
    return areas


def _drawn(request: Request, areas: dict[str, Area], about: str) -> Markup:
    t = words(language(request))
    return world(
        service.of(request).outlines,
        areas,
        key="atlas",
        title=t["map_answer"],
        description=t[about],
        absent=t["map_absent"],
    )
