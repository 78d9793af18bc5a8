"""Which identifiers elsewhere are of the same thing as a node, or near it: the rows of the mapping tables.

A mapping says identity only where a person has reviewed it; the same relation without a review is handed on as
`skos:closeMatch`. Source of the terms: SSSOM (https://mapping-commons.github.io/sssom/), SKOS, schema.org.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode, Triple

from ramp.graph.namespaces import OWL, PREFIXES, PROV, SCHEMA, SEMAPV, SKOS, SSSOM

IDENTITY: Final = frozenset((SCHEMA["sameAs"].value, SKOS["exactMatch"].value, OWL["sameAs"].value))
REVIEWED: Final = frozenset(
    SEMAPV[name].value for name in ("ManualMappingCuration", "MappingReview", "BackgroundKnowledgeBasedMatching")
)
"""Justifications behind which a person stands, or a published list of codes."""
LEAST_CONFIDENCE: Final = 0.9
_LABEL = SKOS["prefLabel"].value


@dataclass(frozen=True, slots=True)
class Link:
    """One mapping: `node` is ours, `target` elsewhere; `relation` what the table says, confidence from 0 to 1."""

    node: str
    relation: str
    target: str
    justification: str
    confidence: float | None
    name: str
    target_name: str

    @property
    def reviewed(self) -> bool:
        """Whether a person or a published list stands behind it."""
        return self.justification in REVIEWED and (self.confidence or 0.0) >= LEAST_CONFIDENCE

    @property
    def identity(self) -> bool:
        """Whether both are the same thing, and that has been reviewed."""
        return self.relation in IDENTITY and self.reviewed

    @property
    def handed_on(self) -> str:
        """The relation as others get it: an identity that nobody reviewed is a close match."""
        return SKOS["closeMatch"].value if self.relation in IDENTITY and not self.reviewed else self.relation

    @property
    def host(self) -> str:
        """Where the target is: its host without `www.`."""
        return urlsplit(self.target).netloc.casefold().removeprefix("www.")

    def triple(self, *, turned: bool = False) -> Triple:
        """The link as others get it; `turned`: from the foreign identifier."""
        node, target = NamedNode(self.node), NamedNode(self.target)
        return (
            Triple(target, NamedNode(self.handed_on), node)
            if turned
            else Triple(node, NamedNode(self.handed_on), target)
        )


def links_query(language: str | None, *, nodes: Iterable[str] = (), targets: Iterable[str] = ()) -> str:
    """A SELECT of mappings: of these nodes, or to these targets, or all; `language` of the names (None: no names).

    Raises ValueError for what is no IRI.
    """
    given = [
        f"VALUES ?{name} {{ {' '.join(str(NamedNode(iri)) for iri in iris)} }}"
        for name, iris in (("node", list(nodes)), ("target", list(targets)))
        if iris
    ]
    names = (
        f"OPTIONAL {{ ?mapping <{SSSOM['object_label'].value}> ?targetName }} "
        f'OPTIONAL {{ ?node <{_LABEL}> ?name FILTER(LANG(?name) = "{language}") }}'
        if language
        else ""
    )
    return f"""SELECT DISTINCT ?node ?relation ?target ?justification ?confidence ?name ?targetName {{
        {" ".join(given)}
        ?mapping <{OWL["annotatedSource"].value}> ?node ; <{OWL["annotatedTarget"].value}> ?target ;
            <{OWL["annotatedProperty"].value}> ?relation ;
            <{SSSOM["mapping_justification"].value}> ?justification .
        ?node ?relation ?target .
        FILTER(ISIRI(?target))
        OPTIONAL {{ ?mapping <{SSSOM["confidence"].value}> ?confidence }}
        {names}
    }} ORDER BY ?node ?target ?relation"""


def alternates_query(iris: Iterable[str]) -> str:
    """A SELECT of the nodes that a submitter names by one of these identifiers."""
    given = " ".join(str(NamedNode(iri)) for iri in iris)
    return (
        f"SELECT DISTINCT ?node ?target {{ VALUES ?target {{ {given} }} ?node <{PROV['alternateOf'].value}> ?target }}"
    )


def read_links(rows: Iterable[Mapping[str, Any]]) -> list[Link]:
    """The rows of `links_query`."""
    return list(_links(rows))


def _links(rows: Iterable[Mapping[str, Any]]) -> Iterator[Link]:
    for row in rows:
        confidence = row.get("confidence")
        yield Link(
            row["node"].value,
            row["relation"].value,
            row["target"].value,
            row["justification"].value,
            float(confidence.value) if isinstance(confidence, Literal) else None,
            _text(row.get("name")),
            _text(row.get("targetName")),
        )


def _text(term: Any) -> str:
    return term.value if isinstance(term, Literal) else ""


def compact(iri: str) -> str:
    """An IRI in the short form that RAMP's prefixes allow."""
    for prefix, space in PREFIXES.items():
        if iri.startswith(space) and iri != space:
            return f"{prefix}:{iri[len(space) :]}"
    return iri


def told(link: Link, *, turned: bool = False) -> dict[str, Any]:
    """A link for JSON: the identifier at its other end, and how sure it is."""
    other, name = (link.node, link.name) if turned else (link.target, link.target_name)
    return {
        "iri": other,
        **({"label": name} if name else {}),
        "relation": link.handed_on,
        "reviewed": link.reviewed,
        "justification": link.justification,
        **({"confidence": link.confidence} if link.confidence is not None else {}),
    }
