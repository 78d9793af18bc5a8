"""Who is asking: bearer tokens (RFC 6750) for writes, and for reads without a budget."""

from fastapi import Request

from ramp.access.tokens import Token
from ramp.errors import ForbiddenError, UnauthorizedError, in_french
from ramp.web import service
from ramp.workflow import french

_CHALLENGE = 'Bearer realm="ramp"'


def identify(request: Request) -> Token | None:
    """The token that the request carries, or None without one. Raises UnauthorizedError for one that is not valid."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    token = service.of(request).tokens.find(secret.strip())
    if token is None:
        raise UnauthorizedError(
            "The token is not known here, or was revoked",
            remedy="Ask whoever runs this service for a token",
            extra=in_french(
                "Ce jeton est inconnu ici ou a été révoqué", "Demandez un jeton à l’exploitant de ce service"
            ),
            headers={"WWW-Authenticate": f'{_CHALLENGE}, error="invalid_token"'},
        )
    request.scope["ramp.token"] = token
    return token


def require_writer(request: Request) -> Token:
    """The token of a curator or an admin. Raises UnauthorizedError where there is none, ForbiddenError for others."""
    token = identify(request)
    if token is None:
        raise UnauthorizedError(
            "Writing needs a token",
            remedy="Send Authorization: Bearer with a token that ramp token create gave",
            extra=in_french(
                "Un jeton est nécessaire pour écrire",
                "Envoyez Authorization: Bearer avec un jeton créé par ramp token create",
            ),
            headers={"WWW-Authenticate": _CHALLENGE},
        )
    if token.role == "submitter":
        raise ForbiddenError(
            "A submitter's token does not reach the graph itself",
            remedy="Send the record to /submissions, or ask for a curator's token",
            extra=in_french(
                f"Un jeton du rôle « {french.ROLES[token.role]} » ne donne pas accès au graphe lui-même",
                "Envoyez la fiche à /submissions, ou demandez un jeton de responsable des données",
            ),
            headers={"WWW-Authenticate": f'{_CHALLENGE}, error="insufficient_scope"'},
        )
    return token
