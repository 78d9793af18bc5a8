"""Reads a SPARQL 1.1 Protocol request: which text, on which dataset, and every way in which a request can be wrong."""

import re
from binascii import a2b_qp
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from pyoxigraph import NamedNode

from ramp.errors import BadRequestError, MediaTypeError, ParameterError, in_french

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_MOST_PARAMETERS = 1000
_WELL_ENCODED = re.compile(rb"[^%]*+(?:%[0-9A-Fa-f]{2}[^%]*+)*+")

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the protocol. The graph lists are None where the request names none."""

    text: str
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    format: str | None


def read_query(method: str, pairs: Pairs, content_type: str | None, body: bytes) -> Operation:
    """A query by GET, POST (form or direct) or QUERY (SPARQL 1.1 Protocol, section 2.1); `pairs` are of the address.

    Raises ParameterError, BadRequestError or MediaTypeError; `query` missing altogether is a ParameterError too.
    """
    if method in ("GET", "HEAD"):
        return _query(pairs, None)
    media_type = _media_type(content_type, (QUERY, FORM))
    if media_type == FORM:
        return _query(pairs + parse_pairs(body), None)
    if any(name == "query" for name, _ in pairs):
        raise ParameterError(
            "The query stands in the body and in the address",
            remedy="Send it once",
            extra={
                "parameter": "query",
                **in_french("La requête figure dans le corps et dans l’adresse", "Envoyez-la une seule fois"),
            },
        )
    return _query(pairs, decode(body))


def read_update(query_string: bytes, content_type: str | None, body: bytes) -> Operation:
    """An update by POST, form or direct (SPARQL 1.1 Protocol, section 2.2). Raises as `read_query` does."""
    pairs = parse_pairs(query_string)
    media_type = _media_type(content_type, (UPDATE, FORM))
    if any(name == "update" for name, _ in pairs):
        raise ParameterError(
            "An update does not stand in the address",
            remedy="Send it in the body by POST",
            extra={
                "parameter": "update",
                **in_french("Une mise à jour ne figure pas dans l’adresse", "Envoyez-la dans le corps, par POST"),
            },
        )
    if media_type == FORM:
        pairs += parse_pairs(body)
        text = _single(pairs, "update", ("query",))
    else:
        text = decode(body)
    return Operation(
        text=text,
        default_graphs=_graphs(pairs, "using-graph-uri"),
        named_graphs=_graphs(pairs, "using-named-graph-uri"),
        format=None,
    )


def parse_pairs(data: bytes) -> Pairs:
    """The pairs of an address or a form, in UTF-8, as `urllib.parse.parse_qsl` reads them. Raises BadRequestError."""
    pieces = data.split(b"&")
    if len(pieces) > _MOST_PARAMETERS:
        raise BadRequestError(
            f"The request has more than {_MOST_PARAMETERS} parameters",
            remedy="Send fewer parameters",
            extra=in_french(f"La requête a plus de {_MOST_PARAMETERS} paramètres", "Envoyez moins de paramètres"),
        )
    found: Pairs = []
    try:
        data.decode("ascii")
        for piece in pieces:
            if piece:
                name, _, value = piece.partition(b"=")
                found.append((_decoded(name), _decoded(value)))
    except UnicodeDecodeError:
        raise BadRequestError(
            "The parameters are not UTF-8 with percent-encoding",
            remedy="Encode them as UTF-8",
            extra=in_french("Les paramètres ne sont pas en UTF-8 avec codage pour cent", "Codez-les en UTF-8"),
        ) from None
    return found


def decode(body: bytes) -> str:
    """The text of a body. Raises BadRequestError where it is not UTF-8."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequestError(
            f"The body is not UTF-8 at byte {error.start}",
            remedy="Send the text in UTF-8",
            extra=in_french(
                f"Le corps de la requête n’est pas en UTF-8 à l’octet {error.start}", "Envoyez le texte en UTF-8"
            ),
        ) from None


def absolute_iri(value: str, parameter: str) -> str:
    """`value` if it is an absolute IRI. Raises ParameterError."""
    try:
        if ":" not in value:
            raise ValueError
        return NamedNode(value).value
    except ValueError:
        raise ParameterError(
            f"{parameter}: {value[:80]!r} is not an absolute IRI",
            remedy="Write it in full, as in https://w3id.org/ramp/graph/data/states",
            extra={
                "parameter": parameter,
                **in_french(
                    f"{parameter} : « {value[:80]} » n’est pas un IRI absolu",
                    "Écrivez-le en entier, par exemple https://w3id.org/ramp/graph/data/states",
                ),
            },
        ) from None


def parse_content_type(value: str | None) -> tuple[str, str | None]:
    """Media type and charset, both in lower case."""
    media_type, _, parameters = (value or "").partition(";")
    charset = None
    for parameter in parameters.split(";"):
        name, _, content = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = content.strip().strip('"').lower()
    return media_type.strip().lower(), charset


def _decoded(data: bytes) -> str:
    """Without percent-encoding (RFC 3986, section 2.1). Raises UnicodeDecodeError.

    That is quoted-printable (RFC 2045, section 6.7) with another sign, which the standard library decodes many times
    faster; what is not well encoded is left as it is.
    """
    data = data.replace(b"+", b" ")
    if b"%" not in data:
        return data.decode()
    if _WELL_ENCODED.fullmatch(data):
        return a2b_qp(data.replace(b"=", b"=3D").replace(b"%", b"=")).decode()
    return unquote_to_bytes(data).decode()


def _query(pairs: Pairs, text: str | None) -> Operation:
    return Operation(
        text=_single(pairs, "query", ("update",)) if text is None else text,
        default_graphs=_graphs(pairs, "default-graph-uri"),
        named_graphs=_graphs(pairs, "named-graph-uri"),
        format=next((value for name, value in pairs if name == "format" and value), None),
    )


def _single(pairs: Pairs, name: str, forbidden: Sequence[str]) -> str:
    values = [value for key, value in pairs if key == name]
    for other in forbidden:
        if any(key == other for key, _ in pairs):
            raise ParameterError(
                f"A request with {name} has no {other}",
                remedy=f"Send the {other} to its own address" if other == "update" else "Send the query to /sparql",
                extra={
                    "parameter": other,
                    **in_french(
                        f"Une requête avec {name} n’a pas de paramètre {other}",
                        "Envoyez la mise à jour à sa propre adresse"
                        if other == "update"
                        else "Envoyez la requête à /sparql",
                    ),
                },
            )
    if len(values) != 1:
        found = "is missing" if not values else f"is given {len(values)} times"
        french = "manque" if not values else f"est donné {len(values)} fois"
        raise ParameterError(
            f"The parameter {name} {found}",
            remedy=f"Send {name} once",
            extra={
                "parameter": name,
                **in_french(f"Le paramètre {name} {french}", f"Envoyez {name} une seule fois"),
            },
        )
    return values[0]


def _graphs(pairs: Pairs, name: str) -> tuple[str, ...] | None:
    found = tuple(absolute_iri(value, name) for key, value in pairs if key == name)
    return found or None


def _media_type(content_type: str | None, known: tuple[str, ...]) -> str:
    media_type, charset = parse_content_type(content_type)
    if media_type not in known:
        given = f"the media type {media_type!r}" if media_type else "no media type"
        said = f"a le type de média « {media_type} »" if media_type else "n’a pas de type de média"
        raise MediaTypeError(
            f"The request has {given}",
            remedy=f"Send Content-Type: {' or '.join(known)}",
            extra={
                "available": list(known),
                **in_french(f"La requête {said}", f"Envoyez Content-Type: {' ou '.join(known)}"),
            },
            headers={"Accept-Post": ", ".join(known)},
        )
    if charset not in (None, "utf-8", "utf8", "us-ascii"):
        raise MediaTypeError(
            f"The charset {charset!r} is not read",
            remedy="Send the text in UTF-8",
            extra=in_french(f"Le jeu de caractères « {charset} » n’est pas lu", "Envoyez le texte en UTF-8"),
        )
    return media_type
