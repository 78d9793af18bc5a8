"""The kinds of areas that a map tells apart: by pattern, by symbol and by colour."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Category(StrEnum):
    """What is said of a State, by the certainty of it; the first that holds is drawn."""

    SURE = "sure"
    UNSURE = "unsure"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Mark:
    """How a category is drawn: the symbol for a text, the lines of its pattern (none: filled), its colour in a file."""

    symbol: str
    pattern: str
    colour: str


MARKS: Mapping[Category, Mark] = MappingProxyType(
    {
        Category.SURE: Mark("■", "", "#0b5a8f"),
        Category.UNSURE: Mark("▨", "M0 12L12 0M-3 3L3 -3M9 15L15 9", "#b4530a"),
        Category.OTHER: Mark("▦", "M0 4H12M4 0V12", "#2f6f3e"),
    }
)
"""The colours are those of `tokens.css` (series 1 to 3, light)."""


@dataclass(frozen=True, slots=True)
class Area:
    """A State or territory on a map: what is said when it is pointed at, where it leads, its category if it has one."""

    text: str
    href: str | None = None
    category: Category | None = None
