r"""Writes a query so that every SPARQL server reads in it what the guard read.

Oxigraph takes `\u` escapes within strings and IRIs only, by SPARQL 1.2; SPARQL 1.1 (section 19.2) takes them before
anything else, so that `"\u0022` may end a string there. So no such escape is sent on: strings and IRIs are written with
the characters that are meant. Functions that are no SPARQL but a way into a server are refused.
"""

import re
from typing import Final

from ramp.errors import FederationError, QuerySyntaxError, in_french
from ramp.sparql.tokens import position, read

_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(.)", re.DOTALL)
_QUOTED: Final = {'"': '\\"', "'": "\\'", "\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_NOT_IN_IRI: Final = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
_DOORS: Final = ("bif:", "sql:", "java:", "js:", "jena.hpl.hp.com", "openlinksw.com", "jena.apache.org")


def portable(text: str) -> str:
    """`text` without escapes of characters. Raises QuerySyntaxError or FederationError."""
    pieces, end = [], 0
    for token in read(text).tokens:
        if token.kind not in ("iri", "string"):
            continue
        written = _string(token.text) if token.kind == "string" else _iri(token.text, text, token.start)
        if written != token.text:
            pieces += [text[end : token.start], written]
            end = token.start + len(token.text)
    return "".join([*pieces, text[end:]])


def _string(token: str) -> str:
    return _ESCAPE.sub(lambda found: _QUOTED.get(_meant(found), _meant(found)) if not found[3] else found[0], token)


def _iri(token: str, text: str, start: int) -> str:
    iri = _ESCAPE.sub(_meant, token[1:-1])
    line, column = position(text, start)
    if _NOT_IN_IRI.search(iri):
        raise QuerySyntaxError(
            f"The IRI at line {line}, column {column} holds a character that IRIs cannot hold",
            remedy="Percent-encode it",
            extra={
                "line": line,
                "column": column,
                **in_french(
                    f"L’IRI de la ligne {line}, colonne {column} contient un caractère qu’un IRI ne peut pas contenir",
                    "Codez-le avec un signe pour cent (%)",
                ),
            },
        )
    if iri.lower().startswith(_DOORS[:4]) or any(
        f"//{door}" in iri.lower() or f".{door}" in iri.lower() for door in _DOORS[4:]
    ):
        raise FederationError(
            f"The IRI at line {line}, column {column} names a function or setting of one server, which is not SPARQL",
            remedy="Use the functions of SPARQL 1.1",
            extra={
                "line": line,
                "column": column,
                **in_french(
                    f"L’IRI de la ligne {line}, colonne {column} nomme une fonction ou un réglage propre à un serveur, "
                    "ce qui n’est pas du SPARQL",
                    "Utilisez les fonctions de SPARQL 1.1",
                ),
            },
        )
    return f"<{iri}>"


def _meant(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if not code:
        return found[0]
    number = int(code, 16)
    return chr(number) if number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else "\ufffd"
