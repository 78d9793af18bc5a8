"""What a check finds: one rule that one node of the submission breaks, said in both languages, with place and remedy."""

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from ramp.intake.position import NOWHERE, Position

Severity = Literal["violation", "warning", "info"]


class Text(NamedTuple):
    """One sentence in English and in French."""

    en: str
    fr: str

    def in_(self, lang: str) -> str:
        return self.fr if lang == "fr" else self.en

    def __bool__(self) -> bool:
        return bool(self.en)


NO_TEXT = Text("", "")


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

    def sort_key(self) -> tuple[Any, ...]:
        order = {"violation": 0, "warning": 1, "info": 2}[self.severity]
        place = self.position
        return (order, place.row or place.line or 0, place.cell or "", place.column or 0, place.pointer or "",
                self.rule, self.value or "")  # fmt: skip
