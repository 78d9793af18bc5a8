"""Reads SPARQL JSON results for the pages: cells with the words to show and, where it is safe, an address to follow."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ramp.graph.namespaces import PREFIXES

_LINKED = ("http", "https", "mailto")


@dataclass(frozen=True, slots=True)
class Cell:
    """One value. `href` is set for IRIs of http, https and mailto only; `lang` for tagged text."""

    text: str
    href: str | None = None
    lang: str | None = None
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A result: the variables and the rows, or the truth value of an ASK."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    boolean: bool | None = None


def read_table(body: bytes, prefixes: Mapping[str, str] = PREFIXES) -> Table:
    """The table of a document in application/sparql-results+json."""
    document: dict[str, Any] = json.loads(body)
    if "boolean" in document:
        return Table((), (), bool(document["boolean"]))
    columns = tuple(document["head"]["vars"])
    bindings = document["results"]["bindings"]
    return Table(columns, tuple(tuple(_cell(row.get(name), prefixes) for name in columns) for row in bindings))


def _cell(term: dict[str, Any] | None, prefixes: Mapping[str, str]) -> Cell:
    if term is None:
        return Cell("")
    value = str(term["value"]) if not isinstance(term["value"], dict) else json.dumps(term["value"])
    if term["type"] == "uri":
        return Cell(_compact(value, prefixes), value if _followable(value) else None)
    number = term.get("datatype", "").rpartition("#")[2] in ("integer", "decimal", "double", "float")
    return Cell(value, lang=term.get("xml:lang"), number=number)


def _compact(iri: str, prefixes: Mapping[str, str]) -> str:
    fits = [(prefix, base) for prefix, base in prefixes.items() if iri.startswith(base) and len(iri) > len(base)]
    if not fits:
        return iri
    prefix, base = max(fits, key=lambda pair: len(pair[1]))
    return f"{prefix}:{iri[len(base) :]}"


def _followable(iri: str) -> bool:
    try:
        return urlsplit(iri).scheme in _LINKED
    except ValueError:
        return False
