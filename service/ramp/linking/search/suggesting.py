"""What a word that nothing contains may have been meant to be: the nearest word of the texts."""

from collections.abc import Mapping
from pathlib import Path

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from ramp.linking.search.analysis import words
from ramp.linking.search.reading import LONGEST

_SHORT, _LONG = 4, 8


def vocabulary(folder: Path) -> dict[str, int]:
    """The words of the index in `folder`, without accents, and how often they occur."""
    lines = (folder / "vocabulary.tsv").read_text("utf-8").splitlines()
    return {word: int(count) for count, _, word in (line.partition("\t") for line in lines)}


def corrected(text: str, known: Mapping[str, int]) -> str | None:
    """The text with its unknown words replaced by near ones; None where there is nothing to replace."""
    text, begin, pieces, changed = text[:LONGEST], 0, [], False
    for word in words(text):
        if word.plain in known or len(word.plain) < _SHORT or not word.plain.isalpha():
            continue
        allowed = 1 if len(word.plain) < _LONG else 2
        near = extract(word.plain, known.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=8)
        if near:
            best = min(near, key=lambda found: (found[1], -known[found[0]], found[0]))[0]
            pieces += [text[begin : word.begin], best]
            begin, changed = word.end, True
    return "".join([*pieces, text[begin:]]) if changed else None
