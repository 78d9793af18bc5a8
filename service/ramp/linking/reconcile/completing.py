"""Completes what somebody types: nodes one of whose names begins so, or has words that begin so."""

from collections.abc import Sequence

from ramp.linking.reconcile.entity import Entity
from ramp.linking.reconcile.exact import by_identifier, by_symbol, same
from ramp.linking.reconcile.folding import fold, words
from ramp.linking.reconcile.kinds import with_broader
from ramp.linking.reconcile.names import POSTINGS_MOST, Names


def beginning(names: Names, prefix: str, kinds: Sequence[str] = (), limit: int = 10, start: int = 0) -> list[Entity]:
    """Nodes one of whose names begins so, or has words that begin so, or whose identifier this is."""
    key = fold(prefix)
    ranked: dict[int, tuple[float, int]] = {}
    for entity, fit in (*by_identifier(names, prefix), *by_symbol(names, prefix), *same(names, prefix)):
        ranked[entity] = min(ranked.get(entity, (1.0, 0)), (-fit.score, 0))
    if key:
        _prefixed(names, key, ranked)
    rows = names.entities(ranked)
    wanted = set(kinds)
    chosen = [
        (rank, rows[id])
        for id, rank in ranked.items()
        if (not rows[id].gone or rank[0] <= -100) and (not wanted or wanted & set(with_broader(rows[id].kind)))
    ]
    chosen.sort(key=lambda item: (item[0], item[1].en, item[1].key))
    return [entity for _, entity in chosen[start : start + limit]]


def _prefixed(names: Names, key: str, ranked: dict[int, tuple[float, int]]) -> None:
    rows = names.rows(
        "SELECT entity, LENGTH(folded) FROM name WHERE folded >= ? AND folded < ? LIMIT 400", (key, key + "\uffff")
    )
    for entity, length in rows:
        ranked[entity] = min(ranked.get(entity, (1.0, 0)), (-50.0, length))
    *whole, last = key.split()
    if len(last) < 2 or len(ranked) >= 40:
        return
    heads = [
        word
        for (word,) in names.rows(
            "SELECT word FROM word WHERE word >= ? AND word < ? ORDER BY count LIMIT 30", (last, last + "\uffff")
        )
    ]
    told = [word for word in words(" ".join(whole)) if word in names.counts] if whole else []
    for head in heads:
        rarest, *others = sorted({head, *told}, key=lambda word: names.counts[word])
        rules = " AND EXISTS (SELECT 1 FROM posting WHERE word=? AND name=some.name)" * len(others)
        rows = names.rows(
            "SELECT n.entity, LENGTH(n.folded) FROM "
            f"(SELECT name FROM posting WHERE word=? LIMIT {POSTINGS_MOST}) some JOIN name n ON n.id=some.name "
            f"WHERE 1{rules} LIMIT 100",
            (rarest, *others),
        )
        for entity, length in rows:
            ranked[entity] = min(ranked.get(entity, (1.0, 0)), (-20.0, length))
