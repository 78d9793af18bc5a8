"""Nodes that a spelling names exactly: by an identifier, by a symbol, or by a name that differs in form only."""

import re
from collections.abc import Iterator, Sequence

from ramp.graph.namespaces import BASE
from ramp.linking.reconcile.folding import compact, fold, identifier_forms, sort_key, symbol_key, telling_number
from ramp.linking.reconcile.names import Names
from ramp.linking.reconcile.scoring import EXACT, REORDERED, Fit

_BEFORE_SYMBOL = re.compile(r"^(?:un\s+)?doc(?:ument)?\.?\s+", re.IGNORECASE)


def by_identifier(names: Names, text: str) -> Iterator[tuple[int, Fit]]:
    """The node with this IRI or id, and those with this identifier elsewhere."""
    key = text.strip("<>").removeprefix(BASE).lstrip("/")
    rows = names.rows("SELECT id FROM entity WHERE key IN (?,?)", (key, f"id/{key}"))
    for (entity,) in rows:
        yield entity, Fit(100.0, {"identifier": 100.0})
    for form in identifier_forms(text):
        rows = names.rows("SELECT entity, exact FROM identifier WHERE iri=?", (form,))
        for entity, exact in rows:
            score = 100.0 if exact else 80.0
            yield entity, Fit(score, {"foreign_identifier": score})


def by_symbol(names: Names, text: str) -> Iterator[tuple[int, Fit]]:
    """The documents with this symbol, however it is written."""
    for form in dict.fromkeys((text, _BEFORE_SYMBOL.sub("", text))):
        key = symbol_key(form)
        if key is None:
            continue
        for (entity,) in names.rows("SELECT DISTINCT entity FROM symbol WHERE key=?", (key,)):
            yield entity, Fit(100.0, {"symbol": 100.0})


def same(names: Names, text: str, factor: float = 1.0, kinds: Sequence[str] = ()) -> Iterator[tuple[int, Fit]]:
    """Names that are the same but for case, accents, punctuation, order and small words."""
    folded, tight = fold(text), compact(text)
    if not tight:
        return
    rows = names.rows(
        "SELECT entity, how, language, folded, compact, text FROM name WHERE compact=? OR sorted=?",
        (tight, sort_key(folded)),
    )
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
        yield entity, Fit(round(score, 1), features)
