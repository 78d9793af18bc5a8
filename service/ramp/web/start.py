"""The start page: what RAMP is, how much there is, the ways in, what changed lately, and questions with answers."""

import asyncio
from collections.abc import Mapping
from types import MappingProxyType

from fastapi import APIRouter, Request, Response

from ramp.engine import QueryRequest
from ramp.errors import RampError
from ramp.graph.namespaces import FOAF, RAMP
from ramp.linking import catalog, describing
from ramp.questions import Question, bind
from ramp.web import answers, linked, page, releases, service
from ramp.web.asking import ask
from ramp.web.language import Language, language, words
from ramp.web.table import Table, read_table

router = APIRouter(include_in_schema=False)

SHOWN: Mapping[str, tuple[str, str] | None] = MappingProxyType(
    {"monitoring-bodies": ("kind", "body"), "members-not-party": None, "dakar-invited": None}
)
"""The questions that the start page answers, where they exist, and which rows it prefers: a column and its text.
Others take the place of those that do not exist."""
FIGURES: Mapping[str, tuple[str, str | None]] = MappingProxyType(
    {
        "mechanisms": (RAMP["Mechanism"].value, "/mechanisms"),
        "recommendations": (RAMP["Recommendation"].value, "/recommendations"),
        "practices": (RAMP["Practice"].value, "/practices"),
        "instruments": (RAMP["Instrument"].value, "/instruments"),
        "states": (RAMP["State"].value, "/states"),
        "claims": (RAMP["ResponseClaim"].value, "/matrix"),
        "acts": (RAMP["TreatyAction"].value, "/instruments"),
        "sources": (FOAF["Document"].value, "/sources"),
    }
)
"""What is counted: its class, and the page that lists it."""
_ROWS = 5
_LATELY = 3


@router.get("/")
@router.head("/")
async def start(request: Request) -> Response:
    """The start page."""
    known, lang = service.of(request), language(request)
    lately = releases.room(request).shelf.all[: -_LATELY - 1 : -1]
    if (same := page.unchanged(request, *(kept.id for kept in lately))) is not None:
        return same
    featured = _featured(known.questions)
    about, figures = await asyncio.gather(linked.read_once(request, catalog.about), ask(request, "start-figures"))
    tables = [await _first_rows(request, question, lang) for question in featured]
    counts = {row["kind"].value: int(row["count"].value) for row in figures}
    title = about.title.get(lang, words(lang)["long_name"])
    return await page.respond(
        request,
        "start.html",
        title=words(lang)["long_name"],
        cite=page.Cited(title, known.settings.base_iri),
        tag=tuple(kept.id for kept in lately),
        complete=all(table is not None for table, _ in tables),
        figures=[(name, counts[iri], path) for name, (iri, path) in FIGURES.items() if iri in counts],
        lately=lately,
        shown=[(question, *table) for question, table in zip(featured, tables, strict=True)],
        count=len(known.questions),
        dataset=catalog.schema_org(about, known.url(request), known.engine.modified, lang),
    )


def _featured(questions: Mapping[str, Question]) -> list[Question]:
    names = [name for name in SHOWN if name in questions]
    names += [name for name, question in questions.items() if name not in names and question.form == "SELECT"]
    return [questions[name] for name in names[:3]]


async def _first_rows(request: Request, question: Question, lang: Language) -> tuple[Table | None, int]:
    """The first rows of the answer with the default parameters, and how many there are; None without an answer now."""
    known = service.of(request)
    key = ("first rows", question.name, lang)
    try:
        return await known.derived.get(
            known.engine.snapshot, key, lambda: _read_first_rows(request, known, question, lang)
        )
    except RampError:
        return None, 0


async def _read_first_rows(
    request: Request, known: service.Service, question: Question, lang: Language
) -> tuple[Table, int]:
    answer = await known.engine.query(
        QueryRequest(question.text, substitutions=bind(question, {}), base_iri=known.settings.base_iri)
    )
    table = read_table(answers.read_whole(answer), base=known.settings.base_iri)
    preferred = SHOWN.get(question.name)
    given = [name for name, parameter in question.parameters.items() if parameter.default]
    rows = (table.where(*preferred) if preferred else table).spread(_ROWS).for_reader(lang, given)
    if bare := rows.unnamed():
        rows = rows.with_names(await linked.read(request, describing.names, list(bare)), lang)
    return rows, len(table.rows)
