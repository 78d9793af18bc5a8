"""The part of the graph that people state, which is what rules are about: ontology, vocabularies and data.

Left out: the shapes themselves, the mappings (checked row by row when they are read), and what is generated (derived
facts, the questions as RDF, the description of the release). The engine of the shapes wants an rdflib graph, the
hygiene queries a store whose default graph is the stated part; both are made here, once.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property

import rdflib
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from ramp.errors import KnowledgeError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.namespaces import GRAPH, RDF

Node = NamedNode | BlankNode

_PARTS = ("ontology/", "data/")


class Stated:
    """The stated part of `store`, whose named graphs are those of `folders`."""

    def __init__(self, store: Store, folders: KnowledgeFolders) -> None:
        self._store = store
        self._folders = folders

    @cached_property
    def graphs(self) -> tuple[NamedNode, ...]:
        """The stated named graphs, sorted."""
        names = (graph for graph in self._store.named_graphs() if isinstance(graph, NamedNode))
        return tuple(sorted((name for name in names if _is_stated(name)), key=lambda name: name.value))

    def quads(self) -> Iterator[Quad]:
        """Every quad of the stated graphs."""
        for graph in self.graphs:
            yield from self._store.quads_for_pattern(None, None, None, graph)

    @cached_property
    def rdflib(self) -> rdflib.Graph:
        """The stated triples as an rdflib graph, literals as they are written."""
        return to_rdflib(self.quads())

    @cached_property
    def store(self) -> Store:
        """A store with the stated triples in its default graph, and every named graph of the whole beside it."""
        copy = Store()
        copy.bulk_extend(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in self.quads())
        copy.bulk_extend(self._store)
        return copy

    def record(self, node: Node) -> Node:
        """The node itself, or, for a blank one, the nearest named node that it hangs on."""
        seen: set[Node] = set()
        while isinstance(node, BlankNode) and node not in seen:
            seen.add(node)
            above = next(self._store.quads_for_pattern(None, None, node), None)
            if above is None or isinstance(above.subject, Triple):
                break
            node = above.subject
        return node

    def graph_of(self, node: Node) -> NamedNode | None:
        """The stated named graph that describes the node: the one that types it, else any."""
        typed = self._store.quads_for_pattern(node, RDF["type"], None)
        for quads in (typed, self._store.quads_for_pattern(node, None, None)):
            names = sorted({q.graph_name.value for q in quads if isinstance(q.graph_name, NamedNode)})
            for name in names:
                if _is_stated(NamedNode(name)):
                    return NamedNode(name)
        return None

    def file_of(self, graph: NamedNode | None) -> str | None:
        """The path of the file of a stated graph, below the root of the knowledge folders."""
        if graph is None:
            return None
        path = f"{graph.value.removeprefix(GRAPH.iri)}.ttl"
        return path if (self._folders.root / path).is_file() else None


def to_rdflib(quads: Iterable[Quad]) -> rdflib.Graph:
    """The quads as one rdflib graph. An ill-formed literal is kept as it is; judging it is up to the shapes."""
    graph = rdflib.Graph()
    with _silent(logging.getLogger("rdflib.term")):
        for quad in quads:
            graph.add((rdflib_term(quad.subject), rdflib.URIRef(quad.predicate.value), rdflib_term(quad.object)))
    return graph


def _is_stated(graph: NamedNode) -> bool:
    name = graph.value.removeprefix(GRAPH.iri)
    return graph.value.startswith(GRAPH.iri) and name.startswith(_PARTS)


def rdflib_term(term: NamedNode | BlankNode | Literal | Triple) -> rdflib.term.Node:
    """The same term for rdflib; a literal keeps its lexical form. Raises KnowledgeError for a quoted triple."""
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Triple):
        raise KnowledgeError(
            f"The graph holds a quoted triple, {term}, which neither SHACL 1.0 nor rdflib knows",
            remedy="Describe the statement by a node of its own",
        )
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    datatype = term.datatype.value
    plain = datatype == str(rdflib.XSD.string)
    return rdflib.Literal(term.value, datatype=None if plain else rdflib.URIRef(datatype), normalize=False)


@contextmanager
def _silent(logger: logging.Logger) -> Iterator[None]:
    """Within it the logger says nothing: rdflib logs a traceback for each literal that it cannot turn into a value."""

    def reject(_record: logging.LogRecord) -> bool:
        return False

    logger.addFilter(reject)
    try:
        yield
    finally:
        logger.removeFilter(reject)
