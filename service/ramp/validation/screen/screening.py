"""Runs the plans of all shapes over a store and names the suspects: which node may break which part of which shape."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store, Triple
from rdflib import RDFS, Graph
from rdflib.term import Node

from ramp.validation.forked import forked
from ramp.validation.screen.planning import BELOW, Part, Plan, Step, is_root, plans

OxTerm = NamedNode | BlankNode | Literal | Triple


@dataclass(slots=True)
class Suspects:
    """`found`: suspects by shape with targets and by the part of it that they may break (the shape itself, or a
    property shape of it); `unknown`: shapes whose targets only pySHACL can tell; `targets`: how many nodes
    were looked at.
    """

    found: dict[tuple[Node, Node], set[OxTerm]] = field(default_factory=dict)
    unknown: list[Node] = field(default_factory=list)
    targets: int = 0

    @property
    def nodes(self) -> set[OxTerm]:
        """All suspects."""
        return set().union(*self.found.values())


class Screen:
    """The plans of a shapes graph, made once and used for any number of stores."""

    def __init__(self, shapes: Graph, roots: Iterable[Node] | None = None) -> None:
        """`roots`: the shapes to screen; None: all that have targets."""
        chosen = {shape for shape in shapes.subjects() if is_root(shapes, shape)} if roots is None else set(roots)
        self.plans: tuple[Plan, ...] = plans(shapes, iter(sorted(chosen, key=str)))

    @property
    def uncompiled(self) -> list[Node]:
        """The parts whose every target is a suspect."""
        return [part.shape for plan in self.plans for part in plan.parts if part.steps is None]

    def suspects(self, store: Store, *, odd: bool = False, processes: int = 1) -> Suspects:
        """The suspects among the nodes of the default graph of `store`.

        `odd`: the data held literals that the store does not keep as they were written (see `literals`), so
        pySHACL judges everything. `processes`: how many queries are answered at once, each in a copy of this process,
        which comes to have its own copy of what it reads of the store: memory for so many stores more is needed.
        """
        return _Run(store, odd, processes).over(self.plans)


class _Run:
    """One pass over one store; the targets of shapes and the rows of queries that shapes share are kept for it."""

    def __init__(self, store: Store, odd: bool, processes: int) -> None:
        self._store, self._odd, self._processes = store, odd, processes
        subclasses = store.quads_for_pattern(None, NamedNode(str(RDFS.subClassOf)), None)
        self._flat = next(subclasses, None) is None
        self._rows: dict[str, frozenset[OxTerm]] = {}
        self._holders: dict[Step, frozenset[OxTerm]] = {}

    def over(self, plans: Iterable[Plan]) -> Suspects:
        suspects = Suspects()
        seen: set[OxTerm] = set()
        known: list[tuple[Plan, str]] = []
        for plan in plans:
            if plan.target is None or self._odd:
                suspects.unknown.append(plan.shape)
            else:
                known.append((plan, f"SELECT DISTINCT ?this {{ {plan.target} }}"))
        used = [(plan, targets) for plan, target in known if (targets := self._select(target))]
        steps = (step for plan, _ in used for part in plan.parts for step in part.steps or ())
        self._ask(_used(step) if step.kind == "predicates" else step.text for step in steps)
        for plan, targets in used:
            seen |= targets
            self._add(plan, targets, suspects)
        suspects.targets = len(seen)
        return suspects

    def _add(self, plan: Plan, targets: frozenset[OxTerm], suspects: Suspects) -> None:
        whole: frozenset[OxTerm] | set[OxTerm] = frozenset()
        for part in plan.parts:
            found = self._of(part, targets)
            if part.shape == plan.shape:
                whole = found  # judged with all its property shapes
            else:
                found = found - whole
            if found:
                suspects.found[plan.shape, part.shape] = set(found)

    def _of(self, part: Part, targets: frozenset[OxTerm]) -> frozenset[OxTerm] | set[OxTerm]:
        if part.steps is None:
            return targets
        found: set[OxTerm] = set()
        for step in part.steps:
            if step.kind == "values":
                found |= self._holding(step) & targets
            elif step.kind == "predicates":
                found |= self._strangers(step)
            else:
                rows = self._select(step.text)
                found |= rows if step.targeted else rows & targets
        return found

    def _holding(self, step: Step) -> frozenset[OxTerm]:
        if step not in self._holders:
            self._holders[step] = frozenset(self._with(step))
        return self._holders[step]

    def _with(self, step: Step) -> Iterator[OxTerm]:
        backwards = step.way.startswith("^")
        predicate = NamedNode(step.way.removeprefix("^")[1:-1])
        for value in self._select(step.text):
            if not backwards:
                for quad in self._store.quads_for_pattern(None, predicate, value):
                    yield quad.subject
            elif isinstance(value, NamedNode | BlankNode):
                for quad in self._store.quads_for_pattern(value, predicate, None):
                    yield quad.object

    def _strangers(self, step: Step) -> set[OxTerm]:
        found: set[OxTerm] = set()
        for predicate in self._select(_used(step)):
            if str(predicate) not in step.allowed:
                found |= self._select(f"SELECT DISTINCT ?this {{ {step.text} ?this {predicate} ?value }}")
        return found

    def _ask(self, texts: Iterable[str]) -> None:
        """Answers queries that `_select` will be asked: those whose rows are few, as rows come through a pipe."""
        if self._processes > 1:
            listed = list(dict.fromkeys(texts))
            for text, rows in zip(listed, forked(self._select, listed, self._processes), strict=True):
                self._rows[self._shortened(text)] = rows

    def _select(self, text: str) -> frozenset[OxTerm]:
        text = self._shortened(text)
        if text not in self._rows:
            solutions = self._store.query(text)
            assert isinstance(solutions, QuerySolutions)
            self._rows[text] = frozenset(value for row in solutions if (value := row[0]) is not None)
        return self._rows[text]

    def _shortened(self, text: str) -> str:
        return text.replace(BELOW, "") if self._flat else text


def _used(step: Step) -> str:
    """The query for the properties that the targets of a step have."""
    return f"SELECT DISTINCT ?p {{ {{ {step.text} }} ?this ?p ?value }}"
