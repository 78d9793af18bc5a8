"""What one constraint of a shape asks of a value, in words that go after "is not".

The constraint components are those of https://www.w3.org/TR/shacl/#core-components that ask something of each value.
"""

from typing import Any

from rdflib import SH, Literal
from rdflib.collection import Collection
from rdflib.term import Node

from ramp.intake.finding import NO_TEXT, Text
from ramp.intake.naming import compact

PARTS = {
    "Organization": "organization", "OrganizationalUnit": "organization", "Mechanism": "organization", "State": "state",
    "Instrument": "instrument", "Recommendation": "recommendation", "Place": "place", "Practice": "practice",
    "Person": "person",
}  # fmt: skip
"""Local name of a class to the part of the register that lists its nodes."""
_CLASSES = {
    "organization": Text("an organisation of the graph", "une organisation du graphe"),
    "state": Text("a State of the graph", "un État du graphe"),
    "instrument": Text("an instrument of the graph", "un instrument du graphe"),
    "recommendation": Text("a recommendation of the graph", "une recommandation du graphe"),
    "place": Text("a place of the graph", "un lieu du graphe"),
    "practice": Text("a practice", "une pratique"),
    "person": Text("an office holder of the graph", "un titulaire de fonction du graphe"),
    "Document": Text("the address of a page", "une adresse de page"),
    "WorkSubdivision": Text("a part of a text of the graph", "une subdivision d'un texte du graphe"),
    "Measure": Text("a measure of the graph", "une mesure du graphe"),
    "ResponseClaim": Text("a claim", "une affirmation"),
}
_TYPES = {
    "langString": Text("a text with a language tag", "un texte muni d'une étiquette de langue"),
    "date": Text("a day such as 2010-10-05", "un jour comme 2010-10-05"),
    "gYearMonth": Text("a month such as 2010-10", "un mois comme 2010-10"),
    "gYear": Text("a year such as 2010", "une année comme 2010"),
    "string": Text("a plain text", "un texte simple"),
    "language": Text("a language code", "un code de langue"),
    "boolean": Text("true or false", "true ou false"),
    "integer": Text("a whole number", "un nombre entier"),
    "decimal": Text("a number", "un nombre"),
    "anyURI": Text("an address", "une adresse"),
}
_KINDS = {
    "IRI": Text("an address or another IRI", "une adresse ou un autre IRI"),
    "Literal": Text("a text, a number or a date", "un texte, un nombre ou une date"),
    "BlankNode": Text("a node without an IRI", "un nœud sans IRI"),
    "BlankNodeOrIRI": Text("a node", "un nœud"),
    "IRIOrLiteral": Text("an IRI or a text", "un IRI ou un texte"),
    "BlankNodeOrLiteral": Text("a node without an IRI or a text", "un nœud sans IRI ou un texte"),
}
_BOUNDS = {
    "minInclusive": Text("{} or more", "supérieur ou égal à {}"),
    "maxInclusive": Text("{} or less", "inférieur ou égal à {}"),
    "minExclusive": Text("more than {}", "supérieur à {}"),
    "maxExclusive": Text("less than {}", "inférieur à {}"),
    "minLength": Text("a text of at least {} characters", "un texte d'au moins {} caractères"),
    "maxLength": Text("a text of at most {} characters", "un texte d'au plus {} caractères"),
    "pattern": Text("of the form {}", "de la forme {}"),
    "hasValue": Text("{}", "{}"),
    "equals": Text("the same as {}", "identique à {}"),
    "disjoint": Text("other than {}", "différent de {}"),
    "lessThan": Text("less than {}", "inférieur à {}"),
    "lessThanOrEquals": Text("at most {}", "au plus {}"),
}


def one_of_classes(names: list[str]) -> Text:
    """What a node of one of these classes (local names) is called."""
    words = dict.fromkeys(_CLASSES.get(PARTS.get(name, name), Text(name, name)) for name in names)
    return Text(" or ".join(word.en for word in words), " ou ".join(word.fr for word in words))


def expected(shapes: Any, component: str, shape: Node) -> Text:
    """What the constraint asks for; empty for a component that asks nothing of one value by itself.

    `component` is the name of the constraint component without its ending, such as `MinLength`; `shape` holds its
    parameter in the graph `shapes`.
    """
    parameter = component[:1].lower() + component[1:]
    value = shapes.value(shape, SH[parameter])
    if value is None:
        return NO_TEXT
    name = str(value).replace("#", "/").rpartition("/")[2]
    match parameter:
        case "datatype":
            return _TYPES.get(name, Text(compact(str(value)), compact(str(value))))
        case "class":
            return one_of_classes([name])
        case "nodeKind":
            return _KINDS[name]
        case "in" | "languageIn":
            terms = [_said(term) for term in Collection(shapes, value)]
            several = Text(_listed(terms, "or"), _listed(terms, "ou"))
            if parameter == "in":
                return several
            return Text(
                f"a text with the language tag {several.en}", f"un texte muni de l'étiquette de langue {several.fr}"
            )
    words = _BOUNDS.get(parameter, NO_TEXT)
    return Text(words.en.format(_said(value)), words.fr.format(_said(value)))


def _said(value: Node) -> str:
    return str(value) if isinstance(value, Literal) else compact(str(value))


def _listed(terms: list[str], word: str) -> str:
    return f"{', '.join(terms[:-1])} {word} {terms[-1]}" if len(terms) > 1 else "".join(terms)
