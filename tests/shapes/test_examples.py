"""Every shape is shown by examples: at least one record that keeps it and one that breaks it, and nothing else."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import SH, Literal, URIRef

from ramp.graph.folders import KnowledgeFolders
from ramp.graph.namespaces import PREFIXES
from ramp.validation.report import Report
from ramp.validation.running import validate
from ramp.validation.shapes import Shape, Shapes, load_shapes
from ramp.validation.stated import to_rdflib

FOLDERS = KnowledgeFolders.find(Path(__file__).resolve().parents[2])
EXAMPLES = FOLDERS.shapes / "examples"
PASSING = sorted(EXAMPLES.glob("pass/*.ttl"))
FAILING = sorted(EXAMPLES.glob("fail/*.ttl"))
RULES = load_shapes(FOLDERS).rules
VIOLATES = re.compile(r"# violates: (rs:\S+)")


@dataclass(frozen=True)
class Checked:
    """All examples beside the ontology, checked at once."""

    data: rdflib.Graph
    shapes: Shapes
    report: Report
    subjects: dict[Path, set[str]]

    def with_value(self, path: str) -> set[rdflib.term.Node]:
        """The nodes that have a value of a property, given as in the reports."""
        return {row[0] for row in self.data.query(f"SELECT DISTINCT ?node {{ ?node {path} ?value }}", initNs=PREFIXES)}

    def broken_in(self, file: Path) -> dict[str, set[str]]:
        """The rules that the records of a file break, with those records."""
        broken: dict[str, set[str]] = {}
        for result in self.report.results:
            if result.node in self.subjects[file]:
                broken.setdefault(result.rule, set()).add(result.node)
        return broken


@pytest.fixture(scope="session")
def checked(repository: KnowledgeFolders) -> Checked:
    vocabulary = [quad for file in repository.ontology.rglob("*.ttl") for quad in parse(path=file)]
    examples = {file: list(parse(path=file)) for file in (*PASSING, *FAILING)}
    data = to_rdflib([*vocabulary, *(quad for quads in examples.values() for quad in quads)])
    shapes = load_shapes(repository)
    passing = {quad.subject.value for file in PASSING for quad in examples[file]}
    subjects = {
        file: {q.subject.value for q in quads if isinstance(q.subject, NamedNode)}
        - (passing if file in FAILING else set())
        for file, quads in examples.items()
    }
    return Checked(data, shapes, validate(data, shapes), subjects)


def expected(file: Path) -> str:
    match = VIOLATES.match(file.read_text(encoding="utf-8"))
    assert match, f"{file.name} does not begin with '# violates: rs:...'"
    return match[1]


@pytest.mark.parametrize("file", FAILING, ids=lambda file: file.stem)
def test_a_failing_example_breaks_the_rule_that_it_names_and_no_other(checked: Checked, file: Path) -> None:
    assert set(checked.broken_in(file)) == {expected(file)}
    assert file.stem == expected(file).removeprefix("rs:")


@pytest.mark.parametrize("file", PASSING, ids=lambda file: file.stem)
def test_a_passing_example_breaks_no_rule(checked: Checked, file: Path) -> None:
    assert checked.broken_in(file) == {}


def test_nothing_but_the_failing_examples_breaks_a_rule(checked: Checked) -> None:
    failing = {subject for file in FAILING for subject in checked.subjects[file]}
    assert [result for result in checked.report.results if result.node not in failing] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_has_a_failing_example(rule: Shape) -> None:
    assert (EXAMPLES / "fail" / f"{rule.name.removeprefix('rs:')}.ttl").is_file()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_has_a_passing_example_that_it_looks_at(checked: Checked, rule: Shape) -> None:
    """The record has a value of the rule's property, unless the rule is that there be none."""
    passing = {subject for file in PASSING for subject in checked.subjects[file]}
    forbids = (URIRef(rule.iri), SH.maxCount, Literal(0)) in checked.shapes.graphs[rule.file]
    focus = {node for node in checked.shapes.targets(rule, checked.data) if str(node) in passing}
    if rule.path and not forbids:
        focus &= checked.with_value(rule.path)
    assert focus or (forbids and rule.file == "deprecated")


@pytest.mark.parametrize("file", [*PASSING, *FAILING], ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_an_example_is_made_up_and_says_so(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert "# Made-up example: says nothing about any real body." in text
    for quad in parse(text, RdfFormat.TURTLE):
        if isinstance(quad.subject, NamedNode):
            host = quad.subject.value.removeprefix("https://").split("/")[0]
            assert quad.subject.value.startswith("https://w3id.org/ramp/id/example/") or host.endswith("example.org")
