"""The output formats by the names that people type, for results and for graphs."""

import difflib
from collections.abc import Mapping
from typing import Final, TypeVar

from pyoxigraph import QueryResultsFormat, RdfFormat

from ramp.errors import ParameterError

_T = TypeVar("_T")

RESULTS: Final[dict[str, QueryResultsFormat]] = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}

BOOLEANS: Final = {name: RESULTS[name] for name in ("json", "xml")}

GRAPHS: Final[dict[str, RdfFormat]] = {
    "turtle": RdfFormat.TURTLE,
    "ttl": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "nt": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}

DATASETS: Final[dict[str, RdfFormat]] = {
    "nquads": RdfFormat.N_QUADS,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
}


def choose(name: str, formats: Mapping[str, _T], purpose: str) -> _T:
    """The format of that name. Raises ParameterError with the nearest name and all there are."""
    if name in formats:
        return formats[name]
    near = difflib.get_close_matches(name, formats, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise ParameterError(
        f"--format {name} does not fit {purpose}",
        remedy=f"{hint}Use one of {', '.join(formats)}",
        extra={"parameter": "format", "available": list(formats)},
    )
