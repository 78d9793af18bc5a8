"""A filter takes rows away and never adds any; what names nothing in the graph finds nothing."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ramp.questions import Question

Ask = Callable[..., list[dict[str, str]]]

VALUES = {
    "mechanism": ["ecowas", "asean", "sadc", "osce", "midsa"],
    "paragraph": ["106", "111", "113", "134", "g"],
    "section": ["general", "added-value", "financing"],
    "theme": ["monitoring", "children", "technology", "part-redress"],
    "country": ["ng", "th", "ro", "aq"],
    "beneficiary": ["children", "judiciary"],
    "exploitation": ["organ-removal", "forced-labour"],
    "type": ["training", "funding"],
    "organization": ["ecowas", "unodc", "osce"],
    "participant": ["ecowas", "unicef-wcaro"],
    "addressee": ["states", "private-sector"],
    "kind": ["achievement", "challenge"],
    "since": ["2020-01-01", "2030-01-01"],
}
FILTERED = [
    "claims-of-recommendation", "claims-under-review", "claims-without-evidence", "coverage-matrix", "dakar-invited",
    "disputed-claims", "findings", "monitoring-bodies", "practice-partners", "practices",
    "practices-by-mechanism-and-type", "practices-with-outcome", "recommendations-by-addressee",
    "recommendations-by-theme", "recommendations-without-practice", "recommendations-without-practice-overall",
    "searches", "shared-practices",
]  # fmt: skip


def filters(question: Question) -> list[str]:
    """The parameters that may be left out."""
    return [name for name, parameter in question.parameters.items() if parameter.default is None and name in VALUES]


def bare(rows: list[dict[str, str]], parameters: list[str]) -> set[tuple[tuple[str, str], ...]]:
    """The rows without the columns that repeat a filter's value."""
    return {tuple(sorted((key, value) for key, value in row.items() if key not in parameters)) for row in rows}


@pytest.mark.parametrize("name", FILTERED)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_filters_narrow(answer: Ask, questions: dict[str, Question], name: str, data: st.DataObject) -> None:
    known = filters(questions[name])
    chosen = data.draw(st.lists(st.sampled_from(known), min_size=1, unique=True))
    values = {parameter: data.draw(st.sampled_from(VALUES[parameter])) for parameter in chosen}
    less = {parameter: value for parameter, value in values.items() if parameter != chosen[0]}
    assert bare(answer(name, **values), known) <= bare(answer(name, **less), known)


@pytest.mark.parametrize("name", FILTERED)
def test_a_filter_that_names_nothing_finds_nothing(answer: Ask, questions: dict[str, Question], name: str) -> None:
    for parameter in filters(questions[name]):
        if parameter != "since":
            assert answer(name, **{parameter: "no-such-thing"}) == [], parameter


def test_a_practice_of_no_mechanism_is_found_without_a_filter(answer: Ask) -> None:
    rows = answer("claims-of-recommendation", paragraph="113")
    assert any("ofMechanism" not in row for row in rows)


@pytest.mark.parametrize("name", FILTERED)
def test_no_row_comes_twice(answer: Ask, name: str) -> None:
    rows = [tuple(sorted(row.items())) for row in answer(name)]
    assert len(rows) == len(set(rows))
