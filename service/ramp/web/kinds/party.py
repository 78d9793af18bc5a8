"""The parties to a treaty on a day and the acts recorded, in words, for the page of an instrument."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request

from ramp.errors import ParameterError
from ramp.web.asking import Row
from ramp.web.kinds.parts import by_text, text, value
from ramp.web.kinds.standing import Act, standings
from ramp.web.node_page import Value, View
from ramp.web.plots import span

MOST = 100
"""Acts on one page of their table."""


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


@dataclass(frozen=True, slots=True)
class ActsPage:
    """One page of the table of acts; `turn` gives the address of another."""

    rows: list[Recorded]
    total: int
    number: int
    pages: int
    turn: Callable[[int], str]


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


def acts_page(request: Request, view: View, rows: list[Row]) -> ActsPage:
    """Those of the recorded acts, by State and date, that the parameter `acts` asks for. Raises ParameterError."""
    given = dict(request.query_params)
    asked, pages = given.pop("acts", "1"), max(1, -(-len(rows) // MOST))
    if not (asked.isascii() and asked.isdigit() and len(asked) < 8 and 1 <= int(asked) <= pages):
        raise ParameterError(
            f"acts: {asked[:80]!r} is not a page of the {len(rows)} acts",
            remedy=f"Use a whole number from 1 to {pages}",
            extra={
                "parameter": "acts",
                "detail_fr": f"acts : « {asked[:80]} » n’est pas une page des {len(rows)} actes",
                "remedy_fr": f"Indiquez un nombre entier de 1 à {pages}",
            },
        )
    number = int(asked)
    names = {party: by_text(view.value(party)) for party in {row["party"].value for row in rows}}
    ordered = sorted(rows, key=lambda row: (names[row["party"].value], _dated(row), row["record"].value))
    return ActsPage(
        _recorded(view, ordered[(number - 1) * MOST : number * MOST]),
        len(rows),
        number,
        pages,
        lambda other: f"?{urlencode(given | {'acts': str(other)})}#acts",
    )


def _dated(row: Row) -> str:
    return text(row, "on") or "9999"


def _recorded(view: View, rows: Iterable[Row]) -> list[Recorded]:
    return [
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


def undrawn(known: Iterable[Act]) -> int:
    """How many States may be parties without that the plot can show since when."""
    known = list(known)
    drawn = {act.party for act in known if act.binds and not act.unverified and span(act.since)}
    named = {act.party for act in known if act.binds or act.record == "named-in-text"}
    return len(named - drawn)


def _end(iri: str | None) -> str | None:
    return iri.rpartition("/")[2] if iri else None
