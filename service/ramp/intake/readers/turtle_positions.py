"""Where each triple of a Turtle text stands: a pass over text that has already been found to be valid Turtle.

No Python library tells it: pyoxigraph gives positions of errors only. But it emits triples in the order of the text, so
this module only has to emit positions in that same order; it resolves no name and knows no term. A triple comes when
its object is complete, so that of a blank node list after what is in the list, but for a plain string just before its
`]`. All that a collection holds is placed at its `(`: no record has one. `tests/intake/test_turtle_positions.py` holds
the module to this on generated texts.
"""

import re
from bisect import bisect_right
from collections.abc import Generator, Iterator

_TOKEN = re.compile(
    r"""
    (?P<skip>\s+|\#[^\n\r]*)
  | (?P<iri><[^<>"{}|^`\s]*>)
  | (?P<text>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
            |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
  | (?P<mark>@[A-Za-z]+(?:-[A-Za-z0-9]+)*|\^\^)
  | (?P<number>[+-]?(?:\d+\.\d*[eE][+-]?\d+|\.?\d+[eE][+-]?\d+|\d*\.\d+|\d+))(?![\w:])
  | (?P<sign>[\[\]();,])
  | (?P<name>(?:[^\s<>"'()\[\]{};,.#\\^@]|\\.|\.{1,16}(?=[^\s<>"'()\[\]{};,.#^@]))+)
  | (?P<dot>\.)
    """,
    re.VERBOSE | re.DOTALL,
)

Place = tuple[int, int, int]
"""Offsets of the subject, the predicate and the object of one triple."""
_Token = tuple[str, str, int]


class TurtlePositions:
    """Lines and columns of a text, and the places of its triples."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._starts = [0] + [found.end() for found in re.finditer(r"\n|\r(?!\n)", text)]

    def line_column(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def depth(self) -> int:
        """The deepest nesting of `[` and `(`."""
        level = deepest = 0
        for kind, value, _ in self._tokens:
            if kind == "sign":
                if value in "[(":
                    level += 1
                    deepest = max(deepest, level)
                elif value in "])":
                    level -= 1
        return deepest

    def places(self) -> Iterator[Place]:
        """The place of every triple, in the order in which the parser emits them."""
        return _Walk(self._tokens).document()


def _tokens(text: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup
        if kind != "skip" and kind is not None:
            yield kind, found.group(), found.start()


class _Walk:
    """A recursive walk with one token of lookahead; the depth of the text is limited before it starts."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = iter(tokens)
        self._late: list[Place] = []
        self._next()

    def _next(self) -> None:
        self.kind, self.value, self.at = next(self._tokens, ("end", "", 0))

    def document(self) -> Iterator[Place]:
        while self.kind != "end":
            if self._directive():
                continue
            subject = self.at
            if self.value == "[" and self.kind == "sign":
                yield from self._blank_whole()
                if self.kind != "dot":
                    yield from self._predicates(subject)
            elif self.value == "(" and self.kind == "sign":
                yield from self._collection(None)
                yield from self._predicates(subject)
            else:
                self._next()
                yield from self._predicates(subject)
            self._next()  # the full stop

    def _directive(self) -> bool:
        word = self.value.lower()
        if self.kind == "mark" and word in ("@prefix", "@base", "@version"):
            while self.kind != "dot":
                self._next()
            self._next()
            return True
        if self.kind == "name" and word in ("prefix", "base", "version"):
            for _ in range(3 if word == "prefix" else 2):
                self._next()
            return True
        return False

    def _predicates(self, subject: int) -> Iterator[Place]:
        while self.kind not in ("dot", "end") and self.value != "]":
            if self.value == ";" and self.kind == "sign":
                self._next()
                continue
            predicate = self.at
            self._next()
            yield from self._object((subject, predicate))
            while self.kind == "sign" and self.value == ",":
                self._next()
                yield from self._object((subject, predicate))

    def _object(self, link: tuple[int, int]) -> Iterator[Place]:
        place = (*link, self.at)
        if self.kind == "sign" and self.value == "[":
            late = yield from self._blank()
            yield place
            yield from late
        elif self.kind == "sign" and self.value == "(":
            yield from self._collection(link)
        elif self._term() and self.kind == "sign" and self.value == "]":
            self._late.append(place)
        else:
            yield place

    def _term(self) -> bool:
        """Passes one IRI, name or literal; whether it was a string that the next token might still have added to."""
        plain = self.kind == "text"
        self._next()
        if plain and self.kind == "mark":
            plain = False
            datatype = self.value == "^^"
            self._next()
            if datatype:
                self._next()
        return plain

    def _blank(self) -> Generator[Place, None, list[Place]]:
        """What stands between `[` and `]`; returns the place of a plain string at its end, which comes one later."""
        start = self.at
        self._next()
        yield from self._predicates(start)
        late, self._late = self._late, []
        self._next()
        return late

    def _blank_whole(self) -> Iterator[Place]:
        yield from (yield from self._blank())

    def _collection(self, link: tuple[int, int] | None) -> Iterator[Place]:
        start = self.at
        place = (*(link or (start, start)), start)
        inside = 0
        self._next()
        while not (self.kind == "sign" and self.value == ")") and self.kind != "end":
            if self.kind == "sign" and self.value == "[":
                inside += len(list(self._blank_whole())) + 2
            elif self.kind == "sign" and self.value == "(":
                inside += sum(1 for _ in self._collection((start, start))) + 1
            else:
                self._term()
                inside += 2
        for _ in range(inside + (link is not None)):
            yield place
        self._next()
