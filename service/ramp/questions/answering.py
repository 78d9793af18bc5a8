"""Answers a question from a store, and compares the answer with the expected one that stands beside the question.

Beside `NAME.rq` stands `NAME.tsv` (SELECT, SPARQL 1.1 TSV), `NAME.txt` (ASK: true or false) or `NAME.nt` (CONSTRUCT,
DESCRIBE), the answer with the default parameters.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    parse,
)

from ramp.errors import KnowledgeError
from ramp.questions.binding import Bindings, bind
from ramp.questions.model import Question

Results = QuerySolutions | QueryBoolean | QueryTriples

_SUFFIXES = {"SELECT": ".tsv", "ASK": ".txt", "CONSTRUCT": ".nt", "DESCRIBE": ".nt"}
_BLANK = re.compile(r"_:[\w.-]+")


@dataclass(frozen=True, slots=True)
class Difference:
    """How an answer differs from the expected one: lines that are not there, lines that should not be there."""

    question: str
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"- {line}" for line in self.missing] + [f"+ {line}" for line in self.unexpected]
        more = [f"... and {len(lines) - 10} more"] if len(lines) > 10 else []
        return "\n".join([f"{self.question}: not the expected answer (- missing, + unexpected)", *lines[:10], *more])


def ask(store: Store, question: Question, bindings: Bindings) -> Results:
    """The engine's results, over the union of all named graphs."""
    return store.query(question.text, use_default_graph_as_union=True, substitutions=dict(bindings))


def expected_path(question: Question) -> Path:
    """The file that holds the expected answer."""
    return question.path.with_suffix(_SUFFIXES[question.form])


def answer_text(store: Store, question: Question) -> str:
    """The answer with the default parameters, as the expected answers are written."""
    return written(ask(store, question, bind(question, {})))


def written(results: Results) -> str:
    """Results in the form of the expected answers; triples sorted, since they have no order of their own."""
    if isinstance(results, QueryTriples):
        graph = Dataset(Quad(triple.subject, triple.predicate, triple.object) for triple in results)
        return _canonical(graph)
    if isinstance(results, QueryBoolean):
        return "true\n" if results else "false\n"
    text = results.serialize(format=QueryResultsFormat.TSV)
    assert text is not None
    return text.decode()


def compare(store: Store, question: Question) -> Difference | None:
    """None where the answer is the expected one; rows may come in any order unless the question orders them.

    Raises KnowledgeError where no expected answer is stored.
    """
    path = expected_path(question)
    if not path.is_file():
        raise KnowledgeError(
            f"The question {question.name} has no expected answer ({path.name})",
            remedy=f"Check the answer by hand and store it: ramp query --write-expected {question.name}",
            extra={"file": path.name},
        )
    expected = path.read_text(encoding="utf-8")
    if path.suffix == ".nt":
        expected = _canonical(Dataset(parse(expected, RdfFormat.N_TRIPLES)))
    return difference(question, expected, answer_text(store, question))


def difference(question: Question, expected: str, actual: str) -> Difference | None:
    """What two answers differ in, row by row; the names that blank nodes happen to have do not count."""
    wanted, found = (_BLANK.sub("_:b", text).splitlines() for text in (expected, actual))
    missing, unexpected = _without(wanted, found), _without(found, wanted)
    if missing or unexpected:
        return Difference(question.name, tuple(missing), tuple(unexpected))
    return None


def write_expected(store: Store, question: Question) -> Path:
    """Stores the present answer as the expected one; returns the file."""
    path = expected_path(question)
    path.write_text(answer_text(store, question), encoding="utf-8")
    return path


def _without(lines: list[str], others: list[str]) -> list[str]:
    """The lines that are in no pair with one of the others, duplicates counted."""
    rest = list(others)
    left: list[str] = []
    counts: dict[str, int] = {}
    for line in rest:
        counts[line] = counts.get(line, 0) + 1
    for line in lines:
        if counts.get(line, 0):
            counts[line] -= 1
        else:
            left.append(line)
    return left


def _canonical(graph: Dataset) -> str:
    graph.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(f"{line}\n" for line in sorted(str(graph).splitlines()))
