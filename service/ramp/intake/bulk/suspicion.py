"""Which nodes of a piece of RDF need a full check: suspects of the shapes, and of the rules that are not shapes.

All is set-based or done once for each different term. It may suspect too much, never too little.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox
from rdflib import URIRef

from ramp.graph.namespaces import ADMS, BASE, DCTERMS, FOAF, OWL, RAMP, RDF, RDFS, SCHEMA, SHAPE, SKOS
from ramp.graph.namespaces import SH as SHACL
from ramp.intake.check import SUBMISSION_BASE, Checker
from ramp.intake.duplicates import Duplicates
from ramp.intake.ownership import Ownership, usable
from ramp.intake.privacy import screen as personal
from ramp.intake.profile import PROFILES
from ramp.intake.submission import Submission
from ramp.validation.screen import Screen, is_plain

_TYPE, _STATUS, _LABEL, _SOURCE = RDF["type"], ADMS["status"], SKOS["prefLabel"], DCTERMS["source"]
_SCHEME, _START, _END, _PAGE = SKOS["inScheme"], SCHEMA["startDate"], SCHEMA["endDate"], FOAF["Document"]
_ACTORS = (RAMP["reportedBy"], RAMP["carriedOutBy"])
_PRACTICE = RAMP["Practice"]
_FOREIGN = (SHACL.iri, OWL.iri, RDFS.iri)
_BACKWARDS = (
    f"""SELECT DISTINCT ?s {{ ?s <{_START.value}> ?from ; <{_END.value}> ?to FILTER(STR(?to) < STR(?from)) }}"""
)
Node = ox.NamedNode | ox.BlankNode


@dataclass(slots=True)
class Seen:
    """`suspects`: the nodes to check, with all that they are linked to in the piece; `records` and `focus`: how many
    practices and how many nodes were looked at; `own`: subjects; `open`: nodes referred to that are not in the piece.
    """

    suspects: set[Node] = field(default_factory=set)
    records: int = 0
    focus: int = 0
    own: set[Node] = field(default_factory=set)
    open: set[Node] = field(default_factory=set)


class Suspicion:
    """Looks at pieces with the knowledge of a checker."""

    def __init__(self, checker: Checker, profiles: Sequence[str]) -> None:
        self._register = checker.knowledge.register
        self._duplicates = Duplicates(self._register)
        self._classes = frozenset(ox.NamedNode(str(kind)) for kind in checker.profile.classes)
        named = {URIRef(SHAPE.iri + name) for profile in profiles for name in PROFILES[profile]}
        self._screen = Screen(checker.profile.graph, named)

    def look(self, quads: Sequence[ox.Quad], own_base: str | None, longest: int) -> Seen:
        """What is to be checked of these quads (all in the default graph)."""
        seen = Seen()
        pass_ = _Pass(Ownership(Submission("turtle", own_base or SUBMISSION_BASE), self._register, own_base), longest)
        pass_.over(quads, own_base is not None and own_base.startswith(BASE))
        seen.own = set(pass_.types)
        for subject, types in pass_.types.items():
            matched = types & self._classes
            if types and matched == types:
                seen.focus += 1
            else:
                seen.suspects.add(subject)
            if _PRACTICE in types:
                seen.records += 1
                if self._known_already(subject, pass_.values.get(subject, {})):
                    seen.suspects.add(subject)
        seen.suspects |= pass_.suspects
        store = self._stored(quads, seen)
        found = self._screen.suspects(store)
        seen.suspects |= {node for node in found.nodes if node in seen.own}  # type: ignore[misc]
        rows = store.query(_BACKWARDS)
        assert isinstance(rows, ox.QuerySolutions)
        seen.suspects |= {row[0] for row in rows if row[0] in seen.own}
        self._spread(seen, store)
        return seen

    def _stored(self, quads: Sequence[ox.Quad], seen: Seen) -> ox.Store:
        store = ox.Store()
        store.bulk_extend(quads)
        for value in {quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)} - seen.own:
            entry = self._register.entries.get(value.value)
            if entry is None:
                seen.open.add(value)
                continue
            for kind in entry.types:
                store.add(ox.Quad(value, _TYPE, ox.NamedNode(kind)))
            for scheme in entry.schemes:
                store.add(ox.Quad(value, _SCHEME, ox.NamedNode(scheme)))
        for quad in quads:
            if quad.predicate == _SOURCE and isinstance(quad.object, ox.NamedNode):
                if quad.object not in seen.own and not quad.object.value.startswith(BASE):
                    store.add(ox.Quad(quad.object, _TYPE, _PAGE))
            elif isinstance(quad.object, ox.BlankNode) and quad.object not in seen.own:
                seen.open.add(quad.object)
        return store

    def _known_already(self, subject: Node, values: dict[ox.NamedNode, list[str]]) -> bool:
        actors = {actor for link in _ACTORS for actor in values.get(link, ())}
        start = next(iter(values.get(_START, ())), "")
        return bool(self._duplicates.of(subject.value, values.get(_LABEL, []), actors, start))

    @staticmethod
    def _spread(seen: Seen, store: ox.Store) -> None:
        """To all own nodes that are linked with a suspect: a record is judged as a whole."""
        edge = list(seen.suspects)
        while edge:
            node = edge.pop()
            linked = {quad.object for quad in store.quads_for_pattern(node, None, None)}
            linked |= {quad.subject for quad in store.quads_for_pattern(None, None, node)}
            for other in linked & seen.own - seen.suspects:
                seen.suspects.add(other)  # type: ignore[arg-type]
                edge.append(other)  # type: ignore[arg-type]


class _Pass:
    """One walk over the triples of a piece, which judges each different term once."""

    def __init__(self, ownership: Ownership, longest: int) -> None:
        self._ownership, self._longest = ownership, longest
        self.suspects: set[Node] = set()
        self.types: dict[Node, set[ox.NamedNode]] = {}
        self.values: dict[Node, dict[ox.NamedNode, list[str]]] = {}
        self._terms: dict[object, bool] = {}

    def over(self, quads: Sequence[ox.Quad], curated: bool) -> None:
        terms, kept = self._terms, (_LABEL, _START, *_ACTORS)
        for subject, predicate, value, _ in quads:
            if not isinstance(subject, ox.NamedNode | ox.BlankNode):
                continue
            types = self.types.get(subject)
            if types is None:
                types = self.types[subject] = set()
                if not self._owned(subject):
                    self.suspects.add(subject)
            if predicate == _TYPE and isinstance(value, ox.NamedNode):
                types.add(value)
            if predicate in kept:
                self.values.setdefault(subject, {}).setdefault(predicate, []).append(value.value)
            odd = terms.get(predicate)
            if odd is None:
                odd = terms[predicate] = predicate.value.startswith(_FOREIGN) or not usable(predicate.value)
            other = terms.get(value)
            if other is None:
                other = terms[value] = self._odd(value)
            if odd or other or (predicate == _STATUS and not curated):
                self.suspects.add(subject)

    def _owned(self, subject: Node) -> bool:
        if isinstance(subject, ox.BlankNode):
            return True
        return usable(subject.value) and self._ownership.owns(URIRef(subject.value))

    def _odd(self, value: object) -> bool:
        if isinstance(value, ox.Literal):
            text = value.value
            return (
                len(text) > self._longest
                or not is_plain(text, value.datatype.value)
                or next(personal(text), None) is not None
            )
        if isinstance(value, ox.NamedNode):
            return not usable(value.value)
        return not isinstance(value, ox.BlankNode)
