"""Which kinds of file are read: their names, media types and endings, without the readers, which only workers load."""

from dataclasses import dataclass

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Kind:
    """Short name, media types (the first is the one to name), endings of file names."""

    name: str
    media_types: tuple[str, ...]
    endings: tuple[str, ...]


KINDS = (
    Kind("turtle", ("text/turtle", "application/x-turtle"), (".ttl",)),
    Kind("ntriples", ("application/n-triples",), (".nt",)),
    Kind("jsonld", ("application/ld+json",), (".jsonld",)),
    Kind("rdfxml", ("application/rdf+xml",), (".rdf", ".owl")),
    Kind("json", ("application/json",), (".json",)),
    Kind("csv", ("text/csv", "text/tab-separated-values"), (".csv", ".tsv")),
    Kind("xlsx", (XLSX,), (".xlsx",)),
)


def available() -> list[str]:
    """The media types that are read, one a kind."""
    return [kind.media_types[0] for kind in KINDS]
