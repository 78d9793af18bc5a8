"""The page of a State: where it belongs and since when, what it signed and joined, what was done there. No ranking."""

import asyncio
from typing import Any

from fastapi import Request
from markupsafe import Markup
from pyoxigraph import NamedNode

from ramp.graph.namespaces import DCTERMS, ORG, RAMP
from ramp.web.asking import Row, ask
from ramp.web.kinds.parts import Fact, as_date, behind, by_text, day_of, reader, released, text, value
from ramp.web.language import language, words
from ramp.web.node_page import View
from ramp.web.plots import Bar, timeline
from ramp.web.wording import day as in_words

KIND = RAMP["State"].value
SHOWN = (
    ORG["member"], RAMP["eventState"], RAMP["actor"], RAMP["namedParty"], DCTERMS["spatial"], RAMP["hostCountry"],
)  # fmt: skip


async def context(request: Request, node: NamedNode, as_of: str | None) -> dict[str, Any]:
    """The State on the day. Raises RampError as `ask`."""
    day, iri = day_of(request, as_of), node.value
    memberships, events, treaty_acts, practices = await asyncio.gather(
        ask(request, "memberships-of-state", state=node, date=day),
        ask(request, "membership-events", state=node),
        ask(request, "treaty-actions-of-state", state=node),
        ask(request, "kind-state-practices", state=node),
    )
    view = reader(request, memberships, events, treaty_acts, practices)
    belongs = _memberships(view, memberships)
    return {
        "day": day,
        "memberships": belongs,
        "drawing": _drawing(request, belongs, day),
        "events": [
            {
                "date": text(row, "date"),
                "organization": value(view, row, "mechanism"),
                "kind": value(view, row, "kind"),
                "note": value(view, row, "note"),
                "unverified": text(row, "verified") == "false",
            }
            for row in events
        ],
        "acts": [_act(view, row) for row in treaty_acts],
        "practices": _practices(view, practices),
        "questions": {
            "memberships": behind(request, "memberships-of-state", state=iri, date=day),
            "events": behind(request, "membership-events", state=iri),
            "acts": behind(request, "treaty-actions-of-state", state=iri),
            "practices": behind(request, "practices", country=iri),
        },
    }


def _memberships(view: View, rows: list[Row]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        start, end = text(row, "memberFrom"), text(row, "memberUntil")
        found.setdefault(
            row["membership"].value,
            {
                "organization": value(view, row, "organization"),
                "role": value(view, row, "role"),
                "start": start,
                "end": end,
                "on": text(row, "onDate"),
                "unverified": text(row, "verified") == "false",
            },
        )
    return sorted(found.values(), key=lambda one: by_text(one["organization"]))


def _drawing(request: Request, memberships: list[dict[str, Any]], day: str) -> Markup | None:
    lang = language(request)
    t = words(lang)
    bars = [
        Bar(one["organization"].text, one["organization"].href, None, one["start"], one["end"], "")
        for one in memberships
        if one["start"]
    ]
    return timeline(
        bars,
        max(as_date(day), released(request)),
        key="memberships",
        title=t["kinds_memberships_plot"],
        description=t["kinds_memberships_plot_about"],
        mark=(as_date(day), in_words(day, lang)),
    )


def _act(view: View, row: Row) -> dict[str, Any]:
    return {
        "record": text(row, "record"),
        "treaty": value(view, row, "treaty"),
        "kind": value(view, row, "actKind"),
        "on": text(row, "date"),
        "on_status": _end(text(row, "dateStatus")),
        "effective": text(row, "effectiveOn"),
        "effective_status": _end(text(row, "effectiveDateStatus")),
        "unverified": "actStatus" in row,
        "note": value(view, row, "note"),
    }


def _practices(view: View, rows: list[Row]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        one = found.setdefault(
            row["practice"].value,
            {
                "practice": Fact(
                    view.value(row["practice"].value), text(row, "start"), text(row, "end"), "doubt" in row
                ),
                "relations": set(),
                "mechanisms": {},
            },
        )
        one["relations"].add(text(row, "relation"))
        if "mechanism" in row:
            one["mechanisms"][row["mechanism"].value] = view.value(row["mechanism"].value)
    return sorted(found.values(), key=lambda one: (one["practice"].start or "9999", one["practice"].value.text))


def _end(iri: str | None) -> str | None:
    return iri.rpartition("/")[2] if iri else None
