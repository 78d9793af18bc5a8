"""Has a join begin with the statement that fewest triples match, or, where all match many, taken as a hash join.

Oxigraph 0.5 orders a basic graph pattern without counting: of `?x a ramp:Practice ; dcterms:spatial <s>` it begins with
what is written first, and it probes the store once a row for every further statement. Each form means the same as the
pattern (SPARQL 1.1, section 18.5: a pattern joins its statements, whatever their order; a sub-select joins as a bag):

- `{ SELECT ?x { ?x q <s> } } ?x a <c>`: the smallest first, where it is half as large as what Oxigraph would take;
- `{ SELECT ?x ?y { ?x p ?y } } { SELECT ?y { ?y a <c> } }`: each statement read once, joined in memory, where the
  smallest is large and all together are not much larger.

Only a pattern that opens a query or sub-select is touched, if every statement in it is `?x p ?y` or `?x p <c>`. One
whose rows may be cut off by a limit before all are found is left alone, as is one under a filter that holds a variable
to given terms. `docs/decisions/0012-joins-by-count.md` has the figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ramp.sparql.edits import Edit, edited
from ramp.sparql.patterns import Count, Pattern, Patterns, Statement, Unlike, patterns

_FIRST_GUESS: Final = 4096
_STEP: Final = 8
_MOST_COUNTED: Final = 2_097_152
LARGE: Final = 2_048
"""Triples from which on a statement is large."""
_WORTH_READING: Final = 10
_FURTHER: Final = 3
"""Times the triples of the smallest that may be read in all for a hash join, and for each further statement if that is
more. A probe costs about ten times as much as a triple read in order, and the rows of the smallest are probed for at
least once, mostly once for each statement."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A statement: where it stands, its text, its variables; `bound`: its object is given."""

    statement: Statement
    text: str
    variables: tuple[str, ...]
    bound: bool

    @property
    def select(self) -> str:
        return f"{{ SELECT {' '.join(self.variables)} {{ {self.text} }} }} "


def fewest_first(text: str, count: Count, most: int) -> str:
    """The query with its joins in an order that the counts suggest; `text` itself where there is nothing to gain.

    `count` counts rows in the graph that `text` is for: the triples of one statement, up to a limit.
    `most`: triples that a query may hold in memory.
    No error: what cannot be read is for the engine to judge.
    """
    found = patterns(text)
    if found is None or found.shows_all:
        return text
    try:
        counts = _Counts(found.prologue(text), count)
        return edited(text, [edit for each in found for edit in _edits(found, each, counts, most)])
    except (Unlike, IndexError):
        return text


class _Counts:
    """How many triples match each statement, counted no further than asked."""

    def __init__(self, prologue: str, count: Count) -> None:
        self._prologue, self._count = prologue, count

    def of(self, part: _Part, limit: int) -> int:
        """At most `limit`."""
        return self._count(self._prologue, f"SELECT {part.variables[0]} {{ {part.text} }}", limit)

    def smallest(self, parts: Sequence[_Part]) -> tuple[_Part, int] | None:
        """The part that fewest triples match, and how many; None if all match more than is worth counting."""
        limit = _FIRST_GUESS
        while limit <= _MOST_COUNTED:
            least, number = min((self.of(part, limit), number) for number, part in enumerate(parts))
            if least < limit:
                return parts[number], least
            limit *= _STEP
        return None


def _edits(found: Patterns, pattern: Pattern, counts: _Counts, most: int) -> list[Edit]:
    if not pattern.leads or pattern.streams or pattern.fixed or pattern.size < 2:
        return []
    parts = [_part(found, statement) for statement in pattern.statements]
    known = [part for part in parts if part is not None]
    if len(known) < pattern.size:
        return []
    smallest = counts.smallest(known)
    if smallest is None:
        return []
    least, size = smallest
    at = found.tokens[pattern.begin].start
    worth = min(max(_WORTH_READING, _FURTHER * (len(known) - 1)) * size, most)
    if size >= LARGE and (order := _connected(known, least)) and _readable(known, worth, counts):
        return [Edit(at, at, "".join(part.select for part in order)), *found.removals(pattern)]
    taken = next((part for part in known if part.bound), known[0])
    if least is taken or counts.of(taken, 2 * size + 1) < 2 * size:
        return []
    return [Edit(at, at, least.select), found.removal(least.statement)]


def _part(found: Patterns, statement: Statement) -> _Part | None:
    """The statement if it is `?x p ?y` or `?x p <c>`, with one predicate."""
    (start, end), tokens = statement.path, found.tokens
    subject, verb, target = tokens[statement.subject], tokens[start], tokens[statement.target]
    plain = end == start + 1 and (verb.kind in ("iri", "name") or verb.text == "a")
    if not plain or subject.kind != "variable" or not target.operand:
        return None
    bound = target.kind != "variable"
    variables = (subject.text,) if bound or target.text[1:] == subject.text[1:] else (subject.text, target.text)
    return _Part(statement, f"{subject.text} {verb.text} {target.text}", variables, bound)


def _readable(parts: Sequence[_Part], left: int, counts: _Counts) -> bool:
    """Whether all parts together match no more triples than are left to read."""
    for part in parts:
        left -= counts.of(part, left + 1)
        if left < 0:
            return False
    return True


def _connected(parts: Sequence[_Part], first: _Part) -> list[_Part]:
    """The parts from `first` on, each with a variable of those before it; empty where that cannot be."""
    order, waiting = [first], [part for part in parts if part is not first]
    names = {name[1:] for name in first.variables}
    while waiting:
        following = next((part for part in waiting if names & {name[1:] for name in part.variables}), None)
        if following is None:
            return []
        waiting.remove(following)
        order.append(following)
        names |= {name[1:] for name in following.variables}
    return order


__all__ = ["LARGE", "fewest_first"]
