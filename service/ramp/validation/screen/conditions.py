"""A whole shape as one SPARQL expression over a focus node, with its nested shapes inside it."""

from collections.abc import Callable, Iterable
from itertools import combinations, count

from rdflib import RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.term import Node

from ramp.validation.screen.terms import NotCompiledError, items, path, term
from ramp.validation.screen.values import COMPONENTS, Condition, number, pair, plain, shape_path

SILENT = {
    RDF.type, RDFS.isDefinedBy, RDFS.seeAlso, RDFS.label, RDFS.comment, RDFS.subClassOf, SH.name, SH.description,
    SH.message, SH.severity, SH.path, SH.order, SH.group, SH.defaultValue, SH.targetClass, SH.targetSubjectsOf,
    SH.targetObjectsOf, SH.targetNode, SH.ignoredProperties, SH.flags, SH.qualifiedMinCount, SH.qualifiedMaxCount,
    SH.qualifiedValueShapesDisjoint, SH.deactivated,
}  # fmt: skip
"""Predicates of a shape that constrain nothing by themselves, or are read together with another."""
_PAIRS = (SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals)
_COUNTS = (SH.minCount, SH.maxCount, SH.uniqueLang, SH.qualifiedValueShape)
_MOST = 3
"""Most values that are counted by naming each with a variable of its own."""


class Conditions:
    """Compiles shapes of one graph. Every method raises NotCompiledError for what it has no SPARQL for."""

    def __init__(self, shapes: Graph) -> None:
        self._shapes = shapes
        self._numbers = count()
        self._open: list[Node] = []

    def fresh(self) -> str:
        """A variable that no other part uses."""
        return f"?v{next(self._numbers)}"

    def shape(self, shape: Node, focus: str) -> Condition:
        """True where the node in the variable `focus` may break the shape."""
        if shape in self._open:
            raise NotCompiledError("recursion")
        self._open.append(shape)
        try:
            return self._any(self.component(shape, *found, focus) for found in self.constraints(shape))
        finally:
            self._open.pop()

    def constraints(self, shape: Node) -> list[tuple[Node, Node]]:
        """Predicate and parameter of each constraint of the shape; none where it is switched off."""
        off = self._shapes.value(shape, SH.deactivated)
        if off is not None:
            if off != Literal(True):
                raise NotCompiledError("deactivated")
            return []
        return [pair for pair in self._shapes.predicate_objects(shape) if pair[0] not in SILENT]

    def component(self, shape: Node, predicate: Node, parameter: Node, focus: str) -> Condition:
        """One constraint of a shape."""
        way = shape_path(self._shapes, shape)
        if predicate in _COUNTS and way is None:
            raise NotCompiledError("no path")
        if predicate == SH.minCount:
            return self._fewer(focus, str(way), number(parameter), lambda value: None)
        if predicate == SH.maxCount:
            return self._more(focus, str(way), number(parameter), lambda value: None)
        if predicate == SH.uniqueLang:
            return self._same_language(focus, str(way))
        if predicate == SH.hasValue:
            wanted = term(plain(parameter))
            if way is None:
                return Condition(f"!sameTerm({focus}, {wanted})", exact=True)
            return Condition(f"!EXISTS {{ {focus} {way} {wanted} }}", exact=True)
        if predicate == SH.qualifiedValueShape:
            return self._qualified(shape, parameter, focus, str(way))
        if predicate == SH.closed:
            return self._closed(shape, focus)
        if predicate in _PAIRS:
            if way is None:
                raise NotCompiledError("pair without a path")
            return pair(predicate, parameter, focus, way, self.fresh)
        if way is None:
            return self.value(shape, predicate, parameter, focus)
        value = self.fresh()
        inner = self.value(shape, predicate, parameter, value)
        return Condition(f"EXISTS {{ {focus} {way} {value} FILTER({inner.text}) }}", inner.exact)

    def value(self, shape: Node, predicate: Node, parameter: Node, value: str) -> Condition:
        """One constraint that looks at each value by itself, over the variable `value`."""
        if predicate in COMPONENTS:
            return COMPONENTS[predicate](self._shapes, shape, parameter, value)
        if predicate in (SH.node, SH.property):
            return self.shape(parameter, value)
        if predicate == SH["not"]:
            inner = self._exact(parameter, value)
            return Condition(f"!({inner})", exact=True)
        if predicate in (SH["and"], SH["or"]):
            parts = [self.shape(part, value) for part in items(self._shapes, parameter)]
            if predicate == SH["and"]:
                return self._any(parts)
            text = " && ".join(part.text for part in parts)
            return Condition(f"({text or 'true'})", all(part.exact for part in parts))
        if predicate == SH.xone:
            broken = [self._exact(part, value) for part in items(self._shapes, parameter)]
            ones = [
                "(" + " && ".join(f"{'!' if other == one else ''}({text})" for other, text in enumerate(broken)) + ")"
                for one in range(len(broken))
            ]
            return Condition(f"!({' || '.join(ones) or 'false'})", exact=True)
        raise NotCompiledError(str(predicate))

    def allowed(self, shape: Node) -> list[str] | None:
        """The properties that a closed shape names, in SPARQL; None where it is not closed."""
        closed = self._shapes.value(shape, SH.closed)
        if closed is None or str(closed) in ("false", "0"):
            return None
        named = [self._shapes.value(inner, SH.path) for inner in self._shapes.objects(shape, SH.property)]
        for head in self._shapes.objects(shape, SH.ignoredProperties):
            named += items(self._shapes, head)
        return sorted({term(name) for name in named if isinstance(name, URIRef)})

    def _exact(self, shape: Node, value: str) -> str:
        inner = self.shape(shape, value)
        if not inner.exact:
            raise NotCompiledError("negation")
        return inner.text

    @staticmethod
    def _any(parts: Iterable[Condition]) -> Condition:
        found = list(parts)
        text = " || ".join(part.text for part in found)
        return Condition(f"({text or 'false'})", all(part.exact for part in found))

    def _several(self, focus: str, way: str, amount: int, test: Callable[[str], str | None]) -> str:
        """A pattern of `amount` different values, each of which meets the test."""
        if amount > _MOST:
            raise NotCompiledError("count")
        values = [self.fresh() for _ in range(amount)]
        parts = [f"{focus} {way} {value} ." for value in values]
        tests = [found for value in values if (found := test(value)) is not None]
        tests += [f"!sameTerm({one}, {two})" for one, two in combinations(values, 2)]
        return " ".join([*parts, *(f"FILTER({found})" for found in tests)])

    def _fewer(self, focus: str, way: str, least: int, test: Callable[[str], str | None]) -> Condition:
        if least == 0:
            return Condition("false", exact=True)
        return Condition(f"!EXISTS {{ {self._several(focus, way, least, test)} }}", exact=True)

    def _more(self, focus: str, way: str, most: int, test: Callable[[str], str | None]) -> Condition:
        return Condition(f"EXISTS {{ {self._several(focus, way, most + 1, test)} }}", exact=True)

    def _same_language(self, focus: str, way: str) -> Condition:
        one, two = self.fresh(), self.fresh()
        same = f'isLiteral({one}) && isLiteral({two}) && LANG({one}) != "" && LCASE(LANG({one})) = LCASE(LANG({two}))'
        different = f"!sameTerm({one}, {two}) && COALESCE({same}, false)"
        return Condition(f"EXISTS {{ {focus} {way} {one} . {focus} {way} {two} FILTER({different}) }}")

    def _qualified(self, shape: Node, parameter: Node, focus: str, way: str) -> Condition:
        if self._shapes.value(shape, SH.qualifiedValueShapesDisjoint) is not None:
            raise NotCompiledError("qualifiedValueShapesDisjoint")
        parts: list[Condition] = []
        least, most = (self._shapes.value(shape, name) for name in (SH.qualifiedMinCount, SH.qualifiedMaxCount))
        if least is not None:
            sure = self.shape(parameter, "?v").exact
            few = self._fewer(focus, way, number(least), lambda value: f"!{self.shape(parameter, value).text}")
            parts.append(Condition(few.text, sure))
        if most is not None:
            parts.append(self._more(focus, way, number(most), lambda value: f"!({self._exact(parameter, value)})"))
        return self._any(parts)

    def _closed(self, shape: Node, focus: str) -> Condition:
        allowed = self.allowed(shape)
        if allowed is None:
            return Condition("false", exact=True)
        predicate, value = self.fresh(), self.fresh()
        test = f"!({' || '.join(f'sameTerm({predicate}, {name})' for name in allowed) or 'false'})"
        return Condition(f"EXISTS {{ {focus} {predicate} {value} FILTER({test}) }}", exact=True)


def simple_path(shapes: Graph, shape: Node) -> str | None:
    """The path where it is one property, forwards or backwards; None for any other and for a node shape."""
    found = shapes.value(shape, SH.path)
    if found is None:
        return None
    whole = path(shapes, found)
    if isinstance(found, URIRef):
        return whole
    inverse = shapes.value(found, SH.inversePath)
    return f"^{term(inverse)}" if isinstance(inverse, URIRef) else None
