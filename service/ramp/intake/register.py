"""What a submission may refer to, by IRI and by name: the part of the graph that checks need, small enough for memory.

It answers two questions: of what type is this IRI (so that shapes can judge a reference without the whole graph), and
what may this text mean (a label in either language, an acronym, a code, a slug, an IRI), with the nearest names if
nothing does.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import Literal, NamedNode, Store
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from ramp.graph.namespaces import BASE, FOAF, ID, RAMP, RDF, RDFS, SCHEMA, SCHEME, SKOS

_NAMES = (
    SKOS["prefLabel"],
    SKOS["altLabel"],
    RAMP["acronym"],
    SKOS["notation"],
    NamedNode("http://data.europa.eu/eli/ontology#id_local"),
)
NEAR, _SLIP = 78.0, 90.0
"""Least likeness (0 to 100) of a name that is offered in place of another; likeness where one letter is wrong."""


def folded(text: str) -> str:
    """Without case, accents and punctuation, so that `Côte d’Ivoire` meets `cote d'ivoire`."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.sub(r"[^\w]|_", " ", "".join(c for c in plain if not unicodedata.combining(c))).split())


@dataclass(slots=True)
class Entry:
    """One node that may be referred to. `labels` by language; `names` are all its names, folded."""

    iri: str
    types: set[str] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    schemes: set[str] = field(default_factory=set)

    @property
    def slug(self) -> str:
        return self.iri.rstrip("/").rsplit("/", 1)[-1]

    def label(self, lang: str) -> str:
        return self.labels.get(lang) or self.labels.get("en") or self.labels.get("fr") or self.slug


@dataclass(frozen=True, slots=True)
class KnownPractice:
    """A practice of the graph, as far as duplicates are told by it."""

    iri: str
    titles: dict[str, str]
    actors: frozenset[str]
    start: str
    end: str


_PARAGRAPH = re.compile(r"(?:para(?:graph|graphe)?s?\.?|§|¶|rec(?:ommend\w+)?\.?|n[o°]\.?)\s*(\d{3})", re.IGNORECASE)
"""How people write the number of a recommendation."""


class Register:
    """Entries by IRI, and name tables by group: a group is a scheme (`practice-type`) or a part of `id/` (`state`)."""

    def __init__(self, entries: dict[str, Entry], practices: list[KnownPractice]) -> None:
        self.entries, self.practices = entries, practices
        self._groups: dict[str, dict[str, list[str]]] = {}

    @classmethod
    def from_store(cls, store: Store) -> "Register":
        """Reads types, names and schemes of every node in RAMP's namespace and of every page."""
        entries: dict[str, Entry] = {}
        types = store.quads_for_pattern(None, RDF["type"], None)
        for quad in types:
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                iri = quad.subject.value
                if iri.startswith(BASE) or quad.object == FOAF["Document"]:
                    entries.setdefault(iri, Entry(iri)).types.add(quad.object.value)
        for term in _NAMES:
            for quad in store.quads_for_pattern(None, term, None):
                entry = entries.get(getattr(quad.subject, "value", ""))
                if entry is not None and isinstance(quad.object, Literal):
                    entry.names.add(folded(quad.object.value))
                    if term == SKOS["prefLabel"] and quad.object.language in ("en", "fr"):
                        entry.labels.setdefault(quad.object.language, quad.object.value)
        for quad in store.quads_for_pattern(None, SKOS["inScheme"], None):
            entry = entries.get(getattr(quad.subject, "value", ""))
            if entry is not None and isinstance(quad.object, NamedNode):
                entry.schemes.add(quad.object.value)
        supers = set(_pairs(store, RDFS["subClassOf"]))
        for entry in entries.values():
            entry.types = _with_supers(entry.types, supers)
        return cls(entries, _practices(store, entries))

    def group(self, name: str) -> list[Entry]:
        """The entries of a scheme or of a part of `id/`, sorted by English label."""
        in_scheme = SCHEME.iri + name
        prefix = f"{ID.iri}{name}/"
        found = [e for e in self.entries.values() if in_scheme in e.schemes or _in_part(e, prefix)]
        return sorted(found, key=lambda entry: folded(entry.label("en")))

    def find(self, text: str, group: str) -> list[str]:
        """IRIs in the group that the text names exactly (but for case, accents and punctuation)."""
        text = text.strip()
        if text in self.entries:
            return [text]
        table = self._table(group)
        found = table.get(folded(text), [])
        if not found and (head := re.match(r"\s*(\d{3}|g)\s*[-–—:.]\s", text)):
            found = table.get(head[1], [])
        if not found and (number := _PARAGRAPH.fullmatch(text)):
            found = table.get(number[1], [])
        if not found and (inside := re.search(r"\(([^()]+)\)\s*$", text)):
            found = table.get(folded(inside[1]), []) or table.get(folded(text[: inside.start()]), [])
        return found

    def nearest(self, text: str, group: str, limit: int = 3) -> list[Entry]:
        """The entries of the group whose names are most like the text, best first."""
        table = self._table(group)
        hits = process.extract(folded(text), list(table), scorer=_likeness, limit=limit * 3, score_cutoff=NEAR)
        found: list[Entry] = []
        for name, _, _ in hits:
            for iri in table[name]:
                if self.entries[iri] not in found:
                    found.append(self.entries[iri])
        return found[:limit]

    def _table(self, group: str) -> dict[str, list[str]]:
        if group not in self._groups:
            table: dict[str, list[str]] = {}
            for entry in self.group(group):
                for name in {*entry.names, folded(entry.slug)}:
                    table.setdefault(name, []).append(entry.iri)
            self._groups[group] = table
        return self._groups[group]


def _likeness(one: str, other: str, **options: Any) -> float:
    """Whole names compared, order of words set aside; a part of a longer name counts for less.

    One letter more, fewer or other is always near enough: in a short name it weighs more than it says.
    """
    best = max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other))
    part = fuzz.token_set_ratio(one, other) * 0.85 if min(len(one), len(other)) > 4 else 0.0
    slip = _SLIP if min(len(one), len(other)) > 3 and Levenshtein.distance(one, other) == 1 else 0.0
    score = max(best, part, slip)
    return score if score >= (options.get("score_cutoff") or 0) else 0.0


def _with_supers(types: set[str], pairs: set[tuple[str, str]]) -> set[str]:
    """The types and every class above them."""
    found, new = set(types), set(types)
    while new:
        new = {above for below, above in pairs if below in new} - found
        found |= new
    return found


def _in_part(entry: Entry, prefix: str) -> bool:
    """Directly below `id/{part}/`; deeper nodes (evidence lines, provisions) have parts of their own."""
    return entry.iri.startswith(prefix) and "/" not in entry.iri[len(prefix) :]


def _pairs(store: Store, predicate: NamedNode) -> Iterator[tuple[str, str]]:
    """Subject and object of each triple, where both are plain terms."""
    for quad in store.quads_for_pattern(None, predicate, None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            yield quad.subject.value, quad.object.value


def _practices(store: Store, entries: dict[str, Entry]) -> list[KnownPractice]:
    actors: dict[str, set[str]] = {}
    dates: dict[str, dict[str, str]] = {}
    for term in (RAMP["reportedBy"], RAMP["carriedOutBy"]):
        for practice, actor in _pairs(store, term):
            actors.setdefault(practice, set()).add(actor)
    for name in ("startDate", "endDate"):
        for practice, lexical in _pairs(store, SCHEMA[name]):
            dates.setdefault(practice, {})[name] = lexical
    return [
        KnownPractice(
            entry.iri, entry.labels, frozenset(actors.get(entry.iri, ())),
            dates.get(entry.iri, {}).get("startDate", ""), dates.get(entry.iri, {}).get("endDate", ""),
        )
        for entry in entries.values()
        if RAMP["Practice"].value in entry.types
    ]  # fmt: skip
