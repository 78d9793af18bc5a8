"""What a node is called: its label in the graph, or else the names of what it links, put together.

Claims, memberships, treaty actions, evidence lines and doubts have no label of their own. A person who meets one in a
list wants to know whose it is, so `COMPOSED` says which properties make up its name.
"""

from collections.abc import Mapping
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
        RAMP["EvidenceLine"].value: (RAMP["evidenceKind"], DCTERMS["source"]),
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
        self.labels: dict[str, tuple[tuple[NamedNode, Literal], ...]] = {}

    def name(self, node: NamedNode, depth: int = _DEPTH) -> Name:
        """What `node` is called; its own last part where the graph says nothing at all."""
        known = self._names.get(node.value)
        if known is None:
            known = self._names[node.value] = self._read(node, depth)
        return known

    def _read(self, node: NamedNode, depth: int) -> Name:
        kinds = kinds_of(self._store, node)
        kind = kinds[0] if kinds else None
        unverified = _first(self._store, node, RAMP["verificationStatus"], _UNVERIFIED) is not None
        for property in LABELS:
            found = [term for term in _values(self._store, node, property) if isinstance(term, Literal)]
            if found:
                found.sort(key=lambda term: (term.language or "", term.value))
                self.labels[node.value] = tuple((property, term) for term in found)
                number = self._number(node) if kind in NUMBERED else ""
                texts: dict[str, str] = {}
                for term in found:
                    texts.setdefault(term.language or "", number + term.value)
                return Name(texts, kind, True, unverified)
        if depth > 0 and kind is not None and kind in COMPOSED:
            texts = {language: self._compose(node, COMPOSED[kind], language, depth) for language in _LANGUAGES}
            if all(texts.values()):
                return Name(texts, kind, False, unverified)
        return Name({"": short(node.value)}, kind, False, unverified)

    def _number(self, node: NamedNode) -> str:
        numbers = [term.value for term in _values(self._store, node, SKOS["notation"]) if isinstance(term, Literal)]
        return f"{min(numbers)}. " if numbers else ""

    def _compose(self, node: NamedNode, properties: tuple[NamedNode, ...], language: str, depth: int) -> str:
        parts = []
        for property in properties:
            values = _values(self._store, node, property)
            if not values or (self._about in values and len(properties) > 1 and node != self._about):
                continue
            first = min(values, key=str)
            text = first.value if isinstance(first, Literal) else None
            if isinstance(first, NamedNode):
                text = in_language(self.name(first, depth - 1).texts, language)[0]
            if text:
                parts.append(text if len(values) == 1 else f"{text} (+{len(values) - 1})")
        return " · ".join(parts)


def kinds_of(store: Store, node: NamedNode) -> tuple[str, ...]:
    """The classes of a node, the most telling first: no superclass before its subclass, our own before others'."""
    kinds = {term.value for term in _values(store, node, RDF["type"]) if isinstance(term, NamedNode)}
    above = {
        parent.value
        for kind in kinds
        for parent in _values(store, NamedNode(kind), RDFS["subClassOf"])
        if isinstance(parent, NamedNode)
    }
    return tuple(sorted(kinds, key=lambda kind: (kind in above, not kind.startswith(RAMP.iri), kind)))


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


def _values(store: Store, node: NamedNode, property: NamedNode) -> list[object]:
    return list(dict.fromkeys(quad.object for quad in store.quads_for_pattern(node, property, None, None)))


def _first(store: Store, node: NamedNode, property: NamedNode, value: NamedNode) -> object | None:
    return next(iter(store.quads_for_pattern(node, property, value, None)), None)
