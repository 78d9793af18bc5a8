"""English and French words for terms of other vocabularies, and the order of properties on a page.

Our own terms have their labels in the ontology; `words.tsv` holds what the vocabularies that we reuse do not give in
both languages, the wording of a property read backwards, and the part of a page where a property stands. The order
of its lines is the order on the page.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ramp.graph.namespaces import PREFIXES, expand

GROUPS = (
    "names", "what", "text", "who", "when", "where", "links", "parts", "figures", "claim", "identifiers", "record",
    "sources", "technical",
)  # fmt: skip
"""The parts of a page, in order; what `words.tsv` does not name stands in `OTHER`."""
OTHER = "what"


@dataclass(frozen=True, slots=True)
class Words:
    """What a page says for one term: `label` and `inverse` by language, both possibly empty."""

    group: str
    order: int
    label: Mapping[str, str]
    inverse: Mapping[str, str]


_NONE = Words(OTHER, 10_000, {}, {})


def words_of(iri: str) -> Words:
    """The words for a term; empty ones where the table does not have it."""
    return _table().get(iri, _NONE)


@cache
def _table() -> Mapping[str, Words]:
    text = files("ramp.linking").joinpath("words.tsv").read_text("utf-8")
    table = {}
    for order, row in enumerate(csv.DictReader(text.splitlines(), delimiter="\t")):
        term = expand(row["term"], PREFIXES)
        assert term is not None, row["term"]
        label = {language: row[language] for language in ("en", "fr") if row[language]}
        inverse = {language: row[f"inverse_{language}"] for language in ("en", "fr") if row[f"inverse_{language}"]}
        table[term.value] = Words(row["group"], order, label, inverse)
    return table
