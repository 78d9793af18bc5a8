"""Which names the index of reconciliation is made of, and where they stand in the graph: SELECTs and their use.

Also names that the graph does not carry as its own: former and everyday names of States and bodies in
`other_names.tsv`, each with its source. They are understood, never shown.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode

from ramp.engine.protocol import Term
from ramp.graph.namespaces import (
    ADMS,
    BASE,
    DCTERMS,
    ELI,
    ID,
    OWL,
    PROV,
    RAMP,
    RDF,
    SCHEMA,
    SCHEME,
    SKOS,
    SSSOM,
)
from ramp.linking.reconcile.kinds import KINDS
from ramp.linking.rows import Rows, read_rows

EDITION: Final = 1

HOW: Final = {
    SKOS["prefLabel"].value: "label",
    SKOS["altLabel"].value: "alt_label",
    RAMP["acronym"].value: "acronym",
    ELI["id_local"].value: "symbol",
    DCTERMS["identifier"].value: "symbol",
    SCHEMA["isbn"].value: "symbol",
    SKOS["notation"].value: "code",
}
"""What a property's value is to a reader."""
IDENTITY: Final = frozenset(
    (SCHEMA["sameAs"].value, SKOS["exactMatch"].value, OWL["sameAs"].value, PROV["alternateOf"].value)
)
"""Relations that say that two identifiers are of one thing."""


def _list(terms: Iterable[NamedNode | str], between: str = " ") -> str:
    return between.join(f"<{term.value if isinstance(term, NamedNode) else term}>" for term in terms)


ROWS: Final = (
    Rows(
        "kinds",
        f"""SELECT ?node ?class {{
            VALUES ?class {{ {_list(kind.iri for kind in KINDS.values())} }} ?node <{RDF["type"].value}> ?class .
            FILTER(ISIRI(?node)) {{part}} }}""",
    ),
    Rows(
        "names",
        f"""SELECT ?node ?property ?text {{
            VALUES ?node {{ {{nodes}} }} ?node ?property ?text .
            FILTER(?property IN ({_list(HOW, ", ")}))
            FILTER(STRSTARTS(STR(?node), "{ID.iri}") || STRSTARTS(STR(?node), "{SCHEME.iri}")) }}""",
        of="kinds",
    ),
    Rows(
        "registers",
        f"""SELECT ?node ?text {{
            ?node <{ADMS["identifier"].value}> ?entry . ?entry <{SKOS["notation"].value}> ?text }}""",
    ),
    Rows(
        "identifiers",
        f"""SELECT ?node ?relation ?target {{
            {{ ?mapping a <{SSSOM["Mapping"].value}> ; <{OWL["annotatedSource"].value}> ?node ;
                <{OWL["annotatedProperty"].value}> ?relation ; <{OWL["annotatedTarget"].value}> ?target .
               ?node ?relation ?target }}
            UNION {{ VALUES ?relation {{ {_list(sorted(IDENTITY))} }} ?node ?relation ?target
                     FILTER(STRSTARTS(STR(?node), "{BASE}")) }}
            FILTER(ISIRI(?target)) }}""",
    ),
    Rows(
        "withdrawn",
        f"""SELECT ?node {{ ?node <{ADMS["status"].value}> <{SCHEME.iri}submission-status/withdrawn> }}""",
    ),
)


@dataclass(frozen=True, slots=True)
class Named:
    """One name of one node: `key` is the node's IRI below the base, `how` what the name is to a reader."""

    key: str
    text: str
    language: str
    how: str


@dataclass(frozen=True, slots=True)
class Source:
    """Everything that an index is made of."""

    names: tuple[Named, ...]
    classes: dict[str, set[str]]
    identifiers: tuple[tuple[str, str, str], ...]
    withdrawn: frozenset[str]


def read_source(folder: Path) -> Source:
    """What the rows in `folder` say, in the same order whichever engine they come from."""
    rows = sorted(read_rows(folder, "names"), key=_order)
    names = [name for row in rows if (name := _named(row)) is not None]
    classes: dict[str, set[str]] = {}
    for node, kind in read_rows(folder, "kinds"):
        if isinstance(node, NamedNode) and isinstance(kind, NamedNode) and node.value.startswith(BASE):
            classes.setdefault(node.value[len(BASE) :], set()).add(kind.value)
    for node, text in sorted(read_rows(folder, "registers"), key=_order):
        if isinstance(node, NamedNode) and isinstance(text, Literal):
            names.append(Named(node.value.removeprefix(BASE), text.value, "", "register"))
    known = {name.key for name in names} & classes.keys()
    names += [name for name in other_names() if name.key in known]
    identifiers = [
        (node.value.removeprefix(BASE), relation.value, target.value)
        for node, relation, target in read_rows(folder, "identifiers")
        if isinstance(node, NamedNode) and isinstance(relation, NamedNode) and isinstance(target, NamedNode)
    ]
    gone = {node.value.removeprefix(BASE) for (node,) in read_rows(folder, "withdrawn") if isinstance(node, NamedNode)}
    return Source(tuple(names), classes, tuple(identifiers), frozenset(gone))


def _order(row: tuple[Term | None, ...]) -> list[tuple[str, str]]:
    """Engines differ in how they sort texts of several languages."""
    return [
        (getattr(term, "value", ""), (term.language or "") if isinstance(term, Literal) else "") for term in row
    ]  # fmt: skip


def _named(row: tuple[Term | None, ...]) -> Named | None:
    node, property, text = row
    if not (isinstance(node, NamedNode) and isinstance(property, NamedNode) and isinstance(text, Literal)):
        return None
    how = HOW[property.value]
    if how == "code" and node.value.startswith(SCHEME.iri):
        return None  # the last part of the concept's own IRI
    return Named(node.value[len(BASE) :], text.value, text.language or "", how)


def other_names() -> Iterator[Named]:
    """The names of `other_names.tsv`."""
    text = files("ramp.linking.reconcile").joinpath("other_names.tsv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        yield Named(row["node"], row["name"], row["language"], row["kind"])


_CUT = re.compile(
    r",? (?:especially|particularly|in particular|including|en particulier|notamment|particulièrement|y compris)\b.*$"
    r"|, (?:supplementing|visant à|additionnel)\b.*$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*\*?")
_QUOTED = re.compile(r"[«“\"]\s*([^»”\"]{6,60}?)\s*[»”\"]")
_YEARS = re.compile(r",? \(?\b(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)?\d\d)?\)?$")


def shorter(text: str) -> Iterator[str]:
    """What people cut a title down to: without brackets, without what comes after "especially", without years."""
    told = {text}
    for form in (
        _BRACKETS.sub(" ", text).strip(" *"),
        _CUT.sub("", text),
        _CUT.sub("", _BRACKETS.sub(" ", text)).strip(),
        _YEARS.sub("", text),
        *_QUOTED.findall(text),
        *(part for part in _BRACKETS.findall(text) if len(part.split()) > 3),
    ):
        form = " ".join(form.split())
        if len(form) > 3 and form not in told:
            told.add(form)
            yield form
