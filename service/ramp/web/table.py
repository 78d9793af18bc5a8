"""Reads SPARQL JSON results for the pages: cells with the words to show and, where it is safe, an address to follow."""

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from ramp.graph.namespaces import BASE, GRAPH, ID, PREFIXES, SCHEME
from ramp.linking.addresses import local
from ramp.linking.description import Name
from ramp.linking.naming import in_language
from ramp.web.language import Language, prefixed, words

_LINKED = ("http", "https", "mailto")
_LONGEST = 48
_NAMED = (ID.iri, SCHEME.iri)
_SUFFIXES = {"en": "En", "fr": "Fr"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One value. `href`, for IRIs of http, https and mailto only, leads to the page of the node on this service where
    the IRI is ours, else (`outside`) to the IRI; `lang` is set for tagged text."""

    text: str
    href: str | None = None
    lang: str | None = None
    kind: str = ""
    iri: str | None = None
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A result: the variables and the rows, or the truth value of an ASK."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    boolean: bool | None = None

    @property
    def numeric(self) -> frozenset[int]:
        """The places of the columns that hold numbers and nothing else."""
        kinds = [{row[place].kind for row in self.rows if row[place].text} for place in range(len(self.columns))]
        return frozenset(place for place, found in enumerate(kinds) if found == {"number"})

    def where(self, column: str, text: str) -> "Table":
        """The rows with this text in this column; all of them where no such column or row is."""
        if column not in self.columns:
            return self
        place = self.columns.index(column)
        rows = tuple(row for row in self.rows if row[place].text == text)
        return Table(self.columns, rows, self.boolean) if rows else self

    def spread(self, count: int) -> "Table":
        """As many rows, of as many different things as there are: the first column says of which."""
        seen: Counter[Cell] = Counter()
        turns = []
        for index, row in enumerate(self.rows):
            key = row[0] if row else Cell("")
            turns.append((seen[key], index))
            seen[key] += 1
        chosen = sorted(index for _, index in sorted(turns)[:count])
        return Table(self.columns, tuple(self.rows[index] for index in chosen), self.boolean)

    def for_reader(self, lang: Language, given: Collection[str] = ()) -> "Table":
        """The table in one language: a node carries its label (`state` takes `stateEn` or `stateFr`), the columns that
        held labels go, and so do columns without any value and those that only repeat a `given` parameter. Codes of the
        questions (`in-force`) are put into words."""
        suffix = _SUFFIXES[lang]
        other = next(mark for code, mark in _SUFFIXES.items() if code != lang)
        kept = []
        for name in self.columns:
            stem = name[:-2] if name[-2:] in _SUFFIXES.values() else None
            paired = stem is not None and all(stem + mark in self.columns for mark in _SUFFIXES.values())
            if not paired or (stem not in self.columns and name.endswith(suffix)):
                kept.append(name)
            elif name.endswith(other):
                continue
        place = {name: index for index, name in enumerate(self.columns)}
        made: dict[tuple[Cell, Cell | None], Cell] = {}  # the same things come again and again
        labels = {name: place.get(name + suffix) for name in kept}

        def labelled(row: tuple[Cell, ...], name: str) -> Cell:
            at = labels[name]
            key = (row[place[name]], None if at is None else row[at])
            if (known := made.get(key)) is None:
                known = made[key] = _labelled(*key, lang)
            return known

        rows = [[labelled(row, name) for name in kept] for row in self.rows]
        full = [
            index
            for index, name in enumerate(kept)
            if not rows
            or (any(row[index].text for row in rows) and not (name in given and len({row[index] for row in rows}) == 1))
        ]
        heads = [head(kept[index], lang) for index in full]
        return Table(tuple(heads), tuple(tuple(row[index] for index in full) for row in rows), self.boolean)

    def unnamed(self) -> tuple[str, ...]:
        """The IRIs of RAMP that `for_reader` left without a name."""
        cells = (cell for row in self.rows for cell in row)
        return tuple(sorted({cell.iri for cell in cells if cell.iri and cell.iri.startswith(_NAMED) and _bare(cell)}))

    def with_names(self, names: Mapping[str, Name], lang: Language) -> "Table":
        """The table with these names for those IRIs."""
        told = {iri: in_language(name.texts, lang) for iri, name in names.items() if name.given}
        rows = tuple(
            tuple(
                replace(cell, text=told[cell.iri][0], lang=told[cell.iri][1])
                if cell.iri in told and _bare(cell)
                else cell
                for cell in row
            )
            for row in self.rows
        )
        return replace(self, rows=rows)


def read_table(body: bytes, prefixes: Mapping[str, str] = PREFIXES, base: str = BASE) -> Table:
    """The table of a document in application/sparql-results+json; IRIs below `base` lead to this service."""
    document: dict[str, Any] = json.loads(body)
    if "boolean" in document:
        return Table((), (), bool(document["boolean"]))
    columns = tuple(document["head"]["vars"])
    made: dict[object, Cell] = {}  # the same terms come again and again

    def cell(term: dict[str, Any] | None) -> Cell:
        key = tuple(term.items()) if term and isinstance(term["value"], str) else None
        if key is None:
            return _cell(term, prefixes, base)
        if (known := made.get(key)) is None:
            known = made[key] = _cell(term, prefixes, base)
        return known

    rows = tuple(tuple(cell(row.get(name)) for name in columns) for row in document["results"]["bindings"])
    return Table(columns, rows)


def _labelled(cell: Cell, label: Cell | None, lang: Language) -> Cell:
    if cell.href:
        cell = replace(cell, href=prefixed(lang, cell.href))
    if label is not None and label.text:
        return replace(cell, text=label.text, lang=label.lang)
    if cell.href:
        return replace(cell, text=_short(cell))
    if cell.lang or cell.kind:
        return cell
    return replace(cell, text=words(lang).get(f"answer_{cell.text}", cell.text))


def _bare(cell: Cell) -> bool:
    return cell.text == _short(cell)


def _short(cell: Cell) -> str:
    """An IRI without a label in few letters: of RAMP's own the last part, of others host and path."""
    iri = cell.iri or ""
    if iri.startswith((ID.iri, SCHEME.iri, GRAPH.iri)):
        return iri.rstrip("/").rpartition("/")[2]
    if cell.text != iri:
        return cell.text
    bare = iri.partition("://")[2].removeprefix("www.").rstrip("/") or iri
    return bare if len(bare) <= _LONGEST else f"{bare[: _LONGEST - 1]}…"


def head(name: str, lang: Language) -> str:
    """What a column is called: `memberFrom` as the words of the language say, else as its letters do: `member from`."""
    stem = name.removesuffix(_SUFFIXES[lang])
    apart = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in stem).strip()
    return words(lang).get(f"column_{stem}", apart)


def _cell(term: dict[str, Any] | None, prefixes: Mapping[str, str], base: str) -> Cell:
    if term is None:
        return Cell("")
    value = str(term["value"]) if not isinstance(term["value"], dict) else json.dumps(term["value"])
    if term["type"] == "uri":
        own = local(value, base)
        return Cell(
            _compact(value, prefixes),
            own or (value if followable(value) else None),
            iri=value,
            outside=own is None,
        )
    kind = str(term.get("datatype", "")).rpartition("#")[2]
    return Cell(value, lang=term.get("xml:lang"), kind="number" if kind in ("integer", "decimal", "double") else kind)


def _compact(iri: str, prefixes: Mapping[str, str]) -> str:
    fits = [(prefix, base) for prefix, base in prefixes.items() if iri.startswith(base) and len(iri) > len(base)]
    if not fits:
        return iri
    prefix, base = max(fits, key=lambda pair: len(pair[1]))
    return f"{prefix}:{iri[len(base) :]}"


@lru_cache(maxsize=10_000)
def followable(iri: str) -> bool:
    """Whether a page may offer the IRI as a link: http, https and mailto only."""
    try:
        return urlsplit(iri).scheme in _LINKED
    except ValueError:
        return False
