"""What a node is called: its label in the graph, or else the names of what it links, put together.

Claims, memberships, treaty actions, evidence lines and doubts have no label of their own. A person who meets one in a
list wants to know whose it is, so `COMPOSED` says which properties make up its name.
"""

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Store

from ramp.graph.namespaces import (
    DCTERMS,
    FOAF,
    ORG,
    OWL,
    RAMP,
    RDF,
    RDFS,
    SCHEMA,
    SCHEME,
    SH,
    SKOS,
    SSSOM,
)
from ramp.linking.description import Name

LABELS = (SKOS["prefLabel"], RDFS["label"], SH["name"], DCTERMS["title"], FOAF["name"], SCHEMA["name"])
"""Properties that give a node its name, best first."""
_LANGUAGES = ("en", "fr")
_UNVERIFIED = NamedNode(f"{SCHEME.iri}verification-status/unverified")
_DEPTH = 2

COMPOSED: Mapping[str, tuple[NamedNode, ...]] = MappingProxyType(
    {
        RAMP["ResponseClaim"].value: (RAMP["claimSubject"], RAMP["claimRecommendation"], RAMP["claimMeasure"]),
        RAMP["EvidenceLine"].value: (RAMP["evidenceKind"], DCTERMS["source"], RAMP["evidenceFor"]),
        RAMP["TreatyAction"].value: (RAMP["actor"], RAMP["actionKind"], RAMP["treaty"], RAMP["actionDate"]),
        RAMP["NonPartyObservation"].value: (RAMP["actor"], RAMP["treaty"], DCTERMS["date"]),
        RAMP["CoverageStatement"].value: (RAMP["coverageOf"],),
        RAMP["ReportedCount"].value: (RAMP["countOf"], DCTERMS["date"]),
        RAMP["MembershipEvent"].value: (
            RAMP["eventState"],
            RAMP["eventKind"],
            RAMP["eventOrganization"],
            DCTERMS["date"],
        ),
        RAMP["Participation"].value: (RAMP["participant"], RAMP["participationStatus"], RAMP["participationIn"]),
        RAMP["SearchRecord"].value: (RAMP["searchedFor"], RAMP["searchedMechanism"], RAMP["searchedClaim"]),
        RAMP["Doubt"].value: (RAMP["doubtAbout"], RAMP["doubtfulProperty"]),
        ORG["Membership"].value: (ORG["member"], RAMP["memberName"], ORG["role"], ORG["organization"]),
        SSSOM["Mapping"].value: (OWL["annotatedSource"], OWL["annotatedTarget"]),
    }
)

NUMBERED = (RAMP["Recommendation"].value, RAMP["Measure"].value)
"""Classes whose nodes people know by their number, which goes before the name."""


class Namer:
    """Names nodes of one store, each once.

    `about` is the node that a page is about: names put together leave it out, since its reader knows it.
    """

    def __init__(self, store: Store, about: NamedNode | None = None) -> None:
        self._store, self._about = store, about
        self._names: dict[str, Name] = {}
        self._parents: dict[str, set[str]] = {}
        self.labels: dict[str, tuple[tuple[NamedNode, Literal], ...]] = {}

    def name(self, node: NamedNode, depth: int = _DEPTH) -> Name:
        """What `node` is called; its own last part where the graph says nothing at all."""
        known = self._names.get(node.value)
        if known is None:
            known = self._names[node.value] = self._read(node, depth)
        return known

    def _read(self, node: NamedNode, depth: int) -> Name:
        types = [term.value for term in self._values(node, RDF["type"]) if isinstance(term, NamedNode)]
        kind = next(iter(_telling_first(types, self._above)), None)
        unverified = _UNVERIFIED in self._values(node, RAMP["verificationStatus"])
        for property in LABELS:
            found = [term for term in self._values(node, property) if isinstance(term, Literal)]
            if found:
                found.sort(key=lambda term: (term.language or "", term.value))
                self.labels[node.value] = tuple((property, term) for term in found)
                number = self._number(node) if kind in NUMBERED else ""
                texts: dict[str, str] = {}
                for term in found:
                    texts.setdefault(term.language or "", number + term.value)
                return Name(texts, kind, True, unverified)
        if depth > 0 and kind is not None and kind in COMPOSED:
            known = self._about is not None and node != self._about
            parts = [self._values(node, property) for property in COMPOSED[kind]]
            if known and len(parts) > 1:  # the reader of a page knows what it is about
                parts = [values for values in parts if self._about not in values]
            texts = {language: self._compose(parts, language, depth) for language in _LANGUAGES}
            if all(texts.values()):
                return Name(texts, kind, False, unverified)
        return Name({"": short(node.value)}, kind, False, unverified)

    def _above(self, kind: str) -> set[str]:
        """The direct superclasses of a class, read once."""
        if kind not in self._parents:
            self._parents[kind] = _superclasses(self._store, kind)
        return self._parents[kind]

    def _number(self, node: NamedNode) -> str:
        numbers = [term.value for term in self._values(node, SKOS["notation"]) if isinstance(term, Literal)]
        return f"{min(numbers)}. " if numbers else ""

    def _values(self, node: NamedNode, property: NamedNode) -> list[object]:
        return list(dict.fromkeys(quad.object for quad in self._store.quads_for_pattern(node, property, None)))

    def _compose(self, parts: list[list[object]], language: str, depth: int) -> str:
        texts = []
        for values in filter(None, parts):
            first = min(values, key=str)
            text = first.value if isinstance(first, Literal) else None
            if isinstance(first, NamedNode):
                text = in_language(self.name(first, depth - 1).texts, language)[0]
            if text:
                texts.append(text if len(values) == 1 else f"{text} (+{len(values) - 1})")
        return " · ".join(texts)


def kinds_of(store: Store, node: NamedNode) -> tuple[str, ...]:
    """The classes of a node, the most telling first: no superclass before its subclass, our own before others'."""
    quads = store.quads_for_pattern(node, RDF["type"], None)
    kinds = {quad.object.value for quad in quads if isinstance(quad.object, NamedNode)}
    return _telling_first(kinds, lambda kind: _superclasses(store, kind))


def _telling_first(kinds: Collection[str], above: Callable[[str], set[str]]) -> tuple[str, ...]:
    parents = set[str]().union(*(above(kind) for kind in kinds)) if len(kinds) > 1 else set()
    return tuple(sorted(kinds, key=lambda kind: (kind in parents, not kind.startswith(RAMP.iri), kind)))


def _superclasses(store: Store, kind: str) -> set[str]:
    quads = store.quads_for_pattern(NamedNode(kind), RDFS["subClassOf"], None)
    return {quad.object.value for quad in quads if isinstance(quad.object, NamedNode)}


def in_language(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    """The text in `language`, else in any other, and the language that it is in."""
    for tag in (language, "", "en"):
        if tag in texts:
            return texts[tag], tag
    tag, text = min(texts.items())
    return text, tag


def short(iri: str) -> str:
    """An IRI without a label in few letters: of RAMP's own the last parts, of others host and path."""
    if iri.startswith("http"):
        bare = iri.partition("://")[2].removeprefix("www.").rstrip("/") or iri
        host, _, path = bare.partition("/")
        if host == "w3id.org" and path.startswith("ramp/"):
            return path.removeprefix("ramp/").partition("/")[2] or path
        return bare if len(bare) <= 70 else f"{bare[:69]}…"
    return iri
