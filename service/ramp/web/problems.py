"""`/problem/...`: what each type of problem means; every error that the service reports names one of them."""

from collections.abc import Mapping
from functools import cache

from fastapi import APIRouter, Request, Response

from ramp.errors import NotFoundError, in_french
from ramp.problem import PROBLEM_BASE
from ramp.web import page
from ramp.web.language import LANGUAGES, language, words

router = APIRouter(tags=["Problems"], include_in_schema=False)

_KEY, _ABOUT = "problem_", "_about"


@router.get("/problem")
@router.head("/problem")
async def problems(request: Request) -> Response:
    """All types of problems."""
    return await _page(request, known_problems())


@router.get("/problem/{kind}")
@router.head("/problem/{kind}")
async def problem(request: Request, kind: str) -> Response:
    """One type of problem."""
    found = known_problems().get(kind)
    if found is None:
        raise NotFoundError(
            f"There is no type of problem {kind[:80]!r}",
            remedy="See all of them at /problem",
            extra=in_french(f"Il n’y a pas de type de problème « {kind[:80]} »", "Voyez-les tous à /problem"),
        )
    return await _page(request, {kind: found})


@cache
def known_problems() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """Title and meaning of each type, by language."""
    kinds = [key.removeprefix(_KEY) for key in words("en") if key.startswith(_KEY) and not key.endswith(_ABOUT)]
    return {
        kind: {lang: (words(lang)[_KEY + kind], words(lang)[_KEY + kind + _ABOUT]) for lang in LANGUAGES}
        for kind in kinds
    }


async def _page(request: Request, shown: Mapping[str, Mapping[str, tuple[str, str]]]) -> Response:
    title = words(language(request))["problems_title"]
    return await page.respond(request, "problems.html", title=title, shown=shown, base=PROBLEM_BASE)
