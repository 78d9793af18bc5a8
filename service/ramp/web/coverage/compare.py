"""`/compare`: two to four mechanisms side by side, by recommendation, texts, treaties and practices."""

import asyncio
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response

from ramp.errors import ParameterError
from ramp.web import page, service
from ramp.web.asking import Row, ask
from ramp.web.coverage import cells, showing
from ramp.web.coverage.comparing import by_treaty, by_type
from ramp.web.coverage.facts import Facts, Mechanism
from ramp.web.coverage.filters import Filters, unknown
from ramp.web.coverage.marks import MARKS
from ramp.web.coverage.memory import facts_of
from ramp.web.coverage.table import table
from ramp.web.days import as_of, last_day
from ramp.web.language import Language, language, words
from ramp.web.page import Cited

router = APIRouter(include_in_schema=False)

MOST = 4


@dataclass(frozen=True, slots=True)
class Side:
    """One mechanism: where it is described, its acronym, its name."""

    href: str
    short: str
    name: str


@router.get("/compare")
@router.head("/compare")
async def compare_page(request: Request) -> Response:
    """The form, and below it the mechanisms chosen, on a day if one is given."""
    if (same := page.unchanged(request)) is not None:
        return same
    facts, lang = await facts_of(request), language(request)
    day = as_of(request.query_params.get("asOf"))
    chosen = _chosen(request, facts)
    t = words(lang)
    sides = [_side(one, lang) for one in chosen]
    names = ", ".join(side.short for side in sides)
    title = t["coverage_compare_of"].format(names=names) if len(chosen) > 1 else t["coverage_compare_title"]
    query = Filters(as_of=day).query()
    shown = await _compared(request, facts, chosen, day) if len(chosen) > 1 else {}
    listed = "&".join(f"mechanism={one.name}" for one in chosen)
    address = f"{service.of(request).url(request)}/compare?{listed}{query.replace('?', '&')}".rstrip("?")
    return await page.respond(
        request,
        "coverage/compare.html",
        title=title,
        cite=Cited(title, address),
        offered=[(one.name, showing.text(one.texts, lang)) for one in showing.by_name(facts.mechanisms.values(), lang)],
        chosen=[one.name for one in chosen],
        sides=sides,
        as_of=day,
        legend=list(MARKS.items()),
        **shown,
    )


def _chosen(request: Request, facts: Facts) -> list[Mechanism]:
    """The mechanisms asked for, each once. Raises ParameterError for one that there is not, or more than four."""
    names = [name for name in dict.fromkeys(request.query_params.getlist("mechanism")) if name.strip()]
    for name in names:
        if name not in facts.mechanisms:
            raise unknown("mechanism", name, list(facts.mechanisms))
    if len(names) > MOST:
        raise ParameterError(
            f"mechanism: {len(names)} are too many to stand side by side",
            remedy=f"Choose at most {MOST}; the matrix at /matrix shows all",
            extra={
                "parameter": "mechanism",
                "limit": MOST,
                "detail_fr": f"mechanism : {len(names)} mécanismes ne tiennent pas côte à côte",
                "remedy_fr": f"Choisissez-en {MOST} au plus ; la matrice, à l’adresse /matrix, les montre tous",
            },
        )
    return [facts.mechanisms[name] for name in names]


def _side(mechanism: Mechanism, lang: Language) -> Side:
    return Side(
        f"/id/organization/{mechanism.name}", showing.short(mechanism, lang), showing.text(mechanism.texts, lang)
    )


async def _compared(request: Request, facts: Facts, chosen: list[Mechanism], day: str | None) -> dict[str, Any]:
    """What the tables show, as the template takes it."""
    lang, base = language(request), service.of(request).settings.base_iri
    until, today = last_day(day) if day else None, service.of(request).engine.modified.date().isoformat()
    texts, practices, members, acts, palermo = await asyncio.gather(
        _each(request, "coverage-instruments", chosen),
        _each(request, "coverage-practices", chosen),
        _each(request, "coverage-members", chosen),
        _each(request, "coverage-acts", chosen),
        ask(request, "coverage-acts-on-treaty"),
    )
    view = showing.view_of(facts, lang, base)
    shown = cells.matrix(facts, Filters(as_of=day), [one.name for one in chosen])
    return {
        "table": table(shown, lang),
        "instruments": by_type(texts, "instrument", "adopted", facts, view, until),
        "practices": by_type(practices, "practice", "begun", facts, view, until),
        "treaties": by_treaty(members, acts, palermo, view, until or today),
    }


async def _each(request: Request, name: str, chosen: list[Mechanism]) -> list[list[Row]]:
    return list(await asyncio.gather(*(ask(request, name, mechanism=one.name) for one in chosen)))
