"""Says how well a name fits a spelling, from 0 to 100, and by which features.

A full score is a name that is the same but for case, accents and punctuation. Below that the score is made of how much
of the spelling the name covers and the other way round, each word weighing as much as it tells, and of the letters.
Names whose numbers differ (years, series, articles) are names of different things.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from ramp.linking.reconcile.folding import telling_number

MATCH_SCORE: Final = 85.0
"""From here on a candidate may be a match."""
MATCH_MARGIN: Final = 4.0
"""By so much the best candidate must be ahead of the second to be a match."""

EXACT: Final = {
    "label": 100.0, "alt_label": 100.0, "acronym": 99.0, "other_name": 99.0, "former_name": 98.0,
    "symbol": 100.0, "register": 100.0, "code": 98.0, "identifier": 96.0, "short": 95.0,
}  # fmt: skip
"""Score of a name that is the same but for case, accents and punctuation, by what it is to a reader."""
REORDERED: Final = 94.0
_FUZZY_TOP: Final = 93.0
_ALIKE: Final = 78.0
_SIGN_WEIGHT: Final = 0.45
_SHORT_WORD: Final = 4


@dataclass(slots=True)
class Fit:
    """How a name fits: the score and the features that made it, by name, each from 0 to 100."""

    score: float
    features: dict[str, float] = field(default_factory=dict)


def fuzzy(
    asked: Sequence[str], name: Sequence[str], weight: Callable[[str], float], asked_text: str, name_text: str
) -> Fit:
    """How a name fits a spelling; both as telling words, in order, and as folded text."""
    if not asked or not name:
        return Fit(0.0)
    covered = _coverage(asked, name, weight)
    covering = _coverage(name, asked, weight)
    together = 2 * covered * covering / (covered + covering) if covered + covering else 0.0
    letters = max(fuzz.ratio(" ".join(sorted(asked)), " ".join(sorted(name))), fuzz.ratio(asked_text, name_text))
    core = 0.65 * together + 0.15 * covered + 0.20 * letters / 100
    score = _FUZZY_TOP * core
    ours, theirs = telling_number(" ".join(asked)), telling_number(" ".join(name))
    if ours and theirs and not ours & theirs:
        score = min(score, 55.0)
    elif ours - theirs:
        score -= 12.0
    elif theirs - ours:
        score -= 2.0
    return Fit(
        round(max(score, 0.0), 1),
        {"name_words": round(100 * together, 1), "name_letters": round(letters, 1)},
    )


def _coverage(asked: Sequence[str], name: Sequence[str], weight: Callable[[str], float]) -> float:
    """The part of the telling weight of `asked` that has a like word in `name`, from 0 to 1."""
    total = found = 0.0
    for word in asked:
        heavy = weight(word)
        total += heavy
        found += heavy * (1.0 if word in name else max((alike(word, other) for other in name), default=0.0))
    return found / total if total else 0.0


@lru_cache(maxsize=1 << 15)  # the names that a spelling is compared with share most of their words
def alike(word: str, other: str) -> float:
    """How like two words are, from 0 to 1; short words, signs and numbers are the same or not."""
    if word == other:
        return 1.0
    if word[0] == "@" or other[0] == "@" or word.isdigit() or other.isdigit():
        return 0.0
    if min(len(word), len(other)) <= _SHORT_WORD:
        if min(len(word), len(other)) == _SHORT_WORD and OSA.distance(word, other, score_cutoff=1) == 1:
            return 0.6
        return 0.0
    if (word.startswith(other) or other.startswith(word)) and abs(len(word) - len(other)) <= 3:
        return 0.92
    ratio = fuzz.ratio(word, other)
    return 0.97 * ratio / 100 if ratio >= _ALIKE else 0.0


def weigher(counts: Mapping[str, int], total: int) -> Callable[[str], float]:
    """What a word weighs: the rarer in all names the more; a word that no name has, as much as the rarest."""

    def weight(word: str) -> float:
        heavy = math.log(1 + total / (1 + counts.get(word, 0)))
        return heavy * _SIGN_WEIGHT if word[0] == "@" else heavy

    return weight
