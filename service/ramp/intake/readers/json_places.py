"""Which JSON Pointer (RFC 6901) each triple of a JSON-LD document comes from.

The parser decides what a key means; this module only repeats so much of the context (names, prefixes, reverse terms,
language maps) as it takes to find the way back from a triple to its place.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pyoxigraph as ox

from ramp.intake.position import Position


def escaped(key: str) -> str:
    """A key as a part of a JSON Pointer."""
    return key.replace("~", "~0").replace("/", "~1")


class Places:
    """Pointers by (subject, predicate), each with the text of the value that stands there."""

    def __init__(self, context: dict[str, Any], base: str) -> None:
        self._context, self._base = context, base
        self._pointers: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        self._nodes: dict[str, str] = {}
        self._described: dict[str, str] = {}

    def node(self, value: dict[str, Any], pointer: str) -> str:
        """The node's identifier; one is written into `value` where it has none."""
        given = value.get("@id", value.get("id"))
        if not isinstance(given, str):
            key = "id" if "id" in self._context and "@id" not in value else "@id"
            given = value[key] = f"_:n{len(self._nodes)}"
        iri = self.iri(given)
        self._nodes.setdefault(iri, pointer)
        if set(value) - {"@id", "id"}:
            self._described.setdefault(iri, pointer)
        return iri

    def note(self, subject: str, predicate: str, pointer: str, value: Any, *, reverse: bool = False) -> None:
        """Remembers where the values of a key stand."""
        listed = isinstance(value, list)
        for number, item in enumerate(value if listed else [value]):
            at = f"{pointer}/{number}" if listed else pointer
            text = self._text(item)
            if reverse:
                self._pointers[text, predicate].append((subject, at))
            else:
                self._pointers[subject, predicate].append((text, at))

    def note_languages(self, subject: str, predicate: str, pointer: str, value: Any) -> None:
        """Remembers where the texts of a language map stand."""
        if not isinstance(value, dict):
            self.note(subject, predicate, pointer, value)
            return
        for lang, texts in value.items():
            self.note(subject, predicate, f"{pointer}/{escaped(lang)}", texts)

    def of(self, triple: ox.Quad) -> Position:
        """The pointer of a triple: that of the value which looks like its object, else of the key, else of the node."""
        subject = _name(triple.subject)
        spots = self._pointers.get((subject, triple.predicate.value), [])
        target = _name(triple.object)
        for text, pointer in spots:
            if text and (text == target or target.endswith(("/" + text, "#" + text))):
                return Position(pointer=pointer)
        if spots:
            return Position(pointer=spots[0][1])
        return Position(pointer=self._nodes.get(subject, ""))

    def dropped(self, subjects: set[str]) -> Iterator[tuple[str, str]]:
        """Nodes with keys of which the parser made nothing: identifier and pointer."""
        named = {iri.removeprefix("_:") for iri in subjects}
        return ((iri, at) for iri, at in self._described.items() if iri.removeprefix("_:") not in named)

    def iri(self, text: str) -> str:
        """An identifier as an absolute IRI."""
        prefix, colon, local = text.partition(":")
        if colon and prefix == "_":
            return text
        expansion = self._context.get(prefix)
        if colon and isinstance(expansion, str) and not local.startswith("//"):
            return expansion + local
        return text if colon and not text.startswith("/") else urljoin(self._base, text)

    def expand(self, key: str) -> str | None:
        """The predicate that a key stands for; None where the context has no such key."""
        term = self._context.get(key)
        if isinstance(term, dict):
            term = term.get("@id") or term.get("@reverse")
        if isinstance(term, str) and not term.startswith("@"):
            return self.iri(term)
        if ":" in key and (key.partition(":")[0] in self._context or "://" in key or key.startswith("urn:")):
            return self.iri(key)
        return None

    def is_language_map(self, key: str) -> bool:
        term = self._context.get(key)
        return isinstance(term, dict) and term.get("@container") == "@language"

    def is_reverse(self, key: str) -> bool:
        term = self._context.get(key)
        return isinstance(term, dict) and "@reverse" in term

    def _text(self, item: Any) -> str:
        if isinstance(item, dict):
            if "@value" in item:
                return str(item["@value"])
            given = item.get("@id", item.get("id"))
            return self.iri(given) if isinstance(given, str) else ""
        if isinstance(item, bool):
            return "true" if item else "false"
        return str(item)


def _name(term: Any) -> str:
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else str(term.value)
