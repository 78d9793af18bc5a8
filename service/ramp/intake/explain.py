"""Turns a raw result of the shapes engine into a finding that a person can act on.

The shape says what to do (`sh:message`); this module adds what was found and what was expected, where it stands, and
what would be right: the nearest name in the graph, the date in its proper form, the property that was meant.
"""

import re
from collections.abc import Mapping
from typing import Any

from rapidfuzz import process
from rdflib import RDF, SH, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from ramp.graph.namespaces import ID, PREFIXES, SCHEME, SKOS
from ramp.intake import dates
from ramp.intake.facts import Facts
from ramp.intake.finding import NO_TEXT, Finding, Severity, Text
from ramp.intake.privacy import masked
from ramp.intake.profile import Profile, Raw, leaves
from ramp.intake.register import Register
from ramp.intake.submission import Submission, node_name

_SEVERITY: Mapping[Node, Severity] = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}
_IN_SCHEME = URIRef(SKOS["inScheme"].value)
_PARTS = {
    "Organization": "organization", "OrganizationalUnit": "organization", "Mechanism": "organization", "State": "state",
    "Instrument": "instrument", "Recommendation": "recommendation", "Place": "place", "Practice": "practice",
    "Person": "person",
}  # fmt: skip
_CLASS_WORDS = {
    "organization": Text("an organisation of the graph", "une organisation du graphe"),
    "state": Text("a State of the graph", "un État du graphe"),
    "instrument": Text("an instrument of the graph", "un instrument du graphe"),
    "recommendation": Text("a recommendation of the graph", "une recommandation du graphe"),
    "place": Text("a place of the graph", "un lieu du graphe"),
    "practice": Text("a practice", "une pratique"),
    "person": Text("an office holder of the graph", "un titulaire de fonction du graphe"),
}
_PROPERTY = re.compile(r"\s*\((?:ramp|skos|dcterms|schema|prov|adms):[^()]*\)")
_TYPES = {
    "langString": Text("a text with a language tag", "un texte muni d'une étiquette de langue"),
    "date": Text("a day such as 2010-10-05", "un jour comme 2010-10-05"),
    "string": Text("a plain text", "un texte simple"),
    "language": Text("a language code", "un code de langue"),
    "boolean": Text("true or false", "true ou false"),
    "integer": Text("a whole number", "un nombre entier"),
}


def compact(iri: str) -> str:
    """`ramp:degree`, `instrument/palermo-protocol`, or the IRI in angle brackets."""
    if iri.startswith(SCHEME.iri):
        return iri.removeprefix(SCHEME.iri).replace("/", ":", 1)
    best = max((ns for ns in PREFIXES.items() if iri.startswith(ns[1])), key=lambda ns: len(ns[1]), default=None)
    if best is None or best[0] == ID.prefix:
        return f"<{iri}>"
    return f"{best[0]}:{iri.removeprefix(best[1])}"


class Explainer:
    """Explains the results of one submission."""

    def __init__(self, profile: Profile, register: Register, submission: Submission, data: Facts) -> None:
        self._shapes: Any = profile.graph
        self._register, self._submission, self._data = register, submission, data
        self._closed_to: dict[Node, list[str]] = {}

    def finding(self, raw: Raw) -> Finding | None:
        """The finding for a result; None where the submission has already been told of the cause."""
        predicate = self._predicate(raw.path)
        component = str(raw.component).rpartition("#")[2].removesuffix("ConstraintComponent")
        kind, found, params, suggestion, offer = self._case(component, raw)
        if kind == "missing" and predicate is not None and (raw.focus, predicate) in self._submission.unread:
            return None
        value = raw.value if raw.path is not None and raw.value != raw.focus else None
        place = self._submission.position(raw.focus, predicate, value, self._only_language(raw.shape))
        message = found or self._texts(raw.shape, SH.message)
        return Finding(
            rule=str(raw.shape), kind=kind, severity=_SEVERITY.get(raw.severity, "violation"), message=message,
            remedy=self._remedy(raw.shape, found, offer), focus=node_name(raw.focus),
            path=self._path_name(raw.path), value=None if value is None else self._shown(value),
            suggestion=suggestion, position=place, params=params, component=str(raw.component),
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
            expected = Text(f"a term of the list “{label.en}”", f"un terme de la liste « {label.fr} »")
            return self._wrong("vocabulary", name, raw, expected, [group])
        if classes := self._classes(raw.shape):
            groups = list(dict.fromkeys(_PARTS[kind] for kind in classes if kind in _PARTS))
            words = [_CLASS_WORDS[group] for group in groups] or [Text(" / ".join(classes), " / ".join(classes))]
            expected = Text(" or ".join(w.en for w in words), " ou ".join(w.fr for w in words))
            return self._wrong("class", name, raw, expected, groups)
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
            return self._plain("datatype", name, raw, _TYPES.get(kind, Text(kind, kind)), better)
        causes = [self._texts(leaf.shape, SH.message) for leaf in leaves(raw) if leaf.shape != raw.shape]
        params = {"causes": [cause.en for cause in causes if cause]} if any(causes) else {}
        return component.lower(), self._plain(component, name, raw, NO_TEXT, None)[1], params, None, NO_TEXT

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
        self, kind: str, name: Text, raw: Raw, expected: Text, groups: list[str]
    ) -> tuple[str, Text, dict[str, Any], str | None, Text]:
        value = raw.value
        text = str(value)
        if isinstance(value, URIRef):
            text = text.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1].replace("-", " ").replace("_", " ")
        near = [entry for group in groups for entry in self._register.nearest(text, group)][:3]
        found = self._plain(kind, name, raw, expected, None)
        if not near:
            return kind, found[1], found[2], None, NO_TEXT
        first = near[0].label("en") if self._submission.table else compact(near[0].iri)
        offers = Text(
            *(", ".join(f"{entry.label(lang)} ({compact(entry.iri)})" for entry in near) for lang in ("en", "fr"))
        )
        return kind, found[1], found[2], first, Text(f"Did you mean {offers.en}?", f"Vouliez-vous dire {offers.fr} ?")

    def _plain(
        self, kind: str, name: Text, raw: Raw, expected: Text, better: str | None
    ) -> tuple[str, Text, dict[str, Any], str | None, Text]:
        shown = self._shown(raw.value) if raw.value is not None else ""
        quoted = isinstance(raw.value, Literal)
        en = f"{_up(name.en)}: {f'“{shown}”' if quoted else shown}"
        fr = f"{_up(name.fr)} : {f'« {shown} »' if quoted else shown}"
        if expected:
            en, fr = f"{en} is not {expected.en}", f"{fr} n'est pas {expected.fr}"
        else:
            en, fr = f"{en} does not fit", f"{fr} ne convient pas"
        offer = Text(f"Write {better}.", f"Écrire {better}.") if better else NO_TEXT
        return kind, Text(en + ".", fr + "."), {"expected": expected.en, "found": shown}, better, offer

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


def _up(text: str) -> str:
    return text[:1].upper() + text[1:]
