"""The page of a practice: who, where, when, what came of it, which claims rest on it, and how its record changed."""

import asyncio
from collections import defaultdict
from typing import Any

from fastapi import Request
from pyoxigraph import Literal, NamedNode

from ramp.graph.namespaces import DCTERMS, PREFIXES, PROV, RAMP, SCHEMA, expand
from ramp.linking.description import Group, Term
from ramp.web.asking import Row, ask
from ramp.web.kinds.claimed import claims_of
from ramp.web.kinds.history import history
from ramp.web.kinds.parts import behind, by_text, reader, text, value
from ramp.web.node_page import Row as Shown
from ramp.web.node_page import View

KIND = RAMP["Practice"].value
SHOWN = (
    RAMP["practiceType"], RAMP["beneficiary"], RAMP["exploitation"], PROV["used"], RAMP["reportedBy"],
    RAMP["carriedOutBy"], RAMP["carriedOutByOther"], RAMP["partnerName"], RAMP["concerns"], RAMP["funder"],
    RAMP["budget"], DCTERMS["spatial"], RAMP["hostCountry"], SCHEMA["location"], RAMP["scope"], SCHEMA["startDate"],
    SCHEMA["endDate"], RAMP["outcome"], RAMP["challenge"], RAMP["partner"], RAMP["participationIn"],
    RAMP["claimSubject"], RAMP["respondsTo"],
)  # fmt: skip

_PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("what", ("ramp:practiceType", "ramp:beneficiary", "ramp:exploitation", "prov:used")),
    ("who", ("ramp:reportedBy", "ramp:carriedOutBy", "ramp:carriedOutByOther", "ramp:partnerName", "ramp:concerns",
             "ramp:funder", "ramp:budget")),
    ("where", ("dcterms:spatial", "ramp:hostCountry", "schema:location", "ramp:scope")),
    ("when", ("schema:startDate", "schema:endDate")),
    ("outcome", ("ramp:outcome",)),
    ("challenges", ("ramp:challenge",)),
)  # fmt: skip
"""The parts of the summary and the properties of each, in order."""


async def context(request: Request, node: NamedNode, as_of: str | None) -> dict[str, Any]:
    """The practice, its partners, claims and history. Raises RampError as `ask`."""
    del as_of  # a practice is shown as it is recorded
    facts, partners, claims, versions = await asyncio.gather(
        ask(request, "kind-practice", practice=node),
        ask(request, "kind-participations", practice=node),
        claims_of(request, subject=node),
        history(request, node),
    )
    view = reader(request, facts, partners)
    return {
        "summary": summary(view, facts),
        "partners": [
            (value(view, row, "participant"), text(row, "role"), value(view, row, "status"))
            for row in _once(partners, view)
        ],
        "claims": claims,
        "history": versions,
        "questions": {
            "facts": behind(request, "practice-fact-sheet", practice=node.value),
            "partners": behind(request, "practice-partners", practice=node.value),
        },
    }


def summary(view: View, facts: list[Row]) -> list[tuple[str, list[Shown]]]:
    """The parts of the summary that the graph says something for, each with its rows."""
    groups: defaultdict[str, dict[Term, None]] = defaultdict(dict)
    for row in facts:
        groups[row["property"].value][row["value"]] = None
    parts = []
    for part, properties in _PARTS:
        names = [_iri(name) for name in properties]
        rows = [view.row(Group(NamedNode(iri), tuple(groups[iri]), len(groups[iri]))) for iri in names if iri in groups]
        if rows:
            parts.append((part, rows))
    return parts


def _once(partners: list[Row], view: View) -> list[Row]:
    """One row a participant: that with the part it took, where there is one."""
    found: dict[str, Row] = {}
    for row in partners:
        iri = row["participant"].value
        if iri not in found or ("participation" in row and isinstance(row.get("role"), Literal)):
            found[iri] = row
    return sorted(found.values(), key=lambda row: by_text(view.value(row["participant"].value)))


def _iri(name: str) -> str:
    found = expand(name, PREFIXES)
    assert found is not None, name
    return found.value
