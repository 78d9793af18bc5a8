"""The shapes of a profile, parsed and harvested once, and run over the nodes of a submission with pySHACL.

pySHACL has no public way to keep parsed shapes between runs, and parsing them is most of the cost of one record. This
module is the only one that reaches below its `validate()`; `tests/intake/test_profile.py` holds the result equal to
that of `validate()`. Nothing is fetched or inferred: no imports, no advanced features, shapes only from the knowledge
folders.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pyshacl.shape
from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS, CONSTRAINT_PARAMETERS_MAP
from pyshacl.graph_abstraction import DataGraph
from pyshacl.monkey import apply_patches
from pyshacl.shapes_graph import ShapesGraph
from pyshacl.validator import Validator
from rdflib import RDF, SH, Graph, URIRef
from rdflib.term import Node

from ramp.errors import KnowledgeError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.namespaces import SHAPE
from ramp.intake.details import detailed
from ramp.intake.facts import Facts
from ramp.intake.raw import Raw
from ramp.intake.screen import Screen, Test
from ramp.validation.shapes import read_shapes

_LOG = logging.getLogger("ramp.intake.profile")

PROFILES: Mapping[str, tuple[str, ...]] = {
    "record": ("RecordPractice", "RecordClaim", "RecordEvidence", "RecordSearch", "RecordParticipation", "RecordDoubt"),
    "recommended": ("RecommendedPractice", "RecommendedEvidence"),
    "publication": ("PublicationPractice", "PublicationClaim"),
}
"""Profile name to its node shapes. A submission is held to the first two; the third is what curators add."""
SUBMITTED = ("record", "recommended")


class Profile:
    """All shapes in one graph, and the node shapes of each profile by class."""

    def __init__(self, folders: KnowledgeFolders) -> None:
        logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)  # it logs the values that it cannot convert
        files = [*sorted(folders.shapes.glob("*.ttl")), *sorted((folders.shapes / "profiles").glob("*.ttl"))]
        self.graph: Any = read_shapes(*((folders.name(file), file.read_bytes()) for file in files))
        apply_patches()  # type: ignore[no-untyped-call]
        # pySHACL looks every triple of a shape up in a list of all parameters; a set finds the same
        vars(pyshacl.shape.module)["CONSTRAINT_PARAMS"] = (
            frozenset(ALL_CONSTRAINT_PARAMETERS), CONSTRAINT_PARAMETERS_MAP,
        )  # fmt: skip
        self._shapes = ShapesGraph(self.graph, False, _LOG)
        by_node = {shape.node: shape for shape in self._shapes.shapes}
        self.by_class: dict[str, dict[Node, list[_Rules]]] = {}
        screen = Screen(self.graph)
        for profile, names in PROFILES.items():
            classes: dict[Node, list[_Rules]] = {}
            for name in names:
                node = URIRef(SHAPE.iri + name)
                inner = sorted(self.graph.objects(node, SH.property), key=str)
                for missing in [shape for shape in (node, *inner) if (shape, RDF.type, None) not in self.graph]:
                    raise KnowledgeError(f"The shape {missing} of rs:{name} is missing", remedy="Restore that shape")
                allowed = {path for shape in inner if isinstance(path := self.graph.value(shape, SH.path), URIRef)}
                closed = self.graph.value(node, SH.closed) is not None
                rules = _Rules(
                    node, frozenset(allowed | {RDF.type}) if closed else None,
                    tuple((by_node[shape], screen.test(shape)) for shape in inner),
                )  # fmt: skip
                for target in self.graph.objects(node, SH.targetClass):
                    classes.setdefault(target, []).append(rules)
            self.by_class[profile] = classes

    @property
    def classes(self) -> frozenset[Node]:
        """The classes that the record profile checks."""
        return frozenset(self.by_class["record"])

    def run(
        self,
        facts: Facts,
        nodes: Mapping[Node, Sequence[Node]],
        profiles: Iterable[str],
        *,
        screened: bool = True,
        most: int | None = None,
    ) -> list[Raw]:
        """The results for `nodes` (class to focus nodes) in `facts`, which also hold the types of what they refer to.

        Only nodes that the screen suspects are judged by pySHACL, unless `screened` is False. Once a shape has more
        than `most` results, nothing more is judged by it.
        """
        found: list[Raw] = []
        judge: Callable[[Any, list[Node]], list[Raw]] | None = None
        for profile in profiles:
            for kind, listed in self.by_class[profile].items():
                focus = nodes.get(kind, ())
                for rules in listed if focus else ():
                    found.extend(islice(rules.strangers(facts, focus), None if most is None else most + 1))
                    for shape, test in rules.shapes:
                        suspects = (node for node in focus if not (screened and test(facts, node)))
                        before = len(found)
                        while some := list(islice(suspects, None if most is None else most + 1)):
                            judge = judge or self._judge(facts)
                            found.extend(judge(shape, some))
                            if most is not None and len(found) - before > most:
                                break
        return found

    def _judge(self, facts: Facts) -> Callable[[Any, list[Node]], list[Raw]]:
        options = {"inplace": True, "logger": _LOG, "advanced": False, "inference": "none"}
        validator = Validator(DataGraph.from_rdflib(facts.graph), shacl_graph=Graph(), options=options)
        validator.shacl_graph = self._shapes
        executor, target = validator.make_executor(), validator.data_graph

        def plainly(shape: Any, focus: Sequence[Node]) -> list[Raw]:
            return [_raw(result) for result in shape.validate(executor, target, focus=focus)[1]]

        def inside(shape: Node, node: Node) -> list[Raw]:
            return plainly(self._shapes.lookup_shape_from_node(shape), [node])

        return lambda shape, focus: [detailed(raw, self.graph, facts, inside) for raw in plainly(shape, focus)]

    def count(self, profiles: Iterable[str]) -> int:
        """How many rules the profiles hold."""
        listed = {rules.node: rules for name in profiles for found in self.by_class[name].values() for rules in found}
        return sum(len(rules.shapes) + 1 for rules in listed.values())


@dataclass(frozen=True, slots=True)
class _Rules:
    """A node shape taken apart: its property shapes with their tests, and the properties that it is closed to."""

    node: URIRef
    closed: frozenset[Node] | None
    shapes: tuple[tuple[Any, Test], ...]

    def strangers(self, facts: Facts, focus: Iterable[Node]) -> Iterator[Raw]:
        """sh:closed: a result for each value of a property that the shape does not name."""
        if self.closed is None:
            return
        for node in focus:
            for predicate, values in facts.properties(node).items():
                if predicate not in self.closed:
                    for value in values:
                        yield Raw(SH.ClosedConstraintComponent, self.node, SH.Violation, node, predicate, value)


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
