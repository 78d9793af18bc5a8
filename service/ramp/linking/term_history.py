"""What became of each term from one version of the ontology to the next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode, Quad

from ramp.graph.namespaces import RAMP

Said = Mapping[str, frozenset[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class History:
    """The version in which a term first stands, and the later ones in which something else is said of it, in order."""

    since: str
    changed: tuple[str, ...]


def histories(versions: Iterable[tuple[str, Iterable[Quad]]]) -> tuple[dict[str, History], dict[str, str]]:
    """The terms of the last of these versions, which come oldest first; and those that it no longer has, each with the
    version in which it was last. A term that went and came back is as old as its return."""
    known: dict[str, History] = {}
    before: Said = {}
    gone: dict[str, str] = {}
    last = ""
    for version, quads in versions:
        said = _said(quads)
        gone |= dict.fromkeys(before.keys() - said.keys(), last)
        for iri, statements in said.items():
            if iri not in before:
                known[iri] = History(version, ())
                gone.pop(iri, None)
            elif before[iri] != statements:
                known[iri] = History(known[iri].since, (*known[iri].changed, version))
        before, last = said, version
    return {iri: known[iri] for iri in before}, dict(sorted(gone.items()))


def _said(quads: Iterable[Quad]) -> Said:
    """What is said of each term, but for the names of blank nodes, which differ from one reading to the next."""
    found: dict[str, set[tuple[str, str]]] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(RAMP.iri):
            value = "" if isinstance(quad.object, BlankNode) else str(quad.object)
            found.setdefault(quad.subject.value, set()).add((quad.predicate.value, value))
    return {iri: frozenset(statements) for iri, statements in found.items()}
