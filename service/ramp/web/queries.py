"""`/queries`: every file of `queries/` as an address with typed parameters, pages and formats."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse

from ramp.engine import Answer, Page, QueryRequest
from ramp.errors import NotFoundError, ParameterError, french_number, in_french
from ramp.graph.namespaces import QUERY
from ramp.questions import Question, bind
from ramp.questions.as_of import with_own_names
from ramp.sparql import negotiation, protocol
from ramp.sparql.negotiation import HTML, RDF, RESULTS, Choice, Format
from ramp.web import answers, pages, service
from ramp.web.known_terms import check_known
from ramp.web.language import language
from ramp.web.map.of_answer import map_of
from ramp.web.openapi import PROBLEMS, question_parameters, question_responses
from ramp.web.parameters import check_language
from ramp.web.service import Service
from ramp.web.sparql import run

_JSON = Format("json", ("application/json",), ("json",))
_OFFSET_MAX = 10_000_000
_OWN = ("format", "limit", "offset", "lang")
"""Parameters of every question, unless it has one of the same name itself."""


def routes(questions: dict[str, Question]) -> APIRouter:
    """The list and one route for each question."""
    router = APIRouter(tags=["Questions"])
    router.add_api_route("/queries", _list, methods=["GET"], response_class=Response, responses=PROBLEMS)
    router.add_api_route("/queries", _list, methods=["HEAD"], include_in_schema=False)
    router.add_api_route("/queries/", _list, methods=["GET", "HEAD"], include_in_schema=False)
    for question in questions.values():
        path, endpoint = f"/queries/{question.name}", _endpoint(question)
        router.add_api_route(
            path,
            endpoint,
            methods=["GET"],
            name=question.name,
            operation_id=f"ask-{question.name}",
            summary=question.title["en"],
            description=f"{question.description['en']}\n\n**{question.title['fr']}** {question.description['fr']}",
            response_class=Response,
            responses=question_responses(question),
            openapi_extra={"parameters": question_parameters(question)},
        )
        router.add_api_route(path, endpoint, methods=["HEAD"], include_in_schema=False)
    router.add_api_route("/queries/{name}", _missing, methods=["GET", "HEAD"], include_in_schema=False)
    return router


async def _list(request: Request) -> Response:
    """All prepared questions, with their parameters."""
    known = service.of(request)
    choice = negotiation.choose(request.headers.get("accept"), (_JSON, HTML), request.query_params.get("format"))
    lang = language(request)
    tag = answers.etag(
        known.engine.snapshot, "queries", choice.name, lang if choice.format is HTML else known.url(request)
    )
    vary = "Accept, Accept-Language"
    if answers.matches(request, tag):
        return answers.not_modified(tag, vary)
    headers = {"ETag": tag, "Vary": vary, "Cache-Control": answers.REVALIDATE}
    if choice.format is HTML:
        return pages.questions_page(request, headers)
    listed = [_summary(known, request, question) for question in known.questions.values()]
    return JSONResponse({"questions": listed, "next": None}, headers=headers)


async def _missing(request: Request, name: str) -> Response:
    raise NotFoundError(
        f"There is no question {name[:80]!r}",
        remedy="See the list at /queries",
        extra=in_french(f"Il n’y a pas de question « {name[:80]} »", "Voyez la liste à /queries"),
    )


def _endpoint(question: Question) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return await _answer(request, question)

    return answer


async def _answer(request: Request, question: Question) -> Response:
    known, lang = service.of(request), language(request)
    values, own = _values(request, question)
    bindings = bind(question, values)
    graph = question.form in ("CONSTRUCT", "DESCRIBE")
    choice = negotiation.choose(
        request.headers.get("accept"), (*(RDF if graph else RESULTS), HTML), own.get("format") or None
    )
    html = choice.format is HTML
    page = _page(own, known) if question.form == "SELECT" else None
    gzip = not html and negotiation.accepts_gzip(request.headers.get("accept-encoding"))
    parts = (choice.content_type, gzip, page, known.url(request), lang if html else "")
    tag = answers.etag(known.engine.snapshot, *parts)
    if answers.matches(request, tag):
        return answers.not_modified(tag)
    asked = QueryRequest(
        text=question.text,
        results="json" if html or graph else choice.name,  # type: ignore[arg-type]
        rdf=choice.name if graph and not html else "turtle",  # type: ignore[arg-type]
        substitutions=bindings,
        base_iri=known.settings.base_iri,
        gzip=gzip,
        page=page,
    )
    answer = await (_shown(request, known, asked) if html else run(request, known, asked))
    if answer.rows == 0:
        await check_known(request, question, values)
    links = _links(known.url(request), question, request, page, answer, choice)
    if html:
        return await pages.question_page(
            request, question, values, answer, page, links, answers.etag(answer.snapshot, *parts), map_of
        )
    return answers.respond(
        request,
        answer,
        choice.content_type,
        tag=answers.etag(answer.snapshot, *parts),
        extra={"Link": ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items())} if links else None,
    )


async def _shown(request: Request, known: Service, asked: QueryRequest) -> Answer:
    """The answer for a page, whose other language shows the same. Raises RampError as `run`."""
    key = (asked.text, frozenset(asked.substitutions.items()), asked.page)
    if (kept := known.shown.get(key, known.engine.snapshot)) is not None:
        return kept
    answer = await run(request, known, asked)
    whole = replace(answer, body=answers.read_whole(answer))
    known.shown.put(key, whole.snapshot, whole.size, whole)
    return whole


def _values(request: Request, question: Question) -> tuple[dict[str, str], dict[str, str]]:
    """The values of the question's parameters, and those of the parameters in `_OWN`. Raises ParameterError."""
    values: dict[str, str] = {}
    own: dict[str, str] = {}
    for name, value in protocol.parse_pairs(request.scope["query_string"]):
        target = own if name in _OWN and name not in question.parameters else values
        if name in target:
            raise ParameterError(
                f"{name} is given twice",
                remedy="Give it once",
                extra={"parameter": name, **in_french(f"{name} est donné deux fois", "Donnez-le une seule fois")},
            )
        if "\0" in value:
            raise ParameterError(
                f"{name} holds a NUL character",
                remedy="Leave it out",
                extra={"parameter": name, **in_french(f"{name} contient un caractère NUL", "Supprimez-le")},
            )
        target[name] = value
    check_language(own.get("lang"))
    return with_own_names(question, values), own


def _page(own: dict[str, str], known: Service) -> Page:
    limit = _integer(own, "limit", known.settings.page_size, 1, known.settings.page_size_max)
    return Page(_integer(own, "offset", 0, 0, _OFFSET_MAX), limit)


def _integer(own: dict[str, str], name: str, default: int, least: int, most: int) -> int:
    text = own.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 12 and least <= int(text) <= most):
        raise ParameterError(
            f"{name}: {text[:80]!r} is not a whole number from {least} to {most:,}",
            remedy=f"Give {name} such a number, or leave it out",
            extra={
                "parameter": name,
                **in_french(
                    f"{name} : « {text[:80]} » n’est pas un nombre entier de {least} à {french_number(most)}",
                    f"Donnez un tel nombre à {name}, ou omettez-le",
                ),
            },
        )
    return int(text)


def _links(
    base: str, question: Question, request: Request, page: Page | None, answer: Answer, choice: Choice
) -> dict[str, str]:
    """The addresses of the other pages, by relation (RFC 8288); `next` is missing on the last page."""
    if page is None or answer.rows is None or (page.offset == 0 and answer.rows <= page.limit):
        return {}
    last = max(0, (answer.rows - 1) // page.limit * page.limit)
    targets = {"first": 0, "last": last}
    if page.offset > 0:
        targets["prev"] = max(0, page.offset - page.limit)
    if page.offset + page.limit < answer.rows:
        targets["next"] = page.offset + page.limit
    kept = [
        (name, value)
        for name, value in protocol.parse_pairs(request.scope["query_string"])
        if name not in ("limit", "offset")
    ]
    return {
        relation: f"{base}/queries/{question.name}?{urlencode([*kept, ('limit', page.limit), ('offset', offset)])}"
        for relation, offset in targets.items()
    }


def _summary(known: Service, request: Request, question: Question) -> dict[str, Any]:
    return {
        "id": QUERY[question.name].value,
        "href": f"{known.url(request)}/queries/{question.name}",
        **question.listing(),
    }
