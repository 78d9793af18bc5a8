"""Finds the place in an engine's syntax error, which Turtle and SPARQL parsers write in different ways."""

import re
from dataclasses import dataclass

_TURTLE = re.compile(r"Parser error (?:at|between) .*?: (?P<reason>.*)", re.DOTALL)
_SPARQL = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): (?P<reason>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column, both from 1, where the engine tells them, and the reason without them."""

    reason: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return f"at line {self.line}, column {self.column}: {self.reason}" if self.line else self.reason


def place(error: SyntaxError) -> Place:
    """Where and why a parser of pyoxigraph gave up."""
    if match := _SPARQL.fullmatch(error.msg):
        return Place(match["reason"], int(match["line"]), int(match["column"]))
    match = _TURTLE.fullmatch(error.msg)
    return Place(match["reason"] if match else error.msg, error.lineno, error.offset)
