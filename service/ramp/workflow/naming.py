"""Names for the nodes that the sender did not name, the same from version to version.

Permanent identifiers hang on these names, so a node of a new version is led back to the one of the earlier version that
it is: a practice by its title or its turn, a claim by practice and recommendation, evidence by practice and page.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator

from rdflib import RDF, BNode, URIRef
from rdflib.term import Node

from ramp.graph.namespaces import DCTERMS, RAMP, SKOS

Triple = tuple[Node, Node, Node]


def _term(name: str) -> URIRef:
    return URIRef(RAMP[name].value)


_LABEL, _SOURCE = URIRef(SKOS["prefLabel"].value), URIRef(DCTERMS["source"].value)
_SUBJECT, _ABOUT, _FOR = _term("claimSubject"), _term("claimRecommendation"), _term("evidenceFor")
_ORDER: dict[Node, int] = {_term("Practice"): 0, _term("ResponseClaim"): 1, _term("EvidenceLine"): 2}


def named(triples: list[Triple], base: str, earlier: Iterable[Triple] = ()) -> list[Triple]:
    """The triples with an IRI for every node; nodes below `base` and blank ones get those of `earlier` that fit."""
    before, after = _Facts(earlier), _Facts(triples)
    names: dict[Node, Node] = {}
    used = {str(node) for node in before.nodes()}
    for kind in sorted(after.kinds(), key=lambda kind: (_ORDER.get(kind, 3), str(kind))):
        nodes = [
            node
            for node in after.of(kind)
            if isinstance(node, BNode) or (str(node).startswith(base) and node not in before.subjects)
        ]
        free = [node for node in before.of(kind) if node not in after.subjects]
        for key in (_key(after, names), None):
            nodes, free = _match(nodes, free, key, _key(before, {}) if key else None, names)
        for node in nodes:
            names[node] = _fresh(f"{base}node/{str(kind).rpartition('#')[2].lower() or 'node'}", used)
    return [(names.get(s, s), p, names.get(o, o)) for s, p, o in triples]


class _Facts:
    """Triples by subject and predicate, with the kinds of the subjects."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.subjects: dict[Node, dict[Node, list[Node]]] = {}
        for subject, predicate, value in triples:
            self.subjects.setdefault(subject, defaultdict(list))[predicate].append(value)

    def nodes(self) -> Iterator[Node]:
        return iter(self.subjects)

    def kinds(self) -> set[Node]:
        return {self.kind(node) for node in self.subjects}

    def kind(self, node: Node) -> Node:
        return min(self.subjects[node].get(RDF.type, [URIRef("")]), key=str)

    def of(self, kind: Node) -> list[Node]:
        return [node for node in self.subjects if self.kind(node) == kind]

    def values(self, node: Node, predicate: Node) -> list[Node]:
        return self.subjects[node].get(predicate, []) if node in self.subjects else []


def _key(facts: _Facts, names: dict[Node, Node]) -> Callable[[Node], Hashable]:
    """What tells a node from others of its kind, in terms that both versions share; None where there is nothing."""

    def practice(node: Node) -> Node | None:
        subject = next(iter(facts.values(node, _SUBJECT)), None)
        return names.get(subject, subject) if subject is not None else None

    def key(node: Node) -> Hashable:
        if about := facts.values(node, _ABOUT):
            return practice(node), str(about[0])
        if claims := facts.values(node, _FOR):
            pages = sorted(str(page) for page in facts.values(node, _SOURCE))
            return practice(claims[0]) or str(claims[0]), tuple(pages)
        titles = sorted(str(title) for title in facts.values(node, _LABEL))
        return tuple(titles) or None

    return key


def _match(
    nodes: list[Node],
    free: list[Node],
    key: Callable[[Node], Hashable] | None,
    earlier_key: Callable[[Node], Hashable] | None,
    names: dict[Node, Node],
) -> tuple[list[Node], list[Node]]:
    """Names nodes as the earlier ones with the same key; without keys in turn, if as many are left. Gives the rest."""
    if key is None or earlier_key is None:
        if len(nodes) != len(free):
            return nodes, free
        names.update(zip(nodes, free, strict=True))
        return [], []
    by_key: dict[Hashable, list[Node]] = defaultdict(list)
    for node in free:
        by_key[earlier_key(node)].append(node)
    left: list[Node] = []
    for node in nodes:
        wanted = key(node)
        if wanted is not None and by_key.get(wanted):
            names[node] = by_key[wanted].pop(0)
        else:
            left.append(node)
    taken = set(names.values())
    return left, [node for node in free if node not in taken]


def _fresh(stem: str, used: set[str]) -> URIRef:
    count = 1
    while (name := stem if count == 1 else f"{stem}/{count}") in used:
        count += 1
    used.add(name)
    return URIRef(name)
