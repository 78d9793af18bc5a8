"""`/problem/...`: what each type of problem means; every error that the service reports names one of them."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request, Response

from ramp.errors import PROBLEM_BASE, NotFoundError
from ramp.web import service
from ramp.web.language import language, words

router = APIRouter(tags=["Problems"], include_in_schema=False)


@router.get("/problem")
@router.head("/problem")
async def problems(request: Request) -> Response:
    """All types of problems."""
    return _page(request, known_problems())


@router.get("/problem/{kind}")
@router.head("/problem/{kind}")
async def problem(request: Request, kind: str) -> Response:
    """One type of problem."""
    found = known_problems().get(kind)
    if found is None:
        raise NotFoundError(f"There is no type of problem {kind[:80]!r}", remedy="See all of them at /problem")
    return _page(request, {kind: found})


@cache
def known_problems() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """Title and meaning of each type, by language."""
    text = files("ramp.web").joinpath("locales/problems.json").read_text("utf-8")
    return {kind: {lang: (said[0], said[1]) for lang, said in both.items()} for kind, both in json.loads(text).items()}


def _page(request: Request, shown: Mapping[str, Mapping[str, tuple[str, str]]]) -> Response:
    known, tongue = service.of(request), language(request)
    page = known.templates.get_template("problems.html").render(
        lang=tongue, t=words(tongue), shown=shown, base=PROBLEM_BASE
    )
    headers = {"Content-Language": tongue, "Vary": "Accept-Language"}
    return Response(page, headers=headers, media_type="text/html; charset=utf-8")
