"""The pages of queries: a plain page to ask one and see its answer, and the prepared questions."""

from collections.abc import Awaitable, Callable, Collection
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlencode

from fastapi import Request, Response
from markupsafe import Markup

from ramp.engine import Answer, Page
from ramp.errors import RampError
from ramp.graph.namespaces import QUERY
from ramp.linking import describing
from ramp.questions import Question
from ramp.web import answers, linked, page, service
from ramp.web.chart import chart_of
from ramp.web.language import Language, language, words
from ramp.web.service import Service
from ramp.web.table import Table, read_table

EDITOR = Path(str(files("ramp.web").joinpath("static/built/query-page.js")))
"""The editor in the browser; there only if it was built (`make form`)."""
_EXAMPLE = """PREFIX ramp: <https://w3id.org/ramp/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?mechanism ?name WHERE {
  ?mechanism a ramp:Mechanism ; skos:prefLabel ?name .
  FILTER(LANG(?name) = "en")
} ORDER BY ?name"""


async def query_page(request: Request, text: str | None, answer: Answer | None) -> Response:
    """A form with a query in it, and the answer below when there is one (JSON or Turtle, as the engine gave it)."""
    known, lang = service.of(request), language(request)
    table, graph = None, None
    if answer is not None:
        table, graph = _tables(known, answer, None)
    body = page.render(
        request,
        "query.html",
        title=words(lang)["query_title"],
        text=text if text is not None else _EXAMPLE,
        table=table,
        graph=graph,
        total=answer.rows if answer else None,
        seconds=answer.seconds if answer else None,
        editor=EDITOR.is_file(),
        examples=known.questions.values(),
        formats=("turtle", "jsonld", "ntriples") if graph is not None else ("json", "csv", "tsv", "xml"),
    )
    return _html(body, lang, None)


def questions_page(request: Request, headers: dict[str, str]) -> Response:
    """All questions, for readers."""
    known, lang = service.of(request), language(request)
    title = words(lang)["questions_title"]
    text = page.render(
        request,
        "questions.html",
        title=title,
        cite=page.Cited(title, f"{known.url(request)}/queries"),
        questions=known.questions.values(),
    )
    return Response(text, headers={**headers, "Content-Language": lang}, media_type="text/html; charset=utf-8")


async def question_page(
    request: Request,
    question: Question,
    values: dict[str, str],
    answer: Answer,
    rows: Page | None,
    links: dict[str, str],
    tag: str | None,
    draw: Callable[[Request, Table], Awaitable[Markup | None]],
) -> Response:
    """One question with a form for its parameters, and its answer; `draw` makes the map of a whole answer."""
    known, lang = service.of(request), language(request)
    shown = {name: values.get(name, parameter.default or "") for name, parameter in question.parameters.items()}
    table, graph = _tables(known, answer, lang, [name for name, value in shown.items() if value])
    if table is not None:
        table = await with_names(request, table, lang)
    kept = urlencode([(name, value) for name, value in request.query_params.multi_items() if name != "format"])
    text = page.render(
        request,
        "question.html",
        title=question.title[lang],
        cite=page.Cited(question.title[lang], QUERY[question.name].value),
        question=question,
        values=shown,
        table=table,
        graph=graph,
        chart=chart_of(table) if table is not None and answer.rows == len(table.rows) else None,
        atlas=await draw(request, table) if table is not None and answer.rows == len(table.rows) else None,
        permalink=f"{known.url(request)}/queries/{question.name}" + (f"?{kept}" if kept else ""),
        total=answer.rows,
        page=rows,
        links=links,
        kept=kept,
        formats=("turtle", "jsonld", "ntriples") if graph is not None else ("json", "csv", "tsv", "xml"),
    )
    response = _html(text, lang, tag)
    if tag is not None:
        answers.keep(request, response, answer.snapshot, tag)
    return response


def _html(text: str, lang: Language, tag: str | None) -> Response:
    headers = {"Content-Language": lang, "Vary": page.VARY, "Cache-Control": answers.REVALIDATE if tag else "no-store"}
    if tag:
        headers["ETag"] = tag
    return Response(text, headers=headers, media_type="text/html; charset=utf-8")


async def with_names(request: Request, table: Table, lang: Language) -> Table:
    """The table with names for what its question gave none; as it is where they cannot be had at the moment."""
    if not (bare := table.unnamed()):
        return table
    try:
        return table.with_names(await linked.read(request, describing.names, list(bare)), lang)
    except RampError:
        return table


def _tables(
    known: Service, answer: Answer, lang: Language | None, given: Collection[str] = ()
) -> tuple[Table | None, str | None]:
    """The answer as a table, or as Turtle for a graph."""
    body = answers.read_whole(answer)
    if answer.kind == "rdf":
        return None, body.decode()
    table = read_table(body, base=known.settings.base_iri)
    return (table if lang is None else table.for_reader(lang, given)), None
