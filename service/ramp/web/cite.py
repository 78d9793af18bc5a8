"""`/cite?of=/en/matrix&format=bibtex`: how to cite a page of this service, as a file."""

from urllib.parse import unquote, urlsplit

from fastapi import APIRouter, Request, Response
from starlette.types import Message, Scope

from ramp.errors import NotFoundError, ParameterError, in_french
from ramp.web import answers, tongues
from ramp.web.citation import FORMATS, Citation

router = APIRouter(tags=["Pages"], include_in_schema=False)

_ASKED = (b"host", b"x-forwarded-proto", b"x-forwarded-for")


@router.get("/cite")
@router.head("/cite")
async def cite(request: Request) -> Response:
    """The citation of the page `of`. Raises ParameterError, or NotFoundError where no such page is to be cited."""
    of, form = request.query_params.get("of", ""), request.query_params.get("format", "text")
    if form not in FORMATS:
        raise ParameterError(
            f"format: {form[:80]!r} is unknown",
            remedy=f"Use {', '.join(FORMATS)}",
            extra={
                "parameter": "format",
                **in_french(f"format : « {form[:80]} » est inconnu", f"Utilisez {', '.join(FORMATS)}"),
            },
        )
    found = await _citation_of(request, of)
    if found is None:
        raise NotFoundError(
            f"There is no page to cite at {of[:200]!r}",
            remedy="Give the path of a page of this service, as in of=/en/practices",
            extra={
                "detail_fr": f"Il n’y a aucune page à citer à l’adresse {of[:200]!r}",
                "remedy_fr": "Indiquez le chemin d’une page de ce service, par exemple of=/fr/practices",
            },
        )
    media_type, suffix = FORMATS[form]
    headers = {"Content-Disposition": f'attachment; filename="ramp.{suffix}"', "Cache-Control": answers.REVALIDATE}
    return Response(found.write(form), headers=headers, media_type=media_type)


async def _citation_of(request: Request, of: str) -> Citation | None:
    """What the page at this path says of itself; it is asked as a reader who is not signed in would."""
    target = urlsplit(of)
    if target.scheme or target.netloc or not target.path.startswith("/") or not of.isascii():
        return None
    scope: Scope = {
        **{name: value for name, value in request.scope.items() if not name.startswith("ramp.")},
        "method": "GET",
        "path": unquote(target.path),
        "raw_path": target.path.encode(),
        "query_string": target.query.encode(),
        "headers": [pair for pair in request.scope["headers"] if pair[0] in _ASKED] + [(b"accept", b"text/html")],
        "ramp.snapshot": request.scope.get("ramp.snapshot"),
    }
    for name in ("route", "endpoint", "path_params", "router"):
        scope.pop(name, None)
    tongues.take(scope)
    if scope["path"].startswith("/cite"):
        return None

    async def send(message: Message) -> None:
        del message

    await request.app(scope, request.receive, send)
    found = scope.get("ramp.cited")
    return found if isinstance(found, Citation) else None
