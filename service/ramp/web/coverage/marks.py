"""How each state of a cell is marked: by a symbol, a colour of the style sheet, and in a picture by a shape."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ramp.web.coverage.cells import State


@dataclass(frozen=True, slots=True)
class Mark:
    """`style` is the class in the style sheet, `ink` and `back` the same colours where there is none."""

    symbol: str
    style: str
    word: str
    ink: str
    back: str


MARKS: Mapping[State, Mark] = MappingProxyType(
    {
        State.CLAIMED: Mark("●", "claimed", "coverage_claimed", "#1d6b34", "#dcefdf"),
        State.DISPUTED: Mark("◆", "disputed", "coverage_disputed", "#a32019", "#fae0dd"),
        State.UNSUPPORTED: Mark("○", "unsupported", "coverage_unsupported", "#7a5200", "#f7ebcf"),
        State.REVIEW: Mark("◐", "review", "coverage_review", "#5b3f94", "#ebe3f7"),
        State.SEARCHED: Mark("∅", "searched", "coverage_searched", "#4a5568", "#e6e9ee"),
        State.UNKNOWN: Mark("·", "unknown", "coverage_unknown", "#5f6773", "#ffffff"),
    }
)
"""In the order of the legend."""
