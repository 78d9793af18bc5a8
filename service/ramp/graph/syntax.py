"""Finds the place in a syntax error, which the parsers of Turtle, SPARQL and YAML write in different ways."""

import re
from dataclasses import dataclass

import yaml

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


def yaml_place(error: yaml.YAMLError | ValueError) -> Place:
    """Where and why the YAML reader gave up."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return Place(error.problem or "", error.problem_mark.line + 1, error.problem_mark.column + 1)
    return Place(str(error).splitlines()[0])
