"""`/sign-in`, `/account`, `/accounts`: browser sessions, one's own account, and the roles that admins give."""

import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response

from ramp.accounts import people
from ramp.errors import NotFoundError, in_french
from ramp.web import identity, review, service
from ramp.web.identity import Caller, text
from ramp.web.language import language
from ramp.web.review_pages import page, see
from ramp.workflow.states import Role

if TYPE_CHECKING:
    from ramp.accounts.oidc import Provider

router = APIRouter(include_in_schema=False)

_TRIP_COOKIE, _TRIP_SECONDS = "ramp_trip", 600


@router.get("/sign-in")
async def form(request: Request) -> Response:
    """The ways to sign in."""
    found = await identity.caller(request)
    return page(request, "sign-in", found, next=_next(request.query_params.get("next", "")), wrong=False)


@router.post("/sign-in")
async def by_token(request: Request) -> Response:
    """Sign in with an access token."""
    sent = await identity.form_of(request, files=0)
    identity.check_csrf(request, Caller(None, None, browser=False), sent)
    token = service.of(request).tokens.find(text(sent, "token"))
    if token is None:
        found = await identity.caller(request)
        return page(request, "sign-in", found, status=401, next=_next(text(sent, "next")), wrong=True)
    person = await review.of(request).database.run(people.of_token, token)
    return await _signed_in(request, person, _next(text(sent, "next")))


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End the session of this browser."""
    await identity.posted(request, files=0)
    key = request.cookies.get(identity.cookie_name(request), "")
    await review.of(request).database.run(people.sign_out, key)
    response = see(request, "/")
    identity.set_cookie(request, response, "", 0)
    return response


@router.get("/sign-in/provider")
async def to_provider(request: Request) -> Response:
    """Go to the OpenID provider."""
    provider = _provider(request)
    from ramp.accounts.oidc import Trip  # only where a provider is configured

    trip = Trip.new()
    address = await provider.address(trip, _back(request))
    response = Response(status_code=303, headers=review.headers(language(request), Location=address))
    kept = json.dumps([trip.state, trip.nonce, trip.verifier, _next(request.query_params.get("next", ""))])
    response.set_cookie(
        _TRIP_COOKIE, kept.encode().hex(), max_age=_TRIP_SECONDS, path="/sign-in", secure=identity.secure(request),
        httponly=True, samesite="lax",
    )  # fmt: skip
    return response


@router.get("/sign-in/provider/back")
async def from_provider(request: Request) -> Response:
    """Back from the OpenID provider."""
    provider = _provider(request)
    from ramp.accounts.oidc import Trip, not_begun

    try:
        state, nonce, verifier, after = json.loads(bytes.fromhex(request.cookies.get(_TRIP_COOKIE, "")))
        trip = Trip(str(state), str(nonce), str(verifier))
    except (ValueError, TypeError):
        raise not_begun() from None
    known = await provider.signed_in(trip, _back(request), dict(request.query_params))
    person = await review.of(request).database.run(
        people.of_provider, known.subject, known.name, known.email, known.role
    )
    response = await _signed_in(request, person, _next(str(after)), page_after=True)
    response.delete_cookie(_TRIP_COOKIE, path="/sign-in")
    return response


@router.get("/account")
async def own(request: Request) -> Response:
    """One's own account."""
    found = await identity.caller(request)
    if found.person is None:
        return see(request, "/sign-in?next=/account")
    return page(request, "account", found)


@router.post("/account")
async def rename(request: Request) -> Response:
    """Choose the public name."""
    found, sent = await identity.posted(request, files=0)
    person = identity.require(found, Role.SUBMITTER)
    await review.of(request).database.run(people.rename, person.id, text(sent, "public_name"))
    return see(request, "/account")


@router.get("/accounts")
async def everybody(request: Request) -> Response:
    """All accounts, for admins."""
    found = await identity.caller(request)
    if found.person is None:
        return see(request, "/sign-in?next=/accounts")
    identity.require(found, Role.ADMIN)
    rows = await review.of(request).database.run(people.everybody)
    return page(request, "accounts", found, rows=rows, roles=[str(role) for role in Role])


@router.post("/accounts/{account_id}")
async def give_role(request: Request, account_id: str) -> Response:
    """Give an account a role."""
    found, sent = await identity.posted(request, files=0)
    admin = identity.require(found, Role.ADMIN)
    await review.of(request).database.run(people.give_role, admin, account_id, text(sent, "role"))
    return see(request, "/accounts")


async def _signed_in(request: Request, person: people.Person, after: str, *, page_after: bool = False) -> Response:
    """Set the cookie and go on; by a page where the browser comes from elsewhere, as it would not send the cookie."""
    room = review.of(request)
    hours = room.settings.session_hours
    key = await room.database.run(people.sign_in, person.id, hours)
    after = after or ("/desk" if person.actor.curates else "/submissions")
    found = Caller(person, None, browser=False)
    response = page(request, "signed-in", found, after=after) if page_after else see(request, after)
    identity.set_cookie(request, response, key, int(hours * 3600))
    return response


def _provider(request: Request) -> "Provider":
    provider = review.of(request).provider
    if provider is None:
        raise NotFoundError(
            "No OpenID provider is configured here",
            remedy="Sign in with a token at /sign-in",
            extra=in_french(
                "Aucun fournisseur d’identité OpenID n’est configuré ici", "Connectez-vous avec un jeton à /sign-in"
            ),
        )
    return provider


def _back(request: Request) -> str:
    return f"{service.of(request).url(request)}/sign-in/provider/back"


def _next(given: str) -> str:
    """A page of this service, or nothing: never another site."""
    parts = urlsplit(given)
    plain = given.startswith("/") and not given.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return given if plain and given.isprintable() and "\\" not in given else ""
