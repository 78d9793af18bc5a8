"""Has the closure of a path taken from its fixed end before the rest of its pattern is joined to it.

Oxigraph 0.5 keeps `?body org:unitOf+ <x> . ?practice ramp:carriedOutBy ?body` for last and walks the path anew from
every practice. Both forms below mean the same (SPARQL 1.1, sections 18.2.2.3 and 18.5: a sub-select joins as a bag, a
sequence is a join over a variable that nobody sees), and the second is evaluated in the order that it is written in:

- `?x p+ <c> . REST` and `<c> p+ ?x . REST` as `{ SELECT ?x { ?x p+ <c> } } REST`;
- `?x p/q* <c> . REST` as `{ SELECT ?m { ?m q* <c> } } ?x p ?m . REST`, unless a `SELECT *` would show `?m`.

Where the graph is large and the closure is known to be small, what follows is looked up for each of its nodes (`LATERAL
{ REST }`, which Oxigraph takes too): joined otherwise, it would be read as a whole.

What is not plainly of that kind stays as it is: paths within GRAPH, OPTIONAL, MINUS, EXISTS and SERVICE, a second
closure in one pattern, texts with labelled blank nodes. `docs/decisions/0011-closures-first.md` has the figures.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from ramp.sparql.edits import Edit, edited
from ramp.sparql.patterns import Count, Pattern, Patterns, Statement, Unlike, patterns

_CLOSURE: Final = re.compile(r"[*+](?<=[\w>)].)")
_MIDDLE: Final = "ramp_closure_end_"
_SMALL: Final = 1024
"""Nodes of a closure for each of which the rest may be looked up."""


def closures_first(text: str, count: Count | None = None) -> str:
    """The query with closures before what is joined to them; `text` itself where there is nothing to gain.

    `count` counts rows in the graph that `text` is for; None where it is small. No error: what cannot be read is for
    the engine to judge.
    """
    if not _CLOSURE.search(text) or (found := patterns(text)) is None:
        return text
    try:
        return edited(text, list(_edits(found, count and partial(count, found.prologue(text)))))
    except (Unlike, IndexError):
        return text


def _edits(found: Patterns, count: Callable[[str, int], int] | None) -> Iterator[Edit]:
    """Of each pattern, those of its first closure with a fixed end."""
    for pattern in found:
        for statement in pattern.statements:
            if edits := _closure(found, pattern, statement, count):
                yield from edits
                break


def _closure(
    found: Patterns, pattern: Pattern, statement: Statement, count: Callable[[str, int], int] | None
) -> list[Edit]:
    tokens, (start, end) = found.tokens, statement.path
    subject, target = tokens[statement.subject], tokens[statement.target]
    forwards = subject.kind == "variable" and target.kind in ("iri", "name")
    backwards = target.kind == "variable" and subject.kind in ("iri", "name")
    cut = _last_step(found, start, end)
    if cut is None or not (forwards or backwards) or tokens[end - 1].text not in ("*", "+"):
        return []
    path = found.written(cut, end)
    at = tokens[pattern.begin].start
    if cut > start:
        inner = any(token.text in ("*", "+", "?") for token in tokens[start : cut - 1])
        if not forwards or found.shows_all or tokens[cut - 1].text != "/" or inner:
            return []
        middle = _unused(found, tokens[cut].start)
        taken, shown = f"SELECT {middle} {{ {middle} {path} {target.text} }}", subject.text
        rest = [Edit(tokens[cut - 1].start, target.start + len(target.text), f" {middle}")]
        others = pattern.statements
    else:
        if pattern.size < 2:
            return []
        shown = subject.text if forwards else target.text
        taken = f"SELECT {shown} {{ {subject.text} {path} {target.text} }}"
        rest = [found.removal(statement)]
        others = tuple(other for other in pattern.statements if other is not statement)
    if count is not None and _looked_up(found, pattern, others, shown) and count(taken, _SMALL + 1) <= _SMALL:
        first, behind = tokens[pattern.statements[0].subject].start, tokens[pattern.end].start
        return [Edit(first, first, f"{{ {taken} }} LATERAL {{ "), *rest, Edit(behind, behind, "} ")]
    return [Edit(at, at, f"{{ {taken} }} "), *rest]


def _looked_up(found: Patterns, pattern: Pattern, others: Sequence[Statement], shown: str) -> bool:
    """Whether all other statements hang together from the variable `shown` on, with nothing between them."""
    if pattern.broken or len(pattern.statements) < pattern.size:
        return False
    known, waiting = {shown[1:]}, [found.variables(other) for other in others]
    while following := next((names for names in waiting if names & known), None):
        waiting.remove(following)
        known |= following
    return not waiting


def _last_step(found: Patterns, start: int, end: int) -> int | None:
    """Where the last step of the sequence begins: `start` where there is but one; None in an alternative."""
    depth, step = 0, start
    for index in range(start, end):
        text = found.tokens[index].text
        depth += (text == "(") - (text == ")")
        if depth == 0 and text == "|":
            return None
        if depth == 0 and text == "/":
            step = index + 1
    return step


def _unused(found: Patterns, number: int) -> str:
    name = f"?{_MIDDLE}{number}"
    if any(token.kind == "variable" and token.text[1:] == name[1:] for token in found.tokens):
        raise Unlike
    return name


__all__ = ["closures_first"]
