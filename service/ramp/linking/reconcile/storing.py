"""Writes the index of names: one SQLite file, read by as many processes as there are.

Postings lead from a word to the names that have it; the rarest words of a spelling find its candidates, so that the
work does not grow with the graph.
"""

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from ramp.linking.reconcile.folding import fold, sort_key, symbol_key, words
from ramp.linking.reconcile.kinds import kind_of
from ramp.linking.reconcile.recipe import EDITION, IDENTITY, ROWS, Named, Source, read_source, shorter
from ramp.linking.rows import Recipe

FILE = "names.sqlite"
_TABLES = """
CREATE TABLE entity(id INTEGER PRIMARY KEY, key TEXT UNIQUE, kind TEXT, en TEXT, fr TEXT, more TEXT, gone INTEGER);
CREATE TABLE name(id INTEGER PRIMARY KEY, entity INTEGER, text TEXT, language TEXT, how TEXT, folded TEXT, sorted TEXT,
                  compact TEXT);
CREATE TABLE symbol(key TEXT, entity INTEGER, text TEXT);
CREATE TABLE identifier(iri TEXT, entity INTEGER, exact INTEGER);
CREATE TABLE word(word TEXT PRIMARY KEY, count INTEGER) WITHOUT ROWID;
CREATE TABLE posting(word TEXT, name INTEGER, PRIMARY KEY(word, name)) WITHOUT ROWID;
CREATE TABLE unsorted(word TEXT, name INTEGER);
CREATE TABLE phrase(phrase TEXT PRIMARY KEY, sign TEXT) WITHOUT ROWID;
"""
_INDEXES = """
INSERT INTO posting SELECT word, name FROM unsorted ORDER BY word, name;
DROP TABLE unsorted;
CREATE INDEX name_folded ON name(folded);
CREATE INDEX name_sorted ON name(sorted);
CREATE INDEX name_compact ON name(compact);
CREATE INDEX name_entity ON name(entity);
CREATE INDEX symbol_key ON symbol(key);
CREATE INDEX identifier_iri ON identifier(iri);
ANALYZE;
"""
_PHRASE_WORDS = 9
SYMBOLIC = frozenset(("symbol", "register", "code"))


def build(rows: Path, target: Path) -> None:
    """Make the index of the rows in the folder `rows`, in the folder `target`."""
    write(read_source(rows), target / FILE)


RECIPE = Recipe("reconcile", EDITION, ROWS, build)


def write(source: Source, path: Path) -> None:
    """Write the index of `source` as the file `path`."""
    by_key: dict[str, list[Named]] = defaultdict(list)
    for name in source.names:
        by_key[name.key].append(name)
    with sqlite3.connect(path) as database:
        database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _TABLES)
        ids: dict[str, int] = {}
        phrases = _phrases(source, by_key)
        counts: Counter[str] = Counter()
        number = 0
        for key in sorted(by_key):
            kind = kind_of(source.classes.get(key, ()))
            names = by_key[key]
            if kind is None or not any(name.how == "label" for name in names):
                continue
            ids[key] = entity = len(ids) + 1
            database.execute(
                "INSERT INTO entity VALUES (?,?,?,?,?,?,?)",
                (entity, key, kind.id, *_shown(names), key in source.withdrawn),
            )
            for name, folded in _all_names(key, names):
                number += 1
                plain, squeezed = words(folded), folded.replace(" ", "")
                database.execute(
                    "INSERT INTO name VALUES (?,?,?,?,?,?,?,?)",
                    (
                        number,
                        entity,
                        name.text,
                        name.language,
                        name.how,
                        folded,
                        sort_key(folded),
                        squeezed,
                    ),
                )
                told = set(plain) | set(with_signs(plain, phrases))
                counts.update(told)
                database.executemany("INSERT INTO unsorted VALUES (?,?)", ((word, number) for word in told))
            database.executemany(
                "INSERT INTO symbol VALUES (?,?,?)", ((symbol, entity, text) for symbol, text in _symbols(key, names))
            )
        database.executemany("INSERT INTO word VALUES (?,?)", counts.items())
        database.executemany("INSERT INTO phrase VALUES (?,?)", phrases.items())
        database.executemany(
            "INSERT INTO identifier VALUES (?,?,?)",
            [
                (target, ids[key], relation in IDENTITY)
                for key, relation, target in sorted(set(source.identifiers))
                if key in ids
            ],
        )
        database.executescript(_INDEXES)
    database.close()


def with_signs(told: list[str], phrases: dict[str, str]) -> list[str]:
    """The words with each name or acronym of an organization in one sign: `council europe`, `coe` -> `@coe`."""
    found: list[str] = []
    place = 0
    while place < len(told):
        for length in range(min(_PHRASE_WORDS, len(told) - place), 0, -1):
            sign = phrases.get(" ".join(told[place : place + length]))
            if sign:
                found.append(sign)
                place += length
                break
        else:
            found.append(told[place])
            place += 1
    return found


def _phrases(source: Source, by_key: dict[str, list[Named]]) -> dict[str, str]:
    """Names and acronyms of organizations that stand in the titles of other things, and the sign of each."""
    found: dict[str, set[str]] = defaultdict(set)
    for key, names in by_key.items():
        kind = kind_of(source.classes.get(key, ()))
        if kind is None or kind.id not in ("Mechanism", "Organization", "OrganizationalUnit"):
            continue
        for name in names:
            told = words(fold(name.text))
            if name.how in ("label", "acronym", "alt_label") and len(told) <= _PHRASE_WORDS:
                found[" ".join(told)].add("@" + key.rsplit("/", 1)[-1])
    return {phrase: signs.pop() for phrase, signs in found.items() if len(signs) == 1}


def _shown(names: Iterable[Named]) -> tuple[str | None, str | None, str]:
    """The English and French label and what else describes a node: acronyms, or the label in yet another language."""
    labels = {name.language: name.text for name in reversed(list(names)) if name.how == "label"}
    some = min(labels.items())[1]
    short = [name.text for name in names if name.how in ("acronym", "symbol")]
    return labels.get("en", labels.get("", some)), labels.get("fr"), " · ".join(dict.fromkeys(short))


def _all_names(key: str, names: list[Named]) -> Iterator[tuple[Named, str]]:
    """The names with their folded texts, what people cut them down to, the node's identifier read as words."""
    seen: set[tuple[str, str]] = set()
    slug = Named(key, " ".join(re.findall(r"[^\W_]+", key.rsplit("/", 1)[-1])), "", "identifier")
    short = [
        Named(key, text, name.language, "short")
        for name in names
        if name.how in ("label", "alt_label")
        for text in shorter(name.text)
    ]
    for name in (*names, *short, slug):
        folded = fold(name.text)
        if folded and (folded, name.language) not in seen:
            seen.add((folded, name.language))
            yield name, folded


def _symbols(key: str, names: list[Named]) -> Iterator[tuple[str, str]]:
    told: dict[str, str] = {}
    for name in names:
        if name.how in ("symbol", "register"):
            parts = [part.strip() for part in name.text.split(";")]
            for text in (*parts, *(re.sub(r",? annex\b.*$", "", part) for part in parts)):
                if symbol := symbol_key(text):
                    told.setdefault(symbol, text)
    if key.startswith("id/instrument/ilo-") and (symbol := symbol_key(key.removeprefix("id/instrument/"))):
        told.setdefault(symbol, key)
    yield from told.items()
