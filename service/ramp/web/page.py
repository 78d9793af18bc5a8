"""What every page has in common: how it is rendered, cited, linked in both languages, validated and kept."""

from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response

from ramp.errors import RampError
from ramp.sparql.protocol import parse_pairs
from ramp.web import answers, service
from ramp.web.citation import FORMATS, Citation
from ramp.web.citation import Cited as Cited
from ramp.web.language import LANGUAGES, language, other

VARY = "Accept, Accept-Language"


async def respond(
    request: Request,
    template: str,
    *,
    title: str,
    cite: Cited | None = None,
    tag: tuple[object, ...] = (),
    headers: dict[str, str] | None = None,
    complete: bool = True,
    **context: Any,
) -> Response:
    """A page that is true of this version of the graph: 304 where the client has it, else kept for who asks again.

    `title` is the page's name, `tag` what the page depends on besides its address, language and the graph. `complete`
    False: something on it could not be had at the moment, so that nobody keeps it.
    """
    if (same := unchanged(request, *tag)) is not None:
        return same
    validator = _validator(request, tag)
    text = render(request, template, title=title, cite=cite, **context)
    kept = {"ETag": validator, "Cache-Control": answers.REVALIDATE} if complete else {"Cache-Control": "no-store"}
    known = {"Content-Language": language(request), "Vary": VARY, **kept, **(headers or {})}
    response = Response(text, headers=known, media_type="text/html; charset=utf-8")
    if complete:
        answers.keep(request, response, snapshot(request), validator)
    return response


def unchanged(request: Request, *tag: object) -> Response | None:
    """304 where the client has the page of `respond` with this `tag`: to be asked before anything is read."""
    validator = _validator(request, tag)
    return answers.not_modified(validator, VARY) if answers.matches(request, validator) else None


def render(
    request: Request,
    template: str,
    *,
    title: str,
    cite: Cited | None = None,
    listed: bool = True,
    address: str | None = None,
    **context: Any,
) -> str:
    """The HTML of a page; `listed` False for one that search engines and other readers have no business with; `address`
    its path without language where it has others besides."""
    known, lang = service.of(request), language(request)
    url, path, query = known.url(request), address or _path(request), _query(request)
    day = known.engine.modified.date()
    request.scope["ramp.cited"] = citation = Citation(cite, snapshot(request), day, lang) if cite else None
    addresses = {code: f"/{code}{path}{query}" for code in LANGUAGES}
    return known.templates[lang].get_template(template).render(
        {
            "page_title": title,
            "known": known,
            "url": url,
            "release": snapshot(request),
            "date": day.isoformat(),
            "switch": addresses[other(lang)],
            "canonical": url + addresses[lang] if listed else None,
            "hreflang": {code: url + address for code, address in addresses.items()} if listed else {},
            "unprefixed": f"{url}{path}{query}",
            "citation": citation,
            "cite_as": {form: f"/cite?{urlencode({'of': addresses[lang], 'format': form})}" for form in FORMATS},
            **context,
        }
    )  # fmt: skip


def snapshot(request: Request) -> str:
    """The version of the graph when the request came: what is read later is of this one or of a newer one, so that an
    answer under this name is never taken for that of a newer version."""
    return str(request.scope.get("ramp.snapshot") or service.of(request).engine.snapshot)


def _validator(request: Request, tag: tuple[object, ...]) -> str:
    known = service.of(request)
    return answers.etag(snapshot(request), language(request), known.url(request), _path(request), _query(request), *tag)


def _path(request: Request) -> str:
    """The path as it came, percent-encoded, without its language."""
    raw: bytes = request.scope["raw_path"]
    return raw.decode("ascii", "replace").partition("?")[0]


def _query(request: Request) -> str:
    try:
        pairs = parse_pairs(request.scope["query_string"])
    except RampError:  # the page says so
        return ""
    kept = [(name, value) for name, value in pairs if name not in ("lang", "format")]
    return f"?{urlencode(kept)}" if kept else ""
