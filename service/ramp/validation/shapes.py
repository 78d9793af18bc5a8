"""The shapes of `shapes/*.ttl`, parsed once: the graphs for the engine, and each rule's name and words for the reports.

Files are split by intent (must, should, ranges, vocabularies, deprecated). Every rule is a shape with an IRI of its
own in `https://w3id.org/ramp/shapes#`; what is written inside a rule (`sh:or`, `sh:not`) has no name and is part of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import rdflib
from rdflib import RDF, RDFS, SH, URIRef

from ramp.errors import KnowledgeError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.namespaces import PREFIXES, SHAPE
from ramp.validation.report import Severity
from ramp.validation.stated import to_rdflib

_SEVERITIES: Mapping[rdflib.term.Node | None, Severity] = {
    SH.Violation: Severity.VIOLATION,
    SH.Warning: Severity.WARNING,
    SH.Info: Severity.INFO,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A named rule.

    `iri`; `name` (`rs:...`); `file`: its intent, "must" and so on; `title`, `message`, `description`: by language,
    empty where not given; `path`: the property as a compact SPARQL path; `groups`: names of the rules of a node shape;
    `of`: IRI of the node shape that the rule belongs to.
    """

    iri: str
    name: str
    file: str
    severity: Severity
    title: Mapping[str, str]
    message: Mapping[str, str]
    description: Mapping[str, str]
    path: str | None = None
    groups: tuple[str, ...] = ()
    of: str | None = None

    @property
    def is_rule(self) -> bool:
        """Whether it says something by itself; a node shape that only groups rules, and a part of others, do not."""
        return bool(self.message)


@dataclass(frozen=True, slots=True)
class Shapes:
    """All shapes: `graphs` by intent, for the engine; `by_iri`: each named shape."""

    graphs: Mapping[str, rdflib.Graph]
    by_iri: Mapping[str, Shape]

    @property
    def rules(self) -> list[Shape]:
        """The shapes that are rules, in the order of their names."""
        return sorted((shape for shape in self.by_iri.values() if shape.is_rule), key=lambda shape: shape.name)

    def targets(self, shape: Shape, data: rdflib.Graph) -> set[rdflib.term.Node]:
        """The nodes of `data` that the shape, or the node shape that it belongs to, looks at."""
        graph, nodes = self.graphs[shape.file], set[rdflib.term.Node]()
        for owner in filter(None, (shape.iri, shape.of)):
            for kind in graph.objects(URIRef(owner), SH.targetClass):
                for sub in data.transitive_subjects(RDFS.subClassOf, kind):
                    nodes.update(data.subjects(RDF.type, sub))
            for of in graph.objects(URIRef(owner), SH.targetSubjectsOf):
                nodes.update(data.subjects(of, None))
        return nodes


def load_shapes(folders: KnowledgeFolders, within: Path | None = None) -> Shapes:
    """Reads `shapes/*.ttl`, or the files `within` another folder of the knowledge, where earlier shapes are kept.

    Raises KnowledgeError naming the file, and line where known, that is no valid Turtle.
    """
    graphs: dict[str, rdflib.Graph] = {}
    for file in sorted((within or folders.shapes).glob("*.ttl")):
        graphs[file.stem] = read_shapes((folders.name(file), file.read_bytes()))
    if not graphs:
        raise KnowledgeError(
            f"{folders.shapes} holds no shapes (*.ttl)", remedy="Restore the folder, or install ramp-graph again"
        )
    shapes: dict[str, Shape] = {}
    for intent, graph in graphs.items():
        for shape in shapes_of(intent, graph):
            if shape.iri in shapes:
                raise KnowledgeError(
                    f"{shape.name} is described twice: in shapes/{shapes[shape.iri].file}.ttl and shapes/{intent}.ttl",
                    remedy="Give one of them another name",
                )
            shapes[shape.iri] = shape
    return Shapes(graphs, shapes)


def read_shapes(*files: tuple[str, bytes]) -> rdflib.Graph:
    """Files of shapes (name, Turtle) as one graph. Raises KnowledgeError naming the file that is no valid Turtle."""
    return to_rdflib(quad for name, turtle in files for quad in _parsed(name, turtle))


def _parsed(name: str, turtle: bytes) -> list[ox.Quad]:
    """By pyoxigraph, which reads Turtle many times faster than rdflib does."""
    try:
        return list(ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise KnowledgeError(
            f"{name} is no valid Turtle: {' '.join(str(error).split())[:300]}",
            remedy="Correct that place",
            extra={"file": name},
        ) from None


def compact(iri: str) -> str:
    """The IRI with a prefix of the graph (`ramp:degree`), or as it is."""
    best = max((ns for ns in PREFIXES.items() if iri.startswith(ns[1])), key=lambda ns: len(ns[1]), default=None)
    return iri if best is None else f"{best[0]}:{iri.removeprefix(best[1])}"


def path_text(graph: rdflib.Graph, path: rdflib.term.Node | None) -> str | None:
    """A SHACL path as a SPARQL property path with compact names."""
    if path is None:
        return None
    if isinstance(path, URIRef):
        return compact(str(path))
    inverse = graph.value(path, SH.inversePath)
    if inverse is not None:
        return f"^{path_text(graph, inverse)}"
    alternatives = graph.value(path, SH.alternativePath)
    if alternatives is not None:
        return " | ".join(str(path_text(graph, item)) for item in graph.items(alternatives))
    return " / ".join(str(path_text(graph, item)) for item in graph.items(path))


def shapes_of(intent: str, graph: rdflib.Graph) -> Iterator[Shape]:
    """The named shapes of one file."""
    for kind in (SH.NodeShape, SH.PropertyShape):
        for node in sorted(_named(graph.subjects(RDF.type, kind))):
            owner = graph.value(None, SH.property, node)
            severity = graph.value(node, SH.severity)
            yield Shape(
                iri=str(node),
                name=f"{SHAPE.prefix}:{str(node).removeprefix(SHAPE.iri)}",
                file=intent,
                severity=_SEVERITIES.get(severity, Severity.VIOLATION),
                title=texts(graph, node, SH.name),
                message=texts(graph, node, SH.message),
                description=texts(graph, node, SH.description),
                path=path_text(graph, graph.value(node, SH.path)),
                groups=tuple(sorted(compact(item) for item in _named(graph.objects(node, SH.property)))),
                of=str(owner) if isinstance(owner, URIRef) else None,
            )


def _named(nodes: Iterable[rdflib.term.Node]) -> Iterator[URIRef]:
    return (node for node in nodes if isinstance(node, URIRef))


def texts(graph: rdflib.Graph, node: rdflib.term.Node, predicate: URIRef) -> dict[str, str]:
    """The texts that a node has for a predicate, by language."""
    literals = (text for text in graph.objects(node, predicate) if isinstance(text, rdflib.Literal))
    return {str(text.language): str(text) for text in sorted(literals) if text.language}
