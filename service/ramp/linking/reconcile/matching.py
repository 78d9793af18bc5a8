"""Looks a spelling up in the index of names: candidates by identifier, by symbol, by the same name, by like words.

Runs in a reading process. The work is bounded whatever the size of the graph: of each word at most `_POSTINGS` names
are looked at, rarest words first, and at most `_COMPARED` names are compared letter by letter.
"""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz, process

from ramp.graph.namespaces import BASE
from ramp.linking.reconcile.folding import (
    compact,
    fold,
    identifier_forms,
    sort_key,
    symbol_key,
    telling_number,
    words,
)
from ramp.linking.reconcile.kinds import KINDS, with_broader
from ramp.linking.reconcile.scoring import EXACT, MATCH_MARGIN, MATCH_SCORE, REORDERED, Fit, fuzzy, weigher
from ramp.linking.reconcile.storing import FILE, with_signs

LONGEST: Final = 500
"""Letters of a spelling that are looked at."""
_POSTINGS: Final = 3000
_COMPARED: Final = 150
_CORRECTIONS: Final = 4
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
_BEFORE_SYMBOL = re.compile(r"^(?:un\s+)?doc(?:ument)?\.?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entity:
    """A node of the index: its IRI below the base, its kind, its labels, what else describes it."""

    key: str
    kind: str
    en: str
    fr: str | None
    more: str
    gone: bool

    def name(self, language: str) -> str:
        """The label in "en" or "fr", the other where it is missing."""
        return (self.fr or self.en) if language == "fr" else self.en

    def description(self, language: str) -> str:
        """What tells it from its namesakes: its kind, its acronyms and symbols, its name in the other language."""
        other = self.en if language == "fr" else self.fr
        parts = [KINDS[self.kind].name(language), self.more, other if other != self.name(language) else ""]
        return " · ".join(part for part in parts if part)


@dataclass(slots=True)
class Candidate:
    """A node that a spelling may stand for; `match` where it is sure enough to be taken without a look."""

    entity: Entity
    score: float
    features: dict[str, float] = field(default_factory=dict)
    name: str = ""
    match: bool = False


class Index:
    """The index in one folder, opened for reading."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._database = sqlite3.connect(f"file:{folder / FILE}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._counts: dict[str, int] = dict(self._database.execute("SELECT word, count FROM word"))
        self._phrases: dict[str, str] = dict(self._database.execute("SELECT phrase, sign FROM phrase"))
        self._vocabulary = [word for word in self._counts if len(word) > 3 and word[0] != "@" and not word.isdigit()]
        (total,) = self._database.execute("SELECT COUNT(*) FROM name").fetchone()
        self._weight = weigher(self._counts, total)

    def lookup(self, text: str, kinds: Sequence[str] = (), limit: int = 10, *, strict: bool = True) -> list[Candidate]:
        """The nodes that `text` may stand for, best first. With `kinds` only those, or (not `strict`) those first."""
        text = " ".join(text[:LONGEST].split())
        found: dict[int, Fit] = {}
        if text:
            self._by_identifier(text, found)
            self._by_symbol(text, found)
            allowed = tuple(kinds) if strict else ()
            for form, factor in _forms(text):
                self._same(form, factor, allowed, found)
                if not any(fit.score >= REORDERED for fit in found.values()):
                    self._alike(form, factor, allowed, found)
        return self._ranked(found, kinds, limit, strict)

    def entity(self, key: str) -> Entity | None:
        """The node with that IRI below the base."""
        row = self._database.execute("SELECT key,kind,en,fr,more,gone FROM entity WHERE key=?", (key,)).fetchone()
        return Entity(*row) if row else None

    def beginning(self, prefix: str, kinds: Sequence[str] = (), limit: int = 10, start: int = 0) -> list[Entity]:
        """Nodes one of whose names begins so, or has words that begin so, or whose identifier this is."""
        prefix = " ".join(prefix[:LONGEST].split())
        key = fold(prefix)
        ranked: dict[int, tuple[float, int]] = {}
        for fit_id, fit in self._exactly(prefix).items():
            ranked[fit_id] = (-fit.score, 0)
        if key:
            self._prefixed(key, ranked)
        rows = self._entities(ranked)
        wanted = set(kinds)
        chosen = [
            (rank, rows[id])
            for id, rank in ranked.items()
            if (not rows[id].gone or rank[0] <= -100) and (not wanted or wanted & set(with_broader(rows[id].kind)))
        ]
        chosen.sort(key=lambda item: (item[0], item[1].en, item[1].key))
        return [entity for _, entity in chosen[start : start + limit]]

    def _prefixed(self, key: str, ranked: dict[int, tuple[float, int]]) -> None:
        rows = self._database.execute(
            "SELECT entity, LENGTH(folded) FROM name WHERE folded >= ? AND folded < ? LIMIT 400", (key, key + "\uffff")
        )
        for entity, length in rows:
            ranked[entity] = min(ranked.get(entity, (1.0, 0)), (-50.0, length))
        *whole, last = key.split()
        if len(last) < 2 or len(ranked) >= 40:
            return
        heads = [
            word
            for (word,) in self._database.execute(
                "SELECT word FROM word WHERE word >= ? AND word < ? ORDER BY count LIMIT 30", (last, last + "\uffff")
            )
        ]
        told = [word for word in words(" ".join(whole)) if word in self._counts] if whole else []
        for head in heads:
            rarest, *others = sorted({head, *told}, key=lambda word: self._counts[word])
            rules = " AND EXISTS (SELECT 1 FROM posting WHERE word=? AND name=some.name)" * len(others)
            rows = self._database.execute(
                "SELECT n.entity, LENGTH(n.folded) FROM "
                f"(SELECT name FROM posting WHERE word=? LIMIT {_POSTINGS}) some JOIN name n ON n.id=some.name "
                f"WHERE 1{rules} LIMIT 100",
                (rarest, *others),
            )
            for entity, length in rows:
                ranked[entity] = min(ranked.get(entity, (1.0, 0)), (-20.0, length))

    def _exactly(self, text: str) -> dict[int, Fit]:
        found: dict[int, Fit] = {}
        self._by_identifier(text, found)
        self._by_symbol(text, found)
        self._same(text, 1.0, (), found)
        return found

    def _by_identifier(self, text: str, found: dict[int, Fit]) -> None:
        key = text.strip("<>").removeprefix(BASE).lstrip("/")
        rows = self._database.execute("SELECT id FROM entity WHERE key IN (?,?)", (key, f"id/{key}")).fetchall()
        for (entity,) in rows:
            _keep(found, entity, Fit(100.0, {"identifier": 100.0}))
        for form in identifier_forms(text):
            rows = self._database.execute("SELECT entity, exact FROM identifier WHERE iri=?", (form,)).fetchall()
            for entity, exact in rows:
                score = 100.0 if exact else 80.0
                _keep(found, entity, Fit(score, {"foreign_identifier": score}))

    def _by_symbol(self, text: str, found: dict[int, Fit]) -> None:
        for form in dict.fromkeys((text, _BEFORE_SYMBOL.sub("", text))):
            key = symbol_key(form)
            if key is None:
                continue
            for (entity,) in self._database.execute(
                "SELECT DISTINCT entity FROM symbol WHERE key=?", (key,)
            ).fetchall():
                _keep(found, entity, Fit(100.0, {"symbol": 100.0}))

    def _same(self, text: str, factor: float, kinds: Sequence[str], found: dict[int, Fit]) -> None:
        """Names that are the same but for case, accents, punctuation, order and small words."""
        folded, tight = fold(text), compact(text)
        if not tight:
            return
        rows = self._database.execute(
            "SELECT entity, how, language, folded, compact, text FROM name WHERE compact=? OR sorted=?",
            (tight, sort_key(folded)),
        ).fetchall()
        for entity, how, language, name, squeezed, written in rows:
            if squeezed == tight:
                score = EXACT[how] * factor
                if how in ("code", "acronym") and len(tight) <= 3 and text != text.upper() and "State" not in kinds:
                    score -= 6.0  # "us", "no" and "or" are words before they are codes
                feature = {"label": "name_exact" if written == text else "name_fold"}.get(how, how)
            elif how in ("code", "acronym", "identifier") or telling_number(name) != telling_number(folded):
                continue
            else:
                score, feature = min(REORDERED, EXACT[how]) * factor, "name_token_sort"
            features = {feature: round(score, 1)}
            if language:
                features[f"language_{language}"] = 100.0
            _keep(found, entity, Fit(round(score, 1), features))

    def _alike(self, text: str, factor: float, kinds: Sequence[str], found: dict[int, Fit]) -> None:
        """Names with like words."""
        asked = words(fold(text))
        signed = with_signs(asked, self._phrases)
        looked_for = set(asked) | set(signed)
        corrected = {word: self._corrections(word) for word in looked_for}
        gathered: dict[int, float] = defaultdict(float)
        for word in sorted(looked_for, key=lambda word: self._counts.get(word, 0)):
            for form in corrected[word]:
                for name in self._postings(form, kinds, gathered):
                    gathered[name] += self._weight(form)
        best = sorted(gathered, key=lambda name: -gathered[name])[:_COMPARED]
        for row in self._names(best):
            _, entity, folded, how, language = row
            if how in ("code", "acronym", "symbol", "register"):
                continue
            told = words(folded)
            fit = fuzzy(asked, told, self._weight, " ".join(asked), " ".join(told))
            if signed != asked or "@" in "".join(with_signs(told, self._phrases)):
                signs = with_signs(told, self._phrases)
                other = fuzzy(signed, signs, self._weight, " ".join(signed), " ".join(signs))
                if other.score > fit.score:
                    fit = Fit(other.score, other.features | {"acronym_or_name_of_body": 100.0})
            if how in ("short", "identifier", "former_name"):
                fit.score -= 2.0
            fit.score = round(fit.score * factor, 1)
            if language:
                fit.features[f"language_{language}"] = 100.0
            if fit.score >= 30:
                _keep(found, entity, fit)

    def _corrections(self, word: str) -> list[str]:
        """The word where names have it, else the words of names that are most like it."""
        if word in self._counts and self._counts[word] > 0:
            return [word]
        if len(word) <= 3 or word.isdigit() or word[0] == "@":
            return []
        near = process.extract(word, self._vocabulary, scorer=fuzz.ratio, limit=_CORRECTIONS, score_cutoff=78)
        return [form for form, _, _ in near]

    def _postings(self, word: str, kinds: Sequence[str], gathered: dict[int, float]) -> Iterable[int]:
        """Names with that word; of a word that very many have, those that rarer words have found already."""
        count = self._counts.get(word, 0)
        if count > _POSTINGS and gathered:
            some = sorted(gathered, key=lambda name: -gathered[name])[:_POSTINGS]
            marks = ",".join("?" * len(some))
            rows = self._database.execute(f"SELECT name FROM posting WHERE word=? AND name IN ({marks})", (word, *some))
        elif kinds and count > 200:
            inner = _within(kinds)
            marks = ",".join("?" * len(inner))
            rows = self._database.execute(
                "SELECT p.name FROM posting p JOIN name n ON n.id=p.name JOIN entity e ON e.id=n.entity "
                f"WHERE p.word=? AND e.kind IN ({marks}) LIMIT {_POSTINGS}",
                (word, *inner),
            )
        else:
            rows = self._database.execute(f"SELECT name FROM posting WHERE word=? LIMIT {_POSTINGS}", (word,))
        return [name for (name,) in rows]

    def _names(self, ids: Sequence[int]) -> list[tuple[int, int, str, str, str]]:
        marks = ",".join("?" * len(ids))
        return self._database.execute(
            f"SELECT id, entity, folded, how, language FROM name WHERE id IN ({marks})", tuple(ids)
        ).fetchall()

    def _entities(self, ids: Iterable[int]) -> dict[int, Entity]:
        given = tuple(ids)
        found: dict[int, Entity] = {}
        for start in range(0, len(given), 500):
            some = given[start : start + 500]
            marks = ",".join("?" * len(some))
            rows = self._database.execute(f"SELECT id,key,kind,en,fr,more,gone FROM entity WHERE id IN ({marks})", some)
            found |= {row[0]: Entity(*row[1:]) for row in rows}
        return found

    def _ranked(self, found: dict[int, Fit], kinds: Sequence[str], limit: int, strict: bool) -> list[Candidate]:
        wanted, rows = set(kinds), self._entities(found)
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


def _keep(found: dict[int, Fit], entity: int, fit: Fit) -> None:
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


def _within(kinds: Sequence[str]) -> list[str]:
    """The kinds and all below them."""
    return [id for id in KINDS if set(with_broader(id)) & set(kinds)]
