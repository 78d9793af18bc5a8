"""Nodes with a name that is like a spelling: words in common, misspelt words, other names of the same bodies.

The work is bounded whatever the size of the graph: of each word at most `POSTINGS_MOST` names are looked at, rarest
words first, and at most `_COMPARED` names are compared letter by letter.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from rapidfuzz import fuzz, process

from ramp.linking.reconcile.folding import fold, words
from ramp.linking.reconcile.kinds import KINDS, with_broader
from ramp.linking.reconcile.names import POSTINGS_MOST, Names, marks
from ramp.linking.reconcile.scoring import Fit, fuzzy
from ramp.linking.reconcile.storing import with_signs

_COMPARED: Final = 150
_CORRECTIONS: Final = 4


def alike(names: Names, text: str, factor: float, kinds: Sequence[str]) -> Iterator[tuple[int, Fit]]:
    """Names with like words."""
    asked = words(fold(text))
    signed = with_signs(asked, names.phrases)
    looked_for = set(asked) | set(signed)
    corrected = {word: _corrections(names, word) for word in looked_for}
    gathered: dict[int, float] = defaultdict(float)
    for word in sorted(looked_for, key=lambda word: names.counts.get(word, 0)):
        for form in corrected[word]:
            for name in _postings(names, form, kinds, gathered):
                gathered[name] += names.weight(form)
    best = sorted(gathered, key=lambda name: -gathered[name])[:_COMPARED]
    for row in _written(names, best):
        _, entity, folded, how, language = row
        if how in ("code", "acronym", "symbol", "register"):
            continue
        told = words(folded)
        fit = fuzzy(asked, told, names.weight, " ".join(asked), " ".join(told))
        if signed != asked or "@" in "".join(with_signs(told, names.phrases)):
            signs = with_signs(told, names.phrases)
            other = fuzzy(signed, signs, names.weight, " ".join(signed), " ".join(signs))
            if other.score > fit.score:
                fit = Fit(other.score, other.features | {"acronym_or_name_of_body": 100.0})
        if how in ("short", "identifier", "former_name"):
            fit.score -= 2.0
        fit.score = round(fit.score * factor, 1)
        if language:
            fit.features[f"language_{language}"] = 100.0
        if fit.score >= 30:
            yield entity, fit


def _corrections(names: Names, word: str) -> list[str]:
    """The word where names have it, else the words of names that are most like it."""
    if word in names.counts and names.counts[word] > 0:
        return [word]
    if len(word) <= 3 or word.isdigit() or word[0] == "@":
        return []
    near = process.extract(word, names.vocabulary, scorer=fuzz.ratio, limit=_CORRECTIONS, score_cutoff=78)
    return [form for form, _, _ in near]


def _postings(names: Names, word: str, kinds: Sequence[str], gathered: dict[int, float]) -> list[int]:
    """Names with that word; of a word that very many have, those that rarer words have found already."""
    count = names.counts.get(word, 0)
    if count > POSTINGS_MOST and gathered:
        some = sorted(gathered, key=lambda name: -gathered[name])[:POSTINGS_MOST]
        rows = names.rows(f"SELECT name FROM posting WHERE word=? AND name IN ({marks(some)})", (word, *some))
    elif kinds and count > 200:
        inner = _within(kinds)
        rows = names.rows(
            "SELECT p.name FROM posting p JOIN name n ON n.id=p.name JOIN entity e ON e.id=n.entity "
            f"WHERE p.word=? AND e.kind IN ({marks(inner)}) LIMIT {POSTINGS_MOST}",
            (word, *inner),
        )
    else:
        rows = names.rows(f"SELECT name FROM posting WHERE word=? LIMIT {POSTINGS_MOST}", (word,))
    return [name for (name,) in rows]


def _written(names: Names, ids: Sequence[int]) -> list[tuple[int, int, str, str, str]]:
    return names.rows(f"SELECT id, entity, folded, how, language FROM name WHERE id IN ({marks(ids)})", ids)


def _within(kinds: Sequence[str]) -> list[str]:
    """The kinds and all below them."""
    return [id for id in KINDS if set(with_broader(id)) & set(kinds)]
