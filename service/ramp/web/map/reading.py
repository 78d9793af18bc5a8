"""Puts a map together from the graph: what it is of, the day, the lines of its table, its areas."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request
from pyoxigraph import NamedNode

from ramp.graph.namespaces import ID
from ramp.web import days, service
from ramp.web.asking import Row, ask
from ramp.web.kinds.parts import Behind as Behind
from ramp.web.kinds.parts import behind, day_of, reader
from ramp.web.language import language, words
from ramp.web.map.categories import Area
from ramp.web.map.choosing import Choice, choices, chosen
from ramp.web.map.standing import Line, categories, members, parties
from ramp.web.node_page import View
from ramp.web.wording import day as in_words


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything of one map. `codes`: the M49 code of each State by IRI; `names`: the texts of each by language."""

    choices: list[Choice]
    choice: Choice | None
    as_of: str | None
    day: str
    title: str
    lines: list[Line]
    codes: Mapping[str, str]
    names: Mapping[str, Mapping[str, str]]
    areas: Mapping[str, Area]
    question: Behind | None

    @property
    def query(self) -> str:
        """What follows the address of the page and of its files."""
        given = {"of": self.choice.of if self.choice else None, "asOf": self.as_of}
        return "?" + urlencode({key: value for key, value in given.items() if value}, safe="/")


async def read(request: Request) -> Shown:
    """The map that the address asks for. Raises ParameterError for a body or a day that is none, RampError as `ask`."""
    as_of = days.as_of(request.query_params.get("asOf"))
    day, lang = day_of(request, as_of), language(request)
    known, states = await asyncio.gather(ask(request, "map-choices"), ask(request, "map-states"))
    offered = choices(reader(request, known), known)
    choice = chosen(offered, request.query_params.get("of"), _preferred(request))
    rows, view = await _rows(request, choice, states)
    codes = {row["state"].value: row["m49"].value for row in states}
    if choice is None:
        lines: list[Line] = []
    elif choice.kind == "organization":
        lines = members(view, rows, frozenset(codes), day)
    else:
        lines = parties(view, rows, day)
    t = words(lang)
    return Shown(
        offered,
        choice,
        as_of,
        day,
        t[f"map_of_{choice.kind}"].format(name=choice.name.text, day=in_words(day, lang)) if choice else t["map_title"],
        lines,
        codes,
        {row["state"].value: _texts(row) for row in states},
        _areas(view, lines, codes, t, choice),
        _question(request, choice, day),
    )


def _texts(row: Row) -> dict[str, str]:
    return {tag: row[name].value for tag, name in (("en", "stateEn"), ("fr", "stateFr")) if name in row}


async def _rows(request: Request, choice: Choice | None, states: list[Row]) -> tuple[list[Row], View]:
    if choice is None:
        return [], reader(request, states)
    node = NamedNode(ID.iri + choice.of)
    if choice.kind == "organization":
        rows = await ask(request, "kind-members", mechanism=node)
    else:
        rows = await ask(request, "kind-acts", treaty=node)
    return rows, reader(request, states, rows)


def _areas(
    view: View, lines: list[Line], codes: Mapping[str, str], t: Mapping[str, str], choice: Choice | None
) -> dict[str, Area]:
    """Every State of the graph that has a code: with what the lines say, else that nothing is known of it."""
    found, nothing = categories(lines), t[f"map_none_{choice.kind if choice else 'organization'}"]
    areas = {}
    for iri, code in codes.items():
        own, category = view.value(iri), found.get(iri)
        told = t[f"map_{category}_{choice.kind}"] if category and choice else nothing
        areas[code] = Area(f"{own.text}{t['kinds_colon']}{told}", own.href, category)
    return areas


def _preferred(request: Request) -> str:
    """The treaty that the question parties-on-date shows by itself."""
    question = service.of(request).questions.get("parties-on-date")
    name = question.parameters["treaty"].default if question and "treaty" in question.parameters else None
    return f"instrument/{name}"


def _question(request: Request, choice: Choice | None, day: str) -> Behind | None:
    if choice is None:
        return None
    if choice.kind == "organization":
        return behind(request, "mechanism-fact-sheet", mechanism=ID.iri + choice.of)
    return behind(request, "parties-on-date", treaty=ID.iri + choice.of, date=day)
