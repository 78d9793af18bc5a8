"""Turns values of the graph into cells of a client's table, and holds them against the values that a client gives."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode
from rapidfuzz import fuzz

from ramp.graph.namespaces import BASE, XSD
from ramp.linking.naming import short
from ramp.linking.reconcile.entity import Candidate, Entity
from ramp.linking.reconcile.folding import fold
from ramp.linking.reconcile.reading import key_of
from ramp.linking.reconcile.requests import Query, Wanted
from ramp.linking.reconcile.scoring import MATCH_MARGIN, MATCH_SCORE

Term = NamedNode | BlankNode | Literal
_DAY = re.compile(r"(-?\d{4,}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d).*)?")
_WHOLE = {XSD[name].value for name in ("integer", "int", "long", "nonNegativeInteger", "positiveInteger")}
_FRACTION = {XSD[name].value for name in ("decimal", "double", "float")}
_PROPERTY_WEIGHT = 0.35
_AGREES = 85.0


@dataclass(frozen=True, slots=True)
class Values:
    """The values of nodes by node key and property id, and the nodes among them that have names."""

    found: Mapping[tuple[str, str], list[Term]]
    names: Mapping[str, Entity]

    def of(self, key: str, property: str) -> list[Term]:
        """The values of one property of one node."""
        return self.found.get((key, property), [])


def gather(rows: Iterable[Mapping[str, Term]]) -> dict[tuple[str, str], list[Term]]:
    """Rows of `?node ?property ?value` by node key and property."""
    found: dict[tuple[str, str], list[Term]] = {}
    for row in rows:
        node, property = row["node"], row["property"]
        assert isinstance(node, NamedNode)
        assert isinstance(property, Literal)
        found.setdefault((node.value.removeprefix(BASE), property.value), []).append(row["value"])
    return found


def nodes_among(found: Mapping[tuple[str, str], list[Term]]) -> list[str]:
    """The ids of the nodes of ours among the values."""
    given = (term.value for terms in found.values() for term in terms if isinstance(term, NamedNode))
    return sorted({value.removeprefix(BASE) for value in given if value.startswith(BASE)})


def cells(values: list[Term], names: Mapping[str, Entity], language: str, most: int, only: str | None) -> list[Any]:
    """The cells of one property (API 0.2, section 7.3): texts in `language` where there are any in it."""
    texts = [term for term in values if isinstance(term, Literal) and term.language]
    wanted = only or (language if any(term.language == language for term in texts) else None)
    if wanted and wanted != "any":
        values = [term for term in values if term not in texts or _language(term) == wanted]
    told = [_cell(term, names, language) for term in values if not isinstance(term, BlankNode)]
    return told[:most] if most else told


def _language(term: Term) -> str | None:
    return term.language if isinstance(term, Literal) else None


def _cell(term: Term, names: Mapping[str, Entity], language: str) -> dict[str, Any]:
    if isinstance(term, NamedNode):
        if term.value.startswith(BASE):
            id = term.value.removeprefix(BASE)
            return {"id": id, "name": names[id].name(language) if id in names else short(term.value)}
        return {"str": term.value}
    assert isinstance(term, Literal)
    datatype = term.datatype.value
    if datatype in _WHOLE:
        return {"int": int(term.value)}
    if datatype in _FRACTION:
        number = float(term.value)
        return {"float": number} if number == number and abs(number) != float("inf") else {"str": term.value}
    if datatype in (XSD["date"].value, XSD["dateTime"].value) and (day := _DAY.fullmatch(term.value)):
        return {"date": f"{day[1]}T{day[2] or '00:00:00'}Z"}
    return {"str": term.value}


def weigh(query: Query, candidates: list[Candidate], values: Values) -> list[Candidate]:
    """The candidates in their new order after the wanted properties have had their say, with a feature for each."""
    for candidate in candidates:
        fits = [_fit(wanted, values.of(candidate.entity.key, wanted.property.id), values) for wanted in query.wanted]
        for wanted, fit in zip(query.wanted, fits, strict=True):
            if fit is not None:
                candidate.features[f"property_{wanted.property.id}"] = round(fit, 1)
        known = [fit for fit in fits if fit is not None]
        if known:
            mean = sum(known) / len(known)
            candidate.score = round((1 - _PROPERTY_WEIGHT) * candidate.score + _PROPERTY_WEIGHT * mean, 1)
        candidate.match = False
    candidates.sort(key=lambda candidate: (-candidate.score, candidate.entity.key))
    if candidates and not candidates[0].entity.gone:
        second = candidates[1].score if len(candidates) > 1 else 0.0
        candidates[0].match = candidates[0].score >= MATCH_SCORE and candidates[0].score - second >= MATCH_MARGIN
    return candidates[: query.limit]


def _fit(wanted: Wanted, terms: list[Term], values: Values) -> float | None:
    """How well one of the values agrees with one of those wanted, 0 to 100; None where the graph says nothing."""
    if not terms:
        return None
    best = 0.0
    for term in terms:
        if isinstance(term, NamedNode):
            key = key_of(term.value)
            if any(key_of(id) in (key, key.removeprefix("id/")) for id in wanted.ids):
                return 100.0
            entity = values.names.get(key)
            told = [term.value, *([entity.en, entity.fr or "", *entity.more.split(" · ")] if entity else [])]
        elif isinstance(term, Literal):
            told = [term.value]
        else:
            continue
        for text in wanted.texts:
            best = max(best, *(_alike(text, value) for value in told if value), 0.0)
    return best if best >= _AGREES else 0.0


def _alike(text: str, value: str) -> float:
    """How like two texts are; of dates the coarser decides how much is compared."""
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", text) and re.match(r"\d{4}", value):
        length = min(len(text), len(value))
        return 100.0 if text[:length] == value[:length] else 0.0
    return float(fuzz.ratio(fold(text), fold(value)))
