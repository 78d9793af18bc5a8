"""Renders the pages of submissions and of the curators' desk: their words, and what all of them need to know."""

import json
from functools import cache
from importlib.resources import files
from typing import Any, cast

from fastapi import Request, Response

from ramp.web import review, service
from ramp.web.identity import Caller
from ramp.web.language import Language, language, words


@cache
def review_words(lang: Language) -> dict[str, str]:
    """All words of these pages in one language, by name."""
    text = files("ramp.web").joinpath(f"locales/review-{lang}.json").read_text("utf-8")
    return {**words(lang), **cast(dict[str, str], json.loads(text))}


def page(request: Request, name: str, found: Caller, *, status: int = 200, **values: Any) -> Response:
    """The page from the template `name`."""
    known, lang = service.of(request), language(request)
    text = known.templates.get_template(f"review/{name}.html").render(
        lang=lang,
        t=review_words(lang),
        known=known,
        person=found.person,
        csrf=found.person.csrf if found.person and found.browser else "",
        key=found.key or "",
        suffix=found.suffix,
        here=request.url.path,
        provider=review.of(request).provider,
        **values,
    )
    return Response(text, status, review.headers(lang), "text/html; charset=utf-8")


def see(request: Request, address: str) -> Response:
    """Send the browser on to a page, after a form."""
    lang = language(request)
    mark = "&" if "?" in address else "?"
    return Response(status_code=303, headers=review.headers(lang, Location=f"{address}{mark}lang={lang}"))
