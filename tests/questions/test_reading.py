"""Question files: what is read from them, and what is refused with which words."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ramp.errors import KnowledgeError
from ramp.graph.folders import KnowledgeFolders
from ramp.questions import ParameterType, Question, load_questions
from ramp.questions.reading import parse_question

GOOD = """\
#+ title: {en: "A: title", fr: "Un titre"}
#+ description:
#+   en: >-
#+     Over
#+     two lines
#+   fr: Une phrase
#+ parameters:
#+   flag: {type: boolean, default: true, label: {en: Flag, fr: Drapeau}}
#+   word: {type: string, lang: fr, label: {en: Word, fr: Mot}}
# a remark
PREFIX ex: <http://example.org/select#>
SELECT ?flag ?word ?x { ?x ex:flag ?flag ; ex:word ?word }
"""


def parse(text: str, name: str = "good.rq") -> Question:
    return parse_question(f"queries/{name}", Path(name), text)


def test_the_head_describes_the_question() -> None:
    question = parse(GOOD)
    assert (question.name, question.form) == ("good", "SELECT")
    assert question.title == {"en": "A: title", "fr": "Un titre"}
    assert question.description["en"] == "Over two lines"
    assert list(question.parameters) == ["flag", "word"]
    flag, word = question.parameters.values()
    assert (flag.type, flag.default, flag.label["fr"]) == (ParameterType.BOOLEAN, "true", "Drapeau")
    assert (word.type, word.default, word.language) == (ParameterType.STRING, None, "fr")


def test_the_query_alone_has_no_head() -> None:
    assert parse(GOOD).query.startswith("# a remark\nPREFIX")


@pytest.mark.parametrize("form", ["ASK { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <http://a.example/>"])
def test_every_form_is_told_from_the_text(form: str) -> None:
    head = "#+ title: {en: a, fr: b}\n#+ description: {en: a, fr: b}\nPREFIX select: <http://a.example/#ask>\n# ASK\n"
    assert parse(head + form).form == form.split()[0]


def test_questions_are_in_the_order_of_their_names(knowledge: KnowledgeFolders) -> None:
    assert list(load_questions(knowledge)) == ["about", "is-founded", "practices"]


def replaced(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (lambda: "SELECT * { ?s ?p ?o }", "title is not there in English and French"),
        (lambda: replaced(', fr: "Un titre"', ""), "title is not there in English and French"),
        (lambda: replaced('"Un titre"', '" "'), "title is not there in English and French"),
        (lambda: replaced(", fr: Mot", ""), "label of the parameter word is not there in English and French"),
        (lambda: replaced("#+ title:", "#+ titel:"), "the key titel is unknown"),
        (lambda: replaced("#+ description:", "#+ description: ["), "no valid YAML at line"),
        (lambda: replaced("Une phrase", "2010-13-45"), "no valid YAML month must be in 1..12"),
        (lambda: "#+ only words\nASK {}", "the '#+' lines are no mapping"),
        (lambda: replaced("type: boolean", "type: number"), "the parameter flag has the type 'number'"),
        (lambda: replaced("lang: fr", "tongue: fr"), "the parameter word has an unknown key tongue"),
        (lambda: replaced("word: {type", "a-b: {type"), "the parameter 'a-b' is no name of a variable"),
        (lambda: GOOD.split("#+   flag")[0] + "#+   flag: x\nASK {}", "the parameter flag is no mapping"),
        (lambda: replaced("default: true", "default: maybe"), "a default does not fit: flag: 'maybe'"),
        (lambda: replaced("SELECT ?flag ?word", "SELECT ?flag"), "not among the variables of SELECT"),
        (lambda: replaced("?word }", "?word"), "no valid SPARQL at line 13"),
        (lambda: GOOD.split("PREFIX")[0], "there is no SELECT, ASK, CONSTRUCT or DESCRIBE"),
    ],
)
def test_what_is_wrong_is_said_when_the_file_is_read(text: Callable[[], str], rule: str) -> None:
    with pytest.raises(KnowledgeError) as error:
        parse(text())
    assert error.value.detail.startswith("queries/good.rq: ")
    assert rule in error.value.detail
    assert error.value.remedy


def test_parameters_must_be_a_mapping() -> None:
    with pytest.raises(KnowledgeError, match="parameters is no mapping"):
        parse("#+ title: {en: a, fr: b}\n#+ description: {en: a, fr: b}\n#+ parameters: [x]\nASK {}")


def test_a_name_is_made_of_words_and_hyphens() -> None:
    with pytest.raises(KnowledgeError, match="lower-case words with hyphens"):
        parse(GOOD, "Good_One.rq")


def test_every_real_question_is_read(repository: KnowledgeFolders) -> None:
    questions = load_questions(repository)
    assert len(questions) == len(repository.query_files())


@given(st.text(), st.text())
def test_any_text_is_a_question_or_a_clear_refusal(head: str, body: str) -> None:
    """Whatever stands in a file, what comes out is a question or a sentence."""
    refusals: list[KnowledgeError] = []
    commented = "\n".join(f"#+{line}" for line in head.splitlines())
    for text in (
        f"{commented}\n{body}",
        f"#+ title: {{en: a, fr: b}}\n#+ description: {{en: a, fr: b}}\nASK {{}}\n{body}",
    ):
        try:
            assert parse(text).form
        except KnowledgeError as refusal:
            refusals.append(refusal)
    assert all(refusal.remedy for refusal in refusals)
