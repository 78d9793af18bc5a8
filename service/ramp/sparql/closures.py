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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ramp.errors import RampError
from ramp.sparql.tokens import CLOSING, OPENING, Token, read

_CLOSURE: Final = re.compile(r"[*+](?<=[\w>)].)")
_CLOSED_GROUPS: Final = {"OPTIONAL", "MINUS", "GRAPH", "SERVICE", "LATERAL", "VALUES"}
_ELEMENTS: Final = {*_CLOSED_GROUPS, "BIND", "UNION", "FILTER"}
_FORMS: Final = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_MIDDLE: Final = "ramp_closure_end_"


class _Unlike(Exception):
    """The text holds something that this module does not know: it stays as it is."""


@dataclass(frozen=True, slots=True)
class _Edit:
    """Put `text` in the place of what stands from `start` to `end`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Statement:
    """One predicate with its one object: the indexes of the subject, of the path (from, to) and of the object."""

    subject: int
    path: tuple[int, int]
    target: int
    first: bool
    last: bool


def closures_first(text: str) -> str:
    """The query with closures before what is joined to them; `text` itself where there is nothing to gain.

    No error: what cannot be read is for the engine to judge.
    """
    if not _CLOSURE.search(text):
        return text
    try:
        reading = read(text)
        edits = [] if reading.others else list(_Rewriter(reading.tokens).edits())
    except (_Unlike, IndexError, RampError):
        return text
    pieces, end = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        pieces += [text[end : edit.start], edit.text]
        end = edit.end
    return "".join([*pieces, text[end:]])


class _Rewriter:
    """Walks the groups of a query that are evaluated where they stand."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.words = [token.text.upper() if token.kind == "word" else "" for token in tokens]
        self.shows_all = any(
            word in ("SELECT", "DESCRIBE") and any(follower.text == "*" for follower in tokens[index + 1 : index + 3])
            for index, word in enumerate(self.words)
        )
        self.names = {token.text[1:] for token in tokens if token.kind == "variable"}
        if any(token.kind == "blank" or token.text in ("<<", "<<(") for token in tokens):
            raise _Unlike

    def edits(self) -> Iterator[_Edit]:
        """What is to be changed. Raises _Unlike."""
        form = next((index for index, word in enumerate(self.words) if word in _FORMS), None)
        if form is None:
            raise _Unlike
        yield from self._query(form)

    def _query(self, form: int) -> Iterator[_Edit]:
        """A query or sub-select that begins at `form`."""
        index = form + 1
        if self.words[form] == "CONSTRUCT" and self.tokens[index].text == "{":
            index = self._closing(index) + 1
        while self.tokens[index].text != "{":
            index = self._closing(index) + 1 if self.tokens[index].text in OPENING else index + 1
        yield from self._group(index)

    def _group(self, opening: int) -> Iterator[_Edit]:
        """The group that opens at `opening`: its basic graph patterns and the groups directly within it."""
        index, end = opening + 1, self._closing(opening)
        if self.words[index] == "SELECT":
            yield from self._query(index)
            return
        pattern: list[_Statement] = []
        begin, size = index, 0
        while index < end:
            word, text = self.words[index], self.tokens[index].text
            if word == "FILTER":
                index = self._after_filter(index + 1)
                continue
            if text == "{" or word in _ELEMENTS:
                yield from self._pattern(begin, pattern, size)
                if text == "{":
                    yield from self._group(index)
                index = begin = self._after(index)
                pattern, size = [], 0
            elif text == ".":
                if self.tokens[index - 1].text in (".", "{"):  # no SPARQL, and must not become it
                    raise _Unlike
                index += 1
            else:
                found, count, index = self._triples(index, end)
                if self.tokens[index].text not in (".", "{", "}") and self.words[index] not in _ELEMENTS:
                    raise _Unlike
                pattern += found
                size += count
        yield from self._pattern(begin, pattern, size)

    def _after(self, index: int) -> int:
        """The index behind an element that begins at `index` with a keyword or a brace."""
        if self.words[index] == "UNION":
            return index + 1
        if self.words[index] == "BIND":
            return self._closing(index + 1) + 1
        while self.tokens[index].text != "{":
            index = self._closing(index) + 1 if self.tokens[index].text in OPENING else index + 1
        return self._closing(index) + 1

    def _after_filter(self, index: int) -> int:
        """The index behind the constraint that begins at `index`."""
        while self.tokens[index].text not in ("(", "{"):
            if self.tokens[index].kind not in ("word", "name", "iri"):
                raise _Unlike
            index += 1
        return self._closing(index) + 1

    def _triples(self, index: int, end: int) -> tuple[list[_Statement], int, int]:
        """The closures among the statements about one subject, how many statements there are, and where they end."""
        subject, count = index, 0
        found: list[_Statement] = []
        simple = self.tokens[subject].operand and self.tokens[subject].text not in CLOSING
        index = index + 1 if simple else self._closing(index) + 1
        first = True
        while True:
            path, index = index, self._after_verb(index)
            if index == path and first and not simple:  # `[ p o ]` alone
                return found, count, index
            target, index = index, self._after_objects(index, end)
            follows = index < end and self.tokens[index].text == ";"
            count += 1
            if simple and index == target + 1:
                found.append(_Statement(subject, (path, target), target, first, not follows))
            first = False
            while index < end and self.tokens[index].text == ";":
                index += 1
            if not follows or not self._begins_verb(index):
                return found, count, index

    def _begins_verb(self, index: int) -> bool:
        token = self.tokens[index]
        return token.kind in ("iri", "name", "variable") or token.text in ("a", "^", "(", "!")

    def _after_verb(self, index: int) -> int:
        """The index behind the variable or the path that begins at `index`; `index` itself where none does."""
        if not self._begins_verb(index) or self.tokens[index].kind == "variable":
            return index + (self.tokens[index].kind == "variable")
        while True:
            while self.tokens[index].text in ("^", "!"):
                index += 1
            index = self._closing(index) + 1 if self.tokens[index].text == "(" else index + 1
            while self.tokens[index].text in ("*", "+", "?"):
                index += 1
            if self.tokens[index].text not in ("/", "|"):
                return index
            index += 1

    def _after_objects(self, index: int, end: int) -> int:
        while True:
            token = self.tokens[index]
            if token.text in OPENING:
                index = self._closing(index) + 1
            elif token.kind in ("iri", "name", "variable", "number") or self.words[index] in ("TRUE", "FALSE"):
                index += 1
            elif token.kind == "string":
                index += 1
                if index < end and self.tokens[index].kind == "language":
                    index += 1
                elif index < end and self.tokens[index].text == "^^":
                    index += 2
            else:
                raise _Unlike
            if index >= end or self.tokens[index].text != ",":
                return index
            index += 1

    def _pattern(self, begin: int, statements: Sequence[_Statement], size: int) -> Iterator[_Edit]:
        """The edits of one basic graph pattern, which begins at `begin`: of its first closure with a fixed end."""
        for statement in statements:
            edits = self._closure(begin, statement, size)
            if edits:
                yield from edits
                return

    def _closure(self, begin: int, statement: _Statement, size: int) -> list[_Edit]:
        tokens, (start, end) = self.tokens, statement.path
        subject, target = tokens[statement.subject], tokens[statement.target]
        forwards = subject.kind == "variable" and target.kind in ("iri", "name")
        backwards = target.kind == "variable" and subject.kind in ("iri", "name")
        cut = self._last_step(start, end)
        if cut is None or not (forwards or backwards) or tokens[end - 1].text not in ("*", "+"):
            return []
        path = self._written(cut, end)
        at = tokens[begin].start
        if cut > start:
            if not forwards or self.shows_all or tokens[cut - 1].text != "/" or self._has_closure(start, cut - 1):
                return []
            middle = self._unused(tokens[cut].start)
            return [
                _Edit(at, at, f"{{ SELECT {middle} {{ {middle} {path} {target.text} }} }} "),
                _Edit(tokens[cut - 1].start, target.start + len(target.text), f" {middle}"),
            ]
        if size < 2:
            return []
        shown = subject.text if forwards else target.text
        taken = f"{{ SELECT {shown} {{ {subject.text} {path} {target.text} }} }} "
        return [_Edit(at, at, taken), self._removal(statement)]

    def _removal(self, statement: _Statement) -> _Edit:
        """Takes the statement out of its place; what is left is still a list of statements."""
        tokens = self.tokens
        after = tokens[statement.target].start + len(tokens[statement.target].text)
        if not statement.first:
            return _Edit(tokens[statement.path[0]].start, after, "")
        if not statement.last:  # with the semicolon
            semicolon = tokens[statement.target + 1].start
            follower = statement.target + 2
            if not self._begins_verb(follower):  # `;;`, `; .`
                raise _Unlike
            return _Edit(tokens[statement.path[0]].start, semicolon + 1, "")
        follower = statement.target + 1
        dot = tokens[follower].text == "."
        return _Edit(tokens[statement.subject].start, tokens[follower].start + 1 if dot else after, "")

    def _last_step(self, start: int, end: int) -> int | None:
        """Where the last step of the sequence begins: `start` where there is but one; None in an alternative."""
        depth, found = 0, start
        for index in range(start, end):
            text = self.tokens[index].text
            depth += (text == "(") - (text == ")")
            if depth == 0 and text == "|":
                return None
            if depth == 0 and text == "/":
                found = index + 1
        return found

    def _has_closure(self, start: int, end: int) -> bool:
        return any(self.tokens[index].text in ("*", "+", "?") for index in range(start, end))

    def _written(self, start: int, end: int) -> str:
        return " ".join(token.text for token in self.tokens[start:end])

    def _unused(self, number: int) -> str:
        name = f"{_MIDDLE}{number}"
        if name in self.names:
            raise _Unlike
        return f"?{name}"

    def _closing(self, opening: int) -> int:
        """The index of the bracket that closes the one at `opening`. Raises _Unlike."""
        depth = 0
        for index in range(opening, len(self.tokens)):
            text = self.tokens[index].text
            if self.tokens[index].kind == "mark":
                depth += (text in OPENING) - (text in CLOSING)
            if depth == 0:
                return index
        raise _Unlike


__all__ = ["closures_first"]
