"""What one SHACL constraint component says about one value, as a SPARQL expression that is true where it may be broken.

An expression never raises an error in SPARQL: an error would make a filter false, and the value would be missed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rdflib import RDF, RDFS, SH, XSD, Graph, Literal
from rdflib.term import Node

from ramp.validation.screen.literals import SURE, is_plain
from ramp.validation.screen.terms import NotCompiledError, items, path, quote, term

_KINDS = {
    SH.IRI: "isIRI({0})",
    SH.BlankNode: "isBlank({0})",
    SH.Literal: "isLiteral({0})",
    SH.BlankNodeOrIRI: "(isIRI({0}) || isBlank({0}))",
    SH.BlankNodeOrLiteral: "(isLiteral({0}) || isBlank({0}))",
    SH.IRIOrLiteral: "(isIRI({0}) || isLiteral({0}))",
}
_SAFE_PATTERN = re.compile(
    r"(?:[\w \-^$|/:,;@#%&=~!<>\"']|\\[.\-\\/dt^$*+?()\[\]{}|]|[.*+?()]|\{\d+(?:,\d*)?\}|\[[\w ^/.,:+@#\-]+\])*"
)
"""Patterns that mean the same to Python and to Oxigraph."""
_COMPARED = (XSD.integer, XSD.decimal, XSD.date)


@dataclass(frozen=True, slots=True)
class Condition:
    """`text`: true where the constraint may be broken. `exact`: and only there, so that it can be negated."""

    text: str
    exact: bool = False


def plain(node: Node) -> Node:
    """The parameter, which must be a term that Oxigraph keeps as it is written. Raises NotCompiledError."""
    if isinstance(node, Literal) and not is_plain(str(node), str(node.datatype or XSD.string)):
        raise NotCompiledError("literal")
    return node


def number(node: Node) -> int:
    """A whole number of 0 or more. Raises NotCompiledError."""
    try:
        found = int(str(node))
    except ValueError:
        raise NotCompiledError("number") from None
    if found < 0:
        raise NotCompiledError("number")
    return found


def _datatype(shapes: Graph, shape: Node, parameter: Node, value: str) -> Condition:
    wanted = f"COALESCE(isLiteral({value}) && sameTerm(DATATYPE({value}), {term(parameter)}), false)"
    if parameter in (XSD.string, RDF.langString):
        return Condition(f"!{wanted}", exact=True)
    sure = SURE.get(str(parameter))
    if sure is None:
        if str(parameter).startswith((str(XSD), str(RDF))):
            raise NotCompiledError("datatype")
        return Condition(f"!{wanted}")
    return Condition(f"!({wanted} && REGEX(STR({value}), {quote(sure)}))")


def _node_kind(shapes: Graph, shape: Node, parameter: Node, value: str) -> Condition:
    kind = _KINDS.get(parameter)  # type: ignore[call-overload]
    if kind is None:
        raise NotCompiledError("nodeKind")
    return Condition(f"!{kind.format(value)}", exact=True)


def _class(shapes: Graph, shape: Node, parameter: Node, value: str) -> Condition:
    kind = term(parameter)
    direct = f"EXISTS {{ {value} {term(RDF.type)} {kind} }}"
    above = f"EXISTS {{ {value} {term(RDF.type)}/{term(RDFS.subClassOf)}+ {kind} }}"
    return Condition(f"!({direct} || {above})", exact=True)


def _in(shapes: Graph, shape: Node, parameter: Node, value: str) -> Condition:
    allowed = [f"sameTerm({value}, {term(plain(member))})" for member in items(shapes, parameter)]
    return Condition(f"!({' || '.join(allowed) or 'false'})", exact=True)


def _pattern(shapes: Graph, shape: Node, parameter: Node, value: str) -> Condition:
    if shapes.value(shape, SH.flags) is not None or not _SAFE_PATTERN.fullmatch(str(parameter)):
        raise NotCompiledError("pattern")
    try:
        re.compile(str(parameter))
    except re.error:
        raise NotCompiledError("pattern") from None
    return Condition(f"(isBlank({value}) || !COALESCE(REGEX(STR({value}), {quote(str(parameter))}), false))")


def _min_length(shapes: Graph, shape: Node, parameter: Node, value: str) -> Condition:
    return Condition(f"(isBlank({value}) || COALESCE(STRLEN(STR({value})) < {number(parameter)}, true))", exact=True)


def _max_length(shapes: Graph, shape: Node, parameter: Node, value: str) -> Condition:
    return Condition(f"(isBlank({value}) || COALESCE(STRLEN(STR({value})) > {number(parameter)}, true))", exact=True)


def _range(sign: str) -> "Component":
    def compiled(shapes: Graph, shape: Node, parameter: Node, value: str) -> Condition:
        if not isinstance(parameter, Literal) or parameter.datatype not in _COMPARED:
            raise NotCompiledError("range")
        same = f"DATATYPE({value}) = {term(parameter.datatype)}"
        return Condition(f"!COALESCE({same} && {value} {sign} {term(plain(parameter))}, false)")

    return compiled


def _language_in(shapes: Graph, shape: Node, parameter: Node, value: str) -> Condition:
    languages = [quote(str(language).lower()) for language in items(shapes, parameter)]
    known = " || ".join(f"LCASE(LANG({value})) = {language}" for language in languages if language != '""')
    return Condition(f"!COALESCE({known or 'false'}, false)")


Component = Callable[[Graph, Node, Node, str], Condition]
"""Shapes graph, shape, parameter, variable (`?v1`); raises NotCompiledError."""

COMPONENTS: Mapping[Node, Component] = {
    SH.datatype: _datatype,
    SH.nodeKind: _node_kind,
    SH["class"]: _class,
    SH["in"]: _in,
    SH.pattern: _pattern,
    SH.minLength: _min_length,
    SH.maxLength: _max_length,
    SH.minInclusive: _range(">="),
    SH.maxInclusive: _range("<="),
    SH.minExclusive: _range(">"),
    SH.maxExclusive: _range("<"),
    SH.languageIn: _language_in,
}
"""The components that look at one value at a time, by their parameter."""


def pair(parameter: Node, other: Node, focus: str, way: str, fresh: Callable[[], str]) -> Condition:
    """sh:equals, sh:disjoint, sh:lessThan and sh:lessThanOrEquals: the values of a path beside those of a property."""
    one, two, property_ = fresh(), fresh(), term(other)
    if parameter == SH.disjoint:
        return Condition(f"EXISTS {{ {focus} {way} {one} . {focus} {property_} {one} }}", exact=True)
    if parameter == SH.equals:
        here = f"EXISTS {{ {focus} {way} {one} FILTER(!EXISTS {{ {focus} {property_} {one} }}) }}"
        there = f"EXISTS {{ {focus} {property_} {two} FILTER(!EXISTS {{ {focus} {way} {two} }}) }}"
        return Condition(f"({here} || {there})", exact=True)
    sign = "<" if parameter == SH.lessThan else "<="
    kinds = ", ".join(term(kind) for kind in _COMPARED)
    less = f"DATATYPE({one}) = DATATYPE({two}) && DATATYPE({one}) IN ({kinds}) && {one} {sign} {two}"
    return Condition(f"EXISTS {{ {focus} {way} {one} . {focus} {property_} {two} FILTER(!COALESCE({less}, false)) }}")


def shape_path(shapes: Graph, shape: Node) -> str | None:
    """The path of a property shape, None for a node shape."""
    found = shapes.value(shape, SH.path)
    return None if found is None else path(shapes, found)
