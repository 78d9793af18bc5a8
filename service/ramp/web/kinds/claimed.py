"""The claims about a practice or an instrument, each with its evidence, for the pages of these and of a claim."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request
from pyoxigraph import NamedNode

from ramp.graph.namespaces import SCHEME
from ramp.web.asking import Row, ask
from ramp.web.kinds.parts import reader, text, value
from ramp.web.node_page import Value, View

_DISPUTES = f"{SCHEME.iri}evidence-direction/disputes"
_SUPPORTS = f"{SCHEME.iri}evidence-direction/supports"
_DISPUTED = f"{SCHEME.iri}submission-status/disputed"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One evidence line: for or against, its page and the official page of which that is a copy, the day of access."""

    line: Value
    direction: Value
    against: bool
    supports: bool
    kind: Value | None
    source: Value | None
    official: Value | None
    accessed: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim: its own page, what it is about, what it answers, who makes it and how it stands."""

    own: Value
    subject: Value
    recommendation: Value
    number: str
    measure: Value | None
    measure_number: str | None
    degree: Value | None
    basis: Value | None
    claimant: Value | None
    statuses: tuple[Value, ...]
    issued: str | None
    unverified: bool
    evidence: tuple[Evidence, ...]
    dispute: str

    @property
    def disputed(self) -> bool:
        """Whether evidence against it was accepted."""
        return any(status.iri == _DISPUTED for status in self.statuses) or any(line.against for line in self.evidence)


async def claims_of(request: Request, **about: NamedNode) -> list[Claim]:
    """The claims about the practice or instrument `subject`, or the one `claim`, in the order of the report."""
    rows, lines = await asyncio.gather(ask(request, "kind-claims", **about), ask(request, "kind-evidence", **about))
    view = reader(request, rows, lines)
    evidence: defaultdict[str, list[Row]] = defaultdict(list)
    for line in lines:
        evidence[line["claim"].value].append(line)
    claims: dict[str, list[Row]] = {}
    for row in rows:
        claims.setdefault(row["claim"].value, []).append(row)
    return [_claim(view, found, evidence[iri]) for iri, found in claims.items()]


def _claim(view: View, rows: list[Row], lines: Iterable[Row]) -> Claim:
    row = rows[0]
    iri = row["claim"].value
    statuses = {one["status"].value: view.value(one["status"].value) for one in rows}
    return Claim(
        view.value(iri),
        view.value(row["subject"].value),
        view.value(row["recommendation"].value),
        row["number"].value,
        value(view, row, "measure"),
        text(row, "measureNumber"),
        value(view, row, "degree"),
        value(view, row, "basis"),
        value(view, row, "claimant"),
        tuple(statuses[status] for status in sorted(statuses)),
        text(row, "issued"),
        "doubt" in row,
        tuple(sorted((_evidence(view, line) for line in lines), key=_order)),
        f"/submissions/dispute?{urlencode({'claim': iri})}",
    )


def _evidence(view: View, row: Row) -> Evidence:
    direction = row["direction"].value
    return Evidence(
        view.value(row["line"].value),
        view.value(direction),
        direction == _DISPUTES,
        direction == _SUPPORTS,
        value(view, row, "kind"),
        value(view, row, "source"),
        value(view, row, "official"),
        text(row, "accessed"),
    )


def _order(line: Evidence) -> tuple[bool, str, str]:
    return (not line.against, line.direction.text, line.source.text if line.source else "")
