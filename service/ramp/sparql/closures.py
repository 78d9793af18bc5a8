"""Has the closure of a path taken from its fixed end before the rest of its pattern is joined to it.

Oxigraph 0.5 keeps `?body org:unitOf+ <x> . ?practice ramp:carriedOutBy ?body` for last and walks the path anew from
every practice. Both forms below mean the same (SPARQL 1.1, sections 18.2.2.3 and 18.5: a sub-select joins as a bag, a
sequence is a join over a variable that nobody sees), and the second is evaluated in the order that it is written in:

- `?x p+ <c> . REST` and `<c> p+ ?x . REST` as `{ SELECT ?x { ?x p+ <c> } } REST`;
- `?x p/q* <c> . REST` as `{ SELECT ?m { ?m q* <c> } } ?x p ?m . REST`, unless a `SELECT *` would show `?m`.

What is not plainly of that kind stays as it is: paths within GRAPH, OPTIONAL, MINUS, EXISTS and SERVICE, a second
closure in one pattern, texts with labelled blank nodes. `docs/decisions/0011-closures-first.md` has the figures.
"""

import re
from collections.abc import Iterator
from typing import Final

from ramp.sparql.patterns import Edit, Pattern, Patterns, Statement, Unlike, edited, patterns

_CLOSURE: Final = re.compile(r"[*+](?<=[\w>)].)")
_MIDDLE: Final = "ramp_closure_end_"


def closures_first(text: str) -> str:
    """The query with closures before what is joined to them; `text` itself where there is nothing to gain.

    No error: what cannot be read is for the engine to judge.
    """
    if not _CLOSURE.search(text) or (found := patterns(text)) is None:
        return text
    try:
        return edited(text, list(_edits(found)))
    except (Unlike, IndexError):
        return text


def _edits(found: Patterns) -> Iterator[Edit]:
    """Of each pattern, those of its first closure with a fixed end."""
    for pattern in found:
        yield from next(filter(None, (_closure(found, pattern, each) for each in pattern.statements)), [])


def _closure(found: Patterns, pattern: Pattern, statement: Statement) -> list[Edit]:
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
        return [
            Edit(at, at, f"{{ SELECT {middle} {{ {middle} {path} {target.text} }} }} "),
            Edit(tokens[cut - 1].start, target.start + len(target.text), f" {middle}"),
        ]
    if pattern.size < 2:
        return []
    shown = subject.text if forwards else target.text
    taken = f"{{ SELECT {shown} {{ {subject.text} {path} {target.text} }} }} "
    return [Edit(at, at, taken), found.removal(statement)]


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
