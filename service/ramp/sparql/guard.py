"""Refuses, before the engine sees it, a text that would fetch something or that the engine cannot plan in time.

The guard is the first wall, for clear words; the worker's limits and its lack of sockets are the second. It allows what
it cannot prove harmful to the limits below, and refuses federation whenever any reading of the text has it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from ramp.errors import (
    BadRequestError,
    ComplexityError,
    FederationError,
    QuerySyntaxError,
    TooLargeError,
    french_number,
    in_french,
)
from ramp.sparql.tokens import CLOSING, OPENING, Reading, Token, after_prefixes, position, read

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]
FORMS: tuple[Form, ...] = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
_OPERATORS = {
    *("OPTIONAL", "UNION", "MINUS", "FILTER", "BIND", "EXISTS", "GRAPH", "LATERAL", "IN", "NOT", "SELECT"),
    *("&&", "||", "|", "/", "*", "+", "-", "^", "!", "=", "!=", "<", ">", "<=", ">="),
}
_VOLATILE = {"NOW", "RAND", "UUID", "STRUUID", "SERVICE"}
_PREFIX_SIGNS = {"!", "-", "+", "^"}
_PATTERNS = ("triple patterns and paths", "motifs de triplets et chemins")
_ITEMS = ("items in lists", "éléments de listes")
_OPERATIONS = ("groups and operators", "groupes et opérateurs")
_GRAPH_WORDS = {"GRAPH", "FROM", "NAMED", "DESCRIBE", "PREFIX", "INTO", "TO", "WITH", "USING"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a text may have at most; see the settings of the same names."""

    query_bytes: int
    query_depth: int
    query_patterns: int
    query_items: int
    query_operators: int
    service_allow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What the guard found out about a query: its form (None where it is fused with something), whether it
    names its own dataset by FROM, and whether it may answer differently each time."""

    form: Form | None
    own_dataset: bool
    volatile: bool


def check_query(text: str, limits: Limits) -> Query:
    """The form of an acceptable query.

    Raises TooLargeError, QuerySyntaxError, BadRequestError (an update), FederationError, ComplexityError.
    """
    _size(text, limits.query_bytes, ("query", "La requête"), "RAMP_QUERY_BYTES")
    reading = read(text, after_prefixes(text))
    form = _form(reading.tokens)
    if form in _UPDATES:
        raise BadRequestError(
            f"This is an update ({form}), and queries are read here",
            remedy="Send it to /sparql/update by POST, with a token",
            extra=in_french(
                f"C’est une mise à jour ({form}), et ce sont des requêtes qui sont lues ici",
                "Envoyez-la à /sparql/update par POST, avec un jeton",
            ),
        )
    _federation(reading, limits.service_allow, text)
    _Measure(limits).check(reading.tokens)
    words = {token.text.upper() for token in reading.tokens if token.kind == "word"}
    return Query(next((known for known in FORMS if known == form), None), "FROM" in words, bool(words & _VOLATILE))


def check_update(text: str, limits: Limits, update_bytes: int) -> None:
    """Pass an acceptable update. Raises as `check_query` does; LOAD is refused as SERVICE is."""
    _size(text, update_bytes, ("update", "La mise à jour"), "RAMP_UPDATE_BYTES")
    reading = read(text)
    form = _form(reading.tokens)
    if form in FORMS:
        raise BadRequestError(
            f"This is a query ({form}), and updates are read here",
            remedy="Send it to /sparql",
            extra=in_french(
                f"C’est une requête ({form}), et ce sont des mises à jour qui sont lues ici", "Envoyez-la à /sparql"
            ),
        )
    _federation(reading, limits.service_allow, text)
    _loading(reading, text)
    _depth(reading.tokens, limits.query_depth)


def _size(text: str, limit: int, what: tuple[str, str], setting: str) -> None:
    size = len(text.encode())
    if size > limit:
        english, french = what
        raise TooLargeError(
            f"The {english} has {size:,} bytes; at most {limit:,} are read",
            remedy=f"Shorten it, or ask whoever runs this service to raise {setting}",
            extra={"limit": limit}
            | in_french(
                f"{french} compte {french_number(size)} octets ; {french_number(limit)} au plus sont lus",
                f"Raccourcissez-la, ou demandez à l’exploitant de ce service d’augmenter {setting}",
            ),
        )


def _form(tokens: Sequence[Token]) -> str | None:
    """The first word after the prologue, in capitals."""
    index = 0
    while index < len(tokens):
        word = tokens[index].text.upper() if tokens[index].kind == "word" else None
        if word in ("BASE", "VERSION"):
            index += 2
        elif word == "PREFIX":
            index += 3
        else:
            return word
    return None


def _federation(reading: Reading, allowed: tuple[str, ...], text: str) -> None:
    if "service" not in text.lower():
        return
    for tokens in (reading.tokens, *reading.others):
        for index, token in enumerate(tokens):
            if "service" in token.text.lower() and _calls_service(tokens, index, tokens is reading.tokens):
                if _allowed(tokens, index, allowed):
                    continue
                line, column = position(text, token.start)
                raise FederationError(
                    f"SERVICE at line {line}, column {column} would make this service send a request elsewhere",
                    remedy=(
                        f"Allowed, with the IRI written in full: {', '.join(allowed)}"
                        if allowed
                        else "Ask this service from your own SPARQL engine instead: it can be the target of SERVICE"
                    ),
                    extra={"line": line, "column": column, "allowed": list(allowed)}
                    | in_french(
                        f"SERVICE (ligne {line}, colonne {column}) ferait envoyer une requête à un autre serveur",
                        f"Sont admis, avec l’IRI écrit en entier : {', '.join(allowed)}"
                        if allowed
                        else "Interrogez plutôt ce service depuis votre propre moteur SPARQL : il peut être la "
                        "cible de SERVICE",
                    ),
                )


def _calls_service(tokens: Sequence[Token], index: int, first: bool) -> bool:
    """Whether the token is the keyword, alone or fused with its neighbours.

    A word is a keyword or a function, and none but SERVICE contains its letters; where it is not the `first` reading
    but that of a `<` as a comparison, it may be a piece of an IRI, and a group must follow. A name is one where a group
    follows it (`SERVICEex:a {`), or where the keyword ends it after a dot (`ex:a.b.SERVICE ex:c {`).
    """
    token = tokens[index]
    after = [following.text for following in tokens[index + 1 : index + 4]]
    if token.kind == "word":
        return first or "{" in after
    if token.kind not in ("name", "blank"):
        return False
    if after[:1] == ["{"]:
        before = tokens[index - 1].text.upper() if index else ""
        return ".service" in token.text.lower() or before not in _GRAPH_WORDS
    return ".service" in token.text.lower() and "{" in after


def _allowed(tokens: Sequence[Token], index: int, allowed: Iterable[str]) -> bool:
    """Whether the call is `SERVICE [SILENT] <iri>` with an IRI of the list, written in full."""
    if tokens[index].text.upper() != "SERVICE":
        return False
    following = [token for token in tokens[index + 1 : index + 3] if token.text.upper() != "SILENT"]
    return bool(following) and following[0].kind == "iri" and following[0].text[1:-1] in allowed


def _loading(reading: Reading, text: str) -> None:
    for tokens in (reading.tokens, *reading.others):
        depth = 0
        for index, token in enumerate(tokens):
            depth += (token.text == "{") - (token.text == "}")
            lower = token.text.lower()
            if "load" not in lower:
                continue
            before = tokens[index - 1].text.upper() if index else ""
            fused = token.kind in ("name", "blank") and depth <= 0 and (before not in _GRAPH_WORDS or ".load" in lower)
            if token.kind == "word" or fused:
                line, column = position(text, token.start)
                raise FederationError(
                    f"LOAD at line {line}, column {column} would make this service send a request elsewhere",
                    remedy="Send the data itself: PUT or POST it to /graphs?graph=IRI",
                    extra={"line": line, "column": column}
                    | in_french(
                        f"LOAD (ligne {line}, colonne {column}) ferait envoyer une requête à un autre serveur",
                        "Envoyez les données elles-mêmes, par PUT ou POST, à /graphs?graph=IRI",
                    ),
                )


def _depth(tokens: Iterable[Token], limit: int) -> None:
    depth = signs = 0
    for kind, text, _ in tokens:
        if kind != "mark":
            signs = 0
        elif text in _PREFIX_SIGNS:
            signs += 1
        else:
            signs = 0
            depth += (text in OPENING) - (text in CLOSING)
        if depth + signs > limit:
            raise ComplexityError(
                f"The text is nested more than {limit} levels deep",
                remedy="Use fewer levels of brackets and signs",
                extra={"limit": limit, "setting": "RAMP_QUERY_DEPTH"}
                | in_french(
                    f"Le texte est imbriqué sur plus de {limit} niveaux",
                    "Utilisez moins de niveaux de parenthèses et de signes",
                ),
            )


class _Measure:
    """Counts what planning time grows with: patterns, list items, operators."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.patterns = self.items = self.operators = 0

    def check(self, tokens: Sequence[Token]) -> None:
        """Raises ComplexityError, naming what there is too much of."""
        _depth(tokens, self.limits.query_depth)
        stack: list[str] = []
        in_values = False
        previous: Token | None = None
        for token in tokens:
            kind, text, _ = token
            word = text.upper() if kind == "word" else text if kind == "mark" else ""
            if word == "VALUES":
                in_values = True
            elif in_values and word == "}":
                in_values = False
            if in_values:
                self.items += token.operand
            elif word or (stack and stack[-1] == "("):
                self._count(token, word, stack[-1] if stack else "", previous)
            if kind == "mark":
                if text in "{([":
                    stack.append(text)
                elif text in "})]" and stack:
                    stack.pop()
            previous = token
        limits = self.limits
        self._compare(_PATTERNS, self.patterns, limits.query_patterns, "RAMP_QUERY_PATTERNS")
        self._compare(_ITEMS, self.items, limits.query_items, "RAMP_QUERY_ITEMS")
        self._compare(_OPERATIONS, self.operators, limits.query_operators, "RAMP_QUERY_OPERATORS")

    def _count(self, token: Token, word: str, inside: str, previous: Token | None) -> None:
        if word in _OPERATORS or word == "{":
            self.operators += 1
        if word in ("{", "[", "/") or (word in (".", ";", ",") and inside in ("{", "[")):
            self.patterns += 1
        elif inside == "(" and word == ",":
            self.items += 1
        elif inside == "(" and token.operand and previous is not None and previous.operand and word not in (")", "]"):
            self.patterns += 2  # an RDF collection: two triples for each item

    @staticmethod
    def _compare(what: tuple[str, str], count: int, limit: int, setting: str) -> None:
        if count > limit:
            english, french = what
            raise ComplexityError(
                f"The query has {count:,} {english}; at most {limit:,} are planned in time",
                remedy="Split it into several queries, use VALUES for lists, or take the dump",
                extra={"limit": limit, "count": count, "setting": setting}
                | in_french(
                    f"La requête compte {french_number(count)} {french} ; {french_number(limit)} au plus sont "
                    "planifiés à temps",
                    "Divisez-la en plusieurs requêtes, utilisez VALUES pour les listes, ou prenez la copie "
                    "complète des données",
                ),
            )


__all__ = ["FORMS", "Form", "Limits", "Query", "QuerySyntaxError", "check_query", "check_update"]
