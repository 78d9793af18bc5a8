"""Values become terms: typed, checked, and never able to change the query."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store, Variable

from ramp.errors import ParameterError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.namespaces import XSD
from ramp.questions import Parameter, ParameterType, bind, load_questions
from ramp.questions.binding import term


def parameter(kind: ParameterType, **given: object) -> Parameter:
    return Parameter(name="x", type=kind, label={"en": "X", "fr": "X"}, **given)  # type: ignore[arg-type]


IRI = parameter(ParameterType.IRI, base="id/organization/", default="ecowas")
DATE = parameter(ParameterType.DATE)
INTEGER = parameter(ParameterType.INTEGER, minimum=1, maximum=10)
BOOLEAN = parameter(ParameterType.BOOLEAN)
STRING = parameter(ParameterType.STRING)


@pytest.mark.parametrize(
    ("which", "value", "expected"),
    [
        (IRI, "asean", NamedNode("https://w3id.org/ramp/id/organization/asean")),
        (IRI, "a/b-c.1", NamedNode("https://w3id.org/ramp/id/organization/a/b-c.1")),
        (IRI, "https://example.org/x", NamedNode("https://example.org/x")),
        (IRI, "urn:isbn:1", NamedNode("urn:isbn:1")),
        (DATE, "2010-10-05", Literal("2010-10-05", datatype=XSD["date"])),
        (INTEGER, "10", Literal(10)),
        (INTEGER, "+1", Literal(1)),
        (BOOLEAN, "true", Literal(True)),
        (BOOLEAN, "false", Literal(False)),
        (STRING, 'a"b', Literal('a"b')),
        (parameter(ParameterType.STRING, language="fr"), "été", Literal("été", language="fr")),
    ],
)
def test_a_value_becomes_a_term_of_its_type(which: Parameter, value: str, expected: object) -> None:
    assert term(which, value) == expected


@pytest.mark.parametrize(
    ("which", "value", "rule", "remedy"),
    [
        (IRI, "west africa", "is neither an identifier nor an IRI", "as in ecowas"),
        (IRI, "https://exa mple.org/", "is neither an identifier nor an IRI", "whole IRI"),
        (IRI, "javascript:alert(1)", "is neither an identifier nor an IRI", "whole IRI"),
        (IRI, "../state/sn", "is neither an identifier nor an IRI", "whole IRI"),
        (IRI, "http://[", "is neither an identifier nor an IRI", "whole IRI"),
        (DATE, "5 October 2010", "is no date", "2010-10-05"),
        (DATE, "2010-02-30", "is no date", "2010-10-05"),
        (DATE, "20101005", "is no date", "2010-10-05"),
        (INTEGER, "ten", "is no whole number", "digits"),
        (INTEGER, "٣", "is no whole number", "digits"),
        (INTEGER, "0", "is too small", "at least 1"),
        (INTEGER, "11", "is too large", "at most 10"),
        (BOOLEAN, "yes", "is neither true nor false", "true or false"),
    ],
)
def test_a_bad_value_is_refused_with_the_rule_and_the_remedy(
    which: Parameter, value: str, rule: str, remedy: str
) -> None:
    with pytest.raises(ParameterError) as error:
        term(which, value)
    assert error.value.detail.startswith(f"x: {value!r} {rule}")
    assert remedy in error.value.remedy
    assert error.value.extra["parameter"] == "x"


def test_a_long_value_is_not_repeated_whole() -> None:
    with pytest.raises(ParameterError) as error:
        term(DATE, "9" * 5000)
    assert len(error.value.detail) < 150


def test_defaults_fill_in_and_an_empty_value_means_any(knowledge: KnowledgeFolders) -> None:
    question = load_questions(knowledge)["practices"]
    north = NamedNode("https://w3id.org/ramp/id/organization/north")
    assert bind(question, {}) == {Variable("mechanism"): north}
    assert bind(question, {"mechanism": " ", "since": "2000"}) == {Variable("since"): Literal(2000)}


@pytest.mark.parametrize(
    ("question", "name", "remedy"),
    [
        ("practices", "mechanisms", "Did you mean mechanism? It takes mechanism, since"),
        ("practices", "zzz", "It takes mechanism, since"),
    ],
)
def test_an_unknown_parameter_is_named_with_those_there_are(
    knowledge: KnowledgeFolders, question: str, name: str, remedy: str
) -> None:
    with pytest.raises(ParameterError) as error:
        bind(load_questions(knowledge)[question], {name: "1"})
    assert error.value.remedy == remedy


def test_a_question_without_parameters_says_so(knowledge: KnowledgeFolders) -> None:
    path = knowledge.queries / "plain.rq"
    path.write_text("#+ title: {en: a, fr: b}\n#+ description: {en: a, fr: b}\nASK {}\n")
    with pytest.raises(ParameterError) as error:
        bind(load_questions(knowledge)["plain"], {"a": "1"})
    assert error.value.remedy == "It takes none"


@given(st.text(min_size=1))
def test_any_text_is_a_term_or_a_refusal_and_never_syntax(value: str) -> None:
    for which in (IRI, DATE, INTEGER, BOOLEAN, STRING):
        try:
            bound = term(which, value)
        except ParameterError:
            continue
        rows = Store().query("SELECT ?x { VALUES ?y { 1 } }", substitutions={Variable("x"): bound})
        assert isinstance(rows, QuerySolutions)
        assert [row["x"] for row in rows] == [bound]


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_date_is_accepted(day: date) -> None:
    assert term(DATE, day.isoformat()) == Literal(day.isoformat(), datatype=XSD["date"])
