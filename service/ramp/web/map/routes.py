"""`/map`: the page, with its table; `/map.svg`, `/map.csv`: the same to take away; `/map/states.svg`: States alone."""

import asyncio
import csv
import io
from collections import Counter
from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from ramp.web import answers, page, service
from ramp.web.language import language, prefixed, words
from ramp.web.map.categories import MARKS, Area
from ramp.web.map.drawing import as_file, swatch, world
from ramp.web.map.of_answer import blank
from ramp.web.map.reading import Shown, read
from ramp.web.map.standing import categories
from ramp.web.page import Cited

router = APIRouter(include_in_schema=False)

_COLUMNS = (
    "of",
    "asOf",
    "state",
    "m49",
    "nameEn",
    "nameFr",
    "category",
    "standing",
    "role",
    "from",
    "until",
    "verified",
)
_KEY = "map"
_VARY = "Accept-Language"


@router.get("/map")
@router.head("/map")
async def map_page(request: Request) -> Response:
    """The map and its table."""
    if (same := page.unchanged(request)) is not None:
        return same
    known, t = service.of(request), words(language(request))
    shown = await read(request)
    drawn = world(
        known.outlines, shown.areas, key=_KEY, title=shown.title, description=t["map_picture"], absent=t["map_absent"]
    )
    return await page.respond(
        request,
        "map.html",
        title=shown.title,
        cite=Cited(shown.title, f"{known.url(request)}/map{shown.query}"),
        shown=shown,
        kind=shown.choice.kind if shown.choice else None,
        drawn=drawn,
        tally=Counter(categories(shown.lines).values()),
        legend=[(category, mark, swatch(_KEY, category)) for category, mark in MARKS.items()],
        plain=swatch(_KEY, None),
        marks=MARKS,
    )


@router.get("/map.csv")
@router.head("/map.csv")
async def csv_file(request: Request) -> Response:
    """One row a line of the table, texts in both languages."""
    return await _file(request, "csv", "text/csv; charset=utf-8; header=present", _csv)


@router.get("/map.svg")
@router.head("/map.svg")
async def svg_file(request: Request) -> Response:
    """The picture, with its legend, its date and its notes."""
    return await _file(request, "svg", "image/svg+xml", _svg)


@router.get("/map/states.svg")
@router.head("/map/states.svg")
async def states_file(request: Request) -> Response:
    """Every State and territory, each with the link to its page: what the query page fills."""
    tag = answers.etag(page.snapshot(request), "map", "states", language(request))
    if answers.matches(request, tag):
        return answers.not_modified(tag, _VARY)
    headers = {"ETag": tag, "Vary": _VARY, "Cache-Control": answers.REVALIDATE, "Content-Language": language(request)}
    return Response(str(await blank(request)), headers=headers, media_type="image/svg+xml")


async def _file(request: Request, suffix: str, kind: str, write: Callable[[Request, Shown], bytes]) -> Response:
    known, lang = service.of(request), language(request)
    tag = answers.etag(page.snapshot(request), "map", suffix, lang, known.url(request), request.url.query)
    if answers.matches(request, tag):
        return answers.not_modified(tag, _VARY)
    body = await asyncio.to_thread(write, request, await read(request))
    headers = {
        "ETag": tag,
        "Vary": _VARY,
        "Cache-Control": answers.REVALIDATE,
        "Content-Type": kind,
        "Content-Disposition": f'{"inline" if suffix == "svg" else "attachment"}; filename="map.{suffix}"',
        "Content-Language": lang if suffix == "svg" else "en, fr",
    }
    if suffix == "svg":
        headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return Response(body, headers=headers)


def _csv(request: Request, shown: Shown) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(_COLUMNS)
    for line in shown.lines:
        names = shown.names.get(line.iri, {})
        writer.writerow(
            (
                shown.choice.name.iri if shown.choice else "",
                shown.day,
                line.iri,
                shown.codes.get(line.iri, ""),
                names.get("en", line.who.text),
                names.get("fr", line.who.text),
                line.category,
                line.standing,
                line.role.iri if line.role else "",
                line.start or "",
                line.end or "",
                str(not line.unverified).lower(),
            )
        )
    return file.getvalue().encode()


def _svg(request: Request, shown: Shown) -> bytes:
    known, lang = service.of(request), language(request)
    t, url = words(lang), known.url(request)
    tally = Counter(categories(shown.lines).values())
    kind = shown.choice.kind if shown.choice else "organization"
    return as_file(
        known.outlines,
        {
            code: Area(area.text, url + prefixed(lang, area.href) if area.href else None, area.category)
            for code, area in shown.areas.items()
        },
        lang=lang,
        title=shown.title,
        absent=t["map_absent"],
        legend=[
            (category, f"{t[f'map_{category}_{kind}']} ({tally[category]})") for category in MARKS if tally[category]
        ],
        notes=(t["map_file_boundaries"], t["map_file_from"].format(release=page.snapshot(request), url=f"{url}/map")),
    )
