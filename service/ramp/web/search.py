"""`/search`: full text search for readers (HTML), programs (JSON, CSV) and news readers (Atom)."""

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from fastapi import APIRouter, Request, Response

from ramp.errors import french_number
from ramp.linking.addresses import href
from ramp.linking.indexes import Follower
from ramp.linking.search.fields import FACETS
from ramp.linking.search.searching import DEEPEST, Asked, FacetValue, Found, Hit, Sort, search
from ramp.linking.search.snippets import Marked
from ramp.releases.atom import ATOM
from ramp.sparql import negotiation
from ramp.sparql.negotiation import HTML, Format
from ramp.sparql.protocol import parse_pairs
from ramp.web import answers, page, service
from ramp.web.access import identify
from ramp.web.language import language, words
from ramp.web.parameters import whole_number, wrong

router = APIRouter(tags=["Search"])
SECONDS = 5.0
SIZE, MOST = 20, 100
SORTS = ("relevance", "name", "date")
_FORMATS = (
    HTML,
    Format("json", ("application/json",), ("json",)),
    Format("csv", ("text/csv",), ("csv",), charset=True),
    Format("atom", ("application/atom+xml",), ("atom",), charset=True),
)
_OTHERS = ("q", "from", "to", "sort", "page", "limit", "format", "lang")
_MOST_CHOSEN = 20
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEXT = {"type": "string"}
_PARAMETERS: list[dict[str, Any]] = [
    {"name": "q", "in": "query", "description": "Words, “phrases”, AND, OR, NOT, brackets, word*.", "schema": _TEXT},
    *(
        {
            "name": facet,
            "in": "query",
            "description": "Only results with this value; repeated: one of them.",
            "schema": {"type": "array", "items": _TEXT},
        }
        for facet in FACETS
    ),
    {"name": "from", "in": "query", "description": "Only what reaches this year.", "schema": {"type": "integer"}},
    {"name": "to", "in": "query", "description": "Only what began by this year.", "schema": {"type": "integer"}},
    {"name": "sort", "in": "query", "schema": {"type": "string", "enum": list(SORTS)}},
    {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1}},
    {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": MOST}},
    {"name": "format", "in": "query", "schema": {"type": "string", "enum": [form.words[0] for form in _FORMATS]}},
]
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The results.", "content": {form.media_types[0]: {} for form in _FORMATS}},
    "default": {"description": "What is wrong and what to do (RFC 9457).", "content": {"application/problem+json": {}}},
}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The request, read: `pairs` are its parameters but for page and format."""

    asked: Asked
    pairs: list[tuple[str, str]]
    page: int
    format: str | None

    def link(self, *more: tuple[str, str], without: tuple[tuple[str, str], ...] = (), **changed: str) -> str:
        """The query of this request with a parameter more or less; the first page of what that finds."""
        pairs = [pair for pair in self.pairs if pair not in without and pair[0] not in changed]
        return urlencode([*pairs, *more, *((name, value) for name, value in changed.items() if value)])


@router.get("/search", responses=_RESPONSES, openapi_extra={"parameters": _PARAMETERS}, response_class=Response)
async def find(request: Request) -> Response:
    """Search labels, texts and the labels of what is linked, in English and French."""
    wanted = _read(request)
    choice = negotiation.choose(request.headers.get("accept"), _FORMATS, wanted.format)
    known = service.of(request)
    if identify(request) is None:
        known.budget.check(answers.client_of(request))
    index = cast(Follower, request.app.state.search)
    found, snapshot = await answers.while_connected(request, index.ask(SECONDS, search, wanted.asked))
    if snapshot != known.engine.snapshot:
        request.scope.pop("ramp.key", None)  # true of an older version: nobody keeps it for the new one
    if choice.format is HTML:
        return await _page(request, wanted, found, snapshot)
    write = {"json": _json, "csv": _csv, "atom": _atom}[choice.name]
    tag = answers.etag(snapshot, "search", known.url(request), language(request), choice.name, request.url.query)
    if answers.matches(request, tag):
        return answers.not_modified(tag, page.VARY)
    return Response(
        write(request, wanted, found, snapshot),
        headers={"Vary": page.VARY, "ETag": tag, "Cache-Control": answers.REVALIDATE},
        media_type=choice.content_type,
    )


@router.head("/search", include_in_schema=False)
async def find_head(request: Request) -> Response:
    """The headers of the same."""
    return await find(request)


def _read(request: Request) -> _Wanted:
    """Raises ParameterError for a parameter that there is not, or with a value that it cannot have."""
    pairs = parse_pairs(request.scope["query_string"])
    known: dict[str, str] = {}
    chosen: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        if name in FACETS:
            if value:
                chosen[name] = (*chosen.get(name, ()), value)[:_MOST_CHOSEN]
        elif name in _OTHERS:
            known[name] = value
        else:
            listed = ", ".join((*_OTHERS, *FACETS))
            raise wrong(
                name[:60],
                (f"There is no parameter {name[:60]}", f"Use {listed}"),
                (f"Il n’y a pas de paramètre {name[:60]}", f"Utilisez {listed}"),
            )
    number, limit = whole_number(known, "page", 1, DEEPEST) or 1, whole_number(known, "limit", 1, MOST) or SIZE
    if number * limit > DEEPEST:
        raise wrong(
            "page",
            (f"Only the first {DEEPEST:,} results can be paged through", "Narrow the search"),
            (f"Seuls les {french_number(DEEPEST)} premiers résultats se parcourent", "Précisez la recherche"),
        )
    sort = known.get("sort") or "relevance"
    if sort not in SORTS:
        raise wrong(
            "sort",
            (f"Results are not sorted by {sort[:60]}", f"Sort by one of {', '.join(SORTS)}"),
            (f"Les résultats ne se trient pas par « {sort[:60]} »", f"Triez par l’un de {', '.join(SORTS)}"),
        )
    asked = Asked(
        text=known.get("q", ""),
        chosen=chosen,
        since=whole_number(known, "from", 1, 9999),
        until=whole_number(known, "to", 1, 9999),
        sort=cast(Sort, sort),
        language=language(request),
        offset=(number - 1) * limit,
        limit=limit,
    )
    kept = [(name, value) for name, value in pairs if name not in ("page", "format", "lang") and value]
    return _Wanted(asked, kept, number, known.get("format"))


async def _page(request: Request, wanted: _Wanted, found: Found, snapshot: str) -> Response:
    lang, base = language(request), service.of(request).settings.base_iri
    t, text = words(lang), wanted.asked.text.strip()
    pages = _pages(wanted, found)
    return await page.respond(
        request,
        "search.html",
        title=t["search_title_of"].format(text=text[:80]) if text else t["search_title"],
        tag=(snapshot,),
        asked=wanted.asked,
        found=found,
        text=text,
        results=[(hit, _here(hit.iri, lang, base)) for hit in found.hits],
        facets=[(name, [_choice(wanted, name, v, lang, t) for v in found.facets[name]]) for name in FACETS],
        hidden=[pair for pair in wanted.pairs if pair[0] in FACETS or pair[0] == "sort"],
        sorts=[(name, "?" + wanted.link(sort=name)) for name in SORTS],
        first=wanted.asked.offset + 1,
        page_number=wanted.page,
        pages=pages,
        earlier=f"?{wanted.link(page=str(wanted.page - 1))}" if wanted.page > 1 else None,
        later=f"?{wanted.link(page=str(wanted.page + 1))}" if wanted.page < pages else None,
        everything=f"?{urlencode({'q': text})}" if text else "?",
        narrowed=bool(wanted.asked.chosen) or wanted.asked.since is not None or wanted.asked.until is not None,
        suggestion=f"?{wanted.link(q=found.suggestion)}" if found.suggestion else None,
        downloads=[(name, f"/search?{wanted.link(format=name, lang=lang)}") for name in ("json", "csv", "atom")],
        behind=snapshot != service.of(request).engine.snapshot,
    )


def _choice(wanted: _Wanted, facet: str, value: FacetValue, lang: str, t: Mapping[str, str]) -> dict[str, Any]:
    pair = (facet, value.value)
    link = wanted.link(without=(pair,)) if value.chosen else wanted.link(pair)
    return {"label": _label(facet, value, lang, t), "count": value.count, "chosen": value.chosen, "link": f"?{link}"}


def _label(facet: str, value: FacetValue, lang: str, t: Mapping[str, str]) -> str:
    if facet == "period":
        return t["search_decade"].format(year=value.value)
    known = t.get(f"search_{facet}_{value.value}") if facet in ("kind", "verification") else None
    return known or value.label.get(lang) or value.value


def _pages(wanted: _Wanted, found: Found) -> int:
    return max(1, -(-min(found.total, DEEPEST) // wanted.asked.limit))


def _here(iri: str, lang: str, base: str) -> str:
    address = href(iri, base)
    return f"/{lang}{address}" if address.startswith("/") else address


def _plain(pieces: Marked) -> str:
    return "".join(text for text, _ in pieces)


def _json(request: Request, wanted: _Wanted, found: Found, snapshot: str) -> bytes:

    url, lang = service.of(request).url(request), language(request)
    t = words(lang)
    more = wanted.page < _pages(wanted, found)
    later = wanted.link(page=str(wanted.page + 1), format="json", lang=lang)
    document = {
        "query": wanted.asked.text,
        "read": "literally" if found.literal else "as written",
        "shortened": found.cut,
        "insteadOfQuery": found.instead,
        "suggestion": found.suggestion,
        "snapshot": snapshot,
        "total": found.total,
        "page": wanted.page,
        "next": f"{url}/search?{later}" if more else None,
        "results": [_result(hit, lang) for hit in found.hits],
        "facets": {
            name: [
                {"value": v.value, "label": _label(name, v, lang, t), "count": v.count, "chosen": v.chosen}
                for v in values
            ]
            for name, values in found.facets.items()
        },
    }
    return json.dumps(document, ensure_ascii=False).encode()


def _result(hit: Hit, lang: str) -> dict[str, Any]:
    return {
        "iri": hit.iri,
        "kind": hit.kind,
        "name": {"text": _plain(hit.name), "language": hit.name_language or None},
        "otherNames": hit.other_names,
        "years": hit.years,
        "snippet": {
            "language": hit.snippet_language or None,
            "pieces": [{"text": text, "found": marked} for text, marked in hit.snippet],
        },
    }


def _csv(request: Request, wanted: _Wanted, found: Found, snapshot: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["iri", "kind", "name", "language", "from", "to", "snippet"])
    for hit in found.hits:
        years = [str(year) for year in hit.years] or ["", ""]
        writer.writerow([hit.iri, hit.kind, _plain(hit.name), hit.name_language, *years, _plain(hit.snippet)])
    return out.getvalue().encode()


def _atom(request: Request, wanted: _Wanted, found: Found, snapshot: str) -> bytes:
    known, lang = service.of(request), language(request)
    url, t = known.url(request), words(lang)
    updated = known.engine.modified.isoformat()
    register_namespace("", ATOM)
    feed = Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": lang})
    query = wanted.link(format="atom", lang=lang)
    for name, text in (
        ("id", f"{url}/search?{query}"),
        ("title", t["search_title_of"].format(text=wanted.asked.text) if wanted.asked.text else t["search_title"]),
        ("updated", updated),
    ):
        _add(feed, name, text)
    _add(SubElement(feed, f"{{{ATOM}}}author"), "name", "RAMP")
    SubElement(feed, f"{{{ATOM}}}link", {"rel": "self", "href": f"{url}/search?{query}"})
    SubElement(feed, f"{{{ATOM}}}link", {"rel": "alternate", "href": f"{url}/{lang}/search?{wanted.link()}"})
    for hit in found.hits:
        entry = SubElement(feed, f"{{{ATOM}}}entry")
        for name, text in (
            ("id", hit.iri),
            ("title", _plain(hit.name)),
            ("updated", updated),
            ("summary", _plain(hit.snippet)),
        ):
            _add(entry, name, text)
        here = _here(hit.iri, lang, known.settings.base_iri)
        SubElement(entry, f"{{{ATOM}}}link", {"rel": "alternate", "href": url + here if here[0] == "/" else here})
        SubElement(entry, f"{{{ATOM}}}category", {"term": hit.kind, "label": t[f"search_kind_{hit.kind}"]})
    return cast(bytes, tostring(feed, encoding="utf-8", xml_declaration=True))


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, f"{{{ATOM}}}{name}").text = _UNFIT.sub(" ", text)
