"""`/matrix.csv`, `.xlsx`, `.json`, `.svg`, `.png`: the matrix under the same filters, to take away."""

import asyncio
import csv
import io
import json
from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from ramp.web import answers, page, service
from ramp.web.coverage import cells, filters, showing
from ramp.web.coverage.cells import Matrix
from ramp.web.coverage.drawing import as_png, as_svg
from ramp.web.coverage.memory import facts_of
from ramp.web.coverage.records import FIELDS, records
from ramp.web.coverage.sheet import as_workbook
from ramp.web.language import Language, language

router = APIRouter(include_in_schema=False)

_VARY = "Accept-Language"
_PICTURED = ("svg", "png", "xlsx")
"""In one language, as the page is; the others hold both."""


@router.get("/matrix.csv")
@router.head("/matrix.csv")
async def as_csv_file(request: Request) -> Response:
    """One row a cell, with the columns of the question coverage-matrix."""
    return await _respond(request, _csv, "csv", "text/csv; charset=utf-8; header=present")


@router.get("/matrix.json")
@router.head("/matrix.json")
async def as_json_file(request: Request) -> Response:
    """The filters, the release, and one object a cell."""
    return await _respond(request, _json, "json", "application/json")


@router.get("/matrix.xlsx")
@router.head("/matrix.xlsx")
async def as_workbook_file(request: Request) -> Response:
    """A workbook: the matrix, its cells one a row, the legend."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return await _respond(request, _workbook, "xlsx", kind)


@router.get("/matrix.svg")
@router.head("/matrix.svg")
async def as_svg_file(request: Request) -> Response:
    """A picture that can be scaled."""
    return await _respond(request, _svg, "svg", "image/svg+xml")


@router.get("/matrix.png")
@router.head("/matrix.png")
async def as_png_file(request: Request) -> Response:
    """The same picture in pixels."""
    return await _respond(request, _png, "png", "image/png")


async def _respond(
    request: Request, write: Callable[[Request, Matrix, Language], bytes], suffix: str, kind: str
) -> Response:
    known, lang = service.of(request), language(request)
    tag = answers.etag(page.snapshot(request), "matrix", suffix, lang, known.url(request), request.url.query)
    if answers.matches(request, tag):
        return answers.not_modified(tag, _VARY)
    facts = await facts_of(request)
    wanted = filters.read(request, facts)
    order = showing.ordered(facts, lang) if suffix in _PICTURED else None
    body = await asyncio.to_thread(write, request, cells.matrix(facts, wanted, order), lang)
    headers = {
        "ETag": tag,
        "Vary": _VARY,
        "Cache-Control": answers.REVALIDATE,
        "Content-Type": kind,
        "Content-Disposition": f'{"inline" if suffix in ("svg", "png") else "attachment"}; filename="matrix.{suffix}"',
        "Content-Language": lang if suffix in _PICTURED else "en, fr",
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
    return as_workbook(shown, lang, page.snapshot(request), service.of(request).engine.modified)


def _svg(request: Request, shown: Matrix, lang: Language) -> bytes:
    return as_svg(shown, lang, page.snapshot(request))


def _png(request: Request, shown: Matrix, lang: Language) -> bytes:
    return as_png(as_svg(shown, lang, page.snapshot(request)))
