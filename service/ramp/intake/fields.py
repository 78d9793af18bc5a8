"""The columns of tables and templates, made from `ontology/record.schema.json` (which) and the context (what they
mean).
"""

from dataclasses import dataclass
from typing import Any, Literal

from rdflib import URIRef

from ramp.graph.namespaces import ID, SCHEME
from ramp.intake.finding import Text
from ramp.intake.knowledge import Knowledge
from ramp.intake.register import folded

Kind = Literal["text", "date", "name", "page"]


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `group`: what its names are of, a scheme or a part of `id/`; `on`: practice, claims, evidence."""

    key: str
    predicate: URIRef
    kind: Kind
    group: str
    lang: str | None
    on: str
    label: Text
    hint: Text
    required: bool
    many: bool
    example: tuple[str, ...]
    default: str | None
    default_from: str | None

    @property
    def heading(self) -> str:
        """The heading in both languages; a star marks what every record must have."""
        star = " *" if self.required else ""
        same = self.label.en == self.label.fr
        return (self.label.en if same else f"{self.label.en} / {self.label.fr}") + star

    @property
    def name(self) -> str:
        """`title.en`, `degree`: the heading for programs."""
        return f"{self.key}.{self.lang}" if self.lang else self.key

    def spellings(self) -> set[str]:
        """Every heading that means this column, folded."""
        return {folded(text) for text in (self.heading, self.label.en, self.label.fr, self.name)}


def fields(knowledge: Knowledge) -> list[Field]:
    """The columns in their order."""
    return [_field(column, knowledge.context) for column in knowledge.schema["x-columns"]]


def _field(column: dict[str, Any], context: dict[str, Any]) -> Field:
    key = column["key"]
    term = context[key]
    example = column.get("example", [])
    kind, group = _kind(term)
    return Field(
        key, URIRef(_iri(term["@id"], context)), kind, group or ("organization" if key == "claimant" else ""),
        column.get("lang"), column.get("on", "practice"), Text(**column["label"]), Text(**column["hint"]),
        column.get("required", False), column.get("many", False),
        tuple(example) if isinstance(example, list) else (example,), column.get("default"), column.get("defaultFrom"),
    )  # fmt: skip


def _kind(term: dict[str, Any]) -> tuple[Kind, str]:
    if term.get("@container") == "@language":
        return "text", ""
    if term.get("@type") == "xsd:date":
        return "date", ""
    if term.get("@type") == "@vocab":
        base = term["@context"]["@vocab"]
        return "name", base.removeprefix(SCHEME.iri).removeprefix(ID.iri).strip("/")
    return "page", ""


def _iri(name: str, context: dict[str, Any]) -> str:
    prefix, _, local = name.partition(":")
    return str(context[prefix]) + local
