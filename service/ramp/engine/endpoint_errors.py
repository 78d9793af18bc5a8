"""What a failure of the SPARQL server behind the service means to whoever asked: one error of RAMP's for each kind."""

import http.client
import urllib.error
from http import HTTPStatus
from typing import Final

from ramp.errors import (
    DeadlineError,
    EngineAnswerError,
    EngineGoneError,
    EvaluationError,
    RampError,
    french_number,
    in_french,
)

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
            extra=in_french(
                "Le serveur SPARQL derrière ce service ne le laisse pas entrer",
                "L’exploitant de ce service devrait vérifier RAMP_ENGINE_USER, RAMP_ENGINE_PASSWORD, RAMP_ENGINE_AUTH",
            ),
        )
    if error.code in (HTTPStatus.BAD_REQUEST, HTTPStatus.INTERNAL_SERVER_ERROR):
        said = _words(error)
        return EvaluationError(
            f"The engine cannot evaluate the request{said}",
            remedy="Write the query in another way",
            extra=in_french(
                f"Le moteur ne peut pas évaluer la requête{said.replace(':', ' :', 1)}", "Écrivez la requête autrement"
            ),
        )
    return EngineAnswerError(
        f"The SPARQL server behind this service answered with status {error.code}",
        remedy="Whoever runs this service should look at the addresses RAMP_ENGINE_*",
        extra=in_french(
            f"Le serveur SPARQL derrière ce service a répondu avec le statut {error.code}",
            "L’exploitant de ce service devrait vérifier les adresses RAMP_ENGINE_*",
        ),
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
        extra={
            "limit": seconds,
            **in_french(
                f"L’évaluation a duré plus de {french_number(seconds)} s et a été abandonnée",
                "Rendez la requête plus sélective, utilisez une requête nommée (/queries), ou prenez la copie complète "
                "des données",
            ),
        },
    )


def cut() -> EngineAnswerError:
    """The answer is not whole."""
    return EngineAnswerError(
        "The answer of the SPARQL server behind this service broke off, and nothing of it is passed on",
        remedy="Ask again; if it stays so, make the query more selective",
        extra=in_french(
            "La réponse du serveur SPARQL derrière ce service s’est interrompue, et rien n’en est transmis",
            "Redemandez ; si cela persiste, rendez la requête plus sélective",
        ),
    )


def gone() -> EngineGoneError:
    """There is nobody."""
    return EngineGoneError(
        "The SPARQL server behind this service cannot be reached",
        remedy="Try again later",
        extra=in_french("Le serveur SPARQL derrière ce service ne peut pas être atteint", "Réessayez plus tard"),
        headers={"Retry-After": "5"},
    )
