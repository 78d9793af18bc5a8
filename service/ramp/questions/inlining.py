"""Writes a question as SPARQL that stands alone, its parameters' values in place: an example for any SPARQL editor.

For reading and copying, and for engines that take no bindings beside the text; the embedded engine binds terms (see
`binding`). The values come as RDF terms, so that what is written is their N-Triples form, in which nothing can leave a
string or an IRI.
"""

import itertools
from collections.abc import Mapping

from ramp.questions.binding import Bindings
from ramp.questions.model import Question
from ramp.questions.tokens import Token, tokens

_GROUPED = ("GROUP", "ORDER")
_ENDS_OF_LIST = ("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES", "}")


def inline(question: Question, bindings: Bindings) -> str:
    """The query with each bound variable replaced by its value, where SPARQL 1.1 allows a value to stand.

    After SELECT the variable goes away, or is given its value where no other is left; after GROUP BY and ORDER BY the
    value stands in brackets.
    """
    return substituted(question.query, {variable.value: str(value) for variable, value in bindings.items()})


def substituted(text: str, terms: Mapping[str, str], *, columns: bool = False) -> str:
    """`text` with each variable of `terms` replaced by the SPARQL form of its term.

    With `columns` every variable keeps its column in the results, as it has where an engine binds it; within, one that
    is bound needs none.
    """
    written: list[str] = []
    pieces = list(tokens(text))
    depth = 0
    region, region_depth = "", 0
    for index, token in enumerate(pieces):
        if token.keyword == "SELECT":
            region, region_depth = "SELECT", depth
        elif token.keyword in _GROUPED:
            region, region_depth = "LIST", depth
        elif depth == region_depth and (
            (region == "SELECT" and token.keyword in ("WHERE", "FROM", "{"))
            or (region == "LIST" and token.keyword in _ENDS_OF_LIST)
        ):
            region = ""
        depth += token.text in ("{", "(")
        depth -= token.text in ("}", ")")
        value = terms.get(token.text[1:]) if token.kind == "variable" else None
        if value is None:
            written.append(token.text)
        elif region == "SELECT" and depth == region_depth:
            if (columns and depth == 0) or not _others(pieces, index, terms):
                written.append(f"({value} AS {token.text})")
        elif region == "LIST" and depth == region_depth:
            written.append(f"({value})")
        else:
            written.append(value)
    return "".join(written)


def _others(pieces: list[Token], index: int, terms: Mapping[str, str]) -> bool:
    """Whether the SELECT list that `index` stands in keeps a column without its parameters."""
    start = max(number for number in range(index) if pieces[number].keyword == "SELECT")
    ends = ("WHERE", "FROM", "{")
    listed = itertools.takewhile(lambda token: token.keyword not in ends, pieces[start + 1 :])
    return any(token.text in ("(", "*") or (token.text[0] in "?$" and token.text[1:] not in terms) for token in listed)
