"""Which rows an index is made of, in which pieces they are asked for, and how they are read again.

A graph of any size has to be read within the limits of one answer, and in time that grows in step with it. Sorting
with LIMIT and OFFSET does not: every page sorts everything. So nodes are listed first, whole or in parts by a checksum
of their IRI where the list is too long for one answer; what is said about them is asked for some hundred at a time.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final, cast

import pyoxigraph as ox

from ramp.engine.protocol import Term

Row = tuple[Term | None, ...]
BATCH: Final = 500
"""Nodes that one query asks about: its text stays below the limit of readers' queries, 64 KiB."""
_DIGITS: Final = ("0123", "4567", "89ab", "cdef")
_DEEPEST: Final = 8


@dataclass(frozen=True, slots=True)
class Rows:
    """One SELECT. With `of`, the name of rows asked before it, it is about the nodes in their first column: its text
    holds `{nodes}` in a VALUES clause. Otherwise the text may hold `{part}` where a filter on `?node` can stand: an
    answer that is too large is then asked for in parts."""

    name: str
    text: str
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an index is made. `build(rows, target)` runs in a process of its own: it reads `read_rows(rows, name)` and
    writes files into the empty folder `target`. Another `edition` means that earlier ones are of no use."""

    name: str
    edition: int
    rows: tuple[Rows, ...]
    build: Callable[[Path, Path], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query whose answer goes as TSV into the file `path`. Where `divisible`, it may be said to be too large."""

    text: str
    path: Path
    divisible: bool = False


def wanted(rows: Sequence[Rows], folder: Path) -> Generator[Wanted, bool, None]:
    """The queries in turn, whoever asks them. Send True when the answer is in its file, False when it was too large."""
    for each in rows:
        yield from _parts(each, folder) if each.of is None else _batches(each, each.of, folder)


def fetch(rows: Sequence[Rows], folder: Path, store: ox.Store) -> None:
    """Write the rows of a local store into `folder`."""
    asking = wanted(rows, folder)
    question = next(asking, None)
    while question is not None:
        answer = cast(ox.QuerySolutions, store.query(question.text, use_default_graph_as_union=True))
        answer.serialize(str(question.path), ox.QueryResultsFormat.TSV)
        question = advance(asking, whole=True)


def advance(asking: Generator[Wanted, bool, None], *, whole: bool) -> Wanted | None:
    """Tell `asking` of the last answer; the next query, None after the last one."""
    try:
        return asking.send(whole)
    except StopIteration:
        return None


def read_rows(folder: Path, name: str) -> Iterator[Row]:
    """All rows of that name, in a `build` function."""
    return chain.from_iterable(read_batches(folder, name))


def read_batches(folder: Path, name: str) -> Iterator[Iterator[Row]]:
    """The answers of that name one by one; with `of` a node stands in one of them only."""
    for file in files(folder, name):
        solutions = ox.parse_query_results(path=str(file), format=ox.QueryResultsFormat.TSV)
        yield (cast(Row, tuple(solution)) for solution in cast(ox.QuerySolutions, solutions))


def files(folder: Path, name: str) -> list[Path]:
    """The files of the rows of that name, in order."""
    return sorted(folder.glob(f"{name}.*.tsv"))


def _parts(rows: Rows, folder: Path) -> Generator[Wanted, bool, None]:
    parts: list[tuple[str, ...]] = [()]
    number = 0
    while parts:
        part = parts.pop()
        tests = [f'CONTAINS("{d}", SUBSTR(MD5(STR(?node)), {n}, 1))' for n, d in enumerate(part, 1)]
        text = rows.text.replace("{part}", f"FILTER({' && '.join(tests)})" if tests else "")
        divisible = "{part}" in rows.text and len(part) < _DEEPEST
        if (yield Wanted(text, folder / f"{rows.name}.{number:06}.tsv", divisible)):
            number += 1
        else:
            parts += [(*part, digits) for digits in _DIGITS]


def _batches(rows: Rows, of: str, folder: Path) -> Generator[Wanted, bool, None]:
    nodes = sorted({f"<{row[0].value}>" for row in read_rows(folder, of) if isinstance(row[0], ox.NamedNode)})
    batches = [nodes[begin : begin + BATCH] for begin in range(0, len(nodes), BATCH)][::-1]
    number = 0
    while batches:
        batch = batches.pop()
        text = rows.text.replace("{nodes}", " ".join(batch))
        if (yield Wanted(text, folder / f"{rows.name}.{number:06}.tsv", divisible=len(batch) > 1)):
            number += 1
        else:
            half = len(batch) // 2
            batches += [batch[half:], batch[:half]]
