"""The shapes of a profile, parsed and harvested once, and run over the nodes of a submission with pySHACL.

pySHACL has no public way to keep parsed shapes between runs, and parsing them is most of the cost of one record. This module is
the only one that reaches below its `validate()`; `tests/intake/test_profile.py` holds the result equal to that of `validate()`.
Nothing is fetched or inferred: no imports, no advanced features, shapes only from the knowledge folders.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyshacl.graph_abstraction import DataGraph
from pyshacl.monkey import apply_patches, rdflib_bool_patch, rdflib_bool_unpatch
from pyshacl.rdfutil import load_from_source
from pyshacl.shapes_graph import ShapesGraph
from pyshacl.validator import Validator
from rdflib import RDF, SH, Graph, URIRef
from rdflib.term import Node

from ramp.errors import KnowledgeError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.namespaces import SHAPE

_LOG = logging.getLogger("ramp.intake.profile")

PROFILES: Mapping[str, tuple[str, ...]] = {
    "record": ("RecordPractice", "RecordClaim", "RecordEvidence", "RecordSearch", "RecordParticipation", "RecordDoubt"),
    "recommended": ("RecommendedPractice", "RecommendedEvidence"),
}
"""Profile name to its node shapes."""


@dataclass(frozen=True, slots=True)
class Raw:
    """One validation result as pySHACL has it; `details` are the results inside it (sh:detail)."""

    component: Node
    shape: Node
    severity: Node
    focus: Node
    path: Node | None
    value: Node | None
    details: tuple["Raw", ...] = ()


class Profile:
    """All shapes in one graph, and the node shapes of each profile by class."""

    def __init__(self, folders: KnowledgeFolders) -> None:
        files = [*sorted(folders.shapes.glob("*.ttl")), *sorted((folders.shapes / "profiles").glob("*.ttl"))]
        text = "\n".join(file.read_text("utf-8") for file in files)
        apply_patches()
        rdflib_bool_patch()  # keeps "1"^^xsd:boolean as it is written: the engine compares lexical forms
        try:
            self.graph: Any = load_from_source(text, rdf_format="turtle", multigraph=True)
        except Exception as error:
            raise KnowledgeError(
                f"The shapes are no valid Turtle: {' '.join(str(error).split())[:300]}", remedy="Correct that place"
            ) from None
        finally:
            rdflib_bool_unpatch()
        self._shapes = ShapesGraph(self.graph, False, _LOG)
        by_node = {shape.node: shape for shape in self._shapes.shapes}
        self.by_class: dict[str, dict[Node, list[Any]]] = {}
        for profile, names in PROFILES.items():
            classes: dict[Node, list[Any]] = {}
            for name in names:
                node = URIRef(SHAPE.iri + name)
                if node not in by_node:
                    raise KnowledgeError(f"rs:{name} is missing from shapes/profiles", remedy="Restore that shape")
                for target in self.graph.objects(node, SH.targetClass):
                    classes.setdefault(target, []).append(by_node[node])
            self.by_class[profile] = classes

    @property
    def classes(self) -> list[Node]:
        """The classes that the record profile checks."""
        return list(self.by_class["record"])

    def run(self, data: Graph, nodes: Mapping[Node, Sequence[Node]], profiles: Iterable[str]) -> list[Raw]:
        """The results for `nodes` (class to focus nodes) in `data`, which also holds the types of what they refer to."""
        options = {"inplace": True, "logger": _LOG, "advanced": False, "inference": "none"}
        validator = Validator(DataGraph.from_rdflib(data), shacl_graph=Graph(), options=options)
        validator.shacl_graph = self._shapes
        executor = validator.make_executor()
        target = validator.data_graph
        found: list[Raw] = []
        for profile in profiles:
            for kind, shapes in self.by_class[profile].items():
                if not (focus := nodes.get(kind)):
                    continue
                for shape in shapes:
                    _, results = shape.validate(executor, target, focus=list(focus))
                    found.extend(_raw(result) for result in results)
        return found

    def count(self, profiles: Iterable[str]) -> int:
        """How many rules the profiles hold."""
        shapes = {shape.node for name in profiles for listed in self.by_class[name].values() for shape in listed}
        return sum(1 for shape in shapes for _ in self.graph.objects(shape, SH.property)) + len(shapes)


def _raw(result: tuple[str, Node, Iterable[tuple[Node, Node, Any]]]) -> Raw:
    _, node, triples = result
    return _of(node, [(s, p, o[1] if isinstance(o, tuple) else o) for s, p, o in triples])


def _of(node: Node, triples: list[tuple[Node, Node, Any]]) -> Raw:
    facts = {p: o for s, p, o in triples if s == node}
    inner = [o for s, p, o in triples if s == node and p == SH.detail]
    return Raw(
        facts[SH.sourceConstraintComponent], facts[SH.sourceShape], facts[SH.resultSeverity], facts[SH.focusNode],
        facts.get(SH.resultPath), facts.get(SH.value), tuple(_of(detail, triples) for detail in inner),
    )  # fmt: skip


def leaves(raw: Raw) -> Iterator[Raw]:
    """The innermost causes of a result."""
    if not raw.details:
        yield raw
    for detail in raw.details:
        yield from leaves(detail)


TYPE = RDF.type
