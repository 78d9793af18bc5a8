"""The page of a recommendation: its place, its addressees, what is claimed by mechanism, and what was searched."""

import asyncio
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from pyoxigraph import Literal, NamedNode

from ramp.graph.namespaces import DCTERMS, RAMP
from ramp.web import service
from ramp.web.asking import Row, ask
from ramp.web.coverage import cells, showing
from ramp.web.coverage.claims import Behind, Claim, behind
from ramp.web.coverage.facts import Facts, Mechanism, Recommendation, labels
from ramp.web.coverage.filters import Filters
from ramp.web.coverage.marks import MARKS, Mark
from ramp.web.coverage.memory import facts_of
from ramp.web.coverage.table import said
from ramp.web.language import Language, language, words
from ramp.web.node_page import Value, View

KIND = RAMP["Recommendation"].value
SHOWN = (
    RAMP["statedIn"], DCTERMS["isPartOf"], DCTERMS["audience"], DCTERMS["subject"], RAMP["hasMeasure"],
    RAMP["sameMatterAs"], RAMP["bearsOn"], RAMP["claimRecommendation"], RAMP["searchedFor"],
    RAMP["respondsTo"],
)  # fmt: skip

_SOURCES = 3
"""Most sources of one claim; its own page has all."""
_ASPECTS = ("paragraph", "section", "audience", "theme", "measure", "same")


@dataclass(frozen=True, slots=True)
class Named:
    """A node that the recommendation names: its number, if it has one, and the text that it is part of."""

    value: Value
    number: str
    within: Value | None


@dataclass(frozen=True, slots=True)
class Answer:
    """One mechanism: the state of its cell, in words as well, its claims that count, and the page of the cell."""

    mechanism: Value
    mark: Mark
    said: str
    href: str
    claims: tuple[Claim, ...]


async def context(request: Request, node: NamedNode, as_of: str | None) -> dict[str, Any]:
    """What the template needs. Raises RampError as `ask`."""
    facts = await facts_of(request)
    place, told = await asyncio.gather(
        ask(request, "coverage-place", paragraph=node), behind(request, facts, node, as_of)
    )
    lang = language(request)
    view = showing.view_of(
        facts, lang, service.of(request).settings.base_iri, {**labels(place, "value"), **_wholes(place)}
    )
    answers = _answers(facts, _row(facts, node), Filters(as_of=as_of), told, view)
    of_any = {one.iri for one in facts.mechanisms.values()}
    rows = list(facts.recommendations.values())
    return {
        "named": {aspect: _named(place, aspect, view) for aspect in _ASPECTS},
        "findings": _findings(place, view),
        "answers": [one for one in answers if one.claims],
        "silent": [one for one in answers if not one.claims],
        "elsewhere": [claim for claim in told.claims if claim.kind and not claim.mechanisms & of_any],
        "searches": told.searches,
        "before": _beside(rows, node, -1, lang),
        "after": _beside(rows, node, 1, lang),
        "query": Filters(as_of=as_of).query(),
        "most": _SOURCES,
    }


def _wholes(place: list[Row]) -> dict[str, dict[str, str]]:
    """The labels of the texts that provisions are part of."""
    whole = [{"node": row["group"], "label": row["groupLabel"]} for row in place if "groupLabel" in row]
    return labels(whole)


def _row(facts: Facts, node: NamedNode) -> Recommendation | None:
    return next((one for one in facts.recommendations.values() if one.iri == node.value), None)


def _answers(facts: Facts, row: Recommendation | None, filters: Filters, told: Behind, view: View) -> list[Answer]:
    if row is None:  # not yet numbered, or without a section
        return []
    mechanisms = facts.mechanisms.values()
    return [
        _answer(one, row, cells.at(facts, filters, (one.name, row.name)), told, view, filters) for one in mechanisms
    ]


def _answer(
    mechanism: Mechanism, row: Recommendation, cell: cells.Cell, told: Behind, view: View, filters: Filters
) -> Answer:
    iri = mechanism.iri
    return Answer(
        view.value(iri),
        MARKS[cell.state],
        said(words(view.lang), cell, view.lang),
        f"/matrix/{mechanism.name}/{row.name}{filters.query()}",
        tuple(claim for claim in told.claims if claim.kind and iri in claim.mechanisms),
    )


def _named(place: list[Row], aspect: str, view: View) -> list[Named]:
    """The nodes of one aspect, each once, by number and name."""
    found: dict[str, Named] = {}
    for row in place:
        if row["aspect"].value == aspect and not isinstance(row["value"], Literal):
            within = view.value(row["group"].value) if "group" in row else None
            number = row["number"].value if "number" in row else ""
            found[row["value"].value] = Named(view.value(row["value"].value), number, within)
    return sorted(found.values(), key=lambda one: (len(one.number), one.number, one.value.text.casefold()))


def _findings(place: list[Row], view: View) -> list[tuple[Value | None, Value]]:
    """The findings with their kinds, by kind and name."""
    found = {
        row["value"].value: (view.value(row["group"].value) if "group" in row else None, view.value(row["value"].value))
        for row in place
        if row["aspect"].value == "finding"
    }
    return sorted(found.values(), key=lambda pair: (pair[0].text if pair[0] else "", pair[1].text.casefold()))


def _beside(rows: list[Recommendation], node: NamedNode, step: int, lang: Language) -> tuple[str, str] | None:
    """Address and name of the recommendation before or after this one."""
    at = next((number for number, one in enumerate(rows) if one.iri == node.value), None)
    if at is None or not 0 <= at + step < len(rows):
        return None
    other = rows[at + step]
    return f"/id/recommendation/{other.name}", showing.numbered(other, lang)
