"""A dataset as pieces: what is said of one node in one graph, with the blank nodes below it.

Two releases can be compared piece by piece, and a dataset is whole again when its pieces are put together, because no
two pieces share a blank node. Where the data itself shares one (two nodes name the same blank node, or nobody does), it
gets an IRI for the exchange, as RDF 1.1 (section 3.5, Skolemization) provides; `joined` makes it a blank node again.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

from ramp.graph.namespaces import BASE

GENID = f"{BASE}.well-known/genid/"


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Which piece: the node and the graph that speaks of it; an empty `graph` is the default graph."""

    node: str
    graph: str


Pieces = dict[Key, str]
"""The N-Triples text of each piece: sorted lines, blank nodes named canonically (RDFC-1.0), equal for equal content."""


def split(quads: Iterable[Quad]) -> Pieces:
    """The pieces of a dataset."""
    groups: dict[tuple[object, object], list[Quad]] = defaultdict(list)
    roots = _Roots()
    for quad in quads:
        groups[quad.subject, quad.graph_name].append(quad)
        for node in _blank(quad):
            roots.join(_place(quad), node)
    plain: dict[tuple[object, object], list[Quad]] = {}
    knots: dict[object, list[Quad]] = defaultdict(list)
    for (subject, graph), found in groups.items():
        root = roots.find(_place(found[0]))
        if root is None:
            plain[subject, graph] = found
        else:
            knots[root].extend(found)
    pieces = {_key(subject, graph): _text(found) for (subject, graph), found in plain.items()}
    seen: Counter[str] = Counter()
    for text, found in sorted(((_canonical(found), found) for found in knots.values()), key=itemgetter(0)):
        named = {(quad.subject, quad.graph_name) for quad in found if isinstance(quad.subject, NamedNode)}
        graphs = {quad.graph_name for quad in found}
        if len(named) == len(graphs) == 1 and not isinstance(next(iter(graphs)), BlankNode):
            ((subject, graph),) = named
            pieces[_key(subject, graph)] = _text(parse(text, format=RdfFormat.N_QUADS))
            continue
        mark = hashlib.sha256(text.encode()).hexdigest()[:24]
        seen[mark] += 1  # the same content may be there twice, and stays there twice
        told: dict[Key, list[Quad]] = defaultdict(list)
        for quad in parse(text, format=RdfFormat.N_QUADS):
            skolem = _map(quad, lambda node, mark=mark: NamedNode(f"{GENID}{mark}-{seen[mark]}-{node.value}"))  # type: ignore[misc]
            told[_key(skolem.subject, skolem.graph_name)].append(skolem)
        pieces |= {key: _text(quads) for key, quads in told.items()}
    return pieces


def joined(pieces: Mapping[Key, str]) -> Iterator[Quad]:
    """The quads of the dataset, with blank nodes that are distinct from piece to piece.

    Raises SyntaxError where a text is no N-Triples.
    """
    for number, (key, text) in enumerate(pieces.items()):
        graph = NamedNode(key.graph) if key.graph else DefaultGraph()
        for quad in parse(text, format=RdfFormat.N_TRIPLES):
            renamed = _map(quad, lambda node, number=number: BlankNode(f"p{number}x{node.value}"))  # type: ignore[misc]
            yield _whole(Quad(renamed.subject, renamed.predicate, renamed.object, graph))


def canonical_lines(quads: Iterable[Quad]) -> list[str]:
    """Canonical N-Quads lines in code point order (RDFC-1.0, section 5); each ends with a line feed."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted({f"{quad} .\n" for quad in dataset})


def checksum(lines: Iterable[str]) -> str:
    """SHA-256 (hex) of canonical lines: what the id of a release begins with."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode())
    return digest.hexdigest()


class _Roots:
    """Which subjects hang together by blank nodes: a union-find."""

    def __init__(self) -> None:
        self._parent: dict[object, object] = {}

    def find(self, node: object) -> object | None:
        """The representative; None for a node that no blank node ties to another."""
        if node not in self._parent:
            return None
        while self._parent[node] != node:
            self._parent[node] = self._parent[self._parent[node]]
            node = self._parent[node]
        return node

    def join(self, one: object, other: object) -> None:
        for node in (one, other):
            self._parent.setdefault(node, node)
        self._parent[self.find(one)] = self.find(other)


def _blank(quad: Quad) -> Iterator[BlankNode]:
    """Every blank node of the quad, also within a triple term or as its graph."""
    for term in (quad.subject, quad.object, quad.graph_name):
        yield from _blank_of(term)


def _blank_of(term: object) -> Iterator[BlankNode]:
    if isinstance(term, BlankNode):
        yield term
    elif isinstance(term, Triple):
        yield from _blank_of(term.subject)
        yield from _blank_of(term.object)


def _place(quad: Quad) -> object:
    """What blank nodes are tied to: a named node in one graph, or a blank node wherever it is."""
    return (quad.subject, quad.graph_name) if isinstance(quad.subject, NamedNode) else quad.subject


def _canonical(quads: list[Quad]) -> str:
    return "".join(canonical_lines(quads))


def _text(quads: Iterable[Quad]) -> str:
    return "".join(sorted({f"{quad.triple} .\n" for quad in quads}))


def _key(subject: object, graph: object) -> Key:
    assert isinstance(subject, NamedNode)
    return Key(subject.value, graph.value if isinstance(graph, NamedNode) else "")


def _map(quad: Quad, blank: Callable[[BlankNode], NamedNode | BlankNode]) -> Quad:
    """The quad with another term in place of each blank node."""
    return Quad(*(_mapped(term, blank) for term in quad))


def _mapped(term: Any, blank: Callable[[BlankNode], NamedNode | BlankNode]) -> Any:
    if isinstance(term, BlankNode):
        return blank(term)
    if isinstance(term, Triple):
        return Triple(*(_mapped(part, blank) for part in term))
    return term


def _whole(quad: Quad) -> Quad:
    """The quad with blank nodes where the exchange put IRIs."""
    return Quad(*(_unmapped(term) for term in quad))


def _unmapped(term: Any) -> Any:
    if isinstance(term, NamedNode) and term.value.startswith(GENID):
        return BlankNode("s" + term.value[len(GENID) :].replace("-", "x"))
    if isinstance(term, Triple):
        return Triple(*(_unmapped(part) for part in term))
    return term
