"""A record in words and the fields of its form, as plain values that a worker hands to the pages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShownValue:
    """One value: its words, the IRI that it is (None for text), the language of a text."""

    text: str
    iri: str | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class ShownNode:
    """One node of a record: `rows` are the name of a property and its values."""

    iri: str
    kind: str
    title: str
    rows: tuple[tuple[str, tuple[ShownValue, ...]], ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a list: what is sent, and what is read."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of the form. `kind`: text, date, name (of `options`) or page; `part`: practice, claims, evidence."""

    name: str
    label: str
    hint: str
    kind: str
    part: str
    lang: str | None
    required: bool
    many: bool
    long: bool
    options: tuple[Option, ...]
