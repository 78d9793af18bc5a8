"""Languages in the path: `/fr/matrix` is `/matrix` for a French reader, and a browser that asks for `/matrix` is sent
to the one or the other.

The address with a language is that of a page; representations for machines have addresses without one.
"""

from urllib.parse import quote, urlencode

from starlette.types import Scope, Send

from ramp.errors import RampError
from ramp.sparql.negotiation import accepts_html
from ramp.sparql.protocol import parse_pairs
from ramp.web.cache import Headers
from ramp.web.language import LANGUAGES, Language, by_path, preferred, prefixed

_THINGS = ("/id/", "/scheme/", "/query/", "/dataset", "/mappings/")
"""Addresses of which the routes themselves know where a reader has to go, or whether there is anything at all."""
_MACHINES = ("/static/", "/metrics", "/health", "/.well-known/", "/prefixes", "/graphs", "/feed/", "/sign-in/", "/cite")
_PRIVATE = ("/submissions", "/desk", "/account", "/sign-in")
"""Addresses that may hold a private link: nobody keeps where they lead (see `ramp.web.review`)."""
_PAGE_FORMATS = ("", "html", "text/html")


def take(scope: Scope) -> None:
    """Take the language off the path, as `ramp.language`; the rest of the service sees the path without it."""
    path: str = scope["path"]
    for lang in LANGUAGES:
        if path == f"/{lang}" or path.startswith(f"/{lang}/"):
            raw: bytes = scope.get("raw_path") or quote(path).encode()
            scope["path"], scope["raw_path"] = path[3:] or "/", raw[3:] or b"/"
            scope["ramp.language"] = lang
            _want_page(scope)
            return


def _want_page(scope: Scope) -> None:
    """Who asks for the address of a page and would take HTML gets it, whatever else they would take as well."""
    if scope["method"] not in ("GET", "HEAD"):
        return
    accepted = b",".join(value for name, value in scope["headers"] if name == b"accept")
    if not accepted or b"text/html" in accepted or b"*/*" in accepted or b"text/*" in accepted:
        scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"accept"] + [(b"accept", b"text/html")]


def elsewhere(scope: Scope, headers: dict[bytes, bytes]) -> str | None:
    """Where a browser that asks for a page without a language has to go; None where the request is answered here."""
    path: str = scope["path"]
    if (
        by_path(scope)
        or scope["method"] not in ("GET", "HEAD")
        or path.startswith((*_THINGS, *_MACHINES))
        or "." in path.rpartition("/")[2]
        or not accepts_html(headers.get(b"accept", b"").decode("latin-1"))
    ):
        return None
    try:
        given = parse_pairs(scope["query_string"])
    except RampError:  # the route says what is wrong with it
        return None
    if any(name == "format" and value not in _PAGE_FORMATS for name, value in given):
        return None
    wanted = next((value for name, value in given if name == "lang"), None)
    lang: Language = preferred(wanted, headers.get(b"accept-language", b"").decode("latin-1"))
    kept = urlencode([(name, value) for name, value in given if name not in ("lang", "format")])
    raw: bytes = scope.get("raw_path") or quote(path).encode()
    return prefixed(lang, raw.decode("ascii", "replace")) + (f"?{kept}" if kept else "")


async def redirect(location: str, scope: Scope, send: Send) -> None:
    """307 to a page in the language of the reader."""
    scope["ramp.route"] = "language"
    headers = [
        (b"location", location.encode("ascii", "replace")),
        (b"vary", b"Accept, Accept-Language"),
        (b"content-length", b"0"),
    ]
    if scope["path"].startswith(_PRIVATE):
        headers += [
            (b"cache-control", b"no-store"),
            (b"referrer-policy", b"same-origin"),
            (b"x-robots-tag", b"noindex"),
        ]
    else:
        headers.append((b"cache-control", b"no-cache"))
    await send({"type": "http.response.start", "status": 307, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def vary(scope: Scope, headers: Headers) -> Headers:
    """The headers of a response, which at an address with a language does not depend on Accept-Language."""
    if by_path(scope) is None:
        return headers
    kept = []
    for name, value in headers:
        if name.lower() == b"vary":
            value = b", ".join(
                part.strip() for part in value.split(b",") if part.strip().lower() not in (b"accept-language", b"")
            )
            if not value:
                continue
        kept.append((name, value))
    return kept
