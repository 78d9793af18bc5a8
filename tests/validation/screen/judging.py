"""Both ways to a report, and reports as bags of results that can be compared."""

from collections import Counter
from pathlib import Path

import pyshacl
import rdflib
from pyshacl.monkey import apply_patches, rdflib_bool_patch, rdflib_bool_unpatch
from pyshacl.rdfutil import load_from_source
from rdflib import SH, BNode

PARTS = (SH.focusNode, SH.resultPath, SH.value, SH.sourceConstraintComponent, SH.sourceShape, SH.resultSeverity)


def load(text: str) -> rdflib.Graph:
    """As pySHACL loads shapes: literals keep their lexical form."""
    apply_patches()
    rdflib_bool_patch()
    try:
        return load_from_source(text, rdf_format="turtle", multigraph=False)
    finally:
        rdflib_bool_unpatch()


def read(file: Path) -> rdflib.Graph:
    return load(file.read_text("utf-8"))


def results(report: rdflib.Graph) -> Counter:
    """Every result, as often as it is there; blank paths are compared by being one."""

    def part(result, predicate):
        found = report.value(result, predicate)
        return "_" if isinstance(found, BNode) and predicate == SH.resultPath else found

    return Counter(tuple(part(result, one) for one in PARTS) for result in report.objects(None, SH.result))


def alone(data: rdflib.Graph, shapes: rdflib.Graph) -> Counter:
    """The results of pySHACL by itself."""
    return results(pyshacl.validate(data, shacl_graph=shapes, inference="none")[1])
