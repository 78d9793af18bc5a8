"""Makes the search index of the rows that the recipe fetched; in a process of its own.

Two passes over the rows: the names of everything first, because a node is found by the names of what it links too.
Nothing but those names is held in memory, so that the size of the graph does not matter.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode
from tantivy import Document, Index

from ramp.graph.namespaces import BASE, DCTERMS, RAMP, RDF, SCHEME
from ramp.linking.indexes import read_pages, read_rows
from ramp.linking.reconcile.recipe import other_names
from ramp.linking.search import fields
from ramp.linking.search.analysis import LANGUAGES, stem, words

Texts = list[tuple[str, str]]
"""Text and language, the language empty where the graph gives none."""
HEAP = 96 * 1024 * 1024
_THEME = f"{SCHEME.iri}theme/"
_UNVERIFIED = f"{SCHEME.iri}verification-status/unverified"
_COUNTRY = {RAMP[name].value for name in ("hostCountry", "namedParty")} | {DCTERMS["spatial"].value}
_SHORT = 3


@dataclass(slots=True)
class _Known:
    """What the first pass remembers: names (the best ones first), those that are understood but never shown (former and
    everyday ones), States, themes of recommendations."""

    labels: dict[str, Texts] = field(default_factory=lambda: defaultdict(list))
    others: dict[str, Texts] = field(default_factory=lambda: defaultdict(list))
    understood: dict[str, Texts] = field(default_factory=lambda: defaultdict(list))
    themes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    states: set[str] = field(default_factory=set)

    def label(self, iri: str, language: str) -> str:
        """What the node is called in the language, else in another one, else the end of its IRI."""
        found = self.labels.get(iri) or self.others.get(iri) or []
        return next((text for text, tag in found if tag == language), found[0][0] if found else iri.rsplit("/", 1)[-1])


def build(rows: Path, target: Path) -> None:
    """Write the index of the rows in the folder `rows` into the empty folder `target`."""
    known = _first_pass(rows)
    doubted = {row[0].value for row in read_rows(rows, "doubts") if isinstance(row[0], NamedNode)}
    order = {
        language: {iri: n for n, iri in enumerate(sorted(known.labels, key=lambda i: _key(known.label(i, language))))}
        for language in LANGUAGES
    }
    index = fields.prepared(Index(fields.schema(), path=str(target)))
    writer = index.writer(HEAP, num_threads=1)
    vocabulary: Counter[str] = Counter()
    shown: set[str] = set()
    for iri, values in _nodes(rows):
        document = _document(iri, values, known, doubted, vocabulary, shown)
        if document is not None:
            for language in LANGUAGES:
                document.add_unsigned(f"order_{language}", order[language].get(iri, len(order[language])))
            writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    names = {iri: {language: known.label(iri, language) for language in LANGUAGES} for iri in sorted(shown)}
    (target / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
    lines = (f"{count}\t{word}\n" for word, count in sorted(vocabulary.items()))
    (target / "vocabulary.tsv").write_text("".join(lines), encoding="utf-8")


def _key(text: str) -> str:
    return " ".join(word.plain for word in words(text))


Values = Mapping[str, list[NamedNode | Literal]]


def _nodes(rows: Path) -> Iterator[tuple[str, Values]]:
    """The nodes with their values by property; a node stands on one page only."""
    for page in read_pages(rows, "nodes"):
        nodes: dict[str, dict[str, dict[NamedNode | Literal, None]]] = defaultdict(lambda: defaultdict(dict))
        for node, name, value in page:
            if isinstance(node, NamedNode) and isinstance(name, NamedNode) and isinstance(value, NamedNode | Literal):
                nodes[node.value][name.value][value] = None
        for iri, values in nodes.items():
            yield iri, {name: sorted(several, key=str) for name, several in values.items()}


def _first_pass(rows: Path) -> _Known:
    from ramp.linking.search.recipe import NAMES, OTHER_NAMES

    known = _Known()
    for iri, values in _nodes(rows):
        for name in NAMES:
            known.labels[iri] += _texts(values.get(name.value, ()))
        for name in OTHER_NAMES:
            known.others[iri] += _texts(values.get(name.value, ()))
        if RAMP["State"] in values.get(RDF["type"].value, ()):
            known.states.add(iri)
        if RAMP["Recommendation"] in values.get(RDF["type"].value, ()):
            known.themes[iri] = _themes(values)
    for other in other_names():
        if (iri := BASE + other.key) in known.labels:
            known.understood[iri].append((other.text, other.language))
    return known


def _texts(values: Iterable[object]) -> Texts:
    return list(dict.fromkeys((value.value, value.language or "") for value in values if isinstance(value, Literal)))


def _themes(values: Values) -> set[str]:
    found = {value.value for value in values.get(DCTERMS["subject"].value, ())}
    return {theme for theme in found if theme.startswith(_THEME)}


def _document(
    iri: str, values: Values, known: _Known, doubted: set[str], vocabulary: Counter[str], shown: set[str]
) -> Document | None:
    from ramp.linking.search.recipe import KINDS, LINKS, TEXTS

    classes = {value.value for value in values.get(RDF["type"].value, ())}
    kind = next((name for kind, name in KINDS.items() if kind in classes), None)
    names = [*known.labels[iri], *known.others[iri], *known.understood[iri]]
    if kind is None or not names:
        return None
    texts = [text for name in TEXTS for text in _texts(values.get(name.value, ()))]
    targets = {v.value: None for name in LINKS for v in values.get(name.value, ()) if isinstance(v, NamedNode)}
    silent = [text for to in targets if to != iri for text in known.understood.get(to, ())]
    linked = list(
        dict.fromkeys(
            text for to in targets if to != iri for text in (*known.labels.get(to, ()), *known.others.get(to, ()))
        )
    )
    document = Document()
    document.add_text("iri", iri)
    for text, _ in names:
        document.add_text(fields.WHOLE, _key(text))
    _add(document, fields.NAME, names, vocabulary)
    _add(document, fields.TEXT, [*texts, *linked, *silent], vocabulary)
    years = _years(values)
    facets = {
        "kind": [kind],
        "mechanism": [value.value for value in values.get(RAMP["ofMechanism"].value, ())],
        "theme": sorted(
            _themes(values).union(*(known.themes.get(to, set()) for to in _of(values, RAMP["respondsTo"])))
        ),
        "country": sorted(
            {v.value for name in _COUNTRY for v in values.get(name, ()) if v.value in known.states}
            | ({iri} & known.states)
        ),
        "period": sorted({str(year // 10 * 10) for year in range(years[0], years[-1] + 1)}) if years else [],
        "verification": [_verification(iri, values, doubted)],
    }
    for facet, several in facets.items():
        for value in several:
            document.add_text(facet, value)
    shown.update(facets["mechanism"], facets["theme"], facets["country"])
    if years:
        document.add_unsigned("first", years[0])
        document.add_unsigned("last", years[-1])
        document.add_unsigned("day", years[0])
    stored = {"iri": iri, "kind": kind, "names": known.labels[iri] or names, "texts": texts, "linked": linked}
    record = {**stored, "others": known.others[iri], "years": [years[0], years[-1]] if years else []}
    document.add_bytes("node", json.dumps(record, ensure_ascii=False).encode())
    return document


def _of(values: Values, name: NamedNode) -> list[str]:
    return [value.value for value in values.get(name.value, ())]


def _add(document: Document, field_name: str, texts: Texts, vocabulary: Counter[str]) -> None:
    for text, language in texts:
        found = list(words(text))
        document.add_text(fields.PLAIN, " ".join(word.plain for word in found))
        document.add_text(fields.WRITTEN, " ".join(word.written for word in found))
        for tag in (language,) if language in LANGUAGES else LANGUAGES:
            document.add_text(f"{field_name}_{tag}", " ".join(stem(word.plain, tag) for word in found))
        vocabulary.update(word.plain for word in found if len(word.plain) > _SHORT and word.plain.isalpha())


def _years(values: Values) -> list[int]:
    from ramp.linking.search.recipe import DATES

    found = [value.value[:4] for name in DATES for value in values.get(name.value, ()) if isinstance(value, Literal)]
    return sorted({int(year) for year in found if year.isdigit()})


def _verification(iri: str, values: Values, doubted: set[str]) -> str:
    if _UNVERIFIED in _of(values, RAMP["verificationStatus"]):
        return "unverified"
    return "doubtful" if iri in doubted else "stated"
