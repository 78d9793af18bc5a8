"""Answers against the expected ones, and the text of a question that stands alone."""

import pytest
from pyoxigraph import NamedNode, QuerySolutions, Store

from ramp.errors import KnowledgeError, ParameterError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.release import read_sources
from ramp.questions import Question, bind, load_questions
from ramp.questions.answering import ask, compare, difference, expected_path, write_expected, written
from ramp.questions.inlining import inline
from ramp.questions.known import check_known, suggestions
from ramp.questions.reading import parse_question
from ramp.questions.tokens import tokens


@pytest.fixture
def small(knowledge: KnowledgeFolders) -> tuple[Store, dict[str, Question]]:
    return read_sources(knowledge), load_questions(knowledge)


@pytest.mark.parametrize("name", ["practices", "is-founded", "about"])
def test_the_expected_answer_is_found_again(small: tuple[Store, dict[str, Question]], name: str) -> None:
    store, questions = small
    assert compare(store, questions[name]) is None


@pytest.mark.parametrize("name", ["practices", "is-founded", "about"])
def test_an_answer_is_stored_as_it_is_compared(small: tuple[Store, dict[str, Question]], name: str) -> None:
    store, questions = small
    expected_path(questions[name]).unlink()
    path = write_expected(store, questions[name])
    assert path == expected_path(questions[name])
    assert compare(store, questions[name]) is None


def test_a_wrong_answer_is_shown_row_by_row(small: tuple[Store, dict[str, Question]]) -> None:
    store, questions = small
    path = expected_path(questions["practices"])
    path.write_text(path.read_text().replace("2005", "2006"))
    found = compare(store, questions["practices"])
    assert found is not None
    assert "2006" in found.missing[0]
    assert "2005" in found.unexpected[0]
    assert str(found).startswith("practices: not the expected answer")


def test_a_long_difference_is_cut_with_its_length(small: tuple[Store, dict[str, Question]]) -> None:
    _, questions = small
    found = difference(questions["practices"], "", "".join(f"{number}\n" for number in range(30)))
    assert "... and 20 more" in str(found)


def test_rows_count_as_often_as_they_come(small: tuple[Store, dict[str, Question]]) -> None:
    question = small[1]["practices"]
    assert difference(question, "a\na\nb\n", "b\na\na\n") is None
    found = difference(question, "a\na\n", "a\n")
    assert found is not None
    assert found.missing == ("a",)


def test_names_of_blank_nodes_do_not_count(small: tuple[Store, dict[str, Question]]) -> None:
    assert difference(small[1]["practices"], "_:a1\t1\n", "_:c14n0\t1\n") is None


def test_a_question_without_expected_answer_is_named(small: tuple[Store, dict[str, Question]]) -> None:
    store, questions = small
    expected_path(questions["practices"]).unlink()
    with pytest.raises(KnowledgeError, match="practices has no expected answer") as error:
        compare(store, questions["practices"])
    assert "--write-expected practices" in error.value.remedy


def test_an_identifier_that_is_not_in_the_graph_is_told_from_an_empty_answer(
    small: tuple[Store, dict[str, Question]],
) -> None:
    store, questions = small
    question = questions["practices"]
    check_known(store, question, bind(question, {"mechanism": "south", "since": "2000"}))
    with pytest.raises(ParameterError) as error:
        check_known(store, question, bind(question, {"mechanism": "norht"}))
    assert error.value.detail == "mechanism: the graph knows no 'norht'"
    assert error.value.remedy == "Did you mean north?"
    with pytest.raises(ParameterError, match="knows no") as error:
        check_known(store, question, bind(question, {"mechanism": "zzzzzzzzz"}))
    assert error.value.remedy == "Give an identifier of the graph"


def test_part_of_a_name_is_enough_for_a_suggestion(small: tuple[Store, dict[str, Question]]) -> None:
    assert suggestions(small[0], "https://w3id.org/ramp/id/organization/", "rth") == ["north"]


def without(text: str, names: set[str]) -> list[tuple[str, ...]]:
    """Rows of a TSV answer without those columns, sorted."""
    head, *rows = text.splitlines()
    kept = [index for index, name in enumerate(head.split("\t")) if name.removeprefix("?") not in names]
    return sorted(tuple(row.split("\t")[index] for index in kept) for row in rows)


def check_inline(store: Store, question: Question) -> None:
    """The text that stands alone has the answer of the bound question, but for the columns of its parameters."""
    bindings = bind(question, {})
    alone = store.query(inline(question, bindings), use_default_graph_as_union=True)
    bound = ask(store, question, bindings)
    if isinstance(bound, QuerySolutions):
        names = {variable.value for variable in bindings}
        assert without(written(alone), names) == without(written(bound), names), question.name
    else:
        assert written(alone) == written(bound), question.name


@pytest.mark.parametrize("name", ["practices", "is-founded", "about"])
def test_the_text_that_stands_alone_has_the_same_answer(small: tuple[Store, dict[str, Question]], name: str) -> None:
    store, questions = small
    check_inline(store, questions[name])


def question_of(text: str, knowledge: KnowledgeFolders) -> Question:
    head = (
        "#+ title: {en: a, fr: b}\n#+ description: {en: a, fr: b}\n#+ parameters:\n"
        "#+   m: {type: iri, base: id/organization/, default: south, label: {en: a, fr: b}}\n"
        "PREFIX ramp: <https://w3id.org/ramp/ontology#>\n"
    )
    return parse_question("q.rq", knowledge.queries / "q.rq", head + text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?m ?p { ?p ramp:carriedOutBy ?m } ORDER BY ?m ?p",
        "SELECT ?m (COUNT(?p) AS ?n) { ?p ramp:carriedOutBy ?m } GROUP BY ?m HAVING (COUNT(?p) > 0)",
        "SELECT ?m ?n { { SELECT ?m (COUNT(?p) AS ?n) { ?p ramp:carriedOutBy ?m } GROUP BY ?m } }",
        "SELECT ?m { ?p ramp:carriedOutBy ?m }",
        "SELECT DISTINCT ?m ?o WHERE { ?o a ramp:Mechanism FILTER(COALESCE(?o = ?m, true)) # ?m { \n }",
        "SELECT ?m ?x { ?x a ramp:Practice FILTER NOT EXISTS { ?x ramp:carriedOutBy ?m } BIND('?m' AS ?y) }",
        "DESCRIBE ?m",
    ],
)
def test_every_place_of_a_parameter_can_be_written_out(knowledge: KnowledgeFolders, text: str) -> None:
    question = question_of(text, knowledge)
    assert "organization/south>" in inline(question, bind(question, {}))
    check_inline(read_sources(knowledge), question)


def test_tokens_joined_are_the_text() -> None:
    text = "SELECT ?a { <x#?b> \"?c \\\" {\" '''?d''' # ?e\n $f ex:g.h @en ^^ 1.5 }"
    assert "".join(token.text for token in tokens(text)) == text
    assert [token.text for token in tokens(text) if token.kind == "variable"] == ["?a", "$f"]


def test_a_value_that_is_typed_cannot_leave_its_term(knowledge: KnowledgeFolders) -> None:
    question = question_of("SELECT ?m ?p { ?p ramp:carriedOutBy ?m }", knowledge)
    iri = "https://example.org/%3E%20%7D%20DROP"
    assert f"<{iri}>" in inline(question, bind(question, {"m": iri}))
    assert NamedNode(iri) in bind(question, {"m": iri}).values()


@pytest.fixture(scope="module")
def real() -> tuple[Store, dict[str, Question]]:
    folders = KnowledgeFolders.find()
    return read_sources(folders), load_questions(folders)


def test_every_real_question_stands_alone(real: tuple[Store, dict[str, Question]]) -> None:
    store, questions = real
    for question in questions.values():
        check_inline(store, question)
