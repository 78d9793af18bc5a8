"""`/robots.txt` and `/sitemap.xml`: every page there is, in both languages, for search engines (sitemaps.org).

The sitemap is an index of parts, since one file may hold 50,000 addresses at most.
"""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from fastapi import APIRouter, Request, Response

from ramp.engine import Page, QueryRequest
from ramp.errors import NotFoundError
from ramp.linking.addresses import local
from ramp.web import answers, page, service
from ramp.web.asking import page_questions
from ramp.web.language import LANGUAGES
from ramp.web.lists import LISTS
from ramp.web.sparql import run
from ramp.web.table import read_table

router = APIRouter(tags=["Pages"], include_in_schema=False)

NODES = 20_000
"""Nodes in one part; each has an address in each language, so that a part stays below 50,000."""
_NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
_PAGES = ("/", *(f"/{name}" for name in LISTS), "/sources", "/matrix", "/compare", "/map", "/search", "/queries",
          "/ontology", "/shapes", "/catalog", "/releases", "/validate")  # fmt: skip
_CLOSED = ("/sparql?", "/*/sparql?", "/graphs", "/cite", "/submissions", "/*/submissions", "/desk", "/*/desk",
           "/account", "/*/account", "/sign-in", "/*/sign-in", "/search?", "/*/search?", "/reconcile")  # fmt: skip


@router.get("/robots.txt")
@router.head("/robots.txt")
async def robots(request: Request) -> Response:
    """What crawlers may read: everything but what costs work or concerns one person."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED), ""]
    lines.append(f"Sitemap: {service.of(request).url(request)}/sitemap.xml\n")
    return Response("\n".join(lines), media_type="text/plain; charset=utf-8")


@router.get("/sitemap.xml")
@router.head("/sitemap.xml")
async def index(request: Request) -> Response:
    """The parts of the sitemap."""
    tag = _tag(request)
    if answers.matches(request, tag):
        return answers.not_modified(tag, "")
    _, total = await _nodes(request, Page(0, 1))
    url, day = service.of(request).url(request), service.of(request).engine.modified.date().isoformat()
    parts = "".join(
        f"<sitemap><loc>{escape(url)}/sitemap/{number}.xml</loc><lastmod>{day}</lastmod></sitemap>\n"
        for number in range(-(-total // NODES) + 1)
    )
    return _xml(f"<sitemapindex {_NAMESPACES}>\n{parts}</sitemapindex>\n", tag)


@router.get("/sitemap/{number}.xml")
@router.head("/sitemap/{number}.xml")
async def part(request: Request, number: str) -> Response:
    """One part: 0 the pages and questions, from 1 on the nodes. Raises NotFoundError."""
    if not (number.isascii() and number.isdigit() and len(number) < 6):
        raise _no_part(number)
    tag = _tag(request)
    if answers.matches(request, tag):
        return answers.not_modified(tag, "")
    known = service.of(request)
    if int(number) == 0:
        paths: Iterable[str] = (*_PAGES, *(f"/queries/{name}" for name in known.questions))
    else:
        iris, _ = await _nodes(request, Page((int(number) - 1) * NODES, NODES))
        if not iris:
            raise _no_part(number)
        paths = [path for iri in iris if (path := local(iri, known.settings.base_iri)) is not None]
    url = known.url(request)
    return _xml(f"<urlset {_NAMESPACES}>\n{''.join(_entry(url, path) for path in paths)}</urlset>\n", tag)


def _entry(url: str, path: str) -> str:
    places = {lang: escape(f"{url}/{lang}{path}") for lang in LANGUAGES}
    links = "".join(f'<xhtml:link rel="alternate" hreflang="{lang}" href="{place}"/>' for lang, place in places.items())
    return "".join(f"<url><loc>{place}</loc>{links}</url>\n" for place in places.values())


async def _nodes(request: Request, cut: Page) -> tuple[list[str], int]:
    """The IRIs of some nodes, in order, and how many there are in all."""
    answer = await run(request, service.of(request), QueryRequest(page_questions()["sitemap-nodes"].text, page=cut))
    rows = read_table(answers.read_whole(answer)).rows
    return [row[0].iri for row in rows if row[0].iri], answer.rows or 0


def _tag(request: Request) -> str:
    return answers.etag(page.snapshot(request), request.url.path, service.of(request).url(request))


def _xml(text: str, tag: str) -> Response:
    headers = {"ETag": tag, "Cache-Control": answers.REVALIDATE}
    return Response(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}', headers=headers, media_type="application/xml")


def _no_part(number: str) -> NotFoundError:
    return NotFoundError(f"The sitemap has no part {number[:20]!r}", remedy="See the parts at /sitemap.xml")
