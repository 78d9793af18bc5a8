"""The queries that screen one shape: as few and as set-based as its constraints allow.

A value constraint over a simple path is asked once for each different value in the graph, not once for each node: of a
hundred thousand records most share their vocabulary. Counts group by node. What remains is asked for each target.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rdflib import RDF, RDFS, SH, BNode, Graph, URIRef
from rdflib.term import Node

from ramp.validation.screen.conditions import Conditions, simple_path
from ramp.validation.screen.terms import NotCompiledError, term
from ramp.validation.screen.values import COMPONENTS, number, plain

BELOW = f"/{term(RDFS.subClassOf)}*"
"""The part of a target's pattern that walks up from a class; needless in a graph without subclasses."""
_BY_VALUE = {*COMPONENTS, SH.node, SH.property, SH["not"], SH["and"], SH["or"], SH.xone}
Kind = Literal["nodes", "values", "predicates"]


@dataclass(frozen=True, slots=True)
class Step:
    """One query. `nodes`: its rows are suspects; `values`: bad values, whose holders by `way` are suspects;
    `predicates`: properties in use, of which those not in `allowed` make their subjects suspects.
    `targeted`: whether its rows are targets of the shape already.
    """

    kind: Kind
    text: str
    targeted: bool = False
    way: str = ""
    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """What pySHACL judges when a step suspects a node: the shape itself, or one of its property shapes.

    `steps` is None where the part is not compiled: then all targets are suspects.
    """

    shape: Node
    steps: tuple[Step, ...] | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A shape with targets. `target` is the pattern of `?this`; None where only pySHACL can tell its targets."""

    shape: Node
    target: str | None
    parts: tuple[Part, ...]


def plans(shapes: Graph, roots: Iterator[Node]) -> tuple[Plan, ...]:
    """The plans of the shapes that have targets of their own."""
    conditions = Conditions(shapes)
    made = (_plan(shapes, conditions, root) for root in roots)
    return tuple(plan for plan in made if plan is not None)


def _plan(shapes: Graph, conditions: Conditions, root: Node) -> Plan | None:
    try:
        target = _target(shapes, root)
    except NotCompiledError:
        return Plan(root, None, (Part(root, None),))
    if target is None:
        return None
    try:
        constraints = conditions.constraints(root)
    except NotCompiledError:
        return Plan(root, target, (Part(root, None),))
    inner: list[Node] = []
    if shapes.value(root, SH.path) is None:
        inner = sorted((found[1] for found in constraints if found[0] == SH.property), key=str)
        constraints = [found for found in constraints if found[0] != SH.property]
    parts = [_part(shapes, conditions, shape, target) for shape in inner]
    if constraints:
        parts.insert(0, _part(shapes, conditions, root, target, constraints))
    return Plan(root, target, tuple(parts))


def _target(shapes: Graph, shape: Node) -> str | None:
    patterns: list[str] = []
    below = f"{term(RDF.type)}{BELOW}"
    implicit = [shape] if (shape, RDF.type, RDFS.Class) in shapes else []
    for kind in [*shapes.objects(shape, SH.targetClass), *implicit]:
        patterns.append(f"?this {below} {term(kind)}")
    for node in shapes.objects(shape, SH.targetNode):
        if isinstance(node, BNode):
            raise NotCompiledError("blank target")
        patterns.append(f"VALUES ?this {{ {term(plain(node))} }}")
    for predicate in shapes.objects(shape, SH.targetSubjectsOf):
        patterns.append(f"?this {term(predicate)} ?of")
    for predicate in shapes.objects(shape, SH.targetObjectsOf):
        patterns.append(f"?of {term(predicate)} ?this")
    if (shape, SH.target, None) in shapes:
        raise NotCompiledError("target")
    return " UNION ".join(f"{{ {pattern} }}" for pattern in patterns) or None


def _part(
    shapes: Graph, conditions: Conditions, shape: Node, target: str, constraints: list[tuple[Node, Node]] | None = None
) -> Part:
    try:
        found = conditions.constraints(shape) if constraints is None else constraints
        return Part(shape, tuple(_steps(shapes, conditions, shape, target, found)))
    except NotCompiledError:
        return Part(shape, None)


def _steps(
    shapes: Graph, conditions: Conditions, shape: Node, target: str, constraints: list[tuple[Node, Node]]
) -> Iterator[Step]:
    way = simple_path(shapes, shape)
    values: list[str] = []
    others: list[str] = []
    for predicate, parameter in constraints:
        if way is not None and predicate in _BY_VALUE:
            values.append(conditions.value(shape, predicate, parameter, "?value").text)
        elif way is not None and predicate == SH.maxCount:
            yield _many(way, number(parameter))
        elif predicate == SH.closed and shapes.value(shape, SH.path) is None:
            allowed = conditions.allowed(shape)
            if allowed is not None:
                yield Step("predicates", target, targeted=True, allowed=frozenset(allowed))
        else:
            others.append(conditions.component(shape, predicate, parameter, "?this").text)
    if values and way is not None:
        different = f"{{ SELECT DISTINCT ?value {{ ?holder {way} ?value }} }}"
        yield Step("values", f"SELECT ?value {{ {different} FILTER({' || '.join(values)}) }}", way=way)
    for other in others:
        if other != "false":
            yield Step("nodes", f"SELECT DISTINCT ?this {{ {target} FILTER({other}) }}", targeted=True)


def _many(way: str, most: int) -> Step:
    """The store holds each triple once, so rows are values."""
    if most == 0:
        return Step("nodes", f"SELECT DISTINCT ?this {{ ?this {way} ?value }}")
    return Step("nodes", f"SELECT ?this {{ ?this {way} ?value }} GROUP BY ?this HAVING(COUNT(?value) > {most})")


def is_root(shapes: Graph, shape: Node) -> bool:
    """Whether the shape has targets of its own."""
    predicates = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)
    if any((shape, predicate, None) in shapes for predicate in predicates):
        return True
    return isinstance(shape, URIRef) and (shape, RDF.type, RDFS.Class) in shapes
