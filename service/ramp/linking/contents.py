"""Reads what a named graph holds, for its page: how many statements, about nodes of which kinds, and which nodes.

Runs in a worker.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Store

from ramp.engine.worker import opened
from ramp.linking.describing import describe_node
from ramp.linking.description import GROUP_SIZE, Absent, Description, Name
from ramp.linking.naming import Namer, kinds_of


@dataclass(frozen=True, slots=True)
class Contents:
    """A named graph: `kinds` with how many nodes of each it describes, the `nodes` of one page of `pages`, and what
    they and the kinds are called."""

    statements: int
    count: int
    kinds: tuple[tuple[str, int], ...]
    nodes: tuple[str, ...]
    names: dict[str, Name]
    pages: int


def graph(path: Path, iris: Sequence[str], page: int = 1) -> tuple[Description, Contents] | Absent:
    """The first of `iris` that names a graph, described; in a worker, on the store at `path`."""
    store = opened(path)
    for iri in iris:
        node = NamedNode(iri)
        if store.contains_named_graph(node):
            return describe_node(store, node, page), _contents(store, node, page)
    return Absent(iris[0])


def _contents(store: Store, node: NamedNode, page: int) -> Contents:
    subjects: Counter[NamedNode] = Counter()
    statements = 0
    for quad in store.quads_for_pattern(None, None, None, node):
        statements += 1
        if isinstance(quad.subject, NamedNode):
            subjects[quad.subject] += 1
    kinds = Counter(kind[0] for subject in subjects if (kind := kinds_of(store, subject)))
    begin = (page - 1) * GROUP_SIZE
    shown = sorted(subjects, key=lambda subject: subject.value)[begin : begin + GROUP_SIZE]
    namer = Namer(store)
    return Contents(
        statements=statements,
        count=len(subjects),
        kinds=tuple(sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))),
        nodes=tuple(subject.value for subject in shown),
        names={term.value: namer.name(term) for term in (*shown, *(NamedNode(kind) for kind in kinds))},
        pages=max(1, -(-len(subjects) // GROUP_SIZE)),
    )
