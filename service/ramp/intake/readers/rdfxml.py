"""Reads RDF/XML with rdflib's handler on a parser that refuses every document type declaration, and notes the lines.

A DOCTYPE can define entities that expand without end, so it is refused at the first event, before anything is expanded.
"""

import io
from typing import Any
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import feature_namespaces
from xml.sax.xmlreader import InputSource

import pyoxigraph as ox
from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser
from rdflib import BNode, Graph, Literal
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.rdfxml import RDFXMLHandler
from rdflib.term import Node

from ramp.errors import DataSyntaxError, in_french
from ramp.intake.knowledge import Knowledge
from ramp.intake.limits import Limits
from ramp.intake.position import Position
from ramp.intake.readers.terms import Terms, not_valid, too_deep
from ramp.intake.submission import Submission


def read(data: bytes, base: str, knowledge: Knowledge, limits: Limits) -> Submission:
    """RDF/XML without a DOCTYPE. Raises DataSyntaxError with line and column, LimitError."""
    del knowledge
    submission = Submission("rdfxml", base)
    sink = _Sink(submission, Terms(limits))
    handler = _Handler(sink, base, limits)
    parser = DefusedExpatParser(forbid_dtd=True)
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(handler)
    source = InputSource(base)
    source.setByteStream(io.BytesIO(data))
    try:
        parser.parse(source)
    except DefusedXmlException:
        reached = parser.getLineNumber()
        raise DataSyntaxError(
            f"The file has a document type declaration (<!DOCTYPE ...>) at line {reached}, which is not read here: it "
            "could make a small file expand without end",
            remedy="Remove it and write the entities out",
            extra={
                "line": reached,
                **in_french(
                    f"Le fichier a une déclaration de type de document (<!DOCTYPE ...>), ligne {reached}, "
                    "qui n'est pas lue ici : elle pourrait faire gonfler sans fin un petit fichier",
                    "Supprimez-la et écrivez les entités en toutes lettres",
                ),
            },
        ) from None
    except SAXParseException as error:
        line, column = error.getLineNumber(), (error.getColumnNumber() or 0) + 1
        raise not_valid("RDF/XML", error.getMessage(), line, column) from None
    except (SAXException, ParserError, AssertionError, ValueError, KeyError) as error:
        raise not_valid("RDF/XML", str(error), sink.line, None) from None
    return submission


class _Sink(Graph):
    """Stands where rdflib expects its graph, and passes each triple on with the line that the parser is at."""

    def __init__(self, submission: Submission, terms: Terms) -> None:
        super().__init__()
        self._submission, self._terms = submission, terms
        self.line: int | None = None

    def add(self, triple: Any) -> "_Sink":
        self._terms.add(self._submission, ox.Triple(*(_ox(term) for term in triple)), Position(line=self.line))
        return self


class _Handler(RDFXMLHandler):
    """rdflib's handler with a limit on depth and an eye on the line."""

    def __init__(self, sink: _Sink, base: str, limits: Limits) -> None:
        super().__init__(sink)
        self._sink, self._limits, self._depth, self._base = sink, limits, 0, base

    def startDocument(self) -> None:
        super().startDocument()
        for frame in self.stack:
            if frame is not None:
                frame.base = self._base

    def startElementNS(self, name: Any, qname: str | None, attrs: Any) -> None:
        self._depth += 1
        if self._depth > self._limits.depth:
            raise too_deep(self._limits, "RDF/XML")
        self._sink.line = self.locator.getLineNumber()
        super().startElementNS(name, qname, attrs)

    def endElementNS(self, name: Any, qname: str | None) -> None:
        self._depth -= 1
        super().endElementNS(name, qname)


def _ox(term: Node) -> Any:
    if isinstance(term, Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        return (
            ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype))) if term.datatype else ox.Literal(str(term))
        )
    return ox.BlankNode(str(term)) if isinstance(term, BNode) else ox.NamedNode(str(term))
