"""Turns every error into one shape: RFC 9457 problem+json, or a page with the same words for a browser."""

import json
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount

from ramp.errors import BadRequestError, MethodError, NotFoundError, ParameterError, RampError, StoreError, in_french
from ramp.sparql.negotiation import accepts_html
from ramp.web import page, service
from ramp.web.language import language
from ramp.web.problems import known_problems

PROBLEM = "application/problem+json"
_METHODS = ("GET", "HEAD", "POST", "QUERY", "PUT", "PATCH", "DELETE")


class InternalError(RampError):
    """Something that RAMP did not foresee; the log has it, the client gets no more than this."""

    title, status, kind = "Internal error", 500, "internal"


def install(app: FastAPI) -> None:
    """Make every error of every route go out in this shape."""
    app.add_exception_handler(RampError, _ramp)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(Exception, unforeseen)


def respond(request: Request, error: RampError) -> Response:
    """The response for an error."""
    known = service.of(request)
    if isinstance(error, StoreError):  # names folders of this machine, which are for the operator alone
        known.log.error("store", extra={"detail": error.detail})
        error = InternalError(
            "The graph cannot be read at the moment",
            remedy="Try again later",
            extra=in_french("Le graphe ne peut pas être lu en ce moment", "Réessayez plus tard"),
        )
    known.metrics.refusals.labels(error.kind).inc()
    problem = error.problem(request.url.path)
    headers = {**error.headers, "Cache-Control": "no-store", "Vary": "Accept"}
    if accepts_html(request.headers.get("accept")):
        tongue = language(request)
        titles = known_problems().get(error.kind)
        title = f"{error.status} {titles[tongue][0] if titles else error.title}"
        text = page.render(request, "error.html", title=title, listed=False, problem=problem, titles=titles)
        headers["Content-Language"] = tongue
        return Response(text, error.status, headers, "text/html; charset=utf-8")
    return Response(json.dumps(problem, ensure_ascii=False), error.status, headers, PROBLEM)


async def _ramp(request: Request, error: Exception) -> Response:
    assert isinstance(error, RampError)
    return respond(request, error)


async def _http(request: Request, error: Exception) -> Response:
    """Starlette's own errors: no such route, no such method."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.NOT_FOUND:
        french = in_french(f"Il n’y a rien à l’adresse {request.url.path}", "Commencez à /")
        detail = f"There is nothing at {request.url.path}"
        return respond(request, NotFoundError(detail, remedy="Start at /", extra=french))
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = ", ".join(sorted(_methods(request)))
        if request.method == "OPTIONS":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Allow": allowed})
        detail = f"{request.url.path} has no method {request.method}"
        french = in_french(f"{request.url.path} n’a pas de méthode {request.method}", f"Utilisez {allowed}")
        return respond(request, MethodError(detail, remedy=f"Use {allowed}", extra=french, headers={"Allow": allowed}))
    return respond(request, BadRequestError(str(error.detail), headers=headers))


def _methods(request: Request) -> set[str]:
    """Every method that the address has: each may be a route of its own."""
    found = {"OPTIONS"}
    for route in request.app.routes:
        known = ("GET", "HEAD") if isinstance(route, Mount) else _METHODS
        found |= {method for method in known if route.matches({**request.scope, "method": method})[0] is Match.FULL}
    return found


async def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first: dict[str, Any] = error.errors()[0]
    name = str(first["loc"][-1])
    return respond(
        request,
        ParameterError(
            f"{name}: {first['msg']}",
            remedy="See /openapi.json for what is taken here",
            extra={
                "parameter": name,
                **in_french(
                    f"{name} : la valeur est absente ou incorrecte", "Voyez dans /openapi.json ce qui est admis ici"
                ),
            },
        ),
    )


async def unforeseen(request: Request, error: Exception) -> Response:
    """What went wrong goes to the log, and nothing of it to the client."""
    service.of(request).log.error("internal error", exc_info=error)
    return respond(
        request,
        InternalError(
            "Something went wrong here, and was logged",
            remedy="Try again later",
            extra=in_french("Une erreur s’est produite ici et a été journalisée", "Réessayez plus tard"),
        ),
    )
