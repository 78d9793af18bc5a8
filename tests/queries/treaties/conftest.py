"""The real graph, the questions asked of it, and the researched facts that the answers are compared with."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from pyoxigraph import Literal, QuerySolutions, Store

from ramp.graph.folders import KnowledgeFolders
from ramp.graph.namespaces import BASE
from ramp.graph.release import read_sources
from ramp.questions import Question, bind, load_questions
from ramp.questions.answering import ask

FACTS = Path(__file__).resolve().parents[4] / "shared" / "facts"

Row = dict[str, str | None]
Rows = Callable[..., list[Row]]


@pytest.fixture(scope="session")
def store(repository: KnowledgeFolders) -> Store:
    """The graph as a release holds it."""
    return read_sources(repository)


@pytest.fixture(scope="session")
def questions(repository: KnowledgeFolders) -> dict[str, Question]:
    """Every question by its name."""
    return load_questions(repository)


@pytest.fixture(scope="session")
def rows(store: Store, questions: dict[str, Question]) -> Rows:
    """Asks a question: `rows("states", region="africa")`; "" frees a parameter.

    IRIs of the graph come without their base.
    """

    def answer(name: str, **values: str) -> list[Row]:
        question = questions[name]
        results = ask(store, question, bind(question, values))
        assert isinstance(results, QuerySolutions)
        names = [variable.value for variable in results.variables]
        return [{key: _short(solution[key]) for key in names} for solution in results]

    return answer


def _short(term: object) -> str | None:
    if term is None:
        return None
    value = str(getattr(term, "value", term))
    if isinstance(term, Literal):
        return value
    for start in (BASE + "id/", BASE + "scheme/", BASE):
        if value.startswith(start):
            return value.removeprefix(start)
    return value


@pytest.fixture(scope="session")
def facts() -> Callable[[str], Any]:
    """One file of the researched facts, as the YAML that it is; skips where they are not beside the checkout."""
    if not FACTS.is_dir():
        pytest.skip("the researched facts are not beside this checkout (../shared/facts)")

    @cache
    def load(name: str) -> Any:
        return yaml.load(
            (FACTS / f"{name}.yaml").read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        )

    return load
