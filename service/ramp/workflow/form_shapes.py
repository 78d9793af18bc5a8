"""The shapes that a form in the browser is made from: one property shape a field, in both languages, with its choices.

The record profile says what must hold, in many shapes a property; a form wants one a field. Both come from the same
columns, and whatever the form lets through is judged by the profile when it arrives.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from ramp.graph.namespaces import PREFIXES, RAMP, RDF, SH, SHAPE, SKOS, XSD
from ramp.intake import worker
from ramp.intake.fields import Field, fields
from ramp.intake.register import Register

PARTS = {"practice": RAMP["Practice"], "claims": RAMP["ResponseClaim"], "evidence": RAMP["EvidenceLine"]}


def form_shapes(path: Path, root: Path, lang: str) -> bytes:
    """Turtle: `rs:Form-practice`, `rs:Form-claims` and `rs:Form-evidence`, and the labels of all choices.

    `lang`: the language that texts are offered in first.
    """
    knowledge = worker.checker_for(path, root).knowledge
    triples = list(dict.fromkeys(_triples(fields(knowledge), knowledge.register, lang)))
    prefixes = {name: PREFIXES[name] for name in ("sh", "rs", "ramp", "skos", "xsd", "rdf")}
    return ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b""


def _triples(columns: list[Field], register: Register, lang: str) -> Iterator[ox.Triple]:
    named: set[str] = set()
    for part, kind in PARTS.items():
        shape = SHAPE[f"Form-{part}"]
        yield ox.Triple(shape, RDF["type"], SH["NodeShape"])
        yield ox.Triple(shape, SH["targetClass"], kind)
        keys = dict.fromkeys(column.key for column in columns if column.on == part)
        for order, key in enumerate(keys, 1):
            same = [column for column in columns if column.on == part and column.key == key]
            field = ox.BlankNode(f"{part}-{key}")
            yield ox.Triple(shape, SH["property"], field)
            yield ox.Triple(field, SH["order"], _integer(order))
            yield from _property(field, same, lang)
            if same[0].kind == "name":
                yield from _choices(field, [entry.iri for entry in register.group(same[0].group)])
                if same[0].group not in named:
                    named.add(same[0].group)
                    yield from _labels(register, same[0].group)


def _property(field: ox.BlankNode, same: list[Field], first_language: str) -> Iterator[ox.Triple]:
    first = same[0]
    yield ox.Triple(field, SH["path"], ox.NamedNode(str(first.predicate)))
    for lang in ("en", "fr"):
        label = first.label.in_(lang).split(" (")[0] if first.lang else first.label.in_(lang)
        yield ox.Triple(field, SH["name"], ox.Literal(label, language=lang))
        yield ox.Triple(field, SH["description"], ox.Literal(first.hint.in_(lang), language=lang))
    if any(column.required for column in same):
        yield ox.Triple(field, SH["minCount"], _integer(1))
    if first.kind == "text":
        yield ox.Triple(field, SH["datatype"], RDF["langString"])
        yield from _list(
            field,
            SH["languageIn"],
            [ox.Literal(tag) for tag in sorted(("en", "fr"), key=lambda tag: tag != first_language)],
        )
        if not first.many:
            yield ox.Triple(field, SH["maxCount"], _integer(2))
        if first.key in ("description", "outcome", "challenge", "note"):
            yield ox.Triple(field, ox.NamedNode("http://datashapes.org/dash#singleLine"), _boolean(False))
        return
    if not first.many:
        yield ox.Triple(field, SH["maxCount"], _integer(1))
    if first.kind == "date":
        yield ox.Triple(field, SH["datatype"], XSD["date"])
    else:
        yield ox.Triple(field, SH["nodeKind"], SH["IRI"])


def _choices(field: ox.BlankNode, iris: list[str]) -> Iterator[ox.Triple]:
    yield from _list(field, SH["in"], [ox.NamedNode(iri) for iri in iris])


def _labels(register: Register, group: str) -> Iterator[ox.Triple]:
    for entry in register.group(group):
        for lang in ("en", "fr"):
            text = f"{entry.slug} – {entry.label(lang)}" if group == "recommendation" else entry.label(lang)
            yield ox.Triple(ox.NamedNode(entry.iri), SKOS["prefLabel"], ox.Literal(text, language=lang))


def _list(
    node: ox.BlankNode, predicate: ox.NamedNode, items: Sequence[ox.NamedNode | ox.Literal]
) -> Iterator[ox.Triple]:
    rest: ox.NamedNode | ox.BlankNode = RDF["nil"]
    for number, item in reversed(list(enumerate(items))):
        cell = ox.BlankNode(f"{node.value}-{predicate.value.rpartition('#')[2]}-{number}")
        yield ox.Triple(cell, RDF["first"], item)
        yield ox.Triple(cell, RDF["rest"], rest)
        rest = cell
    yield ox.Triple(node, predicate, rest)


def _integer(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=XSD["integer"])


def _boolean(value: bool) -> ox.Literal:
    return ox.Literal(str(value).lower(), datatype=XSD["boolean"])
