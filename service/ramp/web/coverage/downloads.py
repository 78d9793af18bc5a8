"""`/matrix.csv`, `.xlsx`, `.json`, `.svg`, `.png`: the matrix under the same filters, to take away."""

import asyncio
import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fastapi import APIRouter, Request, Response

from ramp.web import answers, page, service
from ramp.web.coverage import cells, filters, showing
from ramp.web.coverage.cells import Matrix
from ramp.web.coverage.drawing import as_png, as_svg
from ramp.web.coverage.memory import facts_of
from ramp.web.coverage.records import FIELDS, records
from ramp.web.language import Language, language

router = APIRouter(include_in_schema=False)

_VARY = "Accept-Language"


async def download(request: Request) -> Response:
    """The matrix in the form that the end of the address names."""
    known, lang = service.of(request), language(request)
    suffix = request.url.path.rpartition(".")[2]
    form = _FORMS[suffix]
    tag = answers.etag(page.snapshot(request), "matrix", suffix, lang, known.url(request), request.url.query)
    if answers.matches(request, tag):
        return answers.not_modified(tag, _VARY)
    facts = await facts_of(request)
    wanted = filters.read(request, facts)
    order = showing.ordered(facts, lang) if form.pictured else None
    body = await asyncio.to_thread(form.write, request, cells.matrix(facts, wanted, order), lang)
    headers = {
        "ETag": tag,
        "Vary": _VARY,
        "Cache-Control": answers.REVALIDATE,
        "Content-Type": form.media_type,
        "Content-Disposition": f'{"inline" if form.shown else "attachment"}; filename="matrix.{suffix}"',
        "Content-Language": lang if form.pictured else "en, fr",
    }
    if suffix == "svg":
        headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return Response(body, headers=headers)


def _csv(request: Request, shown: Matrix, lang: Language) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, FIELDS)
    writer.writeheader()
    writer.writerows(records(shown))
    return text.getvalue().encode()


def _json(request: Request, shown: Matrix, lang: Language) -> bytes:
    wanted = shown.filters
    told = {
        "release": page.snapshot(request),
        "question": f"{service.of(request).url(request)}/queries/coverage-matrix",
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "filters": {
            "section": wanted.section,
            "theme": wanted.theme,
            "basis": wanted.basis,
            "group": wanted.group,
            "asOf": wanted.as_of,
        },
        "cells": list(records(shown)),
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _workbook(request: Request, shown: Matrix, lang: Language) -> bytes:
    from ramp.web.coverage.sheet import as_workbook  # openpyxl takes a while to import, and only this needs it

    return as_workbook(shown, lang, page.snapshot(request), service.of(request).engine.modified)


def _svg(request: Request, shown: Matrix, lang: Language) -> bytes:
    return as_svg(shown, lang, page.snapshot(request))


def _png(request: Request, shown: Matrix, lang: Language) -> bytes:
    return as_png(as_svg(shown, lang, page.snapshot(request)))


@dataclass(frozen=True, slots=True)
class _Form:
    """A form to take away: `pictured` in one language, as the page is, where the others hold both; `shown` by a
    browser, where the others are saved."""

    write: Callable[[Request, Matrix, Language], bytes]
    media_type: str
    pictured: bool = False
    shown: bool = False


_FORMS: Mapping[str, _Form] = MappingProxyType(
    {
        "csv": _Form(_csv, "text/csv; charset=utf-8; header=present"),
        "json": _Form(_json, "application/json"),
        "xlsx": _Form(_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", pictured=True),
        "svg": _Form(_svg, "image/svg+xml", pictured=True, shown=True),
        "png": _Form(_png, "image/png", pictured=True, shown=True),
    }
)
for _suffix in _FORMS:
    router.add_api_route(f"/matrix.{_suffix}", download, methods=["GET", "HEAD"])
