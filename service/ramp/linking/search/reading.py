"""The tree that a reader's text means: words, phrases, AND, OR, NOT and brackets. There are no syntax errors.

    text   = or ;  or = and {("OR" | "OU") and} ;  and = not {["AND" | "ET"] not} ;
    not    = {"NOT" | "SAUF" | "-"} item ;  item = "(" or ")" | '"' words '"' | word ["*"]

What does not follow this is read literally, as its words, and said so. Operators are capitals, because "or" is a word.
"""

import re
from dataclasses import dataclass
from typing import Literal

from ramp.linking.search.analysis import is_small, words

LONGEST = 400
"""Characters of a text that are read."""
_MOST, _DEEPEST, _SHORTEST_PREFIX = 32, 12, 3
_TOKEN = re.compile(r'"([^"]*)"|«([^»]*)»|“([^”]*)”|([()])|([^\s()"«»“”]+)|(\S)')
_OPERATORS = {"AND": "and", "ET": "and", "OR": "or", "OU": "or", "NOT": "not", "SAUF": "not"}


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand together. `exact`: in quotes, so that only these very words are meant. `prefix`: ends in *.
    `small`: a word like “the”, which is asked for only where nothing else is."""

    words: tuple[str, ...]
    exact: bool = False
    prefix: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Parts that must all hold (`and`), of which one must (`or`), or a part that must not (`not`)."""

    operator: Literal["and", "or", "not"]
    parts: "tuple[Term | Group, ...]"


@dataclass(frozen=True, slots=True)
class Read:
    """What a text means; `tree` None: no word in it. `literal`: it broke a rule and was read as its words.
    `cut`: it was longer than what is read."""

    tree: Term | Group | None
    literal: bool = False
    cut: bool = False


class _Broken(Exception):
    """The text does not follow the rules."""


def read(text: str) -> Read:
    """The meaning of any text."""
    cut = len(text) > LONGEST
    tokens = _tokens(text[:LONGEST])
    if len(tokens) > _MOST:
        cut, tokens = True, tokens[:_MOST]
    reader = _Reader(tokens)
    try:
        return Read(reader.whole(), cut=cut)
    except _Broken:
        terms = [Term((word.written,), small=is_small(word.plain)) for word in list(words(text[:LONGEST]))[:_MOST]]
        return Read(_all(terms), literal=True, cut=cut)


Token = tuple[str, str]


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        quoted = next((part for part in match.groups()[:3] if part is not None), None)
        if quoted is not None:
            found.append(("phrase", quoted))
        elif match[4]:
            found.append((match[4], match[4]))
        elif match[6]:
            found.append(("broken", match[6]))
        elif match[5] in _OPERATORS:
            found.append((_OPERATORS[match[5]], match[5]))
        elif match[5].startswith("-") and len(match[5]) > 1:
            found += [("not", "-"), ("word", match[5][1:])]
        else:
            found.append(("word", match[5]))
    return found


class _Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0

    def whole(self) -> Term | Group | None:
        if not self.tokens:
            return None
        tree = self.either()
        if self.at < len(self.tokens):
            raise _Broken
        return tree

    def next(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def either(self) -> Term | Group | None:
        parts = [self.both()]
        while self.next() == "or":
            self.at += 1
            parts.append(self.both())
        kept = [part for part in parts if part is not None]
        return kept[0] if len(kept) == 1 else Group("or", tuple(kept)) if kept else None

    def both(self) -> Term | Group | None:
        parts = [self.denied()]
        while self.next() not in ("", "or", ")"):
            if self.next() == "and":
                self.at += 1
            parts.append(self.denied())
        return _all([part for part in parts if part is not None])

    def denied(self) -> Term | Group | None:
        negative = False
        while self.next() == "not":
            self.at += 1
            negative = not negative
        item = self.item()
        return Group("not", (item,)) if negative and item is not None else item

    def item(self) -> Term | Group | None:
        kind = self.next()
        if kind == "(":
            self.depth += 1
            if self.depth > _DEEPEST:
                raise _Broken
            self.at += 1
            tree = self.either()
            if self.next() != ")":
                raise _Broken
            self.at += 1
            self.depth -= 1
            return tree
        if kind not in ("word", "phrase"):
            raise _Broken
        text = self.tokens[self.at][1]
        self.at += 1
        return _term(text, kind == "phrase")


def _term(text: str, exact: bool) -> Term | None:
    found = list(words(text))
    if not found:
        return None
    prefix = not exact and text.endswith("*") and len(found) == 1 and len(found[0].plain) >= _SHORTEST_PREFIX
    capitals = text.isupper() and len(text) > 1  # UN is not the French article
    small = len(found) == 1 and not exact and not prefix and not capitals and is_small(found[0].plain)
    return Term(tuple(word.written for word in found), exact, prefix, small)


def _all(parts: "list[Term] | list[Term | Group]") -> Term | Group | None:
    """All of them, without the small words where others are left."""
    large = [part for part in parts if not (isinstance(part, Term) and part.small)]
    kept = large if any(isinstance(part, Term) or part.operator != "not" for part in large) else list(parts)
    return kept[0] if len(kept) == 1 else Group("and", tuple(kept)) if kept else None


def terms(tree: Term | Group | None, wanted: bool = True) -> list[Term]:
    """The terms that a result may contain; those behind NOT are not among them."""
    if tree is None:
        return []
    if isinstance(tree, Term):
        return [tree] if wanted else []
    inner = wanted != (tree.operator == "not")
    return [term for part in tree.parts for term in terms(part, inner)]
