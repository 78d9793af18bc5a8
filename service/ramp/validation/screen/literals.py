"""Literals whose lexical form Oxigraph keeps, and lexical forms that are valid for certain.

Oxigraph stores numbers, dates and the like by value: `"01"^^xsd:integer` comes back as `"1"`, and both are one term.
SHACL counts and compares terms. A literal that is not plain is therefore never screened: its record goes to pySHACL.
"""

import re
from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode, Quad, Store

_XSD = "http://www.w3.org/2001/XMLSchema#"
_YEAR = r"([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
_MONTH = r"(0[1-9]|1[0-2])"
_DAY = r"((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"

SURE: Mapping[str, str] = {
    _XSD + "integer": "^(0|-?[1-9][0-9]{0,17})$",
    _XSD + "decimal": r"^-?(0|[1-9][0-9]{0,8})\.[0-9]{0,8}[1-9]$",
    _XSD + "boolean": "^(true|false)$",
    _XSD + "date": f"^{_YEAR}-{_DAY}$",
    _XSD + "gYear": f"^{_YEAR}$",
    _XSD + "gYearMonth": f"^{_YEAR}-{_MONTH}$",
    _XSD + "language": "^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8}){0,8}$",
    _XSD + "anyURI": "^[a-z]{2,10}:[!-~]+$",
}
"""Datatype to lexical forms that are canonical, and valid for Oxigraph and for rdflib alike."""
_BY_VALUE = frozenset(
    _XSD + name
    for name in (
        "boolean", "byte", "date", "dateTime", "dateTimeStamp", "dayTimeDuration", "decimal", "double", "duration",
        "float", "gDay", "gMonth", "gMonthDay", "gYear", "gYearMonth", "int", "integer", "long", "negativeInteger",
        "nonNegativeInteger", "nonPositiveInteger", "positiveInteger", "short", "time", "unsignedByte", "unsignedInt",
        "unsignedLong", "unsignedShort", "yearMonthDuration",
    )
)  # fmt: skip
_SURE = {datatype: re.compile(f"{pattern.removesuffix('$')}\\Z") for datatype, pattern in SURE.items()}


def is_plain(lexical: str, datatype: str) -> bool:
    """Whether Oxigraph gives the literal back as it was written."""
    if datatype not in _BY_VALUE:
        return True
    pattern = _SURE.get(datatype)
    if pattern is not None and pattern.match(lexical):
        return True
    node, literal, probe = NamedNode("urn:x"), Literal(lexical, datatype=NamedNode(datatype)), Store()
    probe.add(Quad(node, node, literal))
    return all(quad.object == literal for quad in probe)
