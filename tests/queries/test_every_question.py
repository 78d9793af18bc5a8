"""What holds for every question: its answer is the stored one and it stands alone as SPARQL 1.1.

Together the questions use every own term.
"""

import re
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, Store
from rdflib.plugins.sparql import prepareQuery

from ramp.graph.folders import KnowledgeFolders
from ramp.graph.release import read_sources
from ramp.questions import Question, bind, load_questions
from ramp.questions.answering import ask, compare
from ramp.questions.inlining import inline

REPOSITORY = Path(__file__).resolve().parents[2]
NAMES = sorted(file.stem for file in (REPOSITORY / "queries").glob("*.rq"))
ANSWERED_WITH_NOTHING = {"disputed-claims"}


@pytest.fixture(scope="module")
def graph(repository: KnowledgeFolders) -> Store:
    return read_sources(repository)


@pytest.fixture(scope="module")
def every(repository: KnowledgeFolders) -> dict[str, Question]:
    return load_questions(repository)


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_is_the_stored_one(graph: Store, every: dict[str, Question], name: str) -> None:
    difference = compare(graph, every[name])
    assert difference is None, str(difference)


@pytest.mark.parametrize("name", NAMES)
def test_the_question_is_plain_sparql(every: dict[str, Question], name: str) -> None:
    """Another implementation reads it, with the parameters' values in place."""
    question = every[name]
    prepareQuery(inline(question, bind(question, {})))


@pytest.mark.parametrize("name", NAMES)
def test_the_text_with_its_values_gives_the_same_rows(graph: Store, every: dict[str, Question], name: str) -> None:
    question = every[name]
    if question.form != "SELECT":
        pytest.skip("only rows are counted")
    bindings = bind(question, {})
    asked, copied = (
        ask(graph, question, bindings),
        graph.query(inline(question, bindings), use_default_graph_as_union=True),
    )
    assert isinstance(asked, QuerySolutions)
    assert isinstance(copied, QuerySolutions)
    number = len(list(asked))
    assert len(list(copied)) == number
    assert number > 0 or name in ANSWERED_WITH_NOTHING


@pytest.mark.parametrize("name", NAMES)
def test_no_row_comes_twice(graph: Store, every: dict[str, Question], name: str) -> None:
    question = every[name]
    if question.form != "SELECT":
        pytest.skip("only rows can come twice")
    found = ask(graph, question, bind(question, {}))
    assert isinstance(found, QuerySolutions)
    rows = [tuple(str(value) for value in solution) for solution in found]
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize("name", NAMES)
def test_freed_parameters_do_not_break_it(graph: Store, every: dict[str, Question], name: str) -> None:
    """Every parameter may be left empty: the question still answers, if only with nothing."""
    question = every[name]
    ask(graph, question, bind(question, dict.fromkeys(question.parameters, "")))


def test_every_own_term_is_in_a_question() -> None:
    terms = set(
        re.findall(r"^ramp:(\w+)\s", (REPOSITORY / "ontology" / "ramp.ttl").read_text(encoding="utf-8"), re.MULTILINE)
    )
    used: set[str] = set()
    for name in NAMES:
        lines = (REPOSITORY / "queries" / f"{name}.rq").read_text(encoding="utf-8").splitlines()
        used.update(re.findall(r"ramp:(\w+)", "\n".join(line for line in lines if not line.lstrip().startswith("#"))))
    assert sorted(terms - used) == []
    assert sorted(used - terms) == []
