"""Reads what a request sends in: a file as body or in a form, the address for notices, the revision that it is for."""

from fastapi import Request
from starlette.datastructures import FormData, UploadFile

from ramp.errors import BadRequestError, ParameterError, TooLargeError, french_number, in_french
from ramp.intake.kinds import KINDS
from ramp.intake.limits import Limits
from ramp.web import identity
from ramp.web.body import bounded_body
from ramp.web.identity import FORM, MULTIPART, Caller, text
from ramp.web.language import Language, language
from ramp.workflow.judged import content_hash
from ramp.workflow.mail import is_address
from ramp.workflow.receiving import Delivery


async def read_delivery(request: Request) -> tuple[Caller, Delivery, FormData | None]:
    """Who sends what: a body, or a form with `file` or `text` and `format`, `contact`, `lang`. Raises RampError."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    lang = language(request)
    if kind not in (FORM, MULTIPART):
        found = await identity.caller(request)
        identity.check_csrf(request, found, None)
        data = await bounded_body(request, Limits().bytes)
        return found, _delivery(data, kind, "", lang, request.query_params.get("contact", "")), None
    found, form = await identity.posted(request)
    file = form.get("file")
    if isinstance(file, UploadFile) and file.size:
        data, name = await file.read(), (file.filename or "")[-120:]
        given = (file.content_type or "").split(";")[0].strip().lower()
        return found, _delivery(data, given, name, lang, text(form, "contact")), form
    media_type = next((f.media_types[0] for f in KINDS if f.name == (text(form, "format") or "turtle")), "")
    return found, _delivery(text(form, "text").encode(), media_type, "", lang, text(form, "contact")), form


def _delivery(data: bytes, media_type: str, file_name: str, lang: Language, contact: str) -> Delivery:
    if not data.strip():
        raise BadRequestError(
            "Nothing was sent",
            remedy="Send the file as the body, or as the field file or text",
            extra=in_french(
                "Rien n’a été envoyé",
                "Envoyez le fichier comme corps de la requête, ou dans le champ file ou text du formulaire",
            ),
        )
    if len(data) > Limits().bytes:
        raise TooLargeError(
            f"The file is longer than {Limits().bytes:,} bytes",
            remedy="Send fewer records at a time",
            extra={
                "limit": Limits().bytes,
                **in_french(
                    f"Le fichier dépasse {french_number(Limits().bytes)} octets", "Envoyez moins de fiches à la fois"
                ),
            },
        )
    require_address(contact)
    hashed = content_hash(data, media_type or file_name.rpartition(".")[2])
    return Delivery(data, media_type, file_name, hashed, lang, contact or None)


def require_address(contact: str) -> None:
    """Raises ParameterError where the address for notices is given and is none."""
    if contact and not is_address(contact):
        raise ParameterError(
            "contact is not an e-mail address",
            remedy="Write one address, or leave it out",
            extra={
                "parameter": "contact",
                **in_french(
                    "contact : ce n’est pas une adresse électronique",
                    "Écrivez une seule adresse, ou laissez le champ vide",
                ),
            },
        )


def revision_of(request: Request, form: FormData | None) -> int | None:
    """The revision that the caller has read: If-Match, or the field `revision`. Raises ParameterError."""
    given = request.headers.get("if-match", "").strip().strip('"') or (text(form, "revision") if form else "")
    if not given or given == "*":
        return None
    if not given.isdecimal() or len(given) > 9:
        raise ParameterError(
            "The revision is not a number",
            remedy="Send the one that you were shown",
            extra=in_french("La révision n’est pas un nombre", "Envoyez celle qui vous a été indiquée"),
        )
    return int(given)
