"""What changed between two releases: by piece, for machines that follow, and by node, in words, for readers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse
from pyoxigraph import Literal as RdfLiteral

from ramp.graph.namespaces import ADMS, BASE, DCAT, DCTERMS, ELI, FOAF, RAMP, RDF, RDFS, SCHEMA, SKOS, TIME
from ramp.releases.pieces import GENID, Key, Pieces

Kind = Literal["added", "changed", "withdrawn"]
Names = Mapping[str, Mapping[str, str]]
"""What nodes are called, by IRI and language."""

_LABELS = (SKOS["prefLabel"], RDFS["label"], FOAF["name"], DCTERMS["title"])
_SINCE = {
    term.value
    for term in (
        RAMP["actionDate"], DCTERMS["date"], SCHEMA["startDate"], SCHEMA["foundingDate"], ELI["date_document"],
        DCAT["startDate"],
    )
}  # fmt: skip
_UNTIL = {term.value for term in (SCHEMA["endDate"], SCHEMA["dissolutionDate"], DCAT["endDate"])}
_WITHDRAWN = f"{ADMS['status']} <https://w3id.org/ramp/scheme/submission-status/withdrawn> ."
_VALUES_MOST, _TEXT_MOST = 20, 300


def between(before: Pieces, after: Pieces) -> Iterator[dict[str, Any]]:
    """Each piece that differs: its kind, node, graph, triples as they are now, and the days that it is about."""
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) != after.get(key):
            kind = "added" if key not in before else "changed" if key in after else "withdrawn"
            since, until = _days([after.get(key) or before[key]])
            yield {
                "kind": kind, "node": key.node, "graph": key.graph, "triples": after.get(key, ""),
                "since": since, "until": until,
            }  # fmt: skip


def by_node(before: Pieces, after: Pieces, names: Names) -> Iterator[dict[str, Any]]:
    """Each node of which something changed: its kind, type, names, graphs, and which properties have other values."""
    told: dict[str, list[Key]] = defaultdict(list)
    for key in sorted(before.keys() | after.keys()):
        if not key.node.startswith(GENID):
            told[key.node].append(key)
    for node, keys in sorted(told.items(), key=lambda item: (not item[0].startswith(BASE), item[0])):
        if all(before.get(key) == after.get(key) for key in keys):
            continue
        old, new = ([pieces[key] for key in keys if key in pieces] for pieces in (before, after))
        kind = _kind(old, new)
        since, until = _days(new or old)
        types = sorted({iri for text in new or old for iri in _types(node, text)})
        yield {
            "node": node,
            "kind": kind,
            "types": types,
            "label": dict(names.get(node, {})),
            "graphs": sorted({key.graph for key in keys if before.get(key) != after.get(key)}),
            "since": since,
            "until": until,
            "details": list(_details(node, old, new, names)) if kind == "changed" else [],
        }


def names_in(quads: Iterable[Quad], known: Names | None = None) -> dict[str, dict[str, str]]:
    """What the quads call their nodes, on top of what is `known`; of several names the first property wins."""
    ranked: dict[str, dict[str, tuple[int, str]]] = defaultdict(dict)
    ranks = {term.value: rank for rank, term in enumerate(_LABELS)}
    for quad in quads:
        rank = ranks.get(quad.predicate.value)
        if rank is not None and isinstance(quad.object, RdfLiteral) and isinstance(quad.subject, NamedNode):
            found, tongue = (rank, quad.object.value), quad.object.language or ""
            here = ranked[quad.subject.value]
            here[tongue] = min(found, here.get(tongue, found))
    named = {node: {tongue: text for tongue, (_, text) in texts.items()} for node, texts in ranked.items()}
    return {**(known or {}), **named}  # type: ignore[dict-item]


def _kind(old: list[str], new: list[str]) -> Kind:
    if not old:
        return "added"
    withdrawn = not new or (any(_WITHDRAWN in text for text in new) and not any(_WITHDRAWN in text for text in old))
    return "withdrawn" if withdrawn else "changed"


def _details(node: str, old: list[str], new: list[str], names: Names) -> Iterator[dict[str, Any]]:
    was, now = _values(node, old, names), _values(node, new, names)
    for property in sorted(was.keys() | now.keys()):
        older, newer = was.get(property, set()), now.get(property, set())
        gone, come = older - newer, newer - older
        if gone or come:
            yield {
                "property": property,
                "label": dict(names.get(property, {})),
                "removed": sorted(gone)[:_VALUES_MOST],
                "added": sorted(come)[:_VALUES_MOST],
            }


def _values(node: str, texts: list[str], names: Names) -> dict[str, set[str]]:
    """The values of each property as a reader would name them; what lies below a blank node counts as one value."""
    found: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        quads = list(parse(text, format=RdfFormat.N_TRIPLES))
        below: dict[str, list[str]] = defaultdict(list)
        for quad in quads:
            if isinstance(quad.subject, BlankNode):
                below[quad.subject.value].append(_shown(quad.object, names))
        for quad in quads:
            if quad.subject == NamedNode(node):
                nested = isinstance(quad.object, BlankNode)
                shown = "; ".join(sorted(below[quad.object.value])) if nested else _shown(quad.object, names)
                found[quad.predicate.value].add(shown[:_TEXT_MOST])
    return found


def _shown(term: object, names: Names) -> str:
    if isinstance(term, RdfLiteral):
        return f"{term.value} ({term.language})" if term.language else term.value
    if isinstance(term, NamedNode):
        label = names.get(term.value, {}).get("en")
        return f"{label} <{term.value}>" if label else f"<{term.value}>"
    return "…"


def _types(node: str, text: str) -> Iterator[str]:
    for quad in parse(text, format=RdfFormat.N_TRIPLES):
        if quad.subject == NamedNode(node) and quad.predicate == RDF["type"] and isinstance(quad.object, NamedNode):
            yield quad.object.value


def _days(texts: list[str]) -> tuple[str, str]:
    """The first day that the triples are about, and the one on which it ended; empty where they do not say."""
    since: set[str] = set()
    until: set[str] = set()
    for text in texts:
        quads = list(parse(text, format=RdfFormat.N_TRIPLES))
        begins = {quad.object for quad in quads if quad.predicate == TIME["hasBeginning"]}
        ends = {quad.object for quad in quads if quad.predicate == TIME["hasEnd"]}
        for quad in quads:
            if not isinstance(quad.object, RdfLiteral):
                continue
            instant = quad.predicate.value.startswith(f"{TIME.iri}inXSD")
            if quad.predicate.value in _SINCE or (instant and quad.subject in begins):
                since.add(quad.object.value)
            elif quad.predicate.value in _UNTIL or (instant and quad.subject in ends):
                until.add(quad.object.value)
    return _day(min(since, default="")), _day(max(until, default=""))


def _day(text: str) -> str:
    """The date without what could not stand in an index."""
    return text[:10] if text[:4].isdigit() and text.isprintable() else ""
