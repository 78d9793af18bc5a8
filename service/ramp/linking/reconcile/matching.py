"""Looks a spelling up in the index of names: candidates by identifier, by symbol, by the same name, by like words.

Runs in a reading process.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from ramp.linking.reconcile import completing
from ramp.linking.reconcile.alike import alike
from ramp.linking.reconcile.entity import Candidate, Entity
from ramp.linking.reconcile.exact import by_identifier, by_symbol, same
from ramp.linking.reconcile.kinds import with_broader
from ramp.linking.reconcile.names import Names
from ramp.linking.reconcile.scoring import MATCH_MARGIN, MATCH_SCORE, REORDERED, Fit

LONGEST: Final = 500
"""Letters of a spelling that are looked at."""
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
_IDENTIFIER = re.compile(r"<?(?:https?://|id/|scheme/)\S+>?")
"""What names a thing by its identifier: nothing is like it that is not the same."""


class Index:
    """The index in one folder, opened for reading."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._names = folder, Names(folder)

    def lookup(self, text: str, kinds: Sequence[str] = (), limit: int = 10, *, strict: bool = True) -> list[Candidate]:
        """The nodes that `text` may stand for, best first. With `kinds` only those, or (not `strict`) those first."""
        text = _short(text)
        found: dict[int, Fit] = {}
        if text:
            _keep(found, by_identifier(self._names, text))
            _keep(found, by_symbol(self._names, text))
            allowed = tuple(kinds) if strict else ()
            for form, factor in _forms(text):
                _keep(found, same(self._names, form, factor, allowed))
                if not _IDENTIFIER.fullmatch(text) and not any(fit.score >= REORDERED for fit in found.values()):
                    _keep(found, alike(self._names, form, factor, allowed))
        return self._ranked(found, kinds, limit, strict)

    def entity(self, key: str) -> Entity | None:
        """The node with that IRI below the base."""
        return self._names.entity(key)

    def beginning(self, prefix: str, kinds: Sequence[str] = (), limit: int = 10, start: int = 0) -> list[Entity]:
        """Nodes one of whose names begins so, or has words that begin so, or whose identifier this is."""
        return completing.beginning(self._names, _short(prefix), kinds, limit, start)

    def _ranked(self, found: dict[int, Fit], kinds: Sequence[str], limit: int, strict: bool) -> list[Candidate]:
        wanted, rows = set(kinds), self._names.entities(found)
        ranked: list[Candidate] = []
        for id, fit in found.items():
            entity = rows[id]
            by_identifier = "identifier" in fit.features
            if entity.gone and not by_identifier:
                continue
            fits = not wanted or bool(wanted & set(with_broader(entity.kind)))
            if not fits and strict:
                continue
            features = dict(fit.features)
            if wanted:
                features["type_match"] = 100.0 if fits else 0.0
            score = fit.score if fits else round(fit.score * 0.7, 1)
            ranked.append(Candidate(entity, score, features))
        ranked.sort(
            key=lambda candidate: (-candidate.score, candidate.entity.kind == "Provision", candidate.entity.key)
        )
        if ranked:
            first = ranked[0]
            second = ranked[1].score if len(ranked) > 1 else 0.0
            first.match = first.score >= MATCH_SCORE and first.score - second >= MATCH_MARGIN and not first.entity.gone
        return ranked[:limit]


@lru_cache(maxsize=2)
def opened(folder: Path) -> Index:
    """The index in `folder`, opened once in a process."""
    return Index(folder)


def _short(text: str) -> str:
    """As much of the spelling as is looked at, with single spaces."""
    return " ".join(text[:LONGEST].split())


def _keep(found: dict[int, Fit], more: Iterable[tuple[int, Fit]]) -> None:
    """The best fit of each node."""
    for entity, fit in more:
        known = found.get(entity)
        if known is None or fit.score > known.score:
            found[entity] = fit


def _forms(text: str) -> list[tuple[str, float]]:
    """The spelling, and what it is without and within its brackets, each with what it counts."""
    forms = [(text, 1.0)]
    inside = [part.strip() for part in _BRACKETS.findall(text) if part.strip()]
    outside = " ".join(_BRACKETS.sub(" ", text).split())
    if inside and outside:
        forms.append((outside, 0.98))
        forms += [(part, 0.8) for part in inside if part.upper() == part and len(part) <= 12]
    if ", " in text:
        head, _, tail = text.partition(", ")
        if tail.lower().endswith((" of", " of the", " (the)")):
            forms.append((f"{tail} {head}", 1.0))
    return forms
