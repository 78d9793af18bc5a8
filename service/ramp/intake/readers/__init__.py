"""Reads a file of any kind that is accepted here into one `Submission`; the only place that knows which kinds there
are.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ramp.errors import MediaTypeError, TooLargeError, in_french
from ramp.intake.kinds import KINDS, Kind, available
from ramp.intake.knowledge import Knowledge
from ramp.intake.limits import Limits
from ramp.intake.readers import delimited, jsonld, rdfxml, turtle, workbook
from ramp.intake.submission import Submission

Reader = Callable[[bytes, str, Knowledge, Limits], Submission]


@dataclass(frozen=True, slots=True)
class Form(Kind):
    """A kind of file with its reader."""

    read: Reader


_READERS: dict[str, Reader] = {
    "turtle": turtle.read,
    "ntriples": turtle.read_ntriples,
    "jsonld": jsonld.read_jsonld,
    "rdfxml": rdfxml.read,
    "json": jsonld.read_plain,
    "csv": delimited.read,
    "xlsx": workbook.read,
}
FORMS = tuple(Form(kind.name, kind.media_types, kind.endings, _READERS[kind.name]) for kind in KINDS)
QUADS = {
    "application/n-quads": ".nq",
    "application/trig": ".trig",
    "application/trix": ".trix",
    "application/x-trig": ".trig",
}


def form_of(media_type: str = "", file_name: str = "") -> Form:
    """The kind of file by media type, or failing that by the ending of its name.

    Raises MediaTypeError with the list of what is read; formats with named graphs are refused with the reason.
    """
    wanted = media_type.split(";")[0].strip().lower()
    name = file_name.lower()
    for form in FORMS:
        if wanted in form.media_types:
            return form
    if wanted in QUADS or name.endswith(tuple(QUADS.values())):
        raise MediaTypeError(
            f"{wanted or file_name} can name graphs, and a submission may not say into which graph its triples go",
            remedy="Send the triples as Turtle, N-Triples, JSON-LD or RDF/XML",
            extra={
                "available": available(),
                **in_french(
                    f"{wanted or file_name} peut nommer des graphes, et une proposition ne peut pas dire dans quel "
                    "graphe vont ses triplets",
                    "Envoyez les triplets en Turtle, N-Triples, JSON-LD ou RDF/XML",
                ),
            },
        )
    if wanted in ("", "application/octet-stream", "text/plain", "application/x-www-form-urlencoded"):
        for form in FORMS:
            if name.endswith(form.endings):
                return form
    raise MediaTypeError(
        f"{wanted or file_name or 'A body without a media type'} is not read here",
        remedy=f"Send one of {', '.join(available())}",
        extra={
            "available": available(),
            **in_french(
                f"{wanted or file_name or 'Un corps sans type de média'} n'est pas lu ici",
                f"Envoyez l'un de {', '.join(available())}",
            ),
        },
    )


def read(data: bytes, form: Form, base: str, knowledge: Knowledge, limits: Limits) -> Submission:
    """Reads `data`; relative IRIs are completed with `base`.

    Raises TooLargeError, DataSyntaxError (with line and column where known) or LimitError.
    """
    if len(data) > limits.bytes:
        raise TooLargeError(
            f"The file has {len(data):,} bytes; at most {limits.bytes:,} are read",
            remedy="Send fewer records at a time",
            extra={
                "limit": limits.bytes,
                **in_french(
                    f"Le fichier compte {len(data)} octets, {limits.bytes} au plus sont lus",
                    "Envoyez moins de fiches à la fois",
                ),
            },
        )
    return form.read(data, base, knowledge, limits)
