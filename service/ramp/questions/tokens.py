"""Splits SPARQL text into tokens, just far enough to find variables and keywords outside strings, IRIs and comments.

For RAMP's own query files only: what strangers send goes through the guard of the SPARQL room.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n\r]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>(?:\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'))
  | (?P<variable>[?$]\w+)
  | (?P<name>[\w.-]*:[\w.%~/-]*)
  | (?P<word>@?[A-Za-z_][\w-]*)
  | (?P<space>\s+)
  | (?P<mark>.)
    """,  # noqa: E501 - one alternative a line
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text and its kind: comment, iri, string, variable, name, word, space or mark."""

    kind: str
    text: str

    @property
    def keyword(self) -> str:
        """The word in capitals, or the mark itself; empty for anything else."""
        return self.text.upper() if self.kind in ("word", "mark") else ""


def tokens(text: str) -> Iterator[Token]:
    """Every token of the text in order, white space and comments too: joined they are the text again."""
    for match in _TOKEN.finditer(text):
        assert match.lastgroup is not None
        yield Token(match.lastgroup, match.group())


def query_form(text: str) -> str | None:
    """SELECT, ASK, CONSTRUCT or DESCRIBE: the first of these words outside prefixes; None where there is none."""
    forms = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
    return next((token.keyword for token in tokens(text) if token.kind == "word" and token.keyword in forms), None)
