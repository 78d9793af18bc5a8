"""`/graphs`: the SPARQL 1.1 Graph Store HTTP Protocol. Reading is open, writing needs a token.

Indirect naming is `/graphs?graph=IRI` and `/graphs?default`; direct naming is `/graphs/data/states` for the graph
`https://w3id.org/ramp/graph/data/states`. The default graph is the union of all, so it can be read and not be written.
"""

import secrets
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse

from ramp.engine import Change, QueryRequest
from ramp.errors import BadRequestError, MediaTypeError, NotFoundError, ParameterError, in_french
from ramp.graph.namespaces import GRAPH
from ramp.sparql import negotiation, protocol
from ramp.sparql.negotiation import RDF
from ramp.web import answers, service
from ramp.web.access import identify, require_writer
from ramp.web.body import body_file
from ramp.web.openapi import PROBLEMS
from ramp.web.parameters import wrong
from ramp.web.service import Service
from ramp.web.sparql import run
from ramp.web.table import read_table

router = APIRouter(tags=["Graphs"])

_TRIPLES = tuple(form for form in RDF if form.name not in ("nquads", "trig"))
_WHOLE = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_LIST = "SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph ORDER BY ?graph"
_NAMING: list[dict[str, Any]] = [
    {"name": "graph", "in": "query", "description": "IRI of the graph.", "schema": {"type": "string"}},
    {"name": "default", "in": "query", "description": "The union of all graphs.", "schema": {"type": "string"}},
]
_FORMAT = {"name": "format", "in": "query", "description": "Outweighs Accept.", "schema": {"type": "string"}}
_WRITES: dict[str, Any] = {
    "parameters": _NAMING[:1],
    "security": [{"bearer": []}],
    "requestBody": {"content": {form.media_types[0]: {"schema": {"type": "string"}} for form in RDF}},
}
_READS: dict[str, Any] = {"parameters": [*_NAMING, _FORMAT]}
_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The graph; without a name the list of graphs.",
        "content": {"application/json": {}, **{form.media_types[0]: {} for form in RDF}},
    },
    **PROBLEMS,
}
_DONE: dict[int | str, dict[str, Any]] = {
    201: {"description": "The graph is new; Location names it."},
    204: {"description": "Done; ETag names the new version."},
    **PROBLEMS,
}


@router.get("/graphs", responses=_ANSWER, openapi_extra=_READS, response_class=Response)
async def read(request: Request) -> Response:
    """A graph, or without a name the list of all graphs."""
    return await _read(request, None)


@router.put("/graphs", status_code=204, responses=_DONE, openapi_extra=_WRITES, response_class=Response)
async def replace(request: Request) -> Response:
    """Put a graph in place of what was there. It needs a token."""
    return await _write(request, None)


@router.post("/graphs", status_code=204, responses=_DONE, openapi_extra=_WRITES, response_class=Response)
async def add(request: Request) -> Response:
    """Add to a graph, or without a name make a new one. It needs a token."""
    return await _write(request, None)


@router.delete(
    "/graphs",
    status_code=204,
    responses=_DONE,
    openapi_extra={"parameters": _NAMING[:1], "security": [{"bearer": []}]},
    response_class=Response,
)
async def remove(request: Request) -> Response:
    """Remove a graph. It needs a token."""
    return await _delete(request, None)


@router.api_route("/graphs", methods=["HEAD"], include_in_schema=False)
@router.api_route("/graphs/", methods=["GET", "HEAD", "PUT", "POST", "DELETE"], include_in_schema=False)
async def indirect(request: Request) -> Response:
    """HEAD, and the address with a slash at the end."""
    return await _dispatch(request, None)


@router.api_route("/graphs/{path:path}", methods=["GET", "HEAD", "PUT", "POST", "DELETE"], include_in_schema=False)
async def direct(request: Request, path: str) -> Response:
    """Direct naming."""
    return await _dispatch(request, protocol.absolute_iri(GRAPH.iri + path, "path"))


async def _dispatch(request: Request, graph: str | None) -> Response:
    if request.method in ("GET", "HEAD"):
        return await _read(request, graph)
    return await (_delete(request, graph) if request.method == "DELETE" else _write(request, graph))


async def _read(request: Request, graph: str | None) -> Response:
    known = service.of(request)
    identify(request)
    graph, default, word = _named(request, graph)
    if graph is None and not default:
        return await _list(request, known)
    if graph is not None and not await known.engine.graph_exists(graph):
        raise _absent(graph)
    choice = negotiation.choose(request.headers.get("accept"), RDF, word)
    gzip = negotiation.accepts_gzip(request.headers.get("accept-encoding"))
    parts = (choice.content_type, gzip, graph or "default")
    tag = answers.etag(known.engine.snapshot, *parts)
    if answers.matches(request, tag):
        return answers.not_modified(tag)
    asked = QueryRequest(
        text=_WHOLE,
        rdf=choice.name,  # type: ignore[arg-type]
        default_graphs=None if graph is None else (graph,),
        gzip=gzip,
    )
    answer = await run(request, known, asked)
    return answers.respond(request, answer, choice.content_type, tag=answers.etag(answer.snapshot, *parts))


async def _list(request: Request, known: Service) -> Response:
    tag = answers.etag(known.engine.snapshot, "graphs", known.url(request))
    if answers.matches(request, tag):
        return answers.not_modified(tag, "Accept")
    table = read_table(answers.read_whole(await run(request, known, QueryRequest(_LIST))), prefixes={})
    listed = [
        {"graph": name.text, "triples": int(count.text), "href": _address(known, request, name.text)}
        for name, count in table.rows
    ]
    headers = {"ETag": tag, "Vary": "Accept", "Cache-Control": answers.REVALIDATE}
    return JSONResponse({"graphs": listed, "next": None}, headers=headers)


async def _write(request: Request, graph: str | None) -> Response:
    token = require_writer(request)
    known = service.of(request)
    graph, default, _ = _named(request, graph)
    if default:
        raise _is_the_union("write", "écrire")
    fresh = graph is None
    if graph is None:
        if request.method == "PUT":
            raise _unnamed()
        graph = GRAPH.iri + f"store/{secrets.token_hex(8)}"
    form = _format(request)
    existed = not fresh and await known.engine.graph_exists(graph)
    async with body_file(request, known.settings.update_bytes, known.engine.spool) as path:
        change = Change(
            "put" if request.method == "PUT" else "post",
            graph=graph,
            data=path,
            rdf=form,  # type: ignore[arg-type]
            base_iri=graph,
        )
        snapshot = await known.engine.change([change])
    known.log.info("graph written", extra={"token": token.id, "snapshot": snapshot})
    headers = {"ETag": answers.etag(snapshot)}
    if existed:
        return Response(status_code=204, headers=headers)
    return Response(status_code=201, headers={**headers, "Location": _address(known, request, graph)})


async def _delete(request: Request, graph: str | None) -> Response:
    token = require_writer(request)
    known = service.of(request)
    graph, default, _ = _named(request, graph)
    if graph is None:
        raise _is_the_union("remove", "retirer") if default else _unnamed()
    if not await known.engine.graph_exists(graph):
        raise _absent(graph)
    snapshot = await known.engine.change([Change("delete", graph=graph)])
    known.log.info("graph removed", extra={"token": token.id, "snapshot": snapshot})
    return Response(status_code=204, headers={"ETag": answers.etag(snapshot)})


def _named(request: Request, graph: str | None) -> tuple[str | None, bool, str | None]:
    """The graph's IRI, whether the default graph is meant, and `format`. Raises ParameterError."""
    pairs = protocol.parse_pairs(request.scope["query_string"])
    names = [value for name, value in pairs if name == "graph"]
    default = any(name == "default" for name, _ in pairs)
    if len(names) + default + (graph is not None) > 1:
        raise wrong(
            "graph",
            ("More than one graph is named", "Name one graph"),
            ("Plusieurs graphes sont nommés", "Nommez-en un seul"),
        )
    if names:
        graph = protocol.absolute_iri(names[0], "graph")
    return graph, default, next((value for name, value in pairs if name == "format" and value), None)


def _format(request: Request) -> str:
    media_type, charset = protocol.parse_content_type(request.headers.get("content-type"))
    for form in _TRIPLES:
        if media_type == form.media_types[0] and charset in (None, "utf-8"):
            return form.name
    known = [form.media_types[0] for form in _TRIPLES]
    raise MediaTypeError(
        f"A graph is not read as {media_type or 'a body without Content-Type'}",
        remedy=f"Send one of {', '.join(known)}, in UTF-8",
        extra={
            "available": known,
            **in_french(
                f"Un graphe n’est pas lu comme {media_type or 'contenu sans Content-Type'}",
                f"Envoyez l’un de {', '.join(known)}, en UTF-8",
            ),
        },
    )


def _address(known: Service, request: Request, graph: str) -> str:
    """The address that names the graph directly where it can, percent-encoded for a header."""
    if graph.startswith(GRAPH.iri) and len(graph) > len(GRAPH.iri):
        return f"{known.url(request)}/graphs/{quote(graph[len(GRAPH.iri) :], safe='/%')}"
    return f"{known.url(request)}/graphs?graph={quote(graph, safe='')}"


def _absent(graph: str) -> NotFoundError:
    return NotFoundError(
        f"There is no graph {graph}",
        remedy="See the list at /graphs",
        extra={"graph": graph, **in_french(f"Il n’y a pas de graphe {graph}", "Voyez la liste à /graphs")},
    )


def _unnamed() -> ParameterError:
    return wrong(
        "graph",
        ("A graph is not named", "Name it: graph=IRI"),
        ("Aucun graphe n’est nommé", "Nommez-le : graph=IRI"),
    )


def _is_the_union(action: str, in_french_action: str) -> BadRequestError:
    return BadRequestError(
        "The default graph is the union of all graphs",
        remedy=f"Name the graph to {action}: graph=IRI",
        extra=in_french(
            "Le graphe par défaut est l’union de tous les graphes",
            f"Nommez le graphe à {in_french_action} : graph=IRI",
        ),
    )
