"""What a list holds: nodes with the values of their properties, what those are called, and the choices of filters."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from ramp.graph.namespaces import BASE, SKOS
from ramp.linking.description import Name
from ramp.web.asking import Row, Term
from ramp.web.language import Language
from ramp.web.node_page import View


@dataclass(slots=True)
class Entry:
    """One node of a list with the values of its properties."""

    node: NamedNode
    values: dict[str, list[Term]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a filter, and how many entries of the whole list have it."""

    key: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Whole:
    """A list as it is in one version of the graph: its entries, what they name, and the choices of its filters by
    language and filter, as far as they were asked for."""

    entries: list[Entry]
    names: dict[str, Name]
    options: dict[tuple[Language, str], list[Option]] = field(default_factory=dict)


def gather(rows: Iterable[Row]) -> list[Entry]:
    """The rows by node."""
    found: dict[str, Entry] = {}
    for row in rows:
        node, property = row["node"], row["property"]
        if isinstance(node, NamedNode):
            values = found.setdefault(node.value, Entry(node)).values[property.value]
            if row["value"] not in values:
                values.append(row["value"])
    return list(found.values())


def named(facts: Iterable[Row], names: Iterable[Row]) -> dict[str, Name]:
    """What the nodes of a list and their values are called."""
    label = SKOS["prefLabel"]
    said = [(row["node"], row["value"]) for row in facts if row["property"] == label]
    said += [(row["node"], row["label"]) for row in names]
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for node, text in sorted(said, key=str):
        if isinstance(text, Literal):
            texts[node.value].setdefault(text.language or "", text.value)
    return {iri: Name(by_language) for iri, by_language in texts.items()}


def options(entries: Iterable[Entry], property: str, view: View, t: Mapping[str, str]) -> list[Option]:
    """The values that a property has in the list."""
    counts: dict[str, int] = defaultdict(int)
    texts: dict[str, str] = {}
    for entry in entries:
        for term in entry.values.get(property, ()):
            key = key_of(term)
            counts[key] += 1
            texts[key] = view.named(term).text if isinstance(term, NamedNode) else _plain(term, t)
    return sorted((Option(key, texts[key], count) for key, count in counts.items()), key=lambda item: fold(item.text))


def options_of(whole: Whole, key: str, property: str, view: View, t: Mapping[str, str]) -> list[Option]:
    """As `options`, of a whole list: counted once for each language."""
    if (known := whole.options.get((view.lang, key))) is None:
        known = whole.options[view.lang, key] = options(whole.entries, property, view, t)
    return known


def key_of(term: Term) -> str:
    """A value as it stands in an address: of an IRI of RAMP the part after the base."""
    return term.value.removeprefix(BASE)


def fold(text: str) -> str:
    """A text for sorting and comparing: without case and accents."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _plain(term: Term, t: Mapping[str, str]) -> str:
    return {"true": t["true"], "false": t["false"]}.get(term.value, term.value)
