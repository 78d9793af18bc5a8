"""What the matrix is made of: mechanisms, recommendations, counted claims, searches and words, as plain values."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ramp.graph.namespaces import ID, SCHEME
from ramp.web.kept import Row

Texts = Mapping[str, str]
"""A text by language."""
Place = tuple[str, str]
"""A cell of the matrix: the names of a mechanism and of a recommendation."""

ORGANIZATION = f"{ID.iri}organization/"
RECOMMENDATION = f"{ID.iri}recommendation/"


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A column of the matrix. `name` is the end of its IRI, `short` its acronyms, `groups` its types (IRIs)."""

    name: str
    texts: Texts
    short: Texts
    groups: frozenset[str]
    translated: frozenset[str]

    @property
    def iri(self) -> str:
        """The whole IRI."""
        return ORGANIZATION + self.name


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the recommendations in the report; `number` is its letter, as printed."""

    iri: str
    number: str
    texts: Texts

    @property
    def name(self) -> str:
        """The end of its IRI."""
        return self.iri.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A row of the matrix. `themes` (IRIs) holds that of its section as well."""

    name: str
    number: str
    texts: Texts
    section: Section
    themes: frozenset[str]

    @property
    def iri(self) -> str:
        """The whole IRI."""
        return RECOMMENDATION + self.name


@dataclass(frozen=True, slots=True)
class Count:
    """`claims` claims of one kind (`with`, `without`, `against`, `open`) on one basis, issued on one day."""

    kind: str
    basis: str | None
    issued: str
    claims: int


@dataclass(frozen=True, slots=True)
class Search:
    """A recorded search that found nothing."""

    iri: str
    on: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it, of one version of the graph. `mechanisms` and `recommendations` by name, in the order of the English
    alphabet and of the report; `words` the labels of concepts by IRI, `broader` the concepts above each."""

    mechanisms: Mapping[str, Mechanism]
    recommendations: Mapping[str, Recommendation]
    counts: Mapping[Place, tuple[Count, ...]]
    searches: Mapping[Place, tuple[Search, ...]]
    words: Mapping[str, Texts]
    broader: Mapping[str, frozenset[str]]

    @property
    def sections(self) -> list[Section]:
        """The sections in the order of the report."""
        return list({one.section.iri: one.section for one in self.recommendations.values()}.values())

    def concepts(self, scheme: str) -> dict[str, Texts]:
        """The concepts of a scheme by the end of their IRI."""
        start = f"{SCHEME.iri}{scheme}/"
        return {iri.removeprefix(start): texts for iri, texts in self.words.items() if iri.startswith(start)}


def mechanisms(rows: Iterable[Row]) -> dict[str, Mechanism]:
    """From the rows of `coverage-mechanisms`."""
    found = _by_node(rows, "mechanism", ORGANIZATION)
    made = {
        name: Mechanism(
            name,
            _texts(given, "label"),
            _texts(given, "acronym"),
            frozenset(_values(given, "group")),
            frozenset(_values(given, "translated")),
        )
        for name, given in found.items()
    }
    return dict(sorted(made.items(), key=lambda item: (item[1].texts.get("en", item[0]), item[0])))


def recommendations(rows: Iterable[Row]) -> dict[str, Recommendation]:
    """From the rows of `coverage-recommendations`."""
    made = {}
    for name, given in _by_node(rows, "paragraph", RECOMMENDATION).items():
        section = Section(
            _value(given[0], "section"), _value(given[0], "sectionNumber"), _texts(given, "sectionLabel", "label")
        )
        themes = frozenset(_values(given, "theme"))
        made[name] = Recommendation(name, _value(given[0], "number"), _texts(given, "label"), section, themes)
    return dict(sorted(made.items(), key=lambda item: item[1].number))


def counts(rows: Iterable[Row]) -> dict[Place, tuple[Count, ...]]:
    """From the rows of `coverage-counts`."""
    found: defaultdict[Place, list[Count]] = defaultdict(list)
    for row in rows:
        basis = row["basis"].value if "basis" in row else None
        found[_place(row)].append(Count(_value(row, "kind"), basis, _value(row, "issued"), int(_value(row, "claims"))))
    return {place: tuple(given) for place, given in found.items()}


def searches(rows: Iterable[Row]) -> dict[Place, tuple[Search, ...]]:
    """From the rows of `coverage-searches`."""
    found: defaultdict[Place, list[Search]] = defaultdict(list)
    for row in rows:
        found[_place(row)].append(Search(_value(row, "search"), _value(row, "on")))
    return {place: tuple(given) for place, given in found.items()}


def words(rows: Iterable[Row]) -> tuple[dict[str, Texts], dict[str, frozenset[str]]]:
    """The labels and the broader concepts, from the rows of `coverage-words`."""
    labels: defaultdict[str, dict[str, str]] = defaultdict(dict)
    above: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        concept, label = _value(row, "concept"), row["label"]
        labels[concept][getattr(label, "language", None) or ""] = label.value
        above[concept] |= set(_values([row], "broader"))
    return dict(labels), {iri: frozenset(given) for iri, given in above.items()}


def labels(rows: Iterable[Row], node: str = "node") -> dict[str, dict[str, str]]:
    """The labels of nodes by language, from rows that hold a node and its `label`."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        if "label" in row:
            found[_value(row, node)][getattr(row["label"], "language", None) or ""] = row["label"].value
    return dict(found)


def _by_node(rows: Iterable[Row], name: str, start: str) -> dict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[_value(row, name).removeprefix(start)].append(row)
    return found


def _place(row: Row) -> Place:
    return (
        _value(row, "mechanism").removeprefix(ORGANIZATION),
        _value(row, "paragraph").removeprefix(RECOMMENDATION),
    )


def _value(row: Row, name: str) -> str:
    return row[name].value if name in row else ""


def _values(rows: Iterable[Row], name: str) -> set[str]:
    return {row[name].value for row in rows if name in row}


def _texts(rows: Iterable[Row], name: str, tagged: str | None = None) -> dict[str, str]:
    """The texts of one variable by language; `tagged`: the variable whose language counts, where it is another."""
    return {getattr(row[tagged or name], "language", None) or "": row[name].value for row in rows if name in row}
