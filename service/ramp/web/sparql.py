"""`/sparql`: the SPARQL 1.1 Protocol for queries, by GET, POST and QUERY, with the service description without one."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response

from ramp.engine import Answer, Page, QueryRequest
from ramp.errors import ParameterError, in_french
from ramp.sparql import negotiation, protocol
from ramp.sparql.guard import check_query
from ramp.sparql.negotiation import HTML, RDF, RESULTS, Choice, Format
from ramp.web import answers, pages, service
from ramp.web.access import identify
from ramp.web.body import bounded_body
from ramp.web.description import describe
from ramp.web.language import language
from ramp.web.service import Service

METHODS = ["GET", "HEAD", "POST", "QUERY"]
ROWS_ON_A_PAGE = 500
router = APIRouter(tags=["SPARQL"])

_GRAPHS = {"type": "array", "items": {"type": "string"}}
_FORMAT = {"type": "string", "enum": [word for form in (*RESULTS, *RDF, HTML) for word in form.words[:1]]}
_PARAMETERS: list[dict[str, Any]] = [
    {"name": name, "in": "query", "description": description, "schema": schema}
    for name, description, schema in (
        ("query", "A SPARQL query; without one: the service description.", {"type": "string"}),
        ("default-graph-uri", "A graph of the default graph; may be repeated.", _GRAPHS),
        ("named-graph-uri", "A named graph of the dataset; may be repeated.", _GRAPHS),
        ("format", "Outweighs Accept.", _FORMAT),
    )
]
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The whole answer, in the format negotiated.",
        "content": {form.media_types[0]: {} for form in (*RESULTS, *RDF, HTML)},
    },
    304: {"description": "The answer that the client holds is still true."},
    "default": {"description": "What is wrong and what to do (RFC 9457).", "content": {"application/problem+json": {}}},
}
_POST_BODY = {
    "required": True,
    "content": {
        protocol.QUERY: {"schema": {"type": "string"}},
        protocol.FORM: {
            "schema": {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}
        },
    },
}


@router.get("/sparql", responses=_RESPONSES, openapi_extra={"parameters": _PARAMETERS}, response_class=Response)
async def ask(request: Request) -> Response:
    """Ask a SPARQL query (SPARQL 1.1 Protocol). Without one: the service description, for a browser the query page."""
    return await answer(request)


@router.post(
    "/sparql",
    responses=_RESPONSES,
    openapi_extra={"parameters": _PARAMETERS[1:], "requestBody": _POST_BODY},
    response_class=Response,
)
async def ask_by_post(request: Request) -> Response:
    """Ask a SPARQL query that stands in the body."""
    return await answer(request)


@router.api_route("/sparql", methods=["HEAD", "QUERY"], include_in_schema=False)
@router.api_route("/sparql/", methods=METHODS, include_in_schema=False)
async def ask_otherwise(request: Request) -> Response:
    """HEAD, the method QUERY, and the address with a slash at the end."""
    return await answer(request)


@dataclass(frozen=True, slots=True)
class Source:
    """What a query is asked of, where it is not the graph as it is now: its version, its address, and how to ask it."""

    snapshot: str
    endpoint: str
    query: Callable[[QueryRequest], Coroutine[Any, Any, Answer]]


async def answer(request: Request, source: Source | None = None) -> Response:
    """The response to a query, whichever way it came; every route above leads here. A `source` has no page."""
    known = service.of(request)
    pairs = protocol.parse_pairs(request.scope["query_string"])
    if request.method in ("GET", "HEAD"):
        if not _has_query(pairs):
            return await describe(request, source.endpoint if source else None)
        operation = protocol.read_query(request.method, pairs, None, b"")  # a body means nothing here
    else:
        body = await bounded_body(request, known.settings.query_bytes * 3 + 4096)
        operation = protocol.read_query(request.method, pairs, request.headers.get("content-type"), body)
    checked = check_query(operation.text, known.limits)
    graph = checked.form in ("CONSTRUCT", "DESCRIBE")
    accept = request.headers.get("accept")
    available: tuple[Format, ...] = (*RDF, HTML) if graph else (*RESULTS, HTML)
    if source is not None:
        available = RDF if graph else RESULTS
    choice = negotiation.choose(accept, available, operation.format)
    other = RESULTS[0] if graph else RDF[0]
    html = choice.format is HTML
    gzip = negotiation.accepts_gzip(request.headers.get("accept-encoding")) and not html
    snapshot = source.snapshot if source else known.engine.snapshot
    tag = answers.etag(snapshot, choice.content_type, gzip, language(request) if html else "")
    if not checked.volatile and answers.matches(request, tag):
        return answers.not_modified(tag)
    name = RDF[0].name if html else choice.name
    asked = QueryRequest(
        text=operation.text,
        results="json" if graph or html else _results(choice),  # type: ignore[arg-type]
        rdf=name if graph else other.name,  # type: ignore[arg-type]
        default_graphs=operation.default_graphs,
        named_graphs=operation.named_graphs,
        own_dataset=checked.own_dataset,
        base_iri=known.settings.base_iri,
        gzip=gzip,
        page=Page(0, ROWS_ON_A_PAGE) if html else None,
    )
    found = await run(request, known, asked, source)
    if found.snapshot != snapshot:
        tag = answers.etag(found.snapshot, choice.content_type, gzip, language(request) if html else "")
    if html:
        return await pages.query_page(request, operation.text, found)
    content_type = choice.content_type
    if (found.kind == "rdf") != graph:  # the form was fused with something and only the engine knew it
        content_type = (RDF[0] if found.kind == "rdf" else RESULTS[0]).media_types[0]
    return answers.respond(request, found, content_type, tag=None if checked.volatile else tag)


async def run(request: Request, known: Service, asked: QueryRequest, source: Source | None = None) -> Answer:
    """The answer, within the client's budget and only as long as the client waits for it."""
    if identify(request) is None:
        known.budget.check(answers.client_of(request))
    work = source.query(asked) if source else known.engine.query(asked)
    return await answers.charged(request, answers.while_connected(request, work))


def _results(choice: Choice) -> str:
    return choice.name


def _has_query(pairs: protocol.Pairs) -> bool:
    names = {name for name, _ in pairs}
    if "update" in names:
        raise ParameterError(
            "Updates are not read by GET",
            remedy="POST them to /sparql/update with a token",
            extra={
                "parameter": "update",
                **in_french(
                    "Les mises à jour ne sont pas lues par GET",
                    "Envoyez-les par POST à /sparql/update, avec un jeton",
                ),
            },
        )
    return "query" in names
