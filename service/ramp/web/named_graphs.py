"""`/graph/...`: every named graph at its own IRI. It is a document, so it answers itself, with its whole content as RDF
or with a page that says what is in it."""

from dataclasses import replace

from fastapi import APIRouter, Request, Response

from ramp.engine import QueryRequest
from ramp.graph.namespaces import QUESTIONS_GRAPH
from ramp.linking import contents
from ramp.linking.addresses import candidates
from ramp.linking.description import Absent
from ramp.sparql.negotiation import HTML, Choice
from ramp.web import answers, linked, service
from ramp.web.language import language
from ramp.web.linked import Target
from ramp.web.node_page import node_page
from ramp.web.sparql import run

router = APIRouter(tags=["Graphs"], include_in_schema=False)

_WHOLE = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@router.get("/graph/{rest:path}")
@router.head("/graph/{rest:path}")
async def named_graph(request: Request, rest: str) -> Response:
    """A named graph."""
    del rest
    known, wanted = service.of(request), linked.target(request)
    wanted = replace(wanted, path=wanted.path.rstrip("/"))
    choice = linked.choose(request, wanted)
    tongue = language(request) if choice.format is HTML else ""
    tag = answers.etag(known.engine.snapshot, wanted.path, choice.content_type, wanted.page, tongue)
    if linked.fresh(request, tag):
        return linked.not_modified(request, tag, _vary(wanted, choice))
    if choice.format is HTML:
        return await _page(request, wanted, choice, tag)
    for iri in candidates(wanted.path, known.settings.base_iri):
        if await known.engine.graph_exists(iri):
            asked = QueryRequest(_WHOLE, rdf=choice.name, default_graphs=(iri,))  # type: ignore[arg-type]
            answer = await run(request, known, asked)
            return answers.respond(
                request, answer, choice.content_type, tag=tag, extra=_headers(request, wanted, choice, tag)
            )
    raise await _absent(request, wanted)


@router.get("/prefixes")
@router.head("/prefixes")
@router.get("/.well-known/sparql-examples")
@router.head("/.well-known/sparql-examples")
async def questions(request: Request) -> Response:
    """The prefixes and the questions as examples, which editors of SPARQL look for: both stand in one graph."""
    known = service.of(request)
    address = QUESTIONS_GRAPH.value.removeprefix(known.settings.base_iri)
    return Response(status_code=303, headers={"Location": f"{known.url(request)}/{address}"})


async def _page(request: Request, wanted: Target, choice: Choice, tag: str) -> Response:
    base = service.of(request).settings.base_iri
    found = await linked.read(request, contents.graph, candidates(wanted.path, base), wanted.page)
    if isinstance(found, Absent):
        raise await linked.refuse(request, found, wanted.path)
    described, held = found
    described = replace(described, pages=max(described.pages, held.pages))
    if wanted.page > described.pages:
        raise linked.no_page(wanted, described.pages)
    headers = _headers(request, wanted, choice, tag) | {
        "Content-Language": language(request),
        "Content-Type": choice.content_type,
    }
    return Response(node_page(request, described, wanted, held), headers=headers)


async def _absent(request: Request, wanted: Target) -> Exception:
    base = service.of(request).settings.base_iri
    return await linked.refuse(request, Absent(candidates(wanted.path, base)[0]), wanted.path)


def _headers(request: Request, wanted: Target, choice: Choice, tag: str) -> dict[str, str]:
    headers = {
        **linked.validators(request, tag),
        "Link": linked.link(request, wanted.path, choice, things=False),
        "Vary": _vary(wanted, choice),
    }
    if wanted.format is None:
        headers["Content-Location"] = f"/{wanted.path}.{linked.suffix(choice.format)}"
    return headers


def _vary(wanted: Target, choice: Choice) -> str:
    negotiated = [] if wanted.format else ["Accept"]
    return ", ".join([*negotiated, "Accept-Language" if choice.format is HTML else "Accept-Encoding"])
