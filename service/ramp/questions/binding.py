"""Turns the values that a person types into RDF terms bound to a question's variables; never into text of the query."""

import difflib
import re
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode, Variable

from ramp.errors import ParameterError, in_french
from ramp.graph.namespaces import BASE, XSD
from ramp.questions.as_of import with_own_names
from ramp.questions.model import Parameter, ParameterType, Question

Term = NamedNode | Literal
Bindings = dict[Variable, Term]

_SHORT = re.compile(r"[A-Za-z0-9][\w.~()-]*(/[\w.~()-]+)*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def bind(question: Question, values: Mapping[str, str]) -> Bindings:
    """The term of each variable: from `values`, else the default; an empty value frees the variable ("any").

    `asOf` stands for the question's own date. Raises ParameterError naming the parameter, the rule and the remedy.
    """
    values = with_own_names(question, values)
    for name in values:
        if name not in question.parameters:
            raise _unknown(question, name)
    bindings: Bindings = {}
    for name, parameter in question.parameters.items():
        value = values.get(name, parameter.default)
        if value is not None and value.strip():
            bindings[Variable(name)] = term(parameter, value.strip())
    return bindings


def term(parameter: Parameter, value: str) -> Term:
    """The RDF term that `value` stands for. Raises ParameterError."""
    match parameter.type:
        case ParameterType.IRI:
            return _iri(parameter, value)
        case ParameterType.DATE:
            return _date(parameter, value)
        case ParameterType.INTEGER:
            return _integer(parameter, value)
        case ParameterType.BOOLEAN:
            if value not in ("true", "false"):
                said = ("n’est ni true ni false", "Écrivez true ou false")
                raise _bad(parameter, value, "is neither true nor false", "Write true or false", said)
            return Literal(value == "true")
        case _:
            return Literal(value, language=parameter.language)


def _iri(parameter: Parameter, value: str) -> NamedNode:
    if _SHORT.fullmatch(value):
        return NamedNode(BASE + parameter.base + value)
    try:
        if urlsplit(value).scheme in ("http", "https", "urn"):
            return NamedNode(value)
    except ValueError:
        pass
    example, french = (
        (f", as in {parameter.default}", f", par exemple {parameter.default}") if parameter.default else ("", "")
    )
    raise _bad(
        parameter, value, "is neither an identifier nor an IRI", f"Write the end of its IRI{example}, or the whole IRI",
        ("n’est ni un identifiant ni un IRI", f"Écrivez la fin de son IRI{french}, ou l’IRI entier"),
    )  # fmt: skip


def _date(parameter: Parameter, value: str) -> Literal:
    try:
        if _DATE.fullmatch(value) and date.fromisoformat(value):
            return Literal(value, datatype=XSD["date"])
    except ValueError:
        pass
    said = ("n’est pas une date", "Écrivez année-mois-jour, par exemple 2010-10-05")
    raise _bad(parameter, value, "is no date", "Write year-month-day, as in 2010-10-05", said)


def _integer(parameter: Parameter, value: str) -> Literal:
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", value):
        said = ("n’est pas un nombre entier", "N’écrivez que des chiffres")
        raise _bad(parameter, value, "is no whole number", "Write digits only", said)
    number = int(value)
    if parameter.minimum is not None and number < parameter.minimum:
        said = ("est trop petit", f"Donnez au moins {parameter.minimum}")
        raise _bad(parameter, value, "is too small", f"Give at least {parameter.minimum}", said)
    if parameter.maximum is not None and number > parameter.maximum:
        said = ("est trop grand", f"Donnez au plus {parameter.maximum}")
        raise _bad(parameter, value, "is too large", f"Give at most {parameter.maximum}", said)
    return Literal(number)


def _bad(parameter: Parameter, value: str, rule: str, remedy: str, french: tuple[str, str]) -> ParameterError:
    shown = value if len(value) <= 80 else value[:79] + "…"
    return ParameterError(
        f"{parameter.name}: {shown!r} {rule}",
        remedy=remedy,
        extra={
            "parameter": parameter.name,
            **in_french(f"{parameter.name} : « {shown} » {french[0]}", french[1]),
        },
    )


def _unknown(question: Question, name: str) -> ParameterError:
    known = list(question.parameters)
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        remedy = f"Did you mean {near[0]}? It takes {', '.join(known)}"
        french = f"Vouliez-vous dire {near[0]} ? Elle accepte {', '.join(known)}"
    elif known:
        remedy, french = f"It takes {', '.join(known)}", f"Elle accepte {', '.join(known)}"
    else:
        remedy, french = "It takes none", "Elle n’en accepte aucun"
    return ParameterError(
        f"The question {question.name} has no parameter {name}",
        remedy=remedy,
        extra={
            "parameter": name,
            "known": known,
            **in_french(f"La question {question.name} n’a pas de paramètre {name}", french),
        },
    )
