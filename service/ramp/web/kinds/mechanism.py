"""The page of a mechanism: bodies, members on a day, instruments in time, practices, answers, meetings, open points."""

import asyncio
from typing import Any

from fastapi import Request
from pyoxigraph import NamedNode

from ramp.graph.namespaces import ORG, RAMP
from ramp.web.asking import Row, ask
from ramp.web.coverage.memory import facts_of
from ramp.web.kinds.answered import answered
from ramp.web.kinds.members import roles
from ramp.web.kinds.parts import Fact, as_date, behind, by_text, day_of, reader, released, text, value
from ramp.web.language import language, words
from ramp.web.node_page import View
from ramp.web.plots import Bar, timeline
from ramp.web.wording import day as in_words

KIND = RAMP["Mechanism"].value
RANK = 1
SHOWN = (ORG["organization"], RAMP["eventOrganization"], RAMP["ofMechanism"], RAMP["searchedMechanism"])


async def context(request: Request, node: NamedNode, as_of: str | None) -> dict[str, Any]:
    """Everything of the mechanism on the day. Raises RampError as `ask`."""
    day = day_of(request, as_of)
    iri = node.value
    facts = await facts_of(request)
    bodies, members, events, instruments, practices, meetings, doubts = await asyncio.gather(
        *(
            ask(request, "bodies-of-mechanism", mechanism=node),
            ask(request, "kind-members", mechanism=node),
            ask(request, "membership-events", mechanism=node),
            ask(request, "instruments-of-mechanism", mechanism=node, date=day),
            ask(request, "kind-practices", mechanism=node),
            ask(request, "meetings", mechanism=node),
            ask(request, "kind-doubts", mechanism=node),
        )
    )
    view = reader(request, bodies, members, events, instruments, practices, meetings, doubts)
    texts = _instruments(view, instruments)
    return {
        "day": day,
        "bodies": [_body(view, row) for row in _first(bodies, "body") if row["body"] != node],
        "roles": roles(view, members, day),
        "events": [_event(view, row) for row in _first(events, "event")],
        "texts": texts,
        "drawing": _drawing(request, texts, day),
        "practices": _practices(view, practices),
        "answers": answered(facts, iri, as_of, language(request)),
        "meetings": [_meeting(view, row) for row in _first(meetings, "meeting")],
        "doubts": [_doubt(view, row) for row in _first(doubts, "doubt")],
        "questions": {
            "bodies": behind(request, "bodies-of-mechanism", mechanism=iri),
            "members": behind(request, "mechanism-fact-sheet", mechanism=iri),
            "events": behind(request, "membership-events", mechanism=iri),
            "texts": behind(request, "instruments-of-mechanism", mechanism=iri, date=day),
            "practices": behind(request, "practices", mechanism=iri),
            "answers": behind(request, "coverage-matrix", mechanism=iri),
            "meetings": behind(request, "meetings", mechanism=iri),
            "doubts": behind(request, "unverified-of-record", record=iri),
            "searches": behind(request, "searches", mechanism=iri),
        },
    }


def _first(rows: list[Row], name: str) -> list[Row]:
    """One row a node, in the order of the answer."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row[name].value, row)
    return list(found.values())


def _body(view: View, row: Row) -> dict[str, Any]:
    return {
        "name": value(view, row, "body"),
        "type": value(view, row, "type"),
        "part_of": value(view, row, "partOf"),
        "seat": value(view, row, "seat"),
        "start": text(row, "founded") or text(row, "operationalFrom"),
        "end": text(row, "dissolved"),
        "unverified": text(row, "verified") == "false",
    }


def _event(view: View, row: Row) -> dict[str, Any]:
    return {
        "date": text(row, "date"),
        "state": value(view, row, "state"),
        "kind": value(view, row, "kind"),
        "note": value(view, row, "note"),
        "unverified": text(row, "verified") == "false",
    }


def _instruments(view: View, rows: list[Row]) -> list[dict[str, Any]]:
    texts = []
    for row in _first(rows, "instrument"):
        adopted, binding = text(row, "adoptedOn"), text(row, "binding") == "true"
        # What binds holds from its entry into force, anything else without a period of its own from its adoption.
        begin = text(row, "validFrom") or text(row, "enteredIntoForceOn") or (None if binding else adopted)
        texts.append(
            {
                "name": view.value(row["instrument"].value),
                "type": value(view, row, "workType"),
                "adopted": adopted,
                "begin": begin,
                "end": text(row, "replacedOn") or text(row, "validTo"),
                "standing": text(row, "standing"),
                "binding": binding,
                "unverified": text(row, "datesVerified") == "false",
            }
        )
    return sorted(texts, key=lambda one: (one["adopted"] or "9999", by_text(one["name"])))


def _drawing(request: Request, texts: list[dict[str, Any]], day: str) -> Any:
    t, lang = words(language(request)), language(request)
    bars = [
        Bar(
            label=one["name"].text,
            href=one["name"].href,
            made=one["adopted"],
            begin=one["begin"],
            end=one["end"],
            style="binding" if one["binding"] else "",
            lang=one["name"].lang,
        )
        for one in texts
    ]
    return timeline(
        bars,
        max(as_date(day), released(request)),
        key="texts",
        title=t["kinds_texts_plot"],
        description=t["kinds_texts_plot_about"],
        mark=(as_date(day), in_words(day, lang)),
    )


def _practices(view: View, rows: list[Row]) -> list[tuple[Fact, list[Any]]]:
    found = []
    for row in _first(rows, "practice"):
        types = {one["type"].value for one in rows if one["practice"] == row["practice"] and "type" in one}
        fact = Fact(view.value(row["practice"].value), text(row, "start"), text(row, "end"), "doubt" in row)
        found.append((fact, [view.value(iri) for iri in sorted(types)]))
    return sorted(found, key=lambda pair: (pair[0].start or "9999", pair[0].value.text))


def _meeting(view: View, row: Row) -> dict[str, Any]:
    return {
        "name": value(view, row, "meeting"),
        "start": text(row, "start"),
        "end": text(row, "end"),
        "place": value(view, row, "place"),
        "organizer": value(view, row, "organizer"),
        "unverified": text(row, "verified") == "false",
    }


def _doubt(view: View, row: Row) -> dict[str, Any]:
    own = view.value(row["node"].value)
    return {
        "node": own if "nodeEn" in row or "nodeFr" in row else (value(view, row, "member") or own),
        "href": own.href,
        "property": value(view, row, "property"),
        "confidence": value(view, row, "confidence"),
        "note": value(view, row, "note"),
    }
