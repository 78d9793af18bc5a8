"""The page of a consultation: its objectives and topics, who was invited, confirmed or attended, what came of it."""

import asyncio
from collections import defaultdict
from typing import Any

from fastapi import Request
from pyoxigraph import NamedNode

from ramp.graph.namespaces import RAMP, SCHEME
from ramp.web.asking import Row, ask
from ramp.web.kinds import practice
from ramp.web.kinds.parts import behind, by_text, reader, text, value
from ramp.web.node_page import View

KIND = RAMP["Consultation"].value
RANK = 2
SHOWN = practice.SHOWN

_STATUSES = ("organizer", "invited", "confirmed", "attended", "partner")
"""In this order: who called, who was asked, who said yes, who came."""
_ASPECTS = ("objective", "panel-topic", "output")


async def context(request: Request, node: NamedNode, as_of: str | None) -> dict[str, Any]:
    """The consultation, which is also a practice. Raises RampError as `ask`."""
    shared, agenda, participations, findings = await asyncio.gather(
        practice.context(request, node, as_of),
        ask(request, "dakar-consultation", consultation=node),
        ask(request, "kind-participations", practice=node),
        ask(request, "kind-findings", node=node),
    )
    view = reader(request, agenda, participations, findings)
    return {
        **shared,
        "agenda": {aspect: _items(view, agenda, aspect) for aspect in _ASPECTS},
        "participants": _participants(view, participations),
        "statuses": _STATUSES,
        "findings": [
            (view.value(row["finding"].value), value(view, row, "kind"), value(view, row, "text")) for row in findings
        ],
        "questions": shared["questions"]
        | {
            "agenda": behind(request, "dakar-consultation", consultation=node.value),
            "invited": behind(request, "dakar-invited") if node.value.endswith("dakar-consultation-2010") else None,
        },
    }


def _items(view: View, rows: list[Row], aspect: str) -> list[Any]:
    found = {row["item"].value: view.value(row["item"].value) for row in rows if text(row, "aspect") == aspect}
    return [found[iri] for iri in sorted(found)]


def _participants(view: View, rows: list[Row]) -> list[dict[str, Any]]:
    """One a participant, with its standings."""
    found: dict[str, dict[str, Any]] = {}
    statuses: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        if "participation" not in row:
            continue
        iri = row["participant"].value
        statuses[iri].add((text(row, "status") or "").removeprefix(f"{SCHEME.iri}participation-status/"))
        one = found.setdefault(
            iri, {"who": view.value(iri), "statuses": statuses[iri], "role": None, "place": None, "source": None}
        )
        for key in ("role", "place", "source"):
            one[key] = one[key] or value(view, row, key)
    return sorted(found.values(), key=lambda one: by_text(one["who"]))
