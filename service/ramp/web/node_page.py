"""The page of a node: what the graph says about it, arranged and worded for a reader in English or French."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ramp.graph.namespaces import RAMP, RDF, SKOS, XSD
from ramp.linking.addresses import href, local
from ramp.linking.contents import Contents
from ramp.linking.description import BRIEF_SIZE, GROUP_SIZE, Description, Doubt, Group, Name, Term
from ramp.linking.naming import in_language, short
from ramp.linking.words import GROUPS, words_of
from ramp.web import linked, service
from ramp.web.language import Language, language, prefixed, words
from ramp.web.linked import Target
from ramp.web.page import Cited, render
from ramp.web.schema_org import described
from ramp.web.table import followable

_LEAD = (SKOS["definition"].value, "http://purl.org/dc/terms/description", "http://purl.org/dc/terms/abstract")
_HIDDEN = {RDF["type"].value, RAMP["titleTranslatedIn"].value, RAMP["titleOfficialIn"].value}
_SHOWN_AS = {
    **{XSD[name].value: "number" for name in ("integer", "decimal", "double")},
    **{XSD[name].value: "day" for name in ("date", "gYear", "gYearMonth")},
    XSD["boolean"].value: "boolean",
}
_TAGS = ("en", "fr")


@dataclass(frozen=True, slots=True)
class Value:
    """One value to show: `href` to follow, `outside` if it leads to another site; `about`: the page here about a node
    that is elsewhere; `rows` where it has parts."""

    text: str
    href: str | None = None
    iri: str | None = None
    lang: str | None = None
    kind: str = ""
    outside: bool = False
    unverified: bool = False
    only: bool = False
    about: str | None = None
    rows: tuple["Row", ...] = ()

    @property
    def plain(self) -> bool:
        """Whether it is shown as a link here without any mark."""
        marked = self.lang or self.outside or self.unverified or self.only or self.about or self.rows
        return self.href is not None and not marked


@dataclass(frozen=True, slots=True)
class Row:
    """A property with its values, the doubts about them, and how many values there are in all."""

    label: str
    href: str | None
    values: tuple[Value, ...]
    total: int
    doubts: tuple["Remark", ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """A doubt in words."""

    href: str
    confidence: str | None
    notes: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page."""

    name: str
    rows: list[Row] = field(default_factory=list)


def node_page(
    request: Request,
    found: Description,
    wanted: Target,
    held: Contents | None = None,
    template: str = "node.html",
    more: Mapping[str, Any] | None = None,
) -> str:
    """The page, as HTML; of a named graph with what it holds. `template` extends `node.html` and is given `more`."""
    known, tongue = service.of(request), language(request)
    names = {**found.names, **held.names} if held else found.names
    view = View(names, tongue, known.settings.base_iri)
    name = view.named(found.node)
    translated = any(
        group.property == RAMP["titleTranslatedIn"] and any(_text(term) == tongue for term in group.terms)
        for group in found.outgoing
    )
    whole = [doubt for doubt in found.doubts if doubt.property is None]
    context: dict[str, Any] = {
        "node": found,
        "name": name,
        "schema_org": described(found, tongue, f"{known.url(request)}/{tongue}/{wanted.path}"),
        "translated": translated,
        "kinds": [view.term(kind) for kind in found.kinds],
        "unverified": found.name.unverified or bool(whole),
        "doubts": [view.remark(doubt) for doubt in whole],
        "lead": view.lead(found.outgoing),
        "sections": view.sections(found),
        "incoming": view.incoming(found.incoming),
        "graphs": [(graph, href(graph, known.settings.base_iri)) for graph in found.graphs],
        "held": held,
        "kinds_held": [(view.term(kind), count) for kind, count in held.kinds] if held else [],
        "nodes_held": [view.value(iri) for iri in held.nodes] if held else [],
        "path": wanted.path,
        "formats": [(linked.suffix(form), form.media_types[0], wanted.address(form)) for form in linked.FORMATS],
        "page": found.page,
        "pages": found.pages,
        "size": BRIEF_SIZE if found.brief else GROUP_SIZE,
        "turn": lambda number: wanted.query(page=str(number)),
    }
    cite = Cited(name.text, found.node.value)
    shown = context | dict(more or {})
    return render(request, template, title=name.text, cite=cite, address=f"/{wanted.path}", **shown)


@dataclass(frozen=True, slots=True)
class View:
    """Puts terms into words of one language."""

    names: Mapping[str, Name]
    lang: Language
    base: str
    _named: dict[str, Value] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def leads(self) -> tuple[str, ...]:
        """The properties that `lead` takes its text from."""
        return _LEAD

    def named(self, node: NamedNode) -> Value:
        """A node under its name."""
        if (known := self._named.get(node.value)) is None:
            known = self._named[node.value] = self._name(node)
        return known

    def _name(self, node: NamedNode) -> Value:
        name = self.names.get(node.value) or Name({"": short(node.value)}, given=False)
        text, tag = in_language(name.texts, self.lang)
        if not name.given and self.lang in (table := words_of(node.value).label):
            text = table[self.lang]
        own = local(node.value, self.base)
        target = own or (node.value if followable(node.value) else None)
        return Value(
            text,
            prefixed(self.lang, target) if target else None,
            node.value,
            tag if tag in _TAGS and tag != self.lang else None,
            outside=own is None,
            unverified=name.unverified,
            only=name.given and tag in _TAGS and tag != self.lang,
            about=f"/{self.lang}/about?{urlencode({'iri': node.value})}" if own is None and name.kind else None,
        )

    def term(self, iri: str) -> Value:
        """A property or class under its label: the ontology's, else the table's."""
        return self.named(NamedNode(iri))

    def lead(self, groups: Iterable[Group]) -> Value | None:
        """The text that says what the node is."""
        by_property = {group.property.value: group for group in groups if group.terms}
        for property in _LEAD:
            if property in by_property:
                return self._chosen(by_property[property])[0]
        return None

    def value(self, iri: str) -> Value:
        """A node under its name, by IRI."""
        known = self._named.get(iri)
        return known if known is not None else self.named(NamedNode(iri))

    def texts(self, group: Group) -> list[Value]:
        """The texts in all languages, the reader's first."""
        terms = sorted((term for term in group.terms if isinstance(term, Literal)), key=self._own_first)
        return [self._literal(term, mark=False) for term in terms]

    def row(self, group: Group) -> Row:
        """One property with its values."""
        label = self.term(group.property.value)
        return Row(label.text, label.href, self._chosen(group), group.total)

    def sections(self, found: Description) -> list[Section]:
        """What is said about the node, in the order of the table of words."""
        sections = {name: Section(name) for name in GROUPS}
        said = {group.property.value for group in found.outgoing}
        lead = next((property for property in _LEAD if property in said), None)
        rows: list[tuple[int, str, str, Row]] = []
        for group in found.outgoing:
            property = group.property.value
            if property in _HIDDEN or property == lead or set(group.terms) <= {found.node}:
                continue
            doubts = tuple(self.remark(doubt) for doubt in found.doubts if doubt.property == property)
            rows.append(self._placed(property, self._values(group, found), group.total, doubts))
        for property in sorted({doubt.property for doubt in found.doubts if doubt.property} - (said - {lead})):
            doubts = tuple(self.remark(doubt) for doubt in found.doubts if doubt.property == property)
            rows.append(self._placed(property, (), 0, doubts))
        for _, _, group_name, row in sorted(rows, key=lambda row: row[:3]):
            sections[group_name].rows.append(row)
        return [section for section in sections.values() if section.rows]

    def incoming(self, groups: Iterable[Group]) -> list[Row]:
        """What points to the node, by property, each worded backwards."""
        rows = []
        for group in groups:
            property = group.property.value
            if property == RAMP["doubtAbout"].value or not group.terms:
                continue
            table = words_of(property)
            forwards = self.term(property)
            label = table.inverse.get(self.lang) or words(self.lang)["node_reverse"].format(label=forwards.text)
            values = sorted((self._value(term, {}) for term in group.terms), key=_by_text)
            technical = table.group == "technical"
            rows.append((technical, table.order, Row(label, forwards.href, tuple(values), group.total)))
        return [row for _, _, row in sorted(rows, key=lambda row: row[:2])]

    def remark(self, doubt: Doubt) -> Remark:
        """A doubt in words."""
        confidence = self.named(NamedNode(doubt.confidence)).text if doubt.confidence else None
        notes = tuple(self._literal(note) for note in _in_language(doubt.notes, self.lang))
        return Remark(prefixed(self.lang, href(doubt.node.value, self.base)), confidence, notes)

    def _placed(
        self, property: str, values: tuple[Value, ...], total: int, doubts: tuple[Remark, ...]
    ) -> tuple[int, str, str, Row]:
        table, label = words_of(property), self.term(property)
        return (table.order, label.text, table.group, Row(label.text, label.href, values, total, doubts))

    def _values(self, group: Group, found: Description) -> tuple[Value, ...]:
        if words_of(group.property.value).group != "names":
            return self._chosen(group, found.nested)
        texts: dict[str, Term] = {}  # a name that is the same in both languages stands once
        for term in sorted(group.terms, key=self._own_first):
            texts.setdefault(_text(term) or str(term), term)
        return tuple(self._value(term, found.nested) for term in texts.values())

    def _chosen(self, group: Group, nested: Mapping[BlankNode, tuple[Group, ...]] | None = None) -> tuple[Value, ...]:
        """The values, of texts those in the reader's language where there are any."""
        literals = [term for term in group.terms if isinstance(term, Literal)]
        others = [term for term in group.terms if not isinstance(term, Literal)]
        shown = [self._literal(term) for term in _in_language(literals, self.lang)]
        linked_ = sorted((self._value(term, nested or {}) for term in others), key=_by_text)
        return (*shown, *linked_)

    def _own_first(self, term: Term) -> tuple[bool, str]:
        return (isinstance(term, Literal) and term.language != self.lang, str(term))

    def _value(self, term: Term, nested: Mapping[BlankNode, tuple[Group, ...]]) -> Value:
        if isinstance(term, NamedNode):
            return self.named(term)
        if isinstance(term, Literal):
            return self._literal(term, mark=False)
        rows = []
        for group in nested.get(term, ()):
            if group.property == RDF["type"]:
                continue
            label = self.term(group.property.value)
            values = tuple(self._value(inner, nested) for inner in group.terms)
            rows.append((words_of(group.property.value).order, Row(label.text, label.href, values, group.total)))
        return Value("", rows=tuple(row for _, row in sorted(rows, key=lambda row: row[0])))

    def _literal(self, term: Literal, mark: bool = True) -> Value:
        kind = term.datatype.value
        foreign = term.language is not None and term.language != self.lang
        return Value(
            term.value,
            lang=term.language if foreign else None,
            kind=_SHOWN_AS.get(kind, ""),
            only=mark and foreign and term.language in _TAGS,
        )


def _in_language(terms: Iterable[Literal], lang: str) -> list[Literal]:
    """Of texts those in `lang` if there are any; what has no language always."""
    told = sorted(terms, key=str)
    if any(term.language == lang for term in told):
        return [term for term in told if term.language in (None, lang)]
    return told


def _by_text(value: Value) -> tuple[str, str]:
    return (value.text.casefold(), value.iri or "")


def _text(term: Term | Triple) -> str:
    return term.value if isinstance(term, Literal) else ""
