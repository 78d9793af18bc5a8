"""Who belongs, and who is bound, on a day: the rules of the public questions, in Python over plain rows.

Dates of mixed precision are compared as text. A membership that names only a year or a month begins, or has ended, on
its first day, as in the question memberships-of-state. A party is a State with an act other than signature whose
effect has not ended by withdrawal; an act known only by its year or month binds for certain once that is over, as in
the question parties-on-date.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ramp.graph.namespaces import SCHEME
from ramp.web.asking import Row
from ramp.web.plots import Step, span

_KIND = f"{SCHEME.iri}treaty-action/"
SIGNATURE, WITHDRAWAL = f"{_KIND}signature", f"{_KIND}withdrawal"

PARTY = "party"
"""Bound on the day."""
STANDINGS = (PARTY, "act-date-imprecise", "act-undated", "act-unverified", "named-in-text")
"""Bound, and the cases in which it cannot be said; the names are those of the question parties-on-date."""


def member_on(start: str | None, end: str | None, day: str) -> str:
    """`yes`, `no`, or `yes-as-far-as-known` where neither end of the membership is dated."""
    if (start is not None and start > day) or (end is not None and end <= day):
        return "no"
    return "yes" if start or end else "yes-as-far-as-known"


@dataclass(frozen=True, slots=True)
class Act:
    """One act of one State on one treaty, or (`record`) that the text names it, or that it was seen not to be bound."""

    node: str | None
    record: str
    party: str
    kind: str | None
    on: str | None
    effective: str | None
    unverified: bool

    @property
    def binds(self) -> bool:
        """Whether the act is one that makes a party."""
        return self.record == "act" and self.kind not in (SIGNATURE, WITHDRAWAL)

    @property
    def since(self) -> str | None:
        """When it took effect, else when it was done."""
        return self.effective or self.on

    def standing(self, day: str) -> str | None:
        """What the act makes of its State on that day, withdrawal apart; None: not yet a party, or not by this."""
        if self.record == "named-in-text":
            return "named-in-text"
        if not self.binds:
            return None
        since = self.since
        if since is not None and since > day[: len(since)]:
            return None
        if self.unverified:
            return "act-unverified"
        if since is None:
            return "act-undated"
        return "act-date-imprecise" if since == day[: len(since)] and len(since) < 10 else PARTY


def acts(rows: Iterable[Row]) -> list[Act]:
    """From the rows of `kind-acts`."""

    def of(row: Row, name: str) -> str | None:
        return row[name].value if name in row else None

    return [
        Act(
            of(row, "act"),
            row["record"].value,
            row["party"].value,
            of(row, "kind"),
            of(row, "on"),
            of(row, "effective"),
            "doubt" in row,
        )
        for row in rows
    ]


def withdrawn(known: Iterable[Act]) -> dict[str, str]:
    """Of the States that withdrew the earlier of the dates of the withdrawal, as text."""
    found: dict[str, str] = {}
    for act in known:
        if act.record == "act" and act.kind == WITHDRAWAL:
            dates = [when for when in (found.get(act.party), act.on, act.effective) if when]
            if dates:
                found[act.party] = min(dates)
    return found


def standings(known: Iterable[Act], day: str) -> dict[str, dict[str, list[Act]]]:
    """By standing on the day, the States that have it with the acts that give it, as in parties-on-date."""
    known = list(known)
    gone = {party for party, when in withdrawn(known).items() if when <= day}
    found: defaultdict[str, defaultdict[str, list[Act]]] = defaultdict(lambda: defaultdict(list))
    for act in known:
        standing = act.standing(day)
        if standing and act.party not in gone:
            found[standing][act.party].append(act)
    return {name: dict(found[name]) for name in STANDINGS if name in found}


def party_steps(known: Iterable[Act]) -> list[Step]:
    """How many parties there were for certain, from each day on which that changed."""
    known = list(known)
    begun: dict[str, date] = {}
    for act in known:
        covered = span(act.since)
        if act.binds and not act.unverified and covered:
            begin = covered.first if covered.exact else covered.after
            begun[act.party] = min(begun.get(act.party, begin), begin)
    ended = {party: covered.first for party, when in withdrawn(known).items() if (covered := span(when))}
    changes: defaultdict[date, int] = defaultdict(int)
    for party, begin in begun.items():
        end = ended.get(party)
        if end is None or end > begin:
            changes[begin] += 1
            if end is not None:
                changes[end] -= 1
    count, steps = 0, []
    for day in sorted(changes):
        count += changes[day]
        steps.append(Step(day, count))
    return steps
