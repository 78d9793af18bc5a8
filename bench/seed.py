"""Reads the practices of a release as donors: what a synthetic practice may say, and how often, comes from a real one.

A donor keeps the joint distribution of everything about one practice (mechanisms, type, countries, number of claims and
evidence lines, lengths of its texts), so synthetic graphs inherit the skew of the real graph and its correlations.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from ramp.graph.namespaces import ADMS, DCTERMS, DERIVED_GRAPH, PROV, RAMP, RDF, SCHEMA, SKOS

PRACTICE_GRAPH: Final = "https://w3id.org/ramp/graph/data/practices/"

_ALWAYS: Final = (RAMP["practiceType"], RAMP["reportedBy"], RAMP["carriedOutBy"])
"""Properties whose every value is kept: the mechanism of a practice follows from them."""

_SOMETIMES: Final = (
    DCTERMS["spatial"], RAMP["hostCountry"], PROV["used"], RAMP["exploitation"], RAMP["beneficiary"], RAMP["partner"],
)  # fmt: skip
_DATES: Final = (SCHEMA["startDate"], SCHEMA["endDate"])
_TEXTS: Final = (DCTERMS["description"], RAMP["outcome"], RAMP["challenge"])
_WORD: Final = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Date:
    """A date of a donor: property, year, the rest of the lexical form, and the datatype."""

    property: str
    year: int
    rest: str
    datatype: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a donor that may be left out: property and number of words."""

    property: str
    words: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of a donor: the last part of its IRI, its recommendation, what else it states, and whether it counts."""

    slug: str
    recommendation: str
    stated: tuple[str, ...]
    counts: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """An evidence line of a donor: its kind and direction as stated, and whether it supports."""

    stated: tuple[str, ...]
    supports: bool


@dataclass(frozen=True, slots=True)
class Donor:
    """One real practice, reduced to what a synthetic one takes from it. Strings are N-Quads: ` <property> <value>`."""

    practice: str
    family: str
    always: tuple[str, ...]
    sometimes: tuple[str, ...]
    dates: tuple[Date, ...]
    label_words: int
    description_words: int
    texts: tuple[Text, ...]
    claims: tuple[Claim, ...]
    evidence: tuple[Evidence, ...]
    mechanisms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seed:
    """The donors, and the words of their English and French texts with their frequencies (as repetitions)."""

    donors: tuple[Donor, ...]
    english: tuple[str, ...]
    french: tuple[str, ...]
    triples_each: float


Node = dict[NamedNode, list[NamedNode | Literal]]


def read_seed(release: Path) -> Seed:
    """The seed from a release file (N-Quads). Raises ValueError where it holds no practice."""
    nodes, families, quads = _nodes(parse(path=str(release), format=RdfFormat.N_QUADS))
    practices = sorted((node for node in nodes if RAMP["Practice"] in nodes[node][RDF["type"]]), key=str)
    if not practices:
        raise ValueError(f"{release.name} holds no practice to draw from")
    claims = _by_value(nodes, RAMP["ResponseClaim"], RAMP["claimSubject"])
    lines = _by_value(nodes, RAMP["EvidenceLine"], RAMP["evidenceFor"])
    texts = [value for node in practices for values in nodes[node].values() for value in values]
    return Seed(
        donors=tuple(_donor(node, families[node], nodes, claims, lines) for node in practices),
        english=_words(texts, "en"),
        french=_words(texts, "fr"),
        triples_each=quads / len(practices),
    )


def _nodes(quads: Iterable[Quad]) -> tuple[dict[NamedNode, Node], dict[NamedNode, str], int]:
    """Nodes of the practice graphs with what is derived about them, the graph family of each, and the quads in all."""
    nodes: dict[NamedNode, Node] = defaultdict(lambda: defaultdict(list))
    families: dict[NamedNode, str] = {}
    derived: list[Quad] = []
    count = 0
    for quad in quads:
        if quad.graph_name == DERIVED_GRAPH:
            derived.append(quad)
        elif isinstance(quad.graph_name, NamedNode) and quad.graph_name.value.startswith(PRACTICE_GRAPH):
            count += 1
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                nodes[quad.subject][quad.predicate].append(quad.object)
                families[quad.subject] = quad.graph_name.value.removeprefix(PRACTICE_GRAPH)
    for quad in derived:
        subject, value = quad.subject, quad.object
        if isinstance(subject, NamedNode) and subject in families and isinstance(value, NamedNode | Literal):
            count += 1
            nodes[subject][quad.predicate].append(value)
    return nodes, families, count


def _by_value(nodes: dict[NamedNode, Node], kind: NamedNode, link: NamedNode) -> dict[NamedNode, list[NamedNode]]:
    """Nodes of a class by the node that they point to."""
    found: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    for node in sorted(nodes, key=str):
        if kind in nodes[node][RDF["type"]]:
            for value in nodes[node][link]:
                if isinstance(value, NamedNode):
                    found[value].append(node)
    return found


def _donor(
    practice: NamedNode,
    family: str,
    nodes: dict[NamedNode, Node],
    claims: dict[NamedNode, list[NamedNode]],
    lines: dict[NamedNode, list[NamedNode]],
) -> Donor:
    node = nodes[practice]
    own_claims = claims[practice]
    own_lines = sorted({line for claim in own_claims for line in lines[claim]}, key=str)
    return Donor(
        practice=practice.value,
        family=family,
        always=_stated(node, _ALWAYS),
        sometimes=_stated(node, _SOMETIMES),
        dates=tuple(_date(name, value) for name in _DATES for value in node[name] if isinstance(value, Literal)),
        label_words=_length(node, SKOS["prefLabel"]),
        description_words=_length(node, DCTERMS["description"]),
        texts=tuple(Text(str(name), _length(node, name)) for name in _TEXTS[1:] if node[name]),
        claims=tuple(_claim(claim, nodes[claim]) for claim in own_claims),
        evidence=tuple(_evidence(nodes[line]) for line in own_lines),
        mechanisms=_stated(node, (RAMP["ofMechanism"],)),
    )


def _claim(claim: NamedNode, node: Node) -> Claim:
    kept = (RAMP["degree"], RAMP["claimBasis"], PROV["wasAttributedTo"], ADMS["status"], DCTERMS["issued"])
    accepted = [str(value).endswith("/accepted>") for value in node[ADMS["status"]]] == [True]
    contradicts = any(str(value).endswith("/contradicts>") for value in node[RAMP["degree"]])
    return Claim(
        slug=claim.value.rpartition("/")[2],
        recommendation=str(node[RAMP["claimRecommendation"]][0]),
        stated=_stated(node, (*kept, RAMP["verificationStatus"])),
        counts=accepted and not contradicts and not node[RAMP["verificationStatus"]],
    )


def _evidence(node: Node) -> Evidence:
    supports = any(str(value).endswith("/supports>") for value in node[RAMP["direction"]])
    return Evidence(_stated(node, (RAMP["direction"], RAMP["evidenceKind"])), supports)


def _stated(node: Node, properties: Iterable[NamedNode]) -> tuple[str, ...]:
    return tuple(f" {name} {value}" for name in properties for value in sorted(node[name], key=str))


def _date(name: NamedNode, value: Literal) -> Date:
    return Date(str(name), int(value.value[:4]), value.value[4:], str(value.datatype))


def _length(node: Node, name: NamedNode) -> int:
    """Words of the first value of a text property (English where there are two languages)."""
    texts = sorted((value for value in node[name] if isinstance(value, Literal)), key=lambda text: text.language or "")
    return max(1, len(texts[0].value.split())) if texts else 1


def _words(values: Iterable[NamedNode | Literal], language: str) -> tuple[str, ...]:
    texts = [value.value for value in values if isinstance(value, Literal) and value.language == language]
    return tuple(sorted(word for text in texts for word in _WORD.findall(text))) or ("synthetic",)
