"""The members of a body on a day, and those before and after, for the page of a mechanism."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ramp.web.asking import Row
from ramp.web.kinds.parts import by_text, text, value
from ramp.web.kinds.standing import member_on
from ramp.web.node_page import Value, View

_FIRST = "member"


@dataclass(frozen=True, slots=True)
class Member:
    """One membership. `on` as in `standing.member_on`; `year`: the role is known for that year only."""

    who: Value
    own: Value
    start: str | None
    end: str | None
    on: str
    year: str | None
    office: Value | None
    unverified: bool


@dataclass(frozen=True, slots=True)
class Role:
    """The memberships of one role: those of the day, those of other days, and those known for one year each."""

    name: Value
    now: list[Member]
    other: list[Member]
    by_year: list[Member]


def roles(view: View, rows: Iterable[Row], day: str) -> list[Role]:
    """The memberships by role, members first, each in the order of names."""
    found: defaultdict[str, dict[str, Member]] = defaultdict(dict)
    for row in rows:
        who = value(view, row, "member") or value(view, row, "memberName")
        if who is None:
            continue
        start, end = text(row, "from"), text(row, "until")
        found[row["role"].value][row["membership"].value] = Member(
            who,
            view.value(row["membership"].value),
            start,
            end,
            member_on(start, end, day),
            text(row, "inYear"),
            value(view, row, "office"),
            "doubt" in row,
        )
    made = [_role(view.value(iri), list(members.values())) for iri, members in found.items()]
    return sorted(made, key=lambda role: (not str(role.name.iri).endswith(f"/{_FIRST}"), by_text(role.name)))


def _role(name: Value, members: list[Member]) -> Role:
    lasting = sorted((one for one in members if one.year is None), key=lambda one: by_text(one.who))
    return Role(
        name,
        [one for one in lasting if one.on != "no"],
        [one for one in lasting if one.on == "no"],
        sorted((one for one in members if one.year is not None), key=lambda one: (one.year or "", by_text(one.who))),
    )
