"""What an index has to know of all nodes before it can describe one: names, because a node is found by the names of
what it links to as well; and which of them are States, and the themes of recommendations.

Of each row only the property is looked at, unless it is one of these: most rows are about something else.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pyoxigraph as ox

from ramp.graph.namespaces import BASE, DCTERMS, RAMP, RDF, SCHEME
from ramp.linking.reconcile.recipe import other_names
from ramp.linking.rows import files
from ramp.linking.search.properties import NAMES, OTHER_NAMES
from ramp.linking.search.said import Said, Text

THEME = f"{SCHEME.iri}theme/"
_NONE: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class _Linked:
    """What a node is found by that links to this one: `names`, of which `shown` may be shown."""

    place: int
    shown: tuple[Text, ...]
    names: tuple[Said, ...]


@dataclass(slots=True)
class Known:
    """Names by node (the best ones first), others, and those that are understood but never shown (former and everyday
    ones); States; themes of recommendations. `uses` counts how often a name was used to find something else by."""

    labels: dict[str, tuple[Text, ...]] = field(default_factory=dict)
    others: dict[str, tuple[Text, ...]] = field(default_factory=dict)
    understood: dict[str, tuple[Text, ...]] = field(default_factory=dict)
    themes: dict[str, set[str]] = field(default_factory=dict)
    states: set[str] = field(default_factory=set)
    uses: Counter[Said] = field(default_factory=Counter)
    _said: dict[Text, Said] = field(default_factory=dict)
    _linked: dict[str, _Linked] = field(default_factory=dict)

    def label(self, iri: str, language: str) -> str:
        """What the node is called in the language, else in another one, else the end of its IRI."""
        found = self.labels.get(iri) or self.others.get(iri) or ()
        return next((text for text, tag in found if tag == language), found[0][0] if found else iri.rsplit("/", 1)[-1])

    def names(self, iri: str) -> tuple[Text, ...]:
        """All names of a node."""
        return (*self.labels.get(iri, _NONE), *self.others.get(iri, _NONE), *self.understood.get(iri, _NONE))

    def linked(self, iris: Sequence[str]) -> tuple[list[int], list[Said]]:
        """The nodes that something links to, as their places in `shown`, and their names, each once."""
        found = [self._linked.get(iri) or self._link(iri) for iri in iris]
        names = list(dict.fromkeys([said for linked in found for said in linked.names]))
        self.uses.update(names)
        return [linked.place for linked in found if linked.shown], names

    @property
    def shown(self) -> list[tuple[Text, ...]]:
        """The names of what was linked to that a result may show."""
        return [linked.shown for linked in self._linked.values()]

    def _link(self, iri: str) -> _Linked:
        shown = (*self.labels.get(iri, _NONE), *self.others.get(iri, _NONE))
        names = self._analysed((*shown, *self.understood.get(iri, _NONE)))
        found = self._linked[iri] = _Linked(len(self._linked), shown, names)
        return found

    def _analysed(self, texts: Sequence[Text]) -> tuple[Said, ...]:
        for text in texts:
            if text not in self._said:
                self._said[text] = Said.of(text)
        return tuple(self._said[text] for text in texts)


def known(rows: Path) -> Known:
    """Read the rows of `said` in the folder `rows` for the names of all nodes."""
    found = Known()
    for file in files(rows, "said"):
        for iri, values in _by_node(file).items():
            types = values.get(RDF["type"].value, ())
            found.labels[iri] = _texts(values, NAMES)
            if others := _texts(values, OTHER_NAMES):
                found.others[iri] = others
            if RAMP["State"].value in types:
                found.states.add(iri)
            if RAMP["Recommendation"].value in types:
                found.themes[iri] = _themes(values.get(DCTERMS["subject"].value, ()))
    for other in other_names():
        if (iri := BASE + other.key) in found.labels:
            found.understood[iri] = (*found.understood.get(iri, _NONE), (other.text, other.language))
    return found


_WANTED = frozenset(str(term).encode() for term in (*NAMES, *OTHER_NAMES, RDF["type"], DCTERMS["subject"]))


def _by_node(file: Path) -> Mapping[str, Mapping[str, list[Text | str]]]:
    """The wanted values by node and property: texts, or IRIs."""
    found: dict[str, dict[str, list[Text | str]]] = {}
    for node, name, value in _wanted(file):
        values = found.setdefault(node, {}).setdefault(name, [])
        values.append((value.value, value.language or "") if isinstance(value, ox.Literal) else value.value)
    return found


def _wanted(file: Path) -> Iterator[tuple[str, str, ox.Literal | ox.NamedNode]]:
    with file.open("rb") as lines:
        head = next(lines, b"")
        kept = [line for line in lines if line.split(b"\t", 2)[1] in _WANTED]
    solutions = ox.parse_query_results(head + b"".join(kept), format=ox.QueryResultsFormat.TSV)
    for node, name, value in cast(ox.QuerySolutions, solutions):
        if isinstance(node, ox.NamedNode) and isinstance(value, ox.Literal | ox.NamedNode):
            yield node.value, cast(ox.NamedNode, name).value, value


def _texts(values: Mapping[str, list[Text | str]], names: Sequence[ox.NamedNode]) -> tuple[Text, ...]:
    found: list[Text] = []
    for name in names:
        texts = [text for text in values.get(name.value, ()) if isinstance(text, tuple)]
        found += sorted(texts) if len(texts) > 1 else texts
    return tuple(dict.fromkeys(found))


def _themes(values: Iterable[Text | str]) -> set[str]:
    return {value for value in values if isinstance(value, str) and value.startswith(THEME)}
