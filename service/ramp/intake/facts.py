"""The triples of a submission and what they refer to, indexed both ways; as an rdflib graph only once somebody asks."""

from collections.abc import Iterable
from functools import cached_property

from rdflib import RDF, Graph
from rdflib.term import Node

from ramp.intake.submission import Triple

_TYPE = RDF.type

_NONE: list[Node] = []
_EMPTY: dict[Node, list[Node]] = {}


class Facts:
    """A small, read-only graph that answers faster than a general one."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._triples = dict.fromkeys(triples)
        self._out: dict[Node, dict[Node, list[Node]]] = {}
        self._in: dict[Node, dict[Node, list[Node]]] = {}
        for subject, predicate, value in self._triples:
            self._out.setdefault(subject, {}).setdefault(predicate, []).append(value)
            self._in.setdefault(value, {}).setdefault(predicate, []).append(subject)

    def properties(self, subject: Node) -> dict[Node, list[Node]]:
        """Values by predicate."""
        return self._out.get(subject, _EMPTY)

    def objects(self, subject: Node, predicate: Node) -> list[Node]:
        return self._out.get(subject, _EMPTY).get(predicate, _NONE)

    def subjects(self, predicate: Node, value: Node) -> list[Node]:
        return self._in.get(value, _EMPTY).get(predicate, _NONE)

    def first(self, subject: Node, predicate: Node) -> Node | None:
        return next(iter(self.objects(subject, predicate)), None)

    def types(self, subject: Node) -> list[Node]:
        return self.objects(subject, _TYPE)

    @cached_property
    def graph(self) -> Graph:
        """The same for the shapes engine."""
        graph = Graph()
        for triple in self._triples:
            graph.add(triple)
        return graph
