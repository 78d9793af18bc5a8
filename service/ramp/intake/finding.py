"""What a check finds: one rule that one node breaks, said in both languages, with place and remedy."""

import re
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from ramp.intake.position import NOWHERE, Position

_SPACES = re.compile(r"(?<=«) | (?=[»:;?!])")
"""Where a French text must not be broken."""

Severity = Literal["violation", "warning", "info"]


class Text(NamedTuple):
    """One sentence in English and in French."""

    en: str
    fr: str

    def in_(self, lang: str) -> str:
        return _SPACES.sub("\u00a0", self.fr) if lang == "fr" else self.en

    def __bool__(self) -> bool:
        return bool(self.en)


NO_TEXT = Text("", "")


@dataclass(frozen=True, slots=True)
class Cause:
    """One of the innermost reasons why a compound rule (sh:or, sh:node ...) is not met.

    `component` is the IRI of the constraint component, `rule` that of the shape where it has one, `focus` the node that
    was looked at, `path` and `value` as in a finding.
    """

    message: Text
    component: str
    rule: str | None
    focus: str
    path: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """`rule` is the IRI of the shape or rule, `kind` a stable slug of what is wrong (`missing`, `class`, `too-many`).

    `focus` and `path` are IRIs (a blank node: the path from the nearest named record), `value` the offending term as
    text, never of a personal-data finding. `params` holds what the sentences were made from, for programs.
    """

    rule: str
    kind: str
    severity: Severity
    message: Text
    remedy: Text = NO_TEXT
    focus: str | None = None
    record: str | None = None
    path: str | None = None
    value: str | None = None
    suggestion: str | None = None
    """What to put instead, as it would be written in the file that was sent."""
    position: Position = NOWHERE
    params: dict[str, Any] = field(default_factory=dict)
    component: str | None = None
    """IRI of the SHACL constraint component; None for a rule of the gate."""
    causes: tuple[Cause, ...] = ()
    """Why a compound rule is not met; empty where the message says it."""

    @property
    def help(self) -> str:
        """Where the rule is explained."""
        return self.rule

    def sort_key(self) -> tuple[Any, ...]:
        order = {"violation": 0, "warning": 1, "info": 2}[self.severity]
        place = self.position
        across = (len(place.cell or ""), place.cell or "", place.column or 0, place.pointer or "")
        return (order, place.row or place.line or 0, *across, self.rule, self.value or "")
