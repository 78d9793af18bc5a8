"""RDF terms and SHACL paths of a shapes graph, written as SPARQL."""

from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node


class NotCompiledError(Exception):
    """A part of a shape that the screen has no SPARQL for; whoever compiles the shape then suspects all its targets."""


def term(node: Node) -> str:
    """An IRI or a literal in SPARQL. Raises NotCompiledError for a blank node, which a query cannot name."""
    if isinstance(node, URIRef):
        if any(sign in node for sign in '<>"{}|^`\\ \n\r\t'):
            raise NotCompiledError("IRI")
        return f"<{node}>"
    if isinstance(node, Literal):
        quoted = quote(str(node))
        if node.language:
            return f"{quoted}@{node.language}"
        return quoted if node.datatype is None else f"{quoted}^^{term(node.datatype)}"
    raise NotCompiledError("blank node")


def quote(text: str) -> str:
    """A string literal of SPARQL."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def items(shapes: Graph, head: Node) -> list[Node]:
    """The members of a list of the shapes graph."""
    return list(Collection(shapes, head))


def path(shapes: Graph, node: Node) -> str:
    """A SHACL path (SHACL, section 2.3.1) as a SPARQL property path. Raises NotCompiledError."""
    if isinstance(node, URIRef):
        return term(node)
    if not isinstance(node, BNode):
        raise NotCompiledError("path")
    kinds = (RDF.first, SH.inversePath, SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath, SH.alternativePath)
    if len([kind for kind in kinds if shapes.value(node, kind) is not None]) != 1:
        raise NotCompiledError("path")
    if shapes.value(node, RDF.first) is not None:
        return "(" + "/".join(path(shapes, step) for step in items(shapes, node)) + ")"
    for predicate, before, after in (
        (SH.inversePath, "^", ""),
        (SH.zeroOrMorePath, "", "*"),
        (SH.oneOrMorePath, "", "+"),
        (SH.zeroOrOnePath, "", "?"),
    ):
        inner = shapes.value(node, predicate)
        if inner is not None:
            return f"({before}({path(shapes, inner)}){after})"
    choices = shapes.value(node, SH.alternativePath)
    assert choices is not None
    return "(" + "|".join(path(shapes, choice) for choice in items(shapes, choices)) + ")"
