"""Reads the ontology for its page: every term with what is said of it, how often it is used, and examples.

Runs in a worker. The current version is in the graph. An earlier one is kept as `ontology/versions/{version}.nt`, which
belongs to no graph; the current one names it with `owl:priorVersion`, and so on back to the first.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from ramp.engine.worker import opened
from ramp.graph.namespaces import BASE, DATASET, GRAPH, OWL, RAMP, RDF, RDFS, VOID
from ramp.linking.description import Group, Name, Term
from ramp.linking.naming import Namer
from ramp.linking.term_history import History, histories

ONTOLOGY = NamedNode(BASE + "ontology")
SORTS = ("classes", "properties", "datatypes")
_GRAPH = GRAPH["ontology/ramp"]
_SORT_OF = {
    OWL["Class"].value: "classes",
    OWL["ObjectProperty"].value: "properties",
    OWL["DatatypeProperty"].value: "properties",
    OWL["AnnotationProperty"].value: "properties",
    RDFS["Datatype"].value: "datatypes",
}
_EXAMPLES = 3
_LOOKED_AT = 400


@dataclass(frozen=True, slots=True)
class TermOf:
    """One term. `uses` counts the nodes of a class or the statements with a property; None where nothing is counted.
    `history` goes as far as this version."""

    node: NamedNode
    sort: str
    groups: tuple[Group, ...]
    uses: int | None
    examples: tuple[str, ...]
    history: History


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One version of the ontology. `versions`: the newest first; `reused`: terms of others, with how often each is
    used; `names`: what every IRI mentioned is called; `gone`: terms that the version no longer has, each with the
    version that had it last."""

    version: str
    versions: tuple[str, ...]
    header: tuple[Group, ...]
    terms: tuple[TermOf, ...]
    reused: tuple[tuple[str, int], ...]
    names: dict[str, Name]
    triples: tuple[Triple, ...]
    gone: dict[str, str]


def vocabulary(path: Path, root: Path, version: str | None = None) -> Vocabulary | None:
    """The ontology in the given version, else the current one; None where that version is not kept.

    `root` is the folder of the knowledge; in a worker, on the store at `path`.
    """
    store = opened(path)
    found = kept(store, root)
    versions = tuple(found)
    wanted = version or versions[0]
    if wanted not in found:
        return None
    until = versions[versions.index(wanted) :]
    past = histories(((name, found[name]) for name in reversed(until)), RAMP.iri)
    return _read(store, found[wanted], wanted, versions, past, counted=wanted == versions[0])


def kept(store: Store, root: Path) -> dict[str, list[Quad]]:
    """What each version of the ontology says, the newest first, which is the one in `store`; the earlier ones as far
    back as they are kept below `root`."""
    current = list(store.quads_for_pattern(None, None, None, _GRAPH))
    newest = _version(current)
    found = {newest: current}
    while (earlier := _prior(next(reversed(found.values())))) and earlier not in found:
        file = root / "ontology" / "versions" / f"{earlier}.nt"
        if not file.is_file():
            break
        found[earlier] = list(parse(path=str(file), format=RdfFormat.N_TRIPLES))
    return found


def _read(
    store: Store,
    quads: list[Quad],
    version: str,
    versions: tuple[str, ...],
    past: tuple[dict[str, History], dict[str, str]],
    *,
    counted: bool,
) -> Vocabulary:
    history, gone = past
    said: dict[NamedNode, dict[NamedNode, dict[Term, None]]] = defaultdict(lambda: defaultdict(dict))
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and not isinstance(quad.object, BlankNode | Triple):
            said[quad.subject][quad.predicate][quad.object] = None
    groups = {
        node: tuple(
            Group(property, tuple(sorted(terms, key=str)), len(terms))
            for property, terms in sorted(about.items(), key=lambda pair: pair[0].value)
        )
        for node, about in said.items()
    }
    terms = [
        TermOf(node, sort, groups[node], _uses(store, node, sort) if counted else None, (), history[node.value])
        for node, about in sorted(said.items(), key=lambda pair: pair[0].value.lower())
        if node.value.startswith(RAMP.iri) and (sort := _sort(about[RDF["type"]]))
    ]
    if counted:
        terms = [replace(term, examples=_examples(store, term.node, term.sort)) for term in terms]
    reused = _reused(store) if counted else ()
    namer = Namer(store)
    mentioned = {ONTOLOGY, *(NamedNode(iri) for iri, _ in reused)}
    for term in terms:
        mentioned |= {term.node, *(NamedNode(iri) for iri in term.examples)}
    for group in (group for all_ in groups.values() for group in all_):
        mentioned |= {group.property, *(term for term in group.terms if isinstance(term, NamedNode))}
    return Vocabulary(
        version=version,
        versions=versions,
        header=groups.get(ONTOLOGY, ()),
        terms=tuple(terms),
        reused=reused,
        names={node.value: namer.name(node) for node in mentioned},
        triples=tuple(dict.fromkeys(Triple(quad.subject, quad.predicate, quad.object) for quad in quads)),
        gone=gone,
    )


def _version(quads: Iterable[Quad]) -> str:
    found = [quad.object for quad in quads if quad.subject == ONTOLOGY and quad.predicate == OWL["versionInfo"]]
    return found[0].value if found and isinstance(found[0], Literal) else ""


def _prior(quads: Iterable[Quad]) -> str | None:
    found = [quad.object for quad in quads if quad.subject == ONTOLOGY and quad.predicate == OWL["priorVersion"]]
    name = found[0].value.rpartition("/")[2] if found and isinstance(found[0], NamedNode) else ""
    return name if name.replace(".", "").isalnum() else None


def _sort(types: Iterable[Term]) -> str | None:
    return next(
        (_SORT_OF[kind.value] for kind in types if isinstance(kind, NamedNode) and kind.value in _SORT_OF), None
    )


def _uses(store: Store, node: NamedNode, sort: str) -> int:
    """As counted when the release was built."""
    if sort == "datatypes":
        return 0
    counts, of, part_of = (
        (VOID["entities"], VOID["class"], VOID["classPartition"])
        if sort == "classes"
        else (VOID["triples"], VOID["property"], VOID["propertyPartition"])
    )
    for quad in store.quads_for_pattern(None, of, node):
        part = quad.subject
        if next(iter(store.quads_for_pattern(DATASET, part_of, part)), None) is not None:
            for count in store.quads_for_pattern(part, counts, None):
                return int(count.object.value) if isinstance(count.object, Literal) else 0
    return 0


def _examples(store: Store, node: NamedNode, sort: str) -> tuple[str, ...]:
    """A few nodes of the class, or with the property, from the data."""
    if sort == "datatypes":
        return ()
    quads = (
        store.quads_for_pattern(None, RDF["type"], node)
        if sort == "classes"
        else store.quads_for_pattern(None, node, None)
    )
    found: dict[str, None] = {}
    for quad in islice(quads, _LOOKED_AT):
        stated = isinstance(quad.graph_name, NamedNode) and quad.graph_name.value.startswith(GRAPH["data/"].value)
        if stated and isinstance(quad.subject, NamedNode):
            found[quad.subject.value] = None
        if len(found) == _EXAMPLES:
            break
    return tuple(found)


def _reused(store: Store) -> tuple[tuple[str, int], ...]:
    """The properties of other vocabularies, as counted when the release was built; most used first."""
    counts: dict[str, int] = {}
    for quad in store.quads_for_pattern(DATASET, VOID["propertyPartition"], None):
        part = quad.object
        if not isinstance(part, NamedNode):
            continue
        for about in store.quads_for_pattern(part, VOID["property"], None):
            for count in store.quads_for_pattern(part, VOID["triples"], None):
                if isinstance(about.object, NamedNode) and isinstance(count.object, Literal):
                    counts[about.object.value] = int(count.object.value)
    return tuple(
        sorted(
            ((iri, count) for iri, count in counts.items() if not iri.startswith(RAMP.iri)),
            key=lambda pair: (-pair[1], pair[0]),
        )
    )
