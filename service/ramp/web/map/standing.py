"""Who belongs to a body, or is bound by a treaty, on a day: the lines of the table and the areas of the map."""

from collections.abc import Iterable
from dataclasses import dataclass

from ramp.web.asking import Row
from ramp.web.kinds.parts import by_text, text, value
from ramp.web.kinds.standing import PARTY, acts, member_on, standings
from ramp.web.map.categories import Category
from ramp.web.node_page import Value, View

MEMBER = "https://w3id.org/ramp/scheme/membership-role/member"
_ORDER = tuple(Category)


@dataclass(frozen=True, slots=True)
class Line:
    """One State on the day. `standing`: that of the question parties-on-date, or `yes` and `yes-as-far-as-known` of
    memberships-of-state; `role` of a membership; the dates as the graph has them."""

    who: Value
    category: Category
    standing: str
    role: Value | None = None
    start: str | None = None
    end: str | None = None
    unverified: bool = False

    @property
    def iri(self) -> str:
        """The IRI of the State."""
        return self.who.iri or ""


def members(view: View, rows: Iterable[Row], states: frozenset[str], day: str) -> list[Line]:
    """The memberships of States on the day, from the rows of `kind-members`; no role of one year alone."""
    found: dict[str, Line] = {}
    for row in rows:
        start, end = text(row, "from"), text(row, "until")
        on = member_on(start, end, day)
        if text(row, "member") not in states or "inYear" in row or on == "no":
            continue
        who = value(view, row, "member")
        role = row["role"].value
        category = Category.OTHER if role != MEMBER else Category.SURE if on == "yes" else Category.UNSURE
        if who is not None:
            found[row["membership"].value] = Line(
                who, category, on, view.value(role), start, end, unverified="doubt" in row
            )
    return _sorted(found.values())


def parties(view: View, rows: Iterable[Row], day: str) -> list[Line]:
    """The parties on the day, and those of which it cannot be said, from the rows of `kind-acts`."""
    return _sorted(
        Line(
            view.value(party),
            Category.SURE if standing == PARTY else Category.UNSURE,
            standing,
            start=min((act.since for act in made if act.since), default=None),
            unverified=any(act.unverified for act in made),
        )
        for standing, found in standings(acts(rows), day).items()
        for party, made in found.items()
    )


def categories(lines: Iterable[Line]) -> dict[str, Category]:
    """The category of each State that the lines name, the surest where there are several."""
    found: dict[str, Category] = {}
    for line in lines:
        found[line.iri] = min(found.get(line.iri, line.category), line.category, key=_ORDER.index)
    return found


def _sorted(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (by_text(line.who), _ORDER.index(line.category)))
