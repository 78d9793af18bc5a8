"""pySHACL judges the suspects, with that part of the graph that their shapes can see, and writes the standard report.

This module reaches below `pyshacl.validate()`, as `ramp.intake.profile` does and for the same reason: shapes are parsed
once. Nothing is fetched or inferred, and shapes come only from the caller.
"""

import logging
from collections.abc import Iterable
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store
from pyshacl.graph_abstraction import DataGraph
from pyshacl.shapes_graph import ShapesGraph
from pyshacl.validator import Validator
from rdflib import RDF, RDFS, SH, XSD, Graph
from rdflib import Literal as RdfLiteral
from rdflib.term import BNode, Node, URIRef

from ramp.validation.screen.literals import is_plain
from ramp.validation.screen.screening import OxTerm, Screen, Suspects
from ramp.validation.stated import rdflib_term

_LOG = logging.getLogger("ramp.validation.screen")
_STEPS = (SH.inversePath, SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath, SH.alternativePath)
_PAIRS = (SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals)


class Explainer:
    """The shapes as pySHACL has them, and which properties they look along."""

    def __init__(self, shapes: Graph) -> None:
        """`shapes` as loaded by pySHACL's own loader."""
        self.shapes: Any = ShapesGraph(shapes, False, _LOG)
        self._by_node = {shape.node: shape for shape in self.shapes.shapes}
        self._forwards, self._backwards = _looked_along(shapes)

    @property
    def roots(self) -> list[Node]:
        """The shapes that pySHACL looks for targets of."""
        return list(self._by_node)

    def judge(self, suspects: Suspects, data: Graph) -> list[Any]:
        """pySHACL's results for the suspects in `data`."""
        options = {"inplace": True, "logger": _LOG, "advanced": False, "inference": "none"}
        validator = Validator(DataGraph.from_rdflib(data), shacl_graph=Graph(), options=options)
        validator.shacl_graph = self.shapes
        executor, target = validator.make_executor(), validator.data_graph
        found: list[Any] = []
        for (_, part), nodes in suspects.found.items():
            focus = sorted((rdflib_term(node) for node in nodes), key=str)
            found.extend(self._by_node[part].validate(executor, target, focus=focus)[1])
        for shape in suspects.unknown:
            found.extend(self._by_node[shape].validate(executor, target)[1])
        return found

    def report(self, results: Iterable[Any]) -> Graph:
        """The results as a sh:ValidationReport."""
        listed = list(results)
        graph: Graph = Validator.create_validation_report(self.shapes, not listed, listed)[0]
        return graph

    def surroundings(self, store: Store, suspects: Suspects) -> Graph:
        """All that the shapes can see from the suspects: what their paths reach, with all that is said of it."""
        seen: set[OxTerm] = set()
        edge = list(suspects.nodes)
        graph = Graph()
        for quad in store.quads_for_pattern(None, NamedNode(str(RDFS.subClassOf)), None):
            graph.add(_triple(quad))
        while edge:
            node = edge.pop()
            if node in seen or not isinstance(node, NamedNode | BlankNode | Literal):
                continue
            seen.add(node)
            if not isinstance(node, Literal):
                for quad in store.quads_for_pattern(node, None, None):
                    graph.add(_triple(quad))
                    if quad.predicate.value in self._forwards:
                        edge.append(quad.object)
            for predicate in self._backwards:
                for quad in store.quads_for_pattern(None, NamedNode(predicate), node):
                    graph.add(_triple(quad))
                    edge.append(quad.subject)
        return graph


def screened_report(data: Graph, shapes: Graph) -> Graph:
    """The report on `data`, the same as pySHACL's: screened first, then explained. `shapes` by pySHACL's own loader."""
    explainer = Explainer(shapes)
    store, odd = stored(data)
    suspects = Screen(shapes, explainer.roots).suspects(store, odd=odd)
    return explainer.report(explainer.judge(suspects, data))


def stored(data: Graph) -> tuple[Store, bool]:
    """The graph in a store of its own, and whether it holds literals that the store does not keep as written."""
    store, odd = Store(), False
    for subject, predicate, value in data:
        if isinstance(value, RdfLiteral):
            odd = odd or not is_plain(str(value), str(value.datatype or XSD.string))
        store.add(Quad(_ox(subject), _ox(predicate), _ox(value)))
    return store, odd


def _looked_along(shapes: Graph) -> tuple[frozenset[str], frozenset[str]]:
    """The properties in the paths of all shapes, forwards and backwards."""
    forwards, backwards = {str(RDF.type), str(RDFS.subClassOf)}, set[str]()

    def walk(path: Node, inverse: bool) -> None:
        if isinstance(path, URIRef):
            (backwards if inverse else forwards).add(str(path))
            return
        for predicate in _STEPS:
            for inner in shapes.objects(path, predicate):
                walk(inner, inverse != (predicate == SH.inversePath))
        for item in shapes.objects(path, RDF.first):
            walk(item, inverse)
        for rest in shapes.objects(path, RDF.rest):
            if rest != RDF.nil:
                walk(rest, inverse)

    for path in shapes.objects(None, SH.path):
        walk(path, False)
    for predicate in _PAIRS:
        forwards.update(str(other) for other in shapes.objects(None, predicate))
    return frozenset(forwards), frozenset(backwards)


def _triple(quad: Any) -> tuple[Node, Node, Node]:
    return rdflib_term(quad.subject), URIRef(quad.predicate.value), rdflib_term(quad.object)


def _ox(node: Node) -> Any:
    if isinstance(node, URIRef):
        return NamedNode(str(node))
    if isinstance(node, BNode):
        return BlankNode(str(node))
    assert isinstance(node, RdfLiteral)
    if node.language:
        return Literal(str(node), language=node.language)
    return Literal(str(node), datatype=NamedNode(str(node.datatype or XSD.string)))
