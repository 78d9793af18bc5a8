"""What the service runs in a worker process for a check: a submission is parsed and judged there and nowhere else.

A worker keeps one `Checker`, for the version of the graph that it was last asked about; it is gone with the process.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from pyoxigraph import Store

from ramp.errors import BadRequestError, ParameterError, RampError, in_french
from ramp.graph.folders import KnowledgeFolders
from ramp.intake.check import Checker
from ramp.intake.knowledge import Knowledge
from ramp.intake.limits import Limits
from ramp.intake.profile import SUBMITTED
from ramp.intake.readers import FORMS, form_of
from ramp.intake.report import CheckReport
from ramp.intake.template import TemplateForm, make
from ramp.intake.workbook import annotate

FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Sent:
    """One file as it came: name, media type, content."""

    name: str
    media_type: str
    content: bytes


class _Held:
    """The one process-wide place of a worker for its checker; the path of a version names it, versions never change."""

    path: Path | None = None
    checker: Checker | None = None

    @classmethod
    def ready(cls, path: Path, root: Path) -> Checker:
        if cls.checker is None or cls.path != path:
            store = Store.read_only(str(path))
            same = cls.checker is not None and cls.checker.knowledge.folders.root == root
            profile = cls.checker.profile if cls.checker is not None and same else None
            cls.checker = Checker(Knowledge.load(KnowledgeFolders(root), store), profile)
            cls.path = path
        return cls.checker


def checker_for(path: Path, root: Path) -> Checker:
    """The checker of this worker for the version of the graph at `path`."""
    return _Held.ready(path, root)


def check(
    path: Path,
    root: Path,
    body: bytes,
    content_type: str,
    base: str | None,
    annotated: str | None,
    profiles: Sequence[str] = SUBMITTED,
) -> tuple[list[CheckReport], bytes | None]:
    """The report on each file in a request's body, and with `annotated` (a language) the one workbook with comments.

    Raises RampError where the body cannot be read.
    """
    checker = _Held.ready(path, root)
    try:
        files = sent(body, content_type)
        reports = [
            checker.check(
                file.content,
                form_of(file.media_type, file.name),
                source=file.name,
                own_base=base,
                limits=Limits(),
                profiles=profiles,
            )
            for file in files
        ]
        if annotated is None:
            return reports, None
        if len(files) != 1 or reports[0].form != "xlsx":
            raise ParameterError(
                "Only one workbook can be had back with comments",
                remedy="Send one .xlsx file",
                extra=in_french(
                    "Un seul classeur peut être rendu avec des commentaires", "Envoyez un seul fichier .xlsx"
                ),
            )
        return reports, annotate(files[0].content, reports[0], annotated)
    except RampError:
        raise
    except RecursionError:
        raise BadRequestError(
            "The file is nested too deeply to be read",
            remedy="Simplify it",
            extra=in_french("Le fichier est trop imbriqué pour être lu", "Simplifiez-le"),
        ) from None


def template(path: Path, root: Path, form: TemplateForm, lang: str) -> bytes:
    """An empty form, with the names of this version of the graph."""
    return make(form, _Held.ready(path, root).knowledge, lang)


def sent(body: bytes, content_type: str) -> list[Sent]:
    """The files in a body: the body itself, the text of a form, or the parts of a multipart form.

    Raises BadRequestError where there are none, ParameterError for a field that is not known.
    """
    kind = content_type.split(";")[0].strip().lower()
    if kind == FORM:
        return _form(parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=10))
    if kind == MULTIPART:
        return _multipart(body, content_type)
    if not body.strip():
        raise BadRequestError(
            "The request has no body",
            remedy="Send the file as the body, or as a part named file",
            extra=in_french(
                "La requête n’a pas de corps", "Envoyez le fichier comme corps, ou comme partie nommée file"
            ),
        )
    return [Sent("", content_type, body)]


def _form(values: Mapping[str, list[str]]) -> list[Sent]:
    for name in values:
        if name not in ("text", "format", "lang"):
            raise ParameterError(
                f"The form has no field {name[:40]!r}",
                remedy="Use text and format",
                extra={
                    "parameter": name[:40],
                    **in_french(f"Le formulaire n’a pas de champ « {name[:40]} »", "Utilisez text et format"),
                },
            )
    text = (values.get("text") or [""])[0]
    if not text.strip():
        raise BadRequestError(
            "There is no text to check",
            remedy="Paste the records into the field text",
            extra=in_french("Il n'y a pas de texte à vérifier", "Collez les fiches dans le champ de texte"),
        )
    return [Sent("", _media_type((values.get("format") or ["turtle"])[0]), text.encode())]


def _media_type(name: str) -> str:
    for form in FORMS:
        if form.name == name and form.name != "xlsx":
            return form.media_types[0]
    names = ", ".join(form.name for form in FORMS if form.name != "xlsx")
    raise ParameterError(
        f"There is no format {name[:40]!r}",
        remedy=f"Use one of {names}",
        extra=in_french(f"Il n’y a pas de format « {name[:40]} »", f"Utilisez l’un de {names}"),
    )


def _multipart(body: bytes, content_type: str) -> list[Sent]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    message: Message[Any, Any] = BytesParser().parsebytes(head + body)
    if not message.is_multipart():
        raise BadRequestError(
            "The multipart body cannot be read",
            remedy="Send it as a browser does, with a boundary",
            extra=in_french(
                "Le corps en plusieurs parties ne peut être lu",
                "Envoyez-le comme le fait un navigateur, avec une délimitation (boundary)",
            ),
        )
    files: list[Sent] = []
    fields: dict[str, list[str]] = {}
    for part in message.get_payload():
        if not isinstance(part, Message):
            continue
        name, file_name = part.get_param("name", header="content-disposition"), part.get_filename()
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        if file_name:
            files.append(Sent(str(file_name)[-120:], part.get_content_type(), content))
        elif name in ("text", "format", "lang"):
            fields[str(name)] = [content.decode("utf-8", "replace")]
    if fields.get("text", [""])[0].strip():
        files += _form({key: value for key, value in fields.items() if key != "lang"})
    files = [file for file in files if file.content.strip()]
    if not files:
        raise BadRequestError(
            "There is no file to check",
            remedy="Add a part named file, with a file name",
            extra=in_french(
                "Il n'y a pas de fichier à vérifier", "Ajoutez une partie nommée file, avec un nom de fichier"
            ),
        )
    return files
