"""Gives an update the dataset that a request names (SPARQL 1.1 Protocol, section 2.2.3).

The engine takes no such parameter, so the clauses USING and USING NAMED are written into the text, at the token WHERE
of each operation that may have them; the IRIs are checked ones.
"""

from collections.abc import Sequence

from ramp.errors import BadRequestError, in_french
from ramp.sparql.tokens import read

_CLAUSES = ("USING", "WITH")


def with_dataset(text: str, graphs: Sequence[str], named: Sequence[str]) -> str:
    """`text` with the dataset of the request in every operation.

    Raises BadRequestError where the text names a dataset itself, or has DELETE WHERE, which can name none.
    """
    if not graphs and not named:
        return text
    clauses = "".join(f" USING <{iri}>" for iri in graphs) + "".join(f" USING NAMED <{iri}>" for iri in named) + " "
    pieces, end, depth = [], 0, 0
    tokens = read(text).tokens
    for index, token in enumerate(tokens):
        depth += (token.text == "{") - (token.text == "}")
        word = token.text.upper() if token.kind == "word" else ""
        if depth or not word:
            continue
        if word in _CLAUSES:
            raise BadRequestError(
                f"The update has {word}, and the request names its dataset too",
                remedy="Leave out using-graph-uri and using-named-graph-uri, or USING and WITH",
                extra=in_french(
                    f"La mise à jour contient {word}, et la requête HTTP nomme elle aussi son jeu de données",
                    "Omettez using-graph-uri et using-named-graph-uri, ou bien USING et WITH",
                ),
            )
        if word == "WHERE":
            if index and tokens[index - 1].text.upper() == "DELETE":
                raise BadRequestError(
                    "DELETE WHERE takes no dataset from the request",
                    remedy="Write DELETE { ... } WHERE { ... } with the pattern in both places",
                    extra=in_french(
                        "DELETE WHERE n’accepte pas de jeu de données donné par la requête HTTP",
                        "Écrivez DELETE { ... } WHERE { ... } avec le motif aux deux endroits",
                    ),
                )
            pieces += [text[end : token.start], clauses]
            end = token.start
    return "".join([*pieces, text[end:]])
