"""The provisions of an instrument with the recommendations on the same matter, from provisions-of-instrument."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ramp.web.asking import Row
from ramp.web.kinds.parts import text, value
from ramp.web.node_page import Value, View


@dataclass(frozen=True, slots=True)
class Provision:
    """One provision: its kind and number, its heading, what it says in few words, and related recommendations."""

    own: Value
    kind: Value | None
    number: str | None
    topic: Value | None
    translated: bool
    unverified: bool
    recommendations: dict[str, Value] = field(default_factory=dict)


def provisions(view: View, rows: Iterable[Row]) -> list[Provision]:
    """One a provision, by kind and number."""
    found: dict[str, Provision] = {}
    for row in rows:
        iri = row["provision"].value
        provision = found.setdefault(
            iri,
            Provision(
                view.value(iri),
                value(view, row, "kind"),
                text(row, "number"),
                value(view, row, "topic"),
                view.lang == "fr" and text(row, "headingFrench") == "translation",
                text(row, "verified") == "false",
            ),
        )
        if "recommendation" in row:
            told = view.value(row["recommendation"].value)
            provision.recommendations[row["recommendation"].value] = told
    return sorted(found.values(), key=lambda one: (one.kind.text if one.kind else "", _numeric(one.number)))


def _numeric(number: str | None) -> tuple[int, str]:
    digits = re.match(r"\d+", number or "")
    return (int(digits[0]) if digits else 10_000, number or "")
