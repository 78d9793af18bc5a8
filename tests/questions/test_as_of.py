"""`asOf` names the day of every question that has one, whatever the question itself calls it."""

import pytest
from pyoxigraph import Literal, Variable

from ramp.errors import ParameterError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.namespaces import XSD
from ramp.questions import bind, load_questions
from ramp.questions.as_of import dated_by, last_day


def test_every_question_with_a_day_takes_it(repository: KnowledgeFolders) -> None:
    dated = {name: own for name, question in load_questions(repository).items() if (own := dated_by(question))}
    assert {"parties-on-date", "coverage-matrix", "meetings", "members-not-party"} <= dated.keys()
    for name, own in dated.items():
        question = load_questions(repository)[name]
        bound = bind(question, {"asOf": "2010-10-05"})
        assert bound[Variable(own)] == Literal("2010-10-05", datatype=XSD["date"]), name
        assert bind(question, {"asOf": ""}).get(Variable(own)) is None


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("2010", "2010-12-31"),
        ("2012-02", "2012-02-29"),
        ("2010-10-05", "2010-10-05"),
        ("soon", "soon"),
        ("0000", "0000"),
    ],
)
def test_a_year_or_a_month_means_its_last_day(given: str, day: str) -> None:
    assert last_day(given) == day


def test_it_is_said_once_and_only_where_there_is_a_day(repository: KnowledgeFolders) -> None:
    questions = load_questions(repository)
    with pytest.raises(ParameterError, match="both name the day"):
        bind(questions["parties-on-date"], {"asOf": "2010", "date": "2010-10-05"})
    with pytest.raises(ParameterError, match="no parameter asOf"):
        bind(questions["mirrors"], {"asOf": "2010"})
    with pytest.raises(ParameterError, match="is no date"):
        bind(questions["parties-on-date"], {"asOf": "tomorrow"})
