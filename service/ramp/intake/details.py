"""Adds to a result what pySHACL leaves out of it: why each alternative of a sh:or was not met.

pySHACL nests the results of a sh:node (sh:detail), but not those of the members of sh:or, sh:xone and sh:and, nor
those of the values that sh:qualifiedValueShape does not count. Without them a report can only say that something does
not fit.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from rdflib import SH, BNode, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from ramp.graph.namespaces import SHAPE
from ramp.intake.facts import Facts
from ramp.intake.raw import Raw

_LISTS: Mapping[Node, URIRef] = {
    SH.OrConstraintComponent: SH["or"],
    SH.XoneConstraintComponent: SH.xone,
    SH.AndConstraintComponent: SH["and"],
}
_PLAIN = (SH["class"], SH.hasValue)
"""What the members of a list of classes or of vocabularies hold; a sentence on the whole list says it better."""
_ANY_DATE = URIRef(SHAPE.iri + "AnyDate")
"""The kinds of date; that a value is none of them is one sentence too."""

Judge = Callable[[Node, Node], list[Raw]]
"""The results of one shape for one node."""


def detailed(raw: Raw, shapes: Any, facts: Facts, judge: Judge) -> Raw:
    """The result with the results inside it, down to the innermost; `shapes` is the graph of the shapes."""
    inner = list(raw.details)
    if not inner:
        inner = [found for shape, node in _asked(raw, shapes, facts) for found in judge(shape, node)]
    return replace(raw, details=tuple(detailed(found, shapes, facts, judge) for found in inner))


def _asked(raw: Raw, shapes: Any, facts: Facts) -> Iterator[tuple[Node, Node]]:
    """The shapes that a result hides, each with the node that was held to it."""
    if (parameter := _LISTS.get(raw.component)) is not None and raw.shape != _ANY_DATE:
        node = raw.focus if raw.value is None else raw.value
        for head in shapes.objects(raw.shape, parameter):
            members = list(Collection(shapes, head))
            if not all(_plain(member, shapes) for member in members):
                yield from ((member, node) for member in members)
    elif raw.component == SH.QualifiedMinCountConstraintComponent and raw.severity == SH.Violation:
        for shape in shapes.objects(raw.shape, SH.qualifiedValueShape):
            if isinstance(raw.path, URIRef):
                yield from ((shape, value) for value in facts.objects(raw.focus, raw.path))


def _plain(member: Node, shapes: Any) -> bool:
    return isinstance(member, BNode) and any(shapes.value(member, parameter) is not None for parameter in _PLAIN)
