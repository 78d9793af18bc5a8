"""The parties to a treaty on a day and the acts recorded, in words, for the page of an instrument."""

from collections.abc import Iterable
from dataclasses import dataclass

from ramp.web.asking import Row
from ramp.web.kinds.parts import by_text, text, value
from ramp.web.kinds.standing import Act, standings
from ramp.web.node_page import Value, View
from ramp.web.plots import span


@dataclass(frozen=True, slots=True)
class Standing:
    """The States that stand so towards the treaty on the day, each with the date that counts for it."""

    name: str
    states: list[tuple[Value, str | None]]


@dataclass(frozen=True, slots=True)
class Recorded:
    """One act as recorded. `on_status` and `effective_status`: `seen`, `derived` or `unverified`."""

    record: str
    own: Value | None
    party: Value
    kind: Value | None
    on: str | None
    on_status: str | None
    effective: str | None
    effective_status: str | None
    unverified: bool


def parties(view: View, known: Iterable[Act], day: str) -> list[Standing]:
    """The standings of the question parties-on-date, each with its States in the order of names."""
    return [
        Standing(
            name,
            sorted(
                (
                    (view.value(party), min((act.since for act in made if act.since), default=None))
                    for party, made in states.items()
                ),
                key=lambda pair: by_text(pair[0]),
            ),
        )
        for name, states in standings(known, day).items()
    ]


def act_lists(view: View, rows: Iterable[Row]) -> list[Recorded]:
    """All that is recorded, by State and date."""
    found = [
        Recorded(
            row["record"].value,
            value(view, row, "act"),
            view.value(row["party"].value),
            value(view, row, "kind"),
            text(row, "on"),
            _end(text(row, "onStatus")),
            text(row, "effective"),
            _end(text(row, "effectiveStatus")),
            "doubt" in row,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (by_text(one.party), one.on or "9999", one.record))


def undrawn(known: Iterable[Act]) -> int:
    """How many States may be parties without that the plot can show since when."""
    known = list(known)
    drawn = {act.party for act in known if act.binds and not act.unverified and span(act.since)}
    named = {act.party for act in known if act.binds or act.record == "named-in-text"}
    return len(named - drawn)


def _end(iri: str | None) -> str | None:
    return iri.rpartition("/")[2] if iri else None
