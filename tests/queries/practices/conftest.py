"""What the tests of the questions share: the real graph, a way to ask it by name, and the facts as the yardstick."""

from collections import Counter
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import yaml
from pyoxigraph import QuerySolutions, Store

from ramp.graph.folders import KnowledgeFolders
from ramp.graph.release import read_sources
from ramp.questions import Question, bind, load_questions
from ramp.questions.answering import ask

BASE = "https://w3id.org/ramp/"
FACTS = Path(__file__).resolve().parents[4] / "shared" / "facts"

Row = dict[str, str]
Ask = Callable[..., list[Row]]
Record = dict[str, Any]


@pytest.fixture(scope="session")
def questions(repository: KnowledgeFolders) -> dict[str, Question]:
    """Every question of `queries/`."""
    return load_questions(repository)


@pytest.fixture(scope="session")
def graph(repository: KnowledgeFolders) -> Store:
    """The real graph with its derived facts, in memory."""
    return read_sources(repository)


@pytest.fixture(scope="session")
def answer(graph: Store, questions: dict[str, Question]) -> Ask:
    """Asks a SELECT question by name; keywords are parameters ("" frees one that has a default).

    A row holds the bound columns as text; RAMP's own IRIs are cut to what follows `id/` or `scheme/`.
    """

    def asked(name: str, **values: str) -> list[Row]:
        question = questions[name]
        results = ask(graph, question, bind(question, values))
        assert isinstance(results, QuerySolutions)
        names = [variable.value for variable in results.variables]
        return [
            {column: _short(term.value) for column, term in zip(names, solution, strict=True) if term is not None}
            for solution in results
        ]

    return asked


def _short(value: str) -> str:
    return value.removeprefix(BASE + "id/").removeprefix(BASE + "scheme/")


class Facts:
    """The researched facts, read straight from their YAML and not through the graph."""

    MECHANISM_TYPES = frozenset({"regional-organization", "sub-regional-organization", "consultative-process"})

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, Record] = {}

    def file(self, name: str) -> Record:
        """A whole file, without its ending."""
        if name not in self._files:
            self._files[name] = yaml.safe_load((self._folder / f"{name}.yaml").read_text(encoding="utf-8"))
        return self._files[name]

    @cached_property
    def organizations(self) -> dict[str, Record]:
        return {record["id"]: record for record in self.file("organizations")["organizations"]}

    @cached_property
    def practices(self) -> dict[str, Record]:
        return {record["id"]: record for record in self.file("practices")["practices"]}

    @cached_property
    def instruments(self) -> dict[str, Record]:
        return {record["id"]: record for record in self.file("instruments")["instruments"]}

    @cached_property
    def recommendations(self) -> dict[str, Record]:
        return {str(record["paragraph"]): record for record in self.file("recommendations")["recommendations"]}

    def mechanisms_of(self, organization: str) -> set[str]:
        """The regional mechanisms that an organization is, or is a part of, at any depth."""
        record = self.organizations[organization]
        above = [*record.get("parent_organizations", []), *([record["part_of"]] if "part_of" in record else [])]
        if not above:
            return {organization} if record["type"] in self.MECHANISM_TYPES else set()
        return set().union(*(self.mechanisms_of(parent) for parent in above))

    def mechanisms_of_practice(self, practice: Record) -> set[str]:
        """Those of the bodies that carried it out, else of those that reported it."""
        carried = self._all(practice.get("carried_out_by", []))
        return carried or self._all(practice["reported_by"])

    def practices_of(self, mechanism: str) -> list[Record]:
        """The practices of a mechanism."""
        return [record for record in self.practices.values() if mechanism in self.mechanisms_of_practice(record)]

    def instruments_of(self, mechanism: str) -> list[Record]:
        """The instruments that bodies of a mechanism adopted."""
        return [record for record in self.instruments.values() if mechanism in self._all(record.get("adopted_by", []))]

    def _all(self, organizations: list[str]) -> set[str]:
        return set().union(*(self.mechanisms_of(organization) for organization in organizations))

    @staticmethod
    def doubted(record: Record, field: str = "record") -> bool:
        """Whether no source showed the field, or (by default) the record as a whole."""
        return field in record.get("unverified", {})

    @staticmethod
    def paragraphs(record: Record) -> list[str]:
        """The paragraphs that a practice carries out or an instrument addresses."""
        return [str(number) for number in record.get("implements_paragraphs", record.get("addresses_paragraphs", []))]

    def answers(self, records: list[Record]) -> Counter[str]:
        """How many of the records answer each paragraph, without the records that no source showed."""
        return Counter(number for record in records if not self.doubted(record) for number in self.paragraphs(record))


@pytest.fixture(scope="session")
def facts() -> Facts:
    """The facts; the test is skipped where they are not beside the checkout."""
    if not FACTS.is_dir():
        pytest.skip("the researched facts are not beside this checkout (../shared/facts)")
    return Facts(FACTS)
