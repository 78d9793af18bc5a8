"""Finds the basic graph patterns of a query in its tokens, and writes the query again with some statements elsewhere.

rdflib can parse a query but not write every one back, and Oxigraph shows its algebra to Rust only, so tokens are what
is rewritten. Only groups that are evaluated where they stand are walked: the WHERE group of a query or sub-select, and
braces and unions directly within; paths inside GRAPH, OPTIONAL, MINUS, EXISTS and SERVICE are left alone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from ramp.errors import RampError
from ramp.sparql.edits import Edit
from ramp.sparql.tokens import CLOSING, OPENING, Token, after_prefixes, read

_CLOSED_GROUPS: Final = {"OPTIONAL", "MINUS", "GRAPH", "SERVICE", "LATERAL", "VALUES"}
_ELEMENTS: Final = {*_CLOSED_GROUPS, "BIND", "UNION", "FILTER"}
_FORMS: Final = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_BLOCKING: Final = {"ORDER", "GROUP"}
_AGGREGATES: Final = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"}
_FIXING: Final = {"IN", "SAMETERM"}


Count = Callable[[str, str, int], int]
"""Of a prologue, a SELECT and a limit: how many rows that gives, at most the limit."""


class Unlike(Exception):
    """The text holds something that is not known here: it stays as it is."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One predicate with its one object: the indexes of the subject, of the path (from, to) and of the object."""

    subject: int
    path: tuple[int, int]
    target: int
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """A basic graph pattern. `begin`: the index of its first token; `end`: the one behind its last statement; `broken`:
    a filter stands before or between its statements; `statements`: those of one predicate, one object and no brackets;
    `size`: how many statements there are in all; `leads`: it opens the WHERE group of a query or
    sub-select, whose other elements only filter its rows, add columns or leave rows out; `streams`: rows are handed
    on as they are found and may be cut off by a limit; `fixed`: a filter may hold a variable to given terms.
    """

    begin: int
    end: int
    broken: bool
    statements: tuple[Statement, ...]
    size: int
    leads: bool
    streams: bool
    fixed: bool


@dataclass(slots=True)
class _Found:
    """A pattern as far as it was read."""

    begin: int
    end: int = 0
    statements: list[Statement] = field(default_factory=list)
    size: int = 0
    filtered: bool = False
    broken: bool = False

    def add(self, statements: Sequence[Statement], size: int, end: int) -> None:
        self.statements += statements
        self.size += size
        self.end = end
        self.broken = self.filtered


class Patterns:
    """The patterns of one query. Raises Unlike, also while they are walked; IndexError where the text ends too soon."""

    def __init__(self, text: str) -> None:
        reading = read(text, after_prefixes(text))
        self.tokens: Sequence[Token] = reading.tokens
        tokens = self.tokens
        if reading.others or any(token.kind == "blank" or token.text in ("<<", "<<(") for token in tokens):
            raise Unlike
        self.words = [token.text.upper() if token.kind == "word" else "" for token in tokens]
        self.form = next((index for index, word in enumerate(self.words) if word in _FORMS), len(tokens))
        self.shows_all = any(
            word in ("SELECT", "DESCRIBE") and any(follower.text == "*" for follower in tokens[index + 1 : index + 3])
            for index, word in enumerate(self.words)
        )

    def __iter__(self) -> Iterator[Pattern]:
        if self.form == len(self.tokens):
            raise Unlike
        return self._query(self.form, self.words[self.form] == "ASK")

    def prologue(self, text: str) -> str:
        """What stands before the query itself."""
        return text[: self.tokens[self.form].start] if self.form < len(self.tokens) else ""

    def written(self, start: int, end: int) -> str:
        """The tokens from `start` to `end`, with spaces between."""
        return " ".join(token.text for token in self.tokens[start:end])

    def removal(self, statement: Statement) -> Edit:
        """Takes the statement out of its place; what is left is still a list of statements."""
        tokens = self.tokens
        after = tokens[statement.target].start + len(tokens[statement.target].text)
        if not statement.first:
            return Edit(tokens[statement.path[0]].start, after, "")
        if not statement.last:  # with the semicolon
            semicolon = tokens[statement.target + 1].start
            follower = statement.target + 2
            if not self._begins_verb(follower):  # `;;`, `; .`
                raise Unlike
            return Edit(tokens[statement.path[0]].start, semicolon + 1, "")
        follower = statement.target + 1
        dot = tokens[follower].text == "."
        return Edit(tokens[statement.subject].start, tokens[follower].start + 1 if dot else after, "")

    def variables(self, statement: Statement) -> set[str]:
        """The names of its variables, but for those of a path."""
        places = (statement.subject, statement.path[0], statement.target)
        return {self.tokens[place].text[1:] for place in places if self.tokens[place].kind == "variable"}

    def removals(self, pattern: Pattern) -> list[Edit]:
        """Takes all statements of a pattern out, if none of them has brackets or several objects."""
        edits = []
        for number, statement in enumerate(pattern.statements):
            if statement.last:
                begin = next(each for each in pattern.statements[number::-1] if each.first)
                target, follower = self.tokens[statement.target], self.tokens[statement.target + 1]
                if follower.text == ";":
                    raise Unlike
                end = follower.start + 1 if follower.text == "." else target.start + len(target.text)
                edits.append(Edit(self.tokens[begin.subject].start, end, ""))
        return edits

    def _query(self, form: int, streams: bool) -> Iterator[Pattern]:
        """A query or sub-select that begins at `form`."""
        index = form + 1
        if self.words[form] == "CONSTRUCT" and self.tokens[index].text == "{":
            index = self._closing(index) + 1
        while self.tokens[index].text != "{":
            index = self._closing(index) + 1 if self.tokens[index].text in OPENING else index + 1
        head, tail = set(self.words[form:index]), self._modifiers(self._closing(index) + 1)
        blocks = bool(head & _AGGREGATES or tail & _BLOCKING)
        yield from self._group(index, not blocks and (streams or "LIMIT" in tail), True)

    def _modifiers(self, index: int) -> set[str]:
        found = set()
        while index < len(self.tokens) and self.tokens[index].text != "}":
            found.add(self.words[index])
            index += 1
        return found

    def _group(self, opening: int, streams: bool, whole: bool) -> Iterator[Pattern]:
        """The group that opens at `opening`: its basic graph patterns and the groups directly within it.

        `whole`: it is the WHERE group of a query or sub-select.
        """
        index, end = opening + 1, self._closing(opening)
        if self.words[index] == "SELECT":
            yield from self._query(index, streams)
            return
        found = [_Found(index)]
        others = set()
        while index < end:
            word, text = self.words[index], self.tokens[index].text
            if word == "FILTER":
                index, found[-1].filtered = self._after_filter(index + 1), True
            elif text == "{" or word in _ELEMENTS:
                others.add(word)
                if text == "{":
                    yield from self._group(index, streams, False)
                index = self._after(index)
                found.append(_Found(index))
            elif text == ".":
                if self.tokens[index - 1].text in (".", "{"):  # no SPARQL, and must not become it
                    raise Unlike
                index += 1
            else:
                more, count, index = self._triples(index, end)
                if self.tokens[index].text not in (".", "{", "}") and self.words[index] not in _ELEMENTS:
                    raise Unlike
                found[-1].add(more, count, index)
        found = [each for each in found if each.size]
        leads = whole and len(found) == 1 and found[0].begin == opening + 1 and others <= {"OPTIONAL", "MINUS", "BIND"}
        fixed = self._fixes(opening, end)
        for each in found:
            yield Pattern(each.begin, each.end, each.broken, tuple(each.statements), each.size, leads, streams, fixed)

    def _fixes(self, start: int, end: int) -> bool:
        """Whether a variable is compared with a name or with a list between `start` and `end`."""
        for index in range(start, end):
            beside = (self.tokens[index - 1].kind, self.tokens[index + 1].kind)
            if self.words[index] in _FIXING or (self.tokens[index].text == "=" and {"iri", "name"} & {*beside}):
                return True
        return False

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
                raise Unlike
            index += 1
        return self._closing(index) + 1

    def _triples(self, index: int, end: int) -> tuple[list[Statement], int, int]:
        """The statements of one object about one subject, how many there are in all, and where they end."""
        subject, count = index, 0
        found: list[Statement] = []
        simple = self.tokens[subject].operand and self.tokens[subject].text not in CLOSING
        index = index + 1 if simple else self._closing(index) + 1
        first = True
        while True:
            path, index = index, self._after_verb(index)
            if index == path and first and not simple:  # `[ p o ]` alone
                return found, max(count, 1), index
            target, index = index, self._after_objects(index, end)
            follows = index < end and self.tokens[index].text == ";"
            count += 1
            if simple and index == target + 1:
                found.append(Statement(subject, (path, target), target, first, not follows))
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
                raise Unlike
            if index >= end or self.tokens[index].text != ",":
                return index
            index += 1

    def _closing(self, opening: int) -> int:
        """The index of the bracket that closes the one at `opening`."""
        depth = 0
        for index in range(opening, len(self.tokens)):
            text = self.tokens[index].text
            if self.tokens[index].kind == "mark":
                depth += (text in OPENING) - (text in CLOSING)
            if depth == 0:
                return index
        raise Unlike


def patterns(text: str) -> Patterns | None:
    """The patterns of a query; None where the text cannot be read, or in more than one way."""
    try:
        return Patterns(text)
    except (Unlike, RampError):
        return None


__all__ = ["Count", "Pattern", "Patterns", "Statement", "Unlike", "patterns"]
