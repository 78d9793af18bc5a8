"""What became of each term, or rule, from one version to the next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import BlankNode, NamedNode, Quad

Statements = frozenset[tuple[str, Any]]
Said = Mapping[str, Statements]


@dataclass(frozen=True, slots=True)
class History:
    """The version in which a term first stands, and the later ones in which something else is said of it, in order."""

    since: str
    changed: tuple[str, ...]


def histories(
    versions: Iterable[tuple[str, Iterable[Quad]]], namespace: str
) -> tuple[dict[str, History], dict[str, str]]:
    """The terms of the last of these versions, which come oldest first; and those that it no longer has, each with the
    version in which it was last. A term is an IRI that begins with `namespace`; one that went and came back is as old
    as its return."""
    known: dict[str, History] = {}
    before: Said = {}
    gone: dict[str, str] = {}
    last = ""
    for version, quads in versions:
        said = _said(quads, namespace)
        gone |= dict.fromkeys(before.keys() - said.keys(), last)
        for iri, statements in said.items():
            if iri not in before:
                known[iri] = History(version, ())
                gone.pop(iri, None)
            elif before[iri] != statements:
                known[iri] = History(known[iri].since, (*known[iri].changed, version))
        before, last = said, version
    return {iri: known[iri] for iri in before}, dict(sorted(gone.items()))


def _said(quads: Iterable[Quad], namespace: str) -> Said:
    """What is said of each term. What is said of a blank node stands in its place, since its name differs from one
    reading to the next."""
    about: dict[NamedNode | BlankNode, list[tuple[str, Any]]] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode | BlankNode):
            about.setdefault(quad.subject, []).append((quad.predicate.value, quad.object))

    def whole(node: NamedNode | BlankNode, above: frozenset[BlankNode]) -> Statements:
        found: set[tuple[str, Any]] = set()
        for name, value in about.get(node, ()):
            if not isinstance(value, BlankNode):
                found.add((name, str(value)))
            elif value not in above:
                found.add((name, whole(value, above | {value})))
        return frozenset(found)

    return {
        node.value: whole(node, frozenset())
        for node in about
        if isinstance(node, NamedNode) and node.value.startswith(namespace)
    }
