"""Reads a description from the store of one version: what is said of a node, what points to it, what that is called.

Runs in a worker. A description is bounded: each property shows `GROUP_SIZE` values a page, whatever the node; the pages
that follow hold the rest. Blank nodes among the values are described with them, down to a limit. A brief description
is for a page that shows the rest by itself: fewer values, and none of some properties.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store, Triple

from ramp.engine.worker import opened
from ramp.graph.namespaces import ADMS, DCTERMS, PROV, RAMP, RDF, SCHEME, SKOS
from ramp.linking.description import (
    BRIEF_SIZE,
    GROUP_SIZE,
    Absent,
    Description,
    Doubt,
    Group,
    Name,
    Node,
    Term,
    Withdrawn,
)
from ramp.linking.naming import Namer, kinds_of

T = TypeVar("T", bound=Term)

_WITHDRAWN = NamedNode(f"{SCHEME.iri}submission-status/withdrawn")
_WHOLE: Mapping[str, frozenset[str]] = MappingProxyType({})
_NESTED_MOST = 500
_CLIMB_MOST = 20


def describe(
    path: Path, iris: Sequence[str], page: int = 1, brief: Mapping[str, frozenset[str]] = _WHOLE
) -> Description | Withdrawn | Absent:
    """The first of `iris` that the graph knows, described; in a worker, on the store at `path`.

    `brief` names classes of which the nodes are described briefly, each with the properties to leave out; of several
    classes of a node the first counts.
    """
    store = opened(path)
    for iri in iris:
        node = NamedNode(iri)
        if _known(store, node):
            return _withdrawn(store, node) or describe_node(store, node, page, brief)
    return Absent(iris[0])


def describe_node(
    store: Store, node: NamedNode, page: int, brief: Mapping[str, frozenset[str]] = _WHOLE
) -> Description:
    """One page of what the graph says about `node`, known or not; `brief` as in `describe`."""
    kinds = kinds_of(store, node)
    left_out = next((properties for kind, properties in brief.items() if kind in kinds), None)
    return _Reader(store, node, page, left_out).description(kinds)


def find(path: Path, iris: Sequence[str]) -> NamedNode | Withdrawn | Absent:
    """The first of `iris` that the graph knows, without its description."""
    store = opened(path)
    for iri in iris:
        node = NamedNode(iri)
        if _known(store, node):
            return _withdrawn(store, node) or node
    return Absent(iris[0])


def names(path: Path, iris: Iterable[str]) -> dict[str, Name]:
    """What each of `iris` is called."""
    namer = Namer(opened(path))
    return {iri: namer.name(NamedNode(iri)) for iri in iris}


def _known(store: Store, node: NamedNode) -> bool:
    return any(
        next(iter(quads), None) is not None
        for quads in (store.quads_for_pattern(node, None, None), store.quads_for_pattern(None, None, node))
    )


def _withdrawn(store: Store, node: NamedNode) -> Withdrawn | None:
    """What is left of a withdrawn node: its status, the reason and the date. A node that is still described is none."""
    if next(iter(store.quads_for_pattern(node, ADMS["status"], _WITHDRAWN)), None) is None:
        return None
    at = _values(store, node, PROV["invalidatedAtTime"])
    if not at and _values(store, node, RDF["type"]):
        return None
    notes = [term for term in _values(store, node, SKOS["editorialNote"]) if isinstance(term, Literal)]
    successors = [term for term in _values(store, node, DCTERMS["isReplacedBy"]) if isinstance(term, NamedNode)]
    return Withdrawn(
        node,
        tuple(sorted(notes, key=str)),
        next((term.value for term in at if isinstance(term, Literal)), None),
        tuple(sorted(term.value for term in successors)),
    )


class _Reader:
    """One description in the making."""

    def __init__(self, store: Store, node: NamedNode, page: int, left_out: frozenset[str] | None) -> None:
        self._store, self._node, self._page = store, node, page
        self._brief, self._left_out = left_out is not None, left_out or frozenset()
        self._size = BRIEF_SIZE if self._brief else GROUP_SIZE
        self._triples: dict[Triple, None] = {}
        self._nested: dict[BlankNode, tuple[Group, ...]] = {}
        self._graphs: set[str] = set()
        self._mentioned: dict[NamedNode, None] = {node: None}

    def description(self, kinds: tuple[str, ...]) -> Description:
        outgoing = self._outgoing(self._node)
        incoming = self._incoming()
        doubts = self._doubts()
        namer = Namer(self._store, self._node)
        for term in self._mentioned:
            namer.name(term)
        named = {term.value: namer.name(term) for term in self._mentioned}
        for iri in [term.value for term in self._mentioned if not self._brief]:
            for property, label in namer.labels.get(iri, ()):
                self._triples[Triple(NamedNode(iri), property, label)] = None
        most = max((group.total for group in (*outgoing, *incoming)), default=0)
        return Description(
            node=self._node,
            kinds=kinds,
            outgoing=outgoing,
            incoming=incoming,
            nested=self._nested,
            doubts=doubts,
            names=named,
            graphs=tuple(sorted(self._graphs)),
            triples=() if self._brief else tuple(self._triples),
            page=self._page,
            pages=1 if self._brief else max(1, -(-most // GROUP_SIZE)),
            brief=self._brief,
        )

    def _outgoing(self, node: Node) -> tuple[Group, ...]:
        values: dict[NamedNode, dict[Term, None]] = defaultdict(dict)
        for quad in self._store.quads_for_pattern(node, None, None):
            if not isinstance(quad.object, Triple) and quad.predicate.value not in self._left_out:
                values[quad.predicate][quad.object] = None
            if node == self._node and isinstance(quad.graph_name, NamedNode):
                self._graphs.add(quad.graph_name.value)
        groups = []
        for property, terms in sorted(values.items(), key=lambda pair: pair[0].value):
            paged = node == self._node and len(terms) > self._size  # what fits on one page is said on each
            shown = self._slice(terms) if paged else tuple(sorted(terms, key=str))[: self._size]
            for term in shown:
                self._say(Triple(node, property, term))
                if isinstance(term, BlankNode) and term not in self._nested and len(self._nested) < _NESTED_MOST:
                    self._nested[term] = ()
                    self._nested[term] = self._outgoing(term)
            groups.append(Group(property, shown, len(terms)))
        return tuple(groups)

    def _incoming(self) -> tuple[Group, ...]:
        found: dict[NamedNode, dict[NamedNode, list[Triple]]] = defaultdict(dict)
        for subject, property in self._pointing():
            triple = Triple(subject, property, self._node)
            owner, way = self._owner(subject)
            if owner is not None and owner != self._node:
                found[property].setdefault(owner, []).extend([triple, *way])
        groups = []
        for property, subjects in sorted(found.items(), key=lambda pair: pair[0].value):
            shown = self._slice(subjects)
            for subject in shown:
                for triple in subjects[subject]:
                    self._say(triple)
            groups.append(Group(property, shown, len(subjects)))
        return tuple(groups)

    def _pointing(self) -> Iterator[tuple[Node | Triple, NamedNode]]:
        """What points to the node, and by which property; what is left out, often the most of it, costs nothing."""
        if not self._left_out:
            yield from (
                (quad.subject, quad.predicate) for quad in self._store.quads_for_pattern(None, None, self._node)
            )
            return
        others = ", ".join(str(NamedNode(iri)) for iri in sorted(self._left_out))
        text = f"SELECT ?subject ?property {{ ?subject ?property {self._node} FILTER(?property NOT IN ({others})) }}"
        found = self._store.query(text, use_default_graph_as_union=True)
        assert isinstance(found, QuerySolutions)
        for row in found:
            yield row["subject"], row["property"]

    def _owner(self, subject: object) -> tuple[NamedNode | None, list[Triple]]:
        """The node with an IRI that a blank node belongs to, and the way from it."""
        way: list[Triple] = []
        while isinstance(subject, BlankNode) and len(way) < _CLIMB_MOST:
            above = next(iter(self._store.quads_for_pattern(None, None, subject)), None)
            if above is None:
                return None, way
            way.append(Triple(above.subject, above.predicate, subject))
            subject = above.subject
        return (subject if isinstance(subject, NamedNode) else None), way

    def _doubts(self) -> tuple[Doubt, ...]:
        doubts = []
        for quad in self._store.quads_for_pattern(None, RAMP["doubtAbout"], self._node):
            if not isinstance(quad.subject, NamedNode):
                continue
            about = {property: _values(self._store, quad.subject, property) for property in _DOUBT}
            for property, terms in about.items():
                for term in terms:
                    self._say(Triple(quad.subject, property, term))
            first = {property: min((term.value for term in terms), default=None) for property, terms in about.items()}
            notes = tuple(term for term in about[SKOS["editorialNote"]] if isinstance(term, Literal))
            doubts.append(Doubt(quad.subject, first[RAMP["doubtfulProperty"]], first[RAMP["confidence"]], notes))
        return tuple(sorted(set(doubts), key=lambda doubt: doubt.node.value))

    def _slice(self, terms: Iterable[T]) -> tuple[T, ...]:
        begin = (self._page - 1) * self._size
        return tuple(sorted(terms, key=str)[begin : begin + self._size])

    def _say(self, triple: Triple) -> None:
        self._triples[triple] = None
        for term in (triple.subject, triple.predicate, triple.object):
            if isinstance(term, NamedNode):
                self._mentioned[term] = None


_DOUBT = (
    RDF["type"], RAMP["doubtAbout"], RAMP["doubtfulProperty"], RAMP["confidence"], SKOS["editorialNote"],
    RAMP["verificationStatus"],
)  # fmt: skip


def _values(store: Store, node: NamedNode, property: NamedNode) -> list[Term]:
    found = dict.fromkeys(quad.object for quad in store.quads_for_pattern(node, property, None))
    return [term for term in found if not isinstance(term, Triple)]
