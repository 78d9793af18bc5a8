"""Turns a raw result of the shapes engine into a finding that a person can act on.

The shape says what to do (`sh:message`); this module adds what was found and what was expected, where it stands, and
what would be right: the nearest name in the graph, the date in its proper form, the property that was meant.
"""

import re
from collections.abc import Mapping
from typing import Any

from rapidfuzz import process
from rdflib import RDF, SH, BNode, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from ramp.graph.namespaces import SCHEME, SKOS
from ramp.intake import dates
from ramp.intake.expected import PARTS, expected, one_of_classes
from ramp.intake.facts import Facts
from ramp.intake.finding import NO_TEXT, Cause, Finding, Severity, Text
from ramp.intake.naming import compact
from ramp.intake.privacy import masked
from ramp.intake.profile import Profile
from ramp.intake.raw import Raw, leaves
from ramp.intake.register import Register
from ramp.intake.submission import Submission, node_name

_SEVERITY: Mapping[Node, Severity] = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}
_IN_SCHEME = URIRef(SKOS["inScheme"].value)
_PROPERTY = re.compile(r"\s*\((?:ramp|skos|dcterms|schema|prov|adms):[^()]*\)")


class Explainer:
    """Explains the results of one submission."""

    def __init__(self, profile: Profile, register: Register, submission: Submission, data: Facts) -> None:
        self._shapes: Any = profile.graph
        self._register, self._submission, self._data = register, submission, data
        self._closed_to: dict[Node, list[str]] = {}

    def finding(self, raw: Raw) -> Finding | None:
        """The finding for a result; None where the submission has already been told of the cause."""
        predicate = self._predicate(raw.path)
        kind, found, params, suggestion, offer = self._case(_component(raw), raw)
        if kind == "missing" and predicate is not None and (raw.focus, predicate) in self._submission.unread:
            return None
        value = raw.value if raw.path is not None and raw.value != raw.focus else None
        place = self._submission.position(raw.focus, predicate, value, self._only_language(raw.shape))
        message = found or self._texts(raw.shape, SH.message)
        causes = self._causes(kind, raw)
        if causes:
            params = params | {"causes": [cause.message.en for cause in causes]}
        return Finding(
            rule=str(raw.shape), kind=kind, severity=_SEVERITY.get(raw.severity, "violation"), message=message,
            remedy=self._remedy(raw.shape, found, offer), focus=node_name(raw.focus),
            path=self._path_name(raw.path), value=None if value is None else self._shown(value),
            suggestion=suggestion, position=place, params=params, component=str(raw.component),
            causes=causes,
        )  # fmt: skip

    def _remedy(self, shape: Node, found: Text, offer: Text) -> Text:
        rule = self._texts(shape, SH.message) if found else NO_TEXT
        if self._submission.table:  # who fills in cells need not know the names of properties
            rule = Text(*(_PROPERTY.sub("", text) for text in rule))
        return Text(f"{offer.en} {rule.en}".strip(), f"{offer.fr} {rule.fr}".strip())

    def _case(self, component: str, raw: Raw) -> tuple[str, Text, dict[str, Any], str | None, Text]:
        """Kind, sentence on what was found, parameters, suggestion and its sentence."""
        name = self._texts(raw.shape, SH.name)
        number = self._shapes.value(raw.shape, SH[component[:1].lower() + component[1:]])
        count = len(self._data.objects(raw.focus, raw.path)) if isinstance(raw.path, URIRef) else 0
        match component:
            case "MinCount" | "QualifiedMinCount":
                return (
                    "missing",
                    Text(f"Missing: {name.en}.", f"Il manque : {name.fr}."),
                    {"expected": 1, "found": count},
                    None,
                    NO_TEXT,
                )
            case "MaxCount":
                text = Text(f"{_up(name.en)}: {count} values, at most {number} expected.",
                            f"{_up(name.fr)} : {count} valeurs, {number} au plus.")  # fmt: skip
                return "too-many", text, {"expected": int(number), "found": count}, None, NO_TEXT
            case "Closed":
                return self._closed(raw)
            case "UniqueLang":
                return "too-many", self._texts(raw.shape, SH.message), {}, None, NO_TEXT
        if raw.value is None:
            return component.lower(), NO_TEXT, {}, None, NO_TEXT
        if (group := self._vocabulary(raw.shape)) is not None:
            scheme = self._register.entries.get(SCHEME.iri + group)
            label = Text(scheme.label("en"), scheme.label("fr")) if scheme else Text(group, group)
            term = Text(f"a term of the list “{label.en}”", f"un terme de la liste « {label.fr} »")
            return self._wrong("vocabulary", name, raw, term, [group])
        if classes := self._classes(raw.shape):
            groups = list(dict.fromkeys(PARTS[kind] for kind in classes if kind in PARTS))
            return self._wrong("class", name, raw, one_of_classes(classes), groups)
        if component == "Node" and "date" in str(raw.shape):
            better = dates.suggested(str(raw.value))
            return self._plain(
                "date",
                name,
                raw,
                Text("2010, 2010-10 or 2010-10-05", "2010, 2010-10 ou 2010-10-05"),
                self._date(better),
            )
        if component == "Datatype":
            kind = str(self._shapes.value(raw.shape, SH.datatype)).rpartition("#")[2]
            better = self._date(dates.suggested(str(raw.value))) if kind == "date" else None
            return self._plain("datatype", name, raw, expected(self._shapes, component, raw.shape), better)
        return self._plain(component.lower(), name, raw, expected(self._shapes, component, raw.shape), None)

    def _causes(self, kind: str, raw: Raw) -> tuple[Cause, ...]:
        """Why a compound rule is not met, one by one; nothing where the sentence on the finding says it all."""
        if kind in ("vocabulary", "class", "date") or not raw.details:
            return ()
        causes = [
            Cause(
                self._cause(leaf), str(leaf.component), None if isinstance(leaf.shape, BNode) else str(leaf.shape),
                node_name(leaf.focus), self._path_name(leaf.path),
                None if leaf.value is None else self._shown(leaf.value),
            )
            for leaf in leaves(raw)
        ]  # fmt: skip
        return tuple(dict.fromkeys(causes))

    def _cause(self, leaf: Raw) -> Text:
        """What was found and what is expected, at one leaf; or what its shape says itself."""
        component = _component(leaf)
        number = self._shapes.value(leaf.shape, SH[component[:1].lower() + component[1:]])
        on = self._path_name(leaf.path)
        what = Text(*(name or compact(on or "") for name in self._texts(leaf.shape, SH.name)))
        match component:
            case "MinCount" | "QualifiedMinCount":
                return Text(f"Missing: {what.en}.", f"Il manque : {what.fr}.")
            case "MaxCount":
                return Text(f"{_up(what.en)}: at most {number} expected.", f"{_up(what.fr)} : {number} au plus.")
        if message := self._texts(leaf.shape, SH.message):
            return message
        found = leaf.focus if leaf.value is None else leaf.value
        return self._sentence(what if on else NO_TEXT, found, expected(self._shapes, component, leaf.shape))

    def _closed(self, raw: Raw) -> tuple[str, Text, dict[str, Any], str | None, Text]:
        given = compact(str(raw.path))
        near = process.extractOne(given, self._allowed(raw.shape), score_cutoff=70)
        text = Text(
            f"{given} is not a property of such a record.", f"{given} n'est pas une propriété d'une telle fiche."
        )
        if not near:
            return "unknown-property", text, {}, None, Text("Leave it out.", "La supprimer.")
        return "unknown-property", text, {}, near[0], Text(f"Did you mean {near[0]}?", f"Vouliez-vous dire {near[0]} ?")

    def _allowed(self, shape: Node) -> list[str]:
        """The properties that a closed shape names, compact."""
        if shape not in self._closed_to:
            paths = (self._shapes.value(inner, SH.path) for inner in self._shapes.objects(shape, SH.property))
            self._closed_to[shape] = sorted({compact(str(path)) for path in paths if isinstance(path, URIRef)})
        return self._closed_to[shape]

    def _wrong(
        self, kind: str, name: Text, raw: Raw, wanted: Text, groups: list[str]
    ) -> tuple[str, Text, dict[str, Any], str | None, Text]:
        value = raw.value
        text = str(value)
        if isinstance(value, URIRef):
            text = text.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1].replace("-", " ").replace("_", " ")
        near = [entry for group in groups for entry in self._register.nearest(text, group)][:3]
        found = self._plain(kind, name, raw, wanted, None)
        if not near:
            return kind, found[1], found[2], None, NO_TEXT
        first = near[0].label("en") if self._submission.table else compact(near[0].iri)
        offers = Text(
            *(", ".join(f"{entry.label(lang)} ({compact(entry.iri)})" for entry in near) for lang in ("en", "fr"))
        )
        return kind, found[1], found[2], first, Text(f"Did you mean {offers.en}?", f"Vouliez-vous dire {offers.fr} ?")

    def _plain(
        self, kind: str, name: Text, raw: Raw, wanted: Text, better: str | None
    ) -> tuple[str, Text, dict[str, Any], str | None, Text]:
        shown = "" if raw.value is None else self._shown(raw.value)
        offer = Text(f"Write {better}.", f"Écrire {better}.") if better else NO_TEXT
        sentence = self._sentence(name, raw.value, wanted)
        return kind, sentence, {"expected": wanted.en, "found": shown}, better, offer

    def _sentence(self, name: Text, value: Node | None, wanted: Text) -> Text:
        """That the value is not what is wanted, or, where that cannot be said in words, that it does not fit."""
        shown = "" if value is None else self._shown(value)
        en, fr = (f"“{shown}”", f"« {shown} »") if isinstance(value, Literal) else (shown, shown)
        if isinstance(value, Literal) and value.language and not self._submission.table:
            en, fr = f"{en}@{value.language}", f"{fr}@{value.language}"
        en, fr = f"{_up(name.en)}: {en}" if name else en, f"{_up(name.fr)} : {fr}" if name else fr
        if wanted:
            return Text(f"{en} is not {wanted.en}.", f"{fr} n'est pas {wanted.fr}.")
        return Text(f"{en} does not fit.", f"{fr} ne convient pas.")

    def _date(self, lexical: str | None) -> str | None:
        if lexical is None or self._submission.form in ("csv", "xlsx", "json", "jsonld"):
            return lexical
        datatype = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(lexical)]
        return f'"{lexical}"^^xsd:{datatype}'

    def _vocabulary(self, shape: Node) -> str | None:
        for part in self._alternatives(shape):
            if self._shapes.value(part, SH.path) == _IN_SCHEME:
                scheme = self._shapes.value(part, SH.hasValue)
                if scheme is not None and str(scheme).startswith(SCHEME.iri):
                    return str(scheme).removeprefix(SCHEME.iri)
        return None

    def _classes(self, shape: Node) -> list[str]:
        parts = [shape, *self._alternatives(shape)]
        kinds = [self._shapes.value(part, SH["class"]) for part in parts]
        return [str(kind).replace("#", "/").rsplit("/", 1)[-1] for kind in kinds if kind is not None]

    def _alternatives(self, shape: Node) -> list[Node]:
        head = self._shapes.value(shape, SH["or"])
        return list(Collection(self._shapes, head)) if head is not None else []

    def _only_language(self, shape: Node) -> str:
        """The one language that a rule asks a text in, or ""."""
        inner = self._shapes.value(shape, SH.qualifiedValueShape)
        head = inner and self._shapes.value(inner, SH.languageIn)
        languages = list(Collection(self._shapes, head)) if head else []
        return str(languages[0]) if len(languages) == 1 else ""

    def _predicate(self, path: Node | None) -> Node | None:
        """The property that a path is about: the first step, forwards or backwards, of its first alternative."""
        return self._first_step(path)[0]

    def _path_name(self, path: Node | None) -> str | None:
        predicate, backwards = self._first_step(path)
        return None if predicate is None else f"^{predicate}" if backwards else str(predicate)

    def _first_step(self, path: Node | None) -> tuple[Node | None, bool]:
        backwards = False
        while path is not None and not isinstance(path, URIRef):
            inverse = self._shapes.value(path, SH.inversePath)
            backwards = backwards or inverse is not None
            path = inverse or self._shapes.value(path, SH.alternativePath) or self._shapes.value(path, RDF.first)
        return path, backwards

    def _texts(self, shape: Node, predicate: URIRef) -> Text:
        texts = {
            text.language: str(text) for text in self._shapes.objects(shape, predicate) if isinstance(text, Literal)
        }
        english = texts.get("en", "")
        return Text(english, texts.get("fr", english))

    def _shown(self, value: Node) -> str:
        if isinstance(value, URIRef):
            entry = self._register.entries.get(str(value))
            if entry is not None and self._submission.table:
                return entry.label("en")
            return compact(str(value))
        if isinstance(value, Literal):
            text = str(value)
            return masked(f"{text[:80]}{'…' if len(text) > 80 else ''}")
        return node_name(value)


def _component(raw: Raw) -> str:
    """Name of the constraint component, such as `MinCount`."""
    return str(raw.component).rpartition("#")[2].removesuffix("ConstraintComponent")


def _up(text: str) -> str:
    return text[:1].upper() + text[1:]
