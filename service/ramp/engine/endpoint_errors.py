"""What a failure of the SPARQL server behind the service means to whoever asked: one error of RAMP's for each kind."""

import http.client
import urllib.error
from http import HTTPStatus
from typing import Final

from ramp.errors import DeadlineError, EngineAnswerError, EngineGoneError, EvaluationError, RampError

AGAIN: Final = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE}
"""Statuses after which it is worth asking again."""
_WORDS: Final = 200
_LATE: Final = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.GATEWAY_TIMEOUT}
_REFUSED: Final = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


def refusal(error: urllib.error.HTTPError, seconds: float) -> RampError:
    """What a status other than 2xx means to whoever asked."""
    if error.code in _LATE:
        return late(seconds)
    if error.code in AGAIN:
        return gone()
    if error.code in _REFUSED:
        return EngineAnswerError(
            "The SPARQL server behind this service does not let it in",
            remedy="Whoever runs this service should look at RAMP_ENGINE_USER, RAMP_ENGINE_PASSWORD, RAMP_ENGINE_AUTH",
        )
    if error.code in (HTTPStatus.BAD_REQUEST, HTTPStatus.INTERNAL_SERVER_ERROR):
        return EvaluationError(
            f"The engine cannot evaluate the request{_words(error)}", remedy="Write the query in another way"
        )
    return EngineAnswerError(
        f"The SPARQL server behind this service answered with status {error.code}",
        remedy="Whoever runs this service should look at the addresses RAMP_ENGINE_*",
    )


def _words(error: urllib.error.HTTPError) -> str:
    """The first line of what the server says, unless it is a page for browsers."""
    try:
        said = error.read(4096).decode("utf-8", "replace").strip()
    except (OSError, http.client.HTTPException):
        return ""
    line = next((" ".join(line.split()) for line in said.splitlines() if line.strip()), "")
    return "" if not line or line.startswith("<") else f": {line[:_WORDS]}"


def late(seconds: float) -> DeadlineError:
    """The deadline has passed."""
    return DeadlineError(
        f"The evaluation took longer than {seconds:g} s and was given up",
        remedy="Make the query more selective, use a named query (/queries), or take the dump",
        extra={"limit": seconds},
    )


def cut() -> EngineAnswerError:
    """The answer is not whole."""
    return EngineAnswerError(
        "The answer of the SPARQL server behind this service broke off, and nothing of it is passed on",
        remedy="Ask again; if it stays so, make the query more selective",
    )


def gone() -> EngineGoneError:
    """There is nobody."""
    return EngineGoneError(
        "The SPARQL server behind this service cannot be reached",
        remedy="Try again later",
        headers={"Retry-After": "5"},
    )
