"""`/feed/ldes` and `/feed/atom`: what changed, release by release, for machines and for readers.

A full page never changes and is kept for a year; the entry page and the growing one are asked for each time.
"""

import asyncio
from typing import Any

from fastapi import APIRouter, Request, Response
from pyoxigraph import RdfFormat, Triple, serialize

from ramp.engine.worker import RDF as SERIALIZED
from ramp.errors import NotFoundError, in_french
from ramp.releases import atom, stream
from ramp.releases.sequence import Sequenced, sequence
from ramp.sparql import negotiation
from ramp.sparql.negotiation import RDF, Format
from ramp.sparql.protocol import parse_pairs
from ramp.web import answers, service
from ramp.web.days import as_of
from ramp.web.language import language
from ramp.web.parameters import check_language, unusable
from ramp.web.releases import room

router = APIRouter(tags=["Feeds"])
_LDES: tuple[Format, ...] = tuple(
    sorted((form for form in RDF if form.name != "rdfxml"), key=lambda form: form.name != "turtle")
)
_OF_DAY: dict[str, Any] = {
    "name": "asOf", "in": "query", "schema": {"type": "string"},
    "description": "Year, month or day: only changes of what there was then as far as known.",
}  # fmt: skip
_RDF_FEED: dict[int | str, dict[str, Any]] = {
    200: {"description": "The page.", "content": {form.media_types[0]: {} for form in _LDES}}
}
_ATOM_FEED: dict[int | str, dict[str, Any]] = {
    200: {"description": "The feed.", "content": {"application/atom+xml": {}}}
}


@router.get("/feed/ldes", responses=_RDF_FEED, openapi_extra={"parameters": [_OF_DAY]}, response_class=Response)
async def ldes(request: Request) -> Response:
    """The event stream: what it is, and where its pages are (LDES, TREE)."""
    return await _stream(request, None)


@router.get(
    "/feed/ldes/{number}", responses=_RDF_FEED, openapi_extra={"parameters": [_OF_DAY]}, response_class=Response
)
async def ldes_page(request: Request, number: str) -> Response:
    """One page of the event stream."""
    return await _stream(request, number)


@router.get("/feed/atom", responses=_ATOM_FEED, openapi_extra={"parameters": [_OF_DAY]}, response_class=Response)
async def atom_feed(request: Request) -> Response:
    """The newest changes (Atom); `rel=prev-archive` leads to older ones."""
    return await _atom(request, None)


@router.get(
    "/feed/atom/{number}", responses=_ATOM_FEED, openapi_extra={"parameters": [_OF_DAY]}, response_class=Response
)
async def atom_archive(request: Request, number: str) -> Response:
    """Older changes, a hundred at a time (RFC 5005)."""
    return await _atom(request, number)


@router.head("/feed/ldes", include_in_schema=False)
@router.head("/feed/ldes/{number}", include_in_schema=False)
async def ldes_head(request: Request, number: str | None = None) -> Response:
    """The same without the body."""
    return await _stream(request, number)


@router.head("/feed/atom", include_in_schema=False)
@router.head("/feed/atom/{number}", include_in_schema=False)
async def atom_head(request: Request, number: str | None = None) -> Response:
    """The same without the body."""
    return await _atom(request, number)


async def _stream(request: Request, text: str | None) -> Response:
    values = _values(request, "asOf", "format")
    choice = negotiation.choose(request.headers.get("accept"), _LDES, values.get("format") or None)
    day, url = values["asOf"], service.of(request).url(request)
    told = await asyncio.to_thread(sequence, room(request).shelf, "members", stream.SIZE, day)
    number = None if text is None else _number(text, told)
    query = f"?asOf={day}" if day else ""
    closed = number is not None and told.closed(number)
    tag = answers.etag(_mark(told, number), url, day, number, choice.content_type)
    headers = _headers(tag, closed, "Accept")
    if answers.matches(request, tag):
        return Response(status_code=304, headers=headers)
    body = await asyncio.to_thread(_write, url, query, told, number, choice.name)
    return Response(body, headers=headers, media_type=choice.content_type)


async def _atom(request: Request, text: str | None) -> Response:
    values = _values(request, "asOf", "lang")
    day, url = values["asOf"], service.of(request).url(request)
    told = await asyncio.to_thread(sequence, room(request).shelf, "events", atom.SIZE, day)
    number = None if text is None else _number(text, told)
    lang = language(request)
    if number is not None and not told.closed(number):
        raise _no_page(number)
    tag = answers.etag(_mark(told, number), url, day, number, lang)
    headers = _headers(tag, number is not None, "Accept-Language") | {"Content-Language": lang}
    if answers.matches(request, tag):
        return Response(status_code=304, headers=headers)
    body = await asyncio.to_thread(atom.document, url, lang, day, told, number)
    return Response(body, headers=headers, media_type="application/atom+xml; charset=utf-8")


def _write(url: str, query: str, told: Sequenced, number: int | None, name: str) -> bytes:
    found = stream.root(url, query, told) if number is None else stream.page(url, query, told, number)
    form = SERIALIZED[name]
    plain = form in (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS)
    return serialize(_once(found), format=form, prefixes=None if plain else stream.PREFIXES) or b""


def _once(triples: list[Triple]) -> list[Triple]:
    return list(dict.fromkeys(triples))


def _values(request: Request, *known: str) -> dict[str, str]:
    """The parameters, each known and given once. Raises ParameterError."""
    values: dict[str, str] = {}
    for name, value in parse_pairs(request.scope["query_string"]):
        if name not in known or name in values:
            raise unusable(name, known, twice=name in known)
        values[name] = value
    values["asOf"] = as_of(values.get("asOf")) or ""
    check_language(values.get("lang"))
    return values


def _number(text: str, told: Sequenced) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9 and str(int(text)) == text and int(text) < told.pages):
        raise _no_page(text)
    return int(text)


def _no_page(text: object) -> NotFoundError:
    return NotFoundError(
        f"The feed has no page {str(text)[:20]}",
        remedy="Begin at its first address and follow the links there",
        extra=in_french(
            f"Le flux n’a pas de page {str(text)[:20]}", "Commencez à sa première adresse et suivez-y les liens"
        ),
    )


def _mark(told: Sequenced, number: int | None) -> str:
    """What a page depends on: its last event, and for the entry page the last of all."""
    items = told.items if number is None else told.page(number)
    return f"{items[-1].kept.id}.{items[-1].number}" if items else "empty"


def _headers(tag: str, closed: bool, vary: str) -> dict[str, str]:
    return {"ETag": tag, "Vary": vary, "Cache-Control": answers.IMMUTABLE if closed else answers.REVALIDATE}
