"""One search: results, facets with counts, what may have been meant. Runs in a reading process."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from tantivy import FieldType, Index, Occur, Order, Query, Searcher

from ramp.linking.search import fields, querying
from ramp.linking.search.analysis import words
from ramp.linking.search.reading import Read, read, terms
from ramp.linking.search.snippets import Marked, Sought, mark, snippet
from ramp.linking.search.suggesting import corrected, vocabulary

Sort = Literal["relevance", "name", "date"]
FEW = 4
"""Another spelling of a word that no text contains is offered where it finds more than so many times as much."""
DEEPEST = 10_000
"""The last result that can be paged to."""
_MOST_VALUES = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """`text` in the reader's words, `chosen` facet values (one of each facet's must hold), years from and to."""

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: int | None = None
    until: int | None = None
    sort: Sort = "relevance"
    language: str = "en"
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. `name` and `snippet` in pieces, with the languages that they are in."""

    iri: str
    kind: str
    name: Marked
    name_language: str
    snippet: Marked
    snippet_language: str
    other_names: tuple[str, ...]
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value by which the results can be narrowed; `count` is what choosing it alone would leave."""

    value: str
    label: Mapping[str, str]
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Found:
    """`instead`: nothing was found, and these are the results for this text. `suggestion`: it would find more."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    literal: bool
    cut: bool
    instead: str | None = None
    suggestion: str | None = None


class _Reader:
    """The one process-wide place of a reading process: which index is open."""

    folder: Path | None = None
    index: Index
    names: dict[str, dict[str, str]]
    known: dict[str, int]
    linked: list[list[tuple[str, str]]]

    @classmethod
    def opened(cls, folder: Path) -> type["_Reader"]:
        if cls.folder != folder:
            cls.index = fields.opened(folder)
            cls.names = json.loads((folder / "names.json").read_text("utf-8"))
            cls.known = vocabulary(folder)
            cls.linked = json.loads((folder / "linked.json").read_text("utf-8"))
            cls.folder = folder
        return cls


def search(folder: Path, asked: Asked) -> Found:
    """Search the index in `folder`. No text is an error."""
    reader = _Reader.opened(folder)
    searcher = reader.index.searcher()
    found = _search(reader, searcher, asked)
    better = corrected(asked.text, reader.known) if asked.text else None
    if better is None:
        return found
    other = _search(reader, searcher, replace(asked, text=better))
    if other.total <= found.total * FEW:
        return found
    return replace(found, suggestion=better) if found.total else replace(other, instead=better)


def _search(reader: type[_Reader], searcher: Searcher, asked: Asked) -> Found:
    meaning = read(asked.text)
    query = _text(reader.index, meaning, asked.text)
    clauses = {facet: _one_of(reader.index, facet, values) for facet, values in asked.chosen.items() if values}
    years = _years(reader.index, asked)
    whole = _narrowed(query, [*clauses.values(), *years])
    options: dict[str, Any] = {}
    sort = "name" if asked.sort == "relevance" and meaning.tree is None else asked.sort
    if sort == "name":
        options = {"order_by_field": f"order_{asked.language}", "order": Order.Asc}
    elif sort == "date":
        options = {"order_by_field": "day", "order": Order.Desc}
    result = searcher.search(whole, limit=max(asked.limit, 1), offset=asked.offset, count=True, **options)
    sought = Sought.of(terms(meaning.tree))
    hits = tuple(_hit(reader, searcher, address, sought, asked.language) for _, address in result.hits[: asked.limit])
    counts = _counts(searcher, whole, [facet for facet in fields.FACETS if facet not in clauses])
    for facet in clauses:
        others = [clause for name, clause in clauses.items() if name != facet]
        counts |= _counts(searcher, _narrowed(query, [*others, *years]), [facet])
    facets = {facet: _values(reader, facet, counts[facet], asked) for facet in fields.FACETS}
    return Found(int(getattr(result, "count", 0) or 0), hits, facets, meaning.literal, meaning.cut)


def _text(index: Index, meaning: Read, text: str) -> Query:
    if meaning.tree is None:
        return Query.all_query() if not text.strip() else Query.empty_query()
    name = " ".join(word.plain for word in words(text))
    return querying.called(index.schema, name, querying.meant(index.schema, meaning.tree))


def _one_of(index: Index, facet: str, values: tuple[str, ...]) -> Query:
    return Query.boolean_query(
        [(Occur.Should, Query.term_query(index.schema, facet, value, "basic")) for value in values]
    )


def _years(index: Index, asked: Asked) -> list[Query]:
    found = []
    if asked.since is not None:
        found.append(Query.range_query(index.schema, "last", FieldType.Unsigned, lower_bound=asked.since))
    if asked.until is not None:
        found.append(Query.range_query(index.schema, "first", FieldType.Unsigned, upper_bound=asked.until))
    return found


def _narrowed(query: Query, clauses: list[Query]) -> Query:
    if not clauses:
        return query
    filters = [(Occur.Must, Query.const_score_query(clause, 0.0)) for clause in clauses]
    return Query.boolean_query([(Occur.Must, query), *filters])


def _counts(searcher: Searcher, query: Query, facets: list[str]) -> dict[str, dict[str, int]]:
    if not facets:
        return {}
    wanted = {facet: {"terms": {"field": facet, "size": _MOST_VALUES}} for facet in facets}
    answer = searcher.aggregate(query, wanted)
    return {
        facet: {str(bucket["key"]): int(bucket["doc_count"]) for bucket in answer[facet]["buckets"]} for facet in facets
    }


def _values(reader: type[_Reader], facet: str, counts: Mapping[str, int], asked: Asked) -> tuple[FacetValue, ...]:
    chosen = asked.chosen.get(facet, ())
    every = {**dict.fromkeys(chosen, 0), **counts}
    values = [FacetValue(v, reader.names.get(v, {}), count, v in chosen) for v, count in every.items()]
    if facet == "period":
        return tuple(sorted(values, key=lambda value: value.value, reverse=True))
    return tuple(sorted(values, key=lambda v: (not v.chosen, -v.count, v.label.get(asked.language, v.value))))


def _hit(reader: type[_Reader], searcher: Searcher, address: Any, sought: Sought, language: str) -> Hit:
    record = json.loads(bytes(searcher.doc(address)["node"][0]))
    name, tag = next(((text, tag) for text, tag in record["names"] if tag == language), record["names"][0])
    texts = sorted(record["texts"], key=lambda text: text[1] != language)
    shown, shown_language = snippet(texts or [("", "")], sought)
    marked = mark(name, tag, sought)
    if sought.count and not any(found for _, found in (*shown, *marked)):
        linked = sorted(
            chain.from_iterable(reader.linked[place] for place in record["linked"]),
            key=lambda text: text[1] != language,
        )
        through, through_language = snippet(linked or [("", "")], sought, first=True)
        if any(found for _, found in through):
            same = any(text for text, _ in shown) and through_language == shown_language
            shown = (*shown, (" · ", False), *through) if same else through
            shown_language = through_language
    return Hit(
        iri=record["iri"],
        kind=record["kind"],
        name=marked,
        name_language=tag,
        snippet=shown,
        snippet_language=shown_language,
        other_names=tuple(dict.fromkeys(text for text, _ in record["others"]))[:6],
        years=tuple(record["years"]),
    )
