"""Who sends a request: a bearer token, a browser session, the private link of one submission, or nobody."""

import hmac
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request, Response
from starlette.datastructures import FormData
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser

from ramp.accounts import people
from ramp.accounts.people import Person
from ramp.errors import BadRequestError, ForbiddenError, TooLargeError, UnauthorizedError, french_number, in_french
from ramp.web import access, review, service
from ramp.workflow import french
from ramp.workflow.actor import Actor
from ramp.workflow.states import Role, reaches

FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
FORM_BYTES = 6 * 1024 * 1024
"""Longest form, its file included."""


@dataclass(frozen=True, slots=True)
class Caller:
    """`person`: who is signed in, if anybody; `key`: the secret of a private link; `browser`: by cookie."""

    person: Person | None
    key: str | None
    browser: bool

    @property
    def actor(self) -> Actor:
        """As one who acts on submissions."""
        if self.person is None:
            return Actor(key=self.key)
        return Actor(self.person.role, self.person.id, self.key)

    @property
    def suffix(self) -> str:
        """What the addresses of this caller's pages end with, so that a private link stays one."""
        return f"?key={quote(self.key)}" if self.key else ""


async def caller(request: Request, key: str | None = None) -> Caller:
    """Who sends the request. Raises UnauthorizedError for a token that is not valid."""
    room = review.of(request)
    key = key or request.query_params.get("key") or None
    token = access.identify(request)
    if token is not None:
        return Caller(await room.database.run(people.of_token, token), key, browser=False)
    cookie = request.cookies.get(cookie_name(request))
    if cookie:
        tokens = [known.id for known in service.of(request).tokens.known()]
        person = await room.database.run(people.of_session, cookie, tokens)
        if person is not None:
            return Caller(person, key, browser=True)
    return Caller(None, key, browser=False)


def require(found: Caller, least: Role) -> Person:
    """The person, if she may do this. Raises UnauthorizedError or ForbiddenError."""
    if found.person is None:
        raise UnauthorizedError(
            "You are not signed in",
            remedy="Sign in at /sign-in, or send a bearer token",
            extra=in_french("Vous n’êtes pas connecté", "Connectez-vous à /sign-in, ou envoyez un jeton d’accès"),
        )
    if not reaches(found.person.role, least):
        raise ForbiddenError(
            f"This needs the role {least}",
            remedy="Ask an admin for that role",
            extra=in_french(
                f"Le rôle « {french.ROLES[least]} » est nécessaire ici", "Demandez ce rôle à l’administration"
            ),
        )
    return found.person


async def form_of(request: Request, *, files: int = 1) -> FormData:
    """The fields of a form. Raises TooLargeError, or BadRequestError where it is none."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in (FORM, MULTIPART):
        raise BadRequestError(
            "The body is not a form",
            remedy=f"Send {FORM} or {MULTIPART}",
            extra=in_french("Le corps de la requête n’est pas un formulaire", f"Envoyez {FORM} ou {MULTIPART}"),
        )
    try:
        if kind == FORM:
            return await FormParser(request.headers, _chunks(request)).parse()
        parser = MultiPartParser(
            request.headers, _chunks(request), max_files=files, max_fields=2000, max_part_size=FORM_BYTES
        )
        return await parser.parse()
    except (MultiPartException, KeyError, UnicodeDecodeError) as error:
        reason = getattr(error, "message", type(error).__name__)
        raise BadRequestError(
            f"The form cannot be read: {reason}",
            remedy="Send it as a browser does",
            extra=in_french(f"Le formulaire ne peut pas être lu : {reason}", "Envoyez-le comme le fait un navigateur"),
        ) from None


async def posted(request: Request, *, files: int = 1) -> tuple[Caller, FormData]:
    """Who sends a form, and the form; the field `key` is the secret of a private link.

    Raises what `form_of`, `caller` and `check_csrf` raise.
    """
    form = await form_of(request, files=files)
    found = await caller(request, text(form, "key"))
    check_csrf(request, found, form)
    return found, form


def check_csrf(request: Request, found: Caller, form: FormData | None) -> None:
    """A browser that is signed in shows that the form is one of RAMP's own. Raises ForbiddenError."""
    if request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        raise ForbiddenError(
            "This form was sent from another site",
            remedy="Open the page here and send it again",
            extra=in_french(
                "Ce formulaire a été envoyé depuis un autre site", "Ouvrez la page ici et envoyez-le de nouveau"
            ),
        )
    if not found.browser or found.person is None:
        return
    given = text(form, "csrf") if form is not None else request.headers.get("x-csrf-token", "")
    if not hmac.compare_digest(given.encode(), (found.person.csrf or "").encode()):
        raise ForbiddenError(
            "The form is out of date",
            remedy="Reload the page and send it again",
            extra=in_french("Le formulaire n’est plus à jour", "Rechargez la page et envoyez-le de nouveau"),
        )


def text(form: FormData, name: str) -> str:
    """A field as text, empty where there is none."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def secure(request: Request) -> bool:
    """Whether cookies go over https only."""
    settings = service.of(request).settings
    if settings.cookie_secure is not None:
        return settings.cookie_secure
    return (settings.public_url or "").startswith("https://")


def cookie_name(request: Request) -> str:
    """The name of the session cookie; with https one that no other host can set."""
    return "__Host-ramp" if secure(request) else "ramp"


def set_cookie(request: Request, response: Response, value: str, seconds: int) -> None:
    """The session cookie: not for scripts, not for other sites."""
    response.set_cookie(
        cookie_name(request), value, max_age=seconds, path="/", secure=secure(request), httponly=True, samesite="strict"
    )


async def _chunks(request: Request) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > FORM_BYTES:
            raise TooLargeError(
                f"The form is longer than {FORM_BYTES:,} bytes",
                remedy="Send less",
                extra={
                    "limit": FORM_BYTES,
                    **in_french(
                        f"Le formulaire dépasse {french_number(FORM_BYTES)} octets", "Envoyez moins de données"
                    ),
                },
            )
        yield chunk
