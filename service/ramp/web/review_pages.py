"""Renders the pages of submissions and of the curators' desk: their words, and what all of them need to know."""

from typing import Any

from fastapi import Request, Response

from ramp.web import review
from ramp.web.identity import Caller
from ramp.web.language import language, prefixed, words
from ramp.web.page import render


def page(request: Request, name: str, found: Caller, *, status: int = 200, **values: Any) -> Response:
    """The page from the template `name`."""
    lang = language(request)
    text = render(
        request,
        f"review/{name}.html",
        title=words(lang)["submissions_title"],
        listed=False,
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
    return Response(status_code=303, headers=review.headers(lang, Location=prefixed(lang, address)))
