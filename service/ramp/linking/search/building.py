"""Makes the search index of the rows that the recipe fetched; in a process of its own.

Two passes over the rows: names first, because a node is found by the names of what it links to (`known`), then one
document for each node. Nothing but names is held in memory, and a text that many nodes share is analysed once.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pyoxigraph import Literal, NamedNode
from tantivy import Document, Index

from ramp.graph.namespaces import DCTERMS, RAMP, RDF, SCHEME
from ramp.linking.rows import read_batches, read_rows
from ramp.linking.search import fields
from ramp.linking.search.analysis import LANGUAGES, forms
from ramp.linking.search.known import THEME, Known, known
from ramp.linking.search.properties import DATES, KINDS, LINKS, TEXTS
from ramp.linking.search.said import Said, Text, add

HEAP = 256 * 1024 * 1024
"""Bytes that the writer collects before it writes a segment."""
_SHORT = 3
_UNVERIFIED = f"{SCHEME.iri}verification-status/unverified"
_COUNTRY = {RAMP[name].value for name in ("hostCountry", "namedParty")} | {DCTERMS["spatial"].value}
_TYPE, _SUBJECT, _STATUS = RDF["type"].value, DCTERMS["subject"].value, RAMP["verificationStatus"].value
_MECHANISM, _RESPONDS = RAMP["ofMechanism"].value, RAMP["respondsTo"].value
_TEXTS, _LINKS, _DATES = ([term.value for term in terms] for terms in (TEXTS, LINKS, DATES))
_as_json = json.JSONEncoder(ensure_ascii=False).encode

Values = Mapping[str, Sequence[NamedNode | Literal]]


def build(rows: Path, target: Path) -> None:
    """Write the index of the rows in the folder `rows` into the empty folder `target`."""
    every = known(rows)
    doubted = {row[0].value for row in read_rows(rows, "doubts") if isinstance(row[0], NamedNode)}
    order = {
        language: {iri: n for n, iri in enumerate(sorted(every.labels, key=lambda i: _key(every.label(i, language))))}
        for language in LANGUAGES
    }
    index = fields.prepared(Index(fields.schema(), path=str(target)))
    writer = index.writer(HEAP, num_threads=1)  # with more of them the order of equal results would change
    vocabulary: Counter[str] = Counter()
    shown: set[str] = set()
    for iri, values in _nodes(rows):
        document = _document(iri, values, every, doubted, vocabulary, shown)
        if document is not None:
            for language in LANGUAGES:
                document.add_unsigned(f"order_{language}", order[language].get(iri, len(order[language])))
            writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    names = {iri: {language: every.label(iri, language) for language in LANGUAGES} for iri in sorted(shown)}
    (target / "names.json").write_text(_as_json(names), encoding="utf-8")
    (target / "linked.json").write_text(_as_json(every.shown), encoding="utf-8")
    for said, uses in every.uses.items():
        for word in said.words:
            vocabulary[word] += uses
    told = sorted((word, count) for word, count in vocabulary.items() if len(word) > _SHORT and word.isalpha())
    lines = (f"{count}\t{word}\n" for word, count in told)
    (target / "vocabulary.tsv").write_text("".join(lines), encoding="utf-8")


def _key(text: str) -> str:
    return " ".join([plain for _, plain in forms(text)])


def _nodes(rows: Path) -> Iterator[tuple[str, Values]]:
    """The nodes with their values by property; a node stands in one answer only."""
    for answer in read_batches(rows, "said"):
        nodes: dict[str, dict[str, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
        for node, name, value in answer:
            if isinstance(node, NamedNode) and isinstance(name, NamedNode) and isinstance(value, NamedNode | Literal):
                nodes[node.value][name.value].append(value)
        for iri, values in sorted(nodes.items()):
            for several in values.values():
                if len(several) > 1:
                    several[:] = sorted(set(several), key=str)
            yield iri, values


def _document(
    iri: str, values: Values, every: Known, doubted: set[str], vocabulary: Counter[str], shown: set[str]
) -> Document | None:
    classes = {value.value for value in values.get(_TYPE, ())}
    kind = next((name for kind, name in KINDS.items() if kind in classes), None)
    names = every.names(iri)
    if kind is None or not names:
        return None
    texts = [text for name in _TEXTS if name in values for text in _texts(values[name])]
    targets = {v.value: None for name in _LINKS for v in values.get(name, ()) if isinstance(v, NamedNode)}
    targets.pop(iri, None)
    places, linked = every.linked(list(targets))
    said, own = [Said.of(text) for text in names], [Said.of(text) for text in texts]
    for text in (*said, *own):
        vocabulary.update(text.words)
    document = Document()
    document.add_text("iri", iri)
    add(document, said, (*own, *linked))
    years = _years(values)
    facets = {
        "kind": [kind],
        "mechanism": _of(values, _MECHANISM),
        "theme": sorted(
            {subject for subject in _of(values, _SUBJECT) if subject.startswith(THEME)}.union(
                *(every.themes.get(to, ()) for to in _of(values, _RESPONDS))
            )
        ),
        "country": sorted(
            {v for name in _COUNTRY for v in _of(values, name) if v in every.states} | ({iri} & every.states)
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
    record = {
        "iri": iri,
        "kind": kind,
        "names": every.labels.get(iri) or names,
        "texts": texts,
        "linked": places,
        "others": every.others.get(iri, ()),
        "years": [years[0], years[-1]] if years else [],
    }
    document.add_bytes("node", _as_json(record).encode())
    return document


def _texts(values: Iterable[NamedNode | Literal]) -> list[Text]:
    return list(dict.fromkeys([(value.value, value.language or "") for value in values if isinstance(value, Literal)]))


def _of(values: Values, name: str) -> list[str]:
    return [value.value for value in values.get(name, ())]


def _years(values: Values) -> list[int]:
    found = [value.value[:4] for name in _DATES for value in values.get(name, ()) if isinstance(value, Literal)]
    return sorted({int(year) for year in found if year.isdigit()})


def _verification(iri: str, values: Values, doubted: set[str]) -> str:
    if _UNVERIFIED in _of(values, _STATUS):
        return "unverified"
    return "doubtful" if iri in doubted else "stated"
