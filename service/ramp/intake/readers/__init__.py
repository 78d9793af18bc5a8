"""Reads a file of any kind that is accepted here into one `Submission`; the only place that knows which kinds there
are.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ramp.errors import MediaTypeError, TooLargeError
from ramp.intake.knowledge import Knowledge
from ramp.intake.limits import Limits
from ramp.intake.readers import delimited, jsonld, rdfxml, turtle, workbook
from ramp.intake.submission import Submission

Reader = Callable[[bytes, str, Knowledge, Limits], Submission]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of file: short name, media types (the first is the one to name), endings of file names, reader."""

    name: str
    media_types: tuple[str, ...]
    endings: tuple[str, ...]
    read: Reader


FORMS = (
    Form("turtle", ("text/turtle", "application/x-turtle"), (".ttl",), turtle.read),
    Form("ntriples", ("application/n-triples",), (".nt",), turtle.read_ntriples),
    Form("jsonld", ("application/ld+json",), (".jsonld",), jsonld.read_jsonld),
    Form("rdfxml", ("application/rdf+xml",), (".rdf", ".owl"), rdfxml.read),
    Form("json", ("application/json",), (".json",), jsonld.read_plain),
    Form("csv", ("text/csv", "text/tab-separated-values"), (".csv", ".tsv"), delimited.read),
    Form("xlsx", (XLSX,), (".xlsx",), workbook.read),
)
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
            extra={"available": available()},
        )
    if wanted in ("", "application/octet-stream", "text/plain", "application/x-www-form-urlencoded"):
        for form in FORMS:
            if name.endswith(form.endings):
                return form
    raise MediaTypeError(
        f"{wanted or file_name or 'A body without a media type'} is not read here",
        remedy=f"Send one of {', '.join(available())}",
        extra={"available": available()},
    )


def available() -> list[str]:
    """The media types that are read, one a form."""
    return [form.media_types[0] for form in FORMS]


def read(data: bytes, form: Form, base: str, knowledge: Knowledge, limits: Limits) -> Submission:
    """Reads `data`; relative IRIs are completed with `base`.

    Raises TooLargeError, DataSyntaxError (with line and column where known) or LimitError.
    """
    if len(data) > limits.bytes:
        raise TooLargeError(
            f"The file has {len(data):,} bytes; at most {limits.bytes:,} are read",
            remedy="Send fewer records at a time",
            extra={"limit": limits.bytes},
        )
    return form.read(data, base, knowledge, limits)
