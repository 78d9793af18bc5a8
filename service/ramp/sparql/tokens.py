r"""Cuts SPARQL into tokens by Oxigraph's rules, so that the guard reads the very text that the engine evaluates.

What differs from SPARQL 1.1 and matters here (each was seen to fetch in pyoxigraph 0.5 where another reader
sees nothing of the kind):

- `\u` escapes are read inside IRIs and strings only (SPARQL 1.2), never before tokens are cut.
- Keywords need no space after them: `SERVICEex:a {` and `trueSERVICE <...> {` are service calls.
- A local name holds its dots in one place: in `ex:a.b.SERVICE ex:c {` the name ends before the second dot.
- `<` after an operand in brackets may be "less than": in `FILTER(?a<?b)SERVICE#>` nothing is an IRI.

The last cannot be told without parsing, so both readings are followed (see `Reading.others`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ramp.errors import ComplexityError, QuerySyntaxError, in_french

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_MORE = rf"{_BASE}0-9_\u00b7\u0300-\u036f\u203f-\u2040"
_ESCAPE = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_PREFIX = rf"(?:[{_BASE}](?:\.*[{_MORE}\-])*)?"
_LOCAL = rf"(?:(?:[{_BASE}_:0-9]|{_ESCAPE})(?:\.*(?:[{_MORE}:\-]|{_ESCAPE}))*)?"
_IRI = r'<(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>'

_SPACE = r"(?:[ \t\r\n]++|\#[^\r\n]*+)"
_TOKEN = re.compile(
    rf"""{_SPACE}*+(?:(?P<iri>{_IRI})
    |(?P<string>\"\"\"(?:(?:\"\"?)?(?:[^\"\\]|\\.))*\"\"\"|'''(?:(?:''?)?(?:[^'\\]|\\.))*'''
        |\"(?:[^\"\\\r\n]|\\.)*\"|'(?:[^'\\\r\n]|\\.)*')
    |(?P<variable>[?$][{_BASE}_0-9][{_BASE}0-9_\u00b7\u0300-\u036f\u203f-\u2040]*)
    |(?P<blank>_:[{_BASE}_0-9](?:\.*[{_MORE}\-])*)
    |(?P<name>{_PREFIX}:{_LOCAL})
    |(?P<number>(?:[0-9]*\.[0-9]+|[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[a-z]+)?)
    |(?P<word>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<mark>\^\^|&&|\|\||!=|<=|>=|<<\(|\)>>|<<|>>|[{{}}()\[\].;,*/|^+\-!=<>?~&])
    |(?P<end>\Z))""",
    re.VERBOSE | re.DOTALL,
)
_SPACES = re.compile(f"{_SPACE}*+")
_PREFIXES = re.compile(rf"(?:{_SPACE}*+[Pp][Rr][Ee][Ff][Ii][Xx]{_SPACE}++{_PREFIX}:{_SPACE}*+{_IRI})*+")

OPENING, CLOSING = {"{", "(", "[", "<<", "<<("}, {"}", ")", "]", ">>", ")>>"}
_OPERANDS = {"iri", "string", "variable", "blank", "name", "number", "language"}
_MOST_READINGS = 256
_OVERLAP = 6


class Token(NamedTuple):
    """A piece of the text: `kind` is a group of the grammar above, `start` its offset."""

    kind: str
    text: str
    start: int

    @property
    def operand(self) -> bool:
        """Whether an operator may follow."""
        return self.kind in _OPERANDS or self.text in (")", "]")


@dataclass(frozen=True, slots=True)
class Reading:
    """`tokens`: the text with every `<...>` that can be an IRI taken as one. `others`: wherever "less than" is possible
    too, the tokens from there until both readings agree again, with a few more to look ahead."""

    tokens: list[Token]
    others: list[list[Token]]


def after_prefixes(text: str) -> int:
    """Where the declarations of prefixes end with which a text begins: nothing in them can be read in two ways."""
    found = _PREFIXES.match(text)
    return found.end() if found else 0


def read(text: str, start: int = 0) -> Reading:
    """Every reading of `text` from the offset `start` on, at which a token or a space begins.

    Raises QuerySyntaxError with line and column where no token begins, ComplexityError at too many readings.
    """
    tokens: list[Token] = []
    places: set[tuple[int, int]] = set()
    forks: list[tuple[Token, list[str]]] = []
    stack: list[str] = []
    in_values = False
    for token in _cut(text, start, strict=True):
        previous = tokens[-1] if tokens else None
        if token.kind == "word" and token.text.upper() == "VALUES":
            in_values = True
        elif in_values and token.text == "}":
            in_values = False
        if token.kind == "iri" and previous and previous.operand and stack and stack[-1] == "(" and not in_values:
            forks.append((Token("mark", "<", token.start), list(stack)))
            if len(forks) > _MOST_READINGS:
                raise ComplexityError(
                    f"The text has more than {_MOST_READINGS} places where < may mean an IRI or a comparison",
                    remedy="Put spaces around < where it compares, and commas or VALUES in long lists of IRIs",
                    extra=in_french(
                        f"Le texte a plus de {_MOST_READINGS} endroits où < peut ouvrir un IRI ou être une comparaison",
                        "Entourez d’espaces les < qui comparent ; dans les longues listes d’IRI, mettez des virgules "
                        "ou VALUES",
                    ),
                )
        places.add((token.start, len(stack)))
        _nest(stack, token)
        tokens.append(token)
    return Reading(tokens, [_other(text, fork, stack, places) for fork, stack in forks])


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _other(text: str, fork: Token, stack: list[str], places: set[tuple[int, int]]) -> list[Token]:
    tokens, left = [fork], None
    for token in _cut(text, fork.start + 1, strict=False):
        if left is None and (token.start, len(stack)) in places:
            left = _OVERLAP
        if left is not None:
            left -= 1
            if left < 0:
                break
        _nest(stack, token)
        tokens.append(token)
    return tokens


def _nest(stack: list[str], token: Token) -> None:
    if token.kind != "mark":
        return
    if token.text in OPENING:
        stack.append(token.text[0])
    elif token.text in CLOSING and stack:
        stack.pop()


def _cut(text: str, offset: int, *, strict: bool) -> Iterator[Token]:
    """The tokens from `offset` on; where none begins: an error, or the end when not `strict`."""
    match = _TOKEN.match
    while True:
        found = match(text, offset)
        if found is None:
            if not strict:
                return
            spaces = _SPACES.match(text, offset)
            line, column = position(text, spaces.end() if spaces else offset)
            raise QuerySyntaxError(
                f"The text is not SPARQL at line {line}, column {column}: no word, name, string or sign begins there",
                remedy="Correct the text at that place and send it again",
                extra={
                    "line": line,
                    "column": column,
                    **in_french(
                        f"Le texte n’est pas du SPARQL à la ligne {line}, colonne {column} : ni mot, ni nom, ni "
                        "chaîne, ni signe n’y commence",
                        "Corrigez le texte à cet endroit et envoyez-le de nouveau",
                    ),
                },
            )
        kind = str(found.lastgroup)
        if kind == "end":
            return
        yield Token(kind, found[kind], found.start(kind))
        offset = found.end()
