"""A record in words, and the form for one: what pages need from the names of the graph, made in a worker process."""

from pathlib import Path

import pyoxigraph as ox

from ramp.graph.namespaces import DCTERMS, RAMP, RDF, SKOS
from ramp.intake import worker
from ramp.intake.fields import Field, fields
from ramp.intake.knowledge import Knowledge
from ramp.intake.register import Register
from ramp.validation.shapes import compact
from ramp.workflow.shown import FormField, Option, ShownNode, ShownValue

_KINDS = {
    RAMP["Practice"].value: ("Practice", "Pratique"),
    RAMP["ResponseClaim"].value: ("Claim", "Affirmation"),
    RAMP["EvidenceLine"].value: ("Evidence", "Élément de preuve"),
    RAMP["Participation"].value: ("Participation", "Participation"),
    RAMP["SearchRecord"].value: ("Search", "Recherche"),
    RAMP["Doubt"].value: ("Doubt", "Doute"),
}
_MORE = {
    RAMP["claimSubject"].value: ("Claim about", "Affirmation sur"),
    RAMP["evidenceFor"].value: ("Bears on", "Porte sur"),
    RAMP["direction"].value: ("Direction", "Sens"),
    DCTERMS["issued"].value: ("Date of the claim", "Date de l'affirmation"),
    SKOS["altLabel"].value: ("Other title", "Autre titre"),
}


_LONG = ("description", "outcome", "challenge", "note")


def record(path: Path, root: Path, triples: str, lang: str) -> list[ShownNode]:
    """The nodes of a record in words: practices first, then claims, then the rest."""
    knowledge = worker.checker_for(path, root).knowledge
    register = knowledge.register
    facts: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
    for quad in ox.parse(triples.encode(), format=ox.RdfFormat.N_TRIPLES):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            facts.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object)
    labels = _labels(knowledge, lang)
    titles = {node: _title(node, values, register, lang) for node, values in facts.items()}
    shown = [_node(node, values, titles, labels, register, lang) for node, values in facts.items()]
    order = [words[lang == "fr"] for words in _KINDS.values()]
    return sorted(shown, key=lambda node: (order.index(node.kind) if node.kind in order else 9, node.iri))


def form(path: Path, root: Path, lang: str) -> list[FormField]:
    """The fields of the form for one practice, with their lists in one language."""
    knowledge = worker.checker_for(path, root).knowledge
    lists: dict[str, tuple[Option, ...]] = {}
    return [_form_field(field, knowledge.register, lists, lang) for field in fields(knowledge)]


def row(path: Path, root: Path, triples: str) -> dict[str, list[str]] | None:
    """The values of the form's fields for a record; None where the form cannot hold all of the record."""
    columns = fields(worker.checker_for(path, root).knowledge)
    quads = list(ox.parse(triples.encode(), format=ox.RdfFormat.N_TRIPLES))
    kinds = {q.subject: q.object for q in quads if q.predicate == RDF["type"]}
    parts = {RAMP["Practice"]: "practice", RAMP["ResponseClaim"]: "claims", RAMP["EvidenceLine"]: "evidence"}
    own = set(kinds)
    values: dict[str, dict[object, list[str]]] = {}
    for quad in quads:
        part = parts.get(kinds.get(quad.subject))  # type: ignore[arg-type]
        if part is None:
            return None
        if quad.predicate == RDF["type"] or (quad.object in own and isinstance(quad.object, ox.NamedNode)):
            continue
        if quad.predicate == RAMP["direction"]:
            if not str(quad.object).rstrip(">").endswith("/supports"):
                return None
            continue
        column = _column(columns, part, quad)
        if column is None:
            return None
        if isinstance(quad.object, ox.NamedNode | ox.Literal):
            values.setdefault(column.name, {}).setdefault(quad.subject, []).append(quad.object.value)
    if sum(kind == RAMP["Practice"] for kind in kinds.values()) != 1:
        return None
    return _flat(columns, values)


def _flat(columns: list[Field], values: dict[str, dict[object, list[str]]]) -> dict[str, list[str]] | None:
    """One list a field: claims and evidence lines of one row share all values but the one that they are split by."""
    flat: dict[str, list[str]] = {}
    for column in columns:
        by_node = values.get(column.name, {})
        if column.key in ("recommendation", "source"):
            if any(len(found) > 1 for found in by_node.values()):
                return None
            flat[column.name] = sorted({value for found in by_node.values() for value in found})
            continue
        different = {tuple(sorted(found)) for found in by_node.values()}
        if len(different) > 1 or (not column.many and different and len(next(iter(different))) > 1):
            return None
        flat[column.name] = list(next(iter(different), ()))
        if any(";" in value for value in flat[column.name]) and column.many:
            return None
    return flat


def _column(columns: list[Field], part: str, quad: ox.Quad) -> Field | None:
    lang = quad.object.language if isinstance(quad.object, ox.Literal) else None
    fits = [f for f in columns if f.on == part and str(f.predicate) == quad.predicate.value]
    exact = [field for field in fits if field.lang == lang]
    loose = [field for field in fits if field.lang is None]
    return next(iter(exact or loose), None)


def _form_field(field: Field, register: Register, lists: dict[str, tuple[Option, ...]], lang: str) -> FormField:
    if field.kind == "name" and field.group not in lists:
        lists[field.group] = tuple(
            Option(
                entry.iri,
                f"{entry.slug} – {entry.label(lang)}" if field.group == "recommendation" else entry.label(lang),
            )
            for entry in register.group(field.group)
        )
    return FormField(
        field.name, field.label.in_(lang), field.hint.in_(lang), field.kind, field.on, field.lang, field.required,
        field.many, field.key in _LONG, lists.get(field.group, ()) if field.kind == "name" else (),
    )  # fmt: skip


def _labels(knowledge: Knowledge, lang: str) -> dict[str, str]:
    found = {predicate: words[lang == "fr"] for predicate, words in _MORE.items()}
    for field in fields(knowledge):
        words = field.label.in_(lang)
        found.setdefault(str(field.predicate), words.split(" (")[0] if field.lang else words)
    return found


def _title(node: str, values: dict[str, list[ox.NamedNode | ox.Literal]], register: Register, lang: str) -> str:
    labels = [value for value in values.get(SKOS["prefLabel"].value, []) if isinstance(value, ox.Literal)]
    labels.sort(key=lambda label: label.language != lang)
    if labels:
        return labels[0].value
    about = values.get(RAMP["claimRecommendation"].value)
    if about and (entry := register.entries.get(about[0].value)):
        return f"{entry.slug} – {entry.label(lang)}"
    pages = values.get(DCTERMS["source"].value)
    return pages[0].value if pages else node.rstrip("/").rpartition("/")[2]


def _node(
    iri: str,
    values: dict[str, list[ox.NamedNode | ox.Literal]],
    titles: dict[str, str],
    labels: dict[str, str],
    register: Register,
    lang: str,
) -> ShownNode:
    kinds = values.get(RDF["type"].value, [])
    words = _KINDS.get(kinds[0].value if kinds else "", ("Node", "Nœud"))
    rows = [
        (labels.get(predicate, compact(predicate)), tuple(_value(value, titles, register, lang) for value in found))
        for predicate, found in sorted(values.items(), key=lambda item: _rank(item[0], labels))
        if predicate != RDF["type"].value
    ]
    return ShownNode(iri, words[lang == "fr"], titles[iri], tuple(rows))


def _rank(predicate: str, labels: dict[str, str]) -> tuple[int, str]:
    order = list(labels)
    first = SKOS["prefLabel"].value
    return (0 if predicate == first else order.index(predicate) + 1 if predicate in order else 99, predicate)


def _value(value: ox.NamedNode | ox.Literal, titles: dict[str, str], register: Register, lang: str) -> ShownValue:
    if isinstance(value, ox.Literal):
        return ShownValue(value.value, None, value.language)
    entry = register.entries.get(value.value)
    return ShownValue(titles.get(value.value) or (entry.label(lang) if entry else value.value), value.value)
