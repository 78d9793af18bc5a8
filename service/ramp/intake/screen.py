"""Finds quickly the nodes that may break a rule, so that the shapes engine only judges those.

This is for one submission in memory. `ramp.validation.screen` does the same for many records by queries over a store;
for a single record those ninety queries alone take 9 ms of the 15 ms that its whole check may take.

A shape is compiled into one test. The test may suspect too much, never too little: what it does not know is suspected
always. `tests/intake/test_profile.py` holds it to the engine on generated records.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from rdflib import RDF, RDFS, SH, BNode, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from ramp.intake.facts import Facts

Test = Callable[[Facts, Node], bool]
"""Whether the node conforms for certain."""
_Values = Callable[[Facts, Node], list[Node]]
_Check = Callable[[Facts, Node, list[Node]], bool]

_SAID = {
    RDF.type, RDFS.isDefinedBy, RDFS.seeAlso, SH.name, SH.description, SH.message, SH.severity, SH.path, SH.order,
    SH.group, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode, SH.ignoredProperties,
    SH.qualifiedMinCount, SH.flags,
}  # fmt: skip
"""Predicates of a shape that constrain nothing by themselves."""


class Screen:
    """Compiles shapes of one graph, each once."""

    def __init__(self, shapes: Any) -> None:
        self._shapes = shapes
        self._tests: dict[Node, Test] = {}

    def test(self, shape: Node) -> Test:
        """The test of a shape."""
        if shape not in self._tests:
            self._tests[shape] = _unsure  # a shape that needs itself is never sure
            self._tests[shape] = self._compiled(shape)
        return self._tests[shape]

    def _compiled(self, shape: Node) -> Test:
        values = self._path(self._shapes.value(shape, SH.path))
        checks: list[_Check] = []
        for predicate, parameter in self._shapes.predicate_objects(shape):
            if predicate not in _SAID:
                check = self._check(predicate, parameter, shape)
                if check is None:
                    return _unsure
                checks.append(check)

        def test(facts: Facts, node: Node) -> bool:
            found = values(facts, node)
            return all(check(facts, node, found) for check in checks)

        return test

    def _check(self, predicate: Node, parameter: Node, shape: Node) -> _Check | None:
        match str(predicate).removeprefix(str(SH)):
            case "minCount":
                least = int(str(parameter))
                return lambda facts, node, values: len(values) >= least
            case "maxCount":
                most = int(str(parameter))
                return lambda facts, node, values: len(values) <= most
            case "datatype":
                return _each(lambda facts, value: _has_datatype(value, parameter))
            case "class":
                return _each(lambda facts, value: parameter in facts.types(value))
            case "nodeKind":
                return _each(lambda facts, value: parameter == SH.IRI and isinstance(value, URIRef))
            case "in":
                allowed = set(self._list(parameter))
                return _each(lambda facts, value: value in allowed)
            case "hasValue":
                return lambda facts, node, values: parameter in values
            case "pattern":
                if self._shapes.value(shape, SH.flags) is not None:
                    return None
                pattern = re.compile(str(parameter))
                return _each(lambda facts, value: not isinstance(value, BNode) and bool(pattern.search(str(value))))
            case "minLength":
                least = int(str(parameter))
                return _each(lambda facts, value: not isinstance(value, BNode) and len(str(value)) >= least)
            case "maxLength":
                most = int(str(parameter))
                return _each(lambda facts, value: not isinstance(value, BNode) and len(str(value)) <= most)
            case "uniqueLang":
                return lambda facts, node, values: _unique_languages(values)
            case "languageIn":
                languages = {str(language).lower() for language in self._list(parameter)}
                return _each(
                    lambda facts, value: isinstance(value, Literal) and (value.language or "").lower() in languages
                )
            case "qualifiedValueShape":
                least = int(str(self._shapes.value(shape, SH.qualifiedMinCount) or 0))
                inner = self.test(parameter)
                return lambda facts, node, values: sum(1 for value in values if inner(facts, value)) >= least
            case "or":
                tests = [self.test(part) for part in self._list(parameter)]
                return _each(lambda facts, value: any(test(facts, value) for test in tests))
            case "node" | "property":
                inner = self.test(parameter)
                return _each(inner)
        return None

    def _list(self, head: Node) -> Iterable[Node]:
        return list(Collection(self._shapes, head))

    def _path(self, path: Node | None) -> _Values:
        if path is None:
            return lambda facts, node: [node]
        if isinstance(path, URIRef):
            return lambda facts, node: facts.objects(node, path)
        inverse = self._shapes.value(path, SH.inversePath)
        if isinstance(inverse, URIRef):
            return lambda facts, node: facts.subjects(inverse, node)
        alternatives = self._shapes.value(path, SH.alternativePath)
        if alternatives is not None:
            parts = [self._path(part) for part in self._list(alternatives)]
            return lambda facts, node: list(dict.fromkeys(value for part in parts for value in part(facts, node)))
        steps = [self._path(part) for part in self._list(path)]

        def follow(facts: Facts, node: Node) -> list[Node]:
            nodes = [node]
            for step in steps:
                nodes = list(dict.fromkeys(value for start in nodes for value in step(facts, start)))
            return nodes

        return follow


def _unsure(facts: Facts, node: Node) -> bool:
    return False


def _each(test: Test) -> _Check:
    return lambda facts, node, values: all(test(facts, value) for value in values)


def _has_datatype(value: Node, datatype: Node) -> bool:
    if not isinstance(value, Literal) or value.ill_typed:
        return False
    return (RDF.langString if value.language else value.datatype) == datatype


def _unique_languages(values: list[Node]) -> bool:
    languages = [value.language.lower() for value in values if isinstance(value, Literal) and value.language]
    return len(languages) == len(set(languages))
