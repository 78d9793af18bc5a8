"""Puts the texts, practices and treaties of several mechanisms in rows that can be compared."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ramp.graph.namespaces import ID, SCHEME
from ramp.web.asking import Row
from ramp.web.coverage.facts import Facts, Texts, labels
from ramp.web.coverage.showing import view as view_with
from ramp.web.node_page import Value, View

PALERMO = f"{ID.iri}instrument/palermo-protocol"
_SIGNATURE = f"{SCHEME.iri}treaty-action/signature"
_WITHDRAWAL = f"{SCHEME.iri}treaty-action/withdrawal"
_UNVERIFIED = f"{SCHEME.iri}verification-status/unverified"
_UNDATED = "9"
"""Sorts after every date."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A text or practice in a list; `date` as exact as it is known, None where it is not."""

    value: Value
    date: str | None
    translated: bool


@dataclass(frozen=True, slots=True)
class TypeRow:
    """A type, and what each mechanism has of it."""

    type: Value
    sides: tuple[tuple[Listed, ...], ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How the members of one mechanism stand to one treaty on a day."""

    members: int
    parties: tuple[str, ...]
    uncertain: int

    @property
    def without(self) -> int:
        """Members of which no act is known by that day."""
        return self.members - len(self.parties) - self.uncertain


@dataclass(frozen=True, slots=True)
class TreatyRow:
    """A treaty; a side is None where it is not a treaty of that mechanism."""

    treaty: Value
    translated: bool
    sides: tuple[Standing | None, ...]


def by_type(
    sides: Sequence[Sequence[Row]], node: str, date: str, facts: Facts, view: View, until: str | None
) -> list[TypeRow]:
    """One row a type, by its name; what has a date counts if that is not later than `until`."""
    found: defaultdict[str, list[list[Listed]]] = defaultdict(lambda: [[] for _ in sides])
    for number, rows in enumerate(sides):
        named = view_with(view.lang, view.base, labels(rows, node))
        for iri, given in _by(rows, node).items():
            dates = sorted(row[date].value for row in given if date in row)
            if until is not None and dates and dates[0] > until:
                continue
            listed = Listed(named.value(iri), dates[0] if dates else None, _translated(given, view.lang))
            for kind in _narrowest({row["type"].value for row in given}, facts):
                found[kind][number].append(listed)
    made = [
        TypeRow(view.value(kind), tuple(tuple(sorted(side, key=_by_date)) for side in lists))
        for kind, lists in found.items()
    ]
    return sorted(made, key=lambda row: row.type.text.casefold())


def by_treaty(
    members: Sequence[Sequence[Row]],
    acts: Sequence[Sequence[Row]],
    palermo: Sequence[Row],
    view: View,
    day: str,
) -> list[TreatyRow]:
    """The Palermo Protocol, then the mechanisms' own treaties by name, of those that were adopted by a day."""
    acts, palermo = [_adopted(side, day) for side in acts], _adopted(palermo, day)
    states = [members_on(rows, day) for rows in members]
    rows = [_treaty(PALERMO, palermo, [palermo] * len(states), states, view, day)] if palermo else []
    own = sorted({row["treaty"].value for side in acts for row in side})
    made = []
    for treaty in own:
        sides = [[row for row in side if row["treaty"].value == treaty] for side in acts]
        made.append(_treaty(treaty, [row for side in sides for row in side], sides, states, view, day))
    return rows + sorted(made, key=lambda row: row.treaty.text.casefold())


def _adopted(rows: Iterable[Row], day: str) -> list[Row]:
    """The acts on treaties that are not known to be adopted after the day."""
    return [row for row in rows if "adopted" not in row or row["adopted"].value <= day]


def members_on(rows: Iterable[Row], day: str) -> set[str]:
    """The States that were members on a day; a membership without dates counts as never interrupted, as in the
    question members-not-party."""
    return {
        row["state"].value
        for row in rows
        if ("from" not in row or row["from"].value <= day) and ("until" not in row or row["until"].value > day)
    }


def standings(rows: Iterable[Row], states: set[str], day: str) -> Standing:
    """How these States stand to the treaty that the acts are about, as in the question parties-on-date."""
    parties, uncertain = set(), set()
    for state, acts in _by(rows, "state").items():
        if state not in states:
            continue
        ended = [_since(act) for act in acts if act["kind"].value == _WITHDRAWAL]
        if any(end is not None and end <= day for end in ended):
            continue
        for act in acts:
            if act["kind"].value in (_SIGNATURE, _WITHDRAWAL):
                continue
            match _standing(act, day):
                case "party":
                    parties.add(state)
                case "uncertain":
                    uncertain.add(state)
    return Standing(len(states), tuple(sorted(parties)), len(uncertain - parties))


def _standing(act: Row, day: str) -> str:
    if "doubt" in act and act["doubt"].value == _UNVERIFIED:
        since = _since(act)
        return "later" if since is not None and since > day[: len(since)] else "uncertain"
    since = _since(act)
    if since is None:
        return "uncertain"
    same = day[: len(since)]
    if since > same:
        return "later"
    return "uncertain" if since == same and len(since) < 10 else "party"


def _since(act: Row) -> str | None:
    term = act.get("effective") or act.get("on")
    return term.value if term is not None else None


def _treaty(
    iri: str, rows: Sequence[Row], sides: Sequence[Sequence[Row]], states: Sequence[set[str]], view: View, day: str
) -> TreatyRow:
    texts: dict[str, Texts] = dict(labels(rows, "treaty"))
    named = view_with(view.lang, view.base, texts)
    return TreatyRow(
        named.value(iri),
        _translated(rows, view.lang),
        tuple(standings(acts, members, day) if acts else None for acts, members in zip(sides, states, strict=True)),
    )


def _narrowest(kinds: set[str], facts: Facts) -> set[str]:
    """Of types those that none of the others is a kind of."""
    above = {iri for kind in kinds for iri in facts.broader.get(kind, ())}
    return kinds - above


def _translated(rows: Iterable[Row], lang: str) -> bool:
    return any("translated" in row and row["translated"].value == lang for row in rows)


def _by_date(listed: Listed) -> tuple[str, str]:
    return (listed.date or _UNDATED, listed.value.text.casefold())


def _by(rows: Iterable[Row], name: str) -> dict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[name].value].append(row)
    return found
