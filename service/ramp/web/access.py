"""Who is asking: bearer tokens (RFC 6750) for writes, and for reads without a budget."""

from fastapi import Request

from ramp.access.tokens import Token
from ramp.errors import ForbiddenError, UnauthorizedError
from ramp.web import service

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
            headers={"WWW-Authenticate": _CHALLENGE},
        )
    if token.role == "submitter":
        raise ForbiddenError(
            "A submitter's token does not reach the graph itself",
            remedy="Send the record to /submissions, or ask for a curator's token",
            headers={"WWW-Authenticate": f'{_CHALLENGE}, error="insufficient_scope"'},
        )
    return token
