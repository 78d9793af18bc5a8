"""Runs the shapes over a graph with pySHACL and turns its report graph into results.

Nothing is fetched or inferred: no `owl:imports`, no entailment, shapes only from the package's own folder; the class
hierarchy that `sh:class` walks is the ontology's, which is part of the stated graph.
"""

from collections.abc import Callable, Iterator

import pyshacl
import rdflib
from pyoxigraph import BlankNode, NamedNode, Store
from pyshacl.errors import ReportableRuntimeError
from rdflib import RDF, SH

from ramp.errors import KnowledgeError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.progress import Progress, silent
from ramp.validation.report import Report, Result
from ramp.validation.shapes import Shapes, compact, load_shapes, path_text
from ramp.validation.stated import Stated

Locate = Callable[[rdflib.term.Node], tuple[str, str | None, str | None]]
"""Of a focus node: the record that it belongs to, its named graph, the file of that graph."""


def check_shapes(
    store: Store, folders: KnowledgeFolders, progress: Progress = silent, *, stated: Stated | None = None
) -> Report:
    """Every shape of `folders` over the stated part of `store`. Raises KnowledgeError where a shape cannot be used."""
    part = stated or Stated(store, folders)

    def locate(node: rdflib.term.Node) -> tuple[str, str | None, str | None]:
        term = BlankNode(str(node)) if isinstance(node, rdflib.BNode) else NamedNode(str(node))
        record = part.record(term)
        graph = part.graph_of(record)
        return record.value, graph.value if graph else None, part.file_of(graph)

    return validate(part.rdflib, load_shapes(folders), progress, locate=locate)


def validate(
    data: rdflib.Graph, shapes: Shapes, progress: Progress = silent, *, locate: Locate | None = None
) -> Report:
    """Every shape over `data`, which is not changed. `locate` says where a focus node is described."""
    results: list[Result] = []
    place = locate or (lambda node: (str(node), None, None))
    for done, (intent, graph) in enumerate(shapes.graphs.items()):
        progress("Checking the shapes", done, len(shapes.graphs))
        results.extend(_results(_report_graph(data, graph, intent), graph, shapes, place))
    targets = {shape.name: shapes.targets(shape, data) for shape in shapes.rules}
    progress("Checking the shapes", len(shapes.graphs), len(shapes.graphs))
    return Report.of(
        results,
        rules=len(targets),
        nodes=len(set().union(*targets.values())),
        unmatched=(name for name, nodes in targets.items() if not nodes),
    )


def _report_graph(data: rdflib.Graph, shapes: rdflib.Graph, intent: str) -> rdflib.Graph:
    try:
        _, report, text = pyshacl.validate(
            data, shacl_graph=shapes, inference="none", advanced=False, js=False, do_owl_imports=False, inplace=True
        )
    except ReportableRuntimeError as error:
        report, text = None, str(error)
    if not isinstance(report, rdflib.Graph):
        raise KnowledgeError(
            f"shapes/{intent}.ttl cannot be used: {' '.join(str(text).split())[:300]}", remedy="Correct that shape"
        )
    return report


def _results(report: rdflib.Graph, graph: rdflib.Graph, shapes: Shapes, locate: Locate) -> Iterator[Result]:
    """The top results: what `sh:detail` holds is why a part of a rule failed, and the rule's message covers it."""
    for node in report.objects(report.value(None, RDF.type, SH.ValidationReport), SH.result):
        shape = shapes.by_iri[str(report.value(node, SH.sourceShape))]
        focus = report.value(node, SH.focusNode)
        assert focus is not None  # every sh:ValidationResult has one (SHACL, section 3.6.2.1)
        record, name, file = locate(focus)
        path = report.value(node, SH.resultPath)
        value = report.value(node, SH.value)
        yield Result(
            rule=shape.name,
            severity=shape.severity,
            node=record,
            path=shape.path or path_text(graph, path),
            value=None if value is None or str(value) == record else _value_text(value),
            message=shape.message,
            graph=name,
            file=file,
        )


def _value_text(value: rdflib.term.Node) -> str:
    return compact(str(value)) if isinstance(value, rdflib.URIRef) else value.n3()
