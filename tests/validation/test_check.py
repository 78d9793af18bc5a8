"""The check as a whole: on a small graph that is made to fail in each way, and on the real one, which must be clean."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from ramp.check import CheckReport, run_check
from ramp.errors import KnowledgeError
from ramp.graph.folders import KnowledgeFolders

SHAPE = """
@prefix ramp: <https://w3id.org/ramp/ontology#> .
@prefix rs: <https://w3id.org/ramp/shapes#> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
rs:Mechanism-founded a sh:PropertyShape ; sh:name "founded"@en , "fondé"@fr ; sh:severity sh:{severity} ;
  sh:message "Give the day."@en , "Indiquer le jour."@fr ; sh:targetClass ramp:Mechanism ;
  sh:path schema:foundingDate ; sh:minLength 10 .
"""
HYGIENE = """\
#+ title: {en: "Practices of nobody", fr: "Pratiques de personne"}
#+ description: {en: "A practice has an actor.", fr: "Une pratique a un auteur."}
#+ severity: violation
#+ message: {en: "{node} has no actor. Name one.", fr: "{node} n'a pas d'auteur. Indiquer un auteur."}
PREFIX ramp: <https://w3id.org/ramp/ontology#>
SELECT ?node WHERE { ?node a ramp:Practice . FILTER NOT EXISTS { ?node ramp:carriedOutBy ?actor } }
"""


@pytest.fixture
def small(knowledge: KnowledgeFolders) -> KnowledgeFolders:
    write(knowledge.shapes / "must.ttl", SHAPE.format(severity="Warning"))
    write(knowledge.shapes / "hygiene" / "no-actor.rq", HYGIENE)
    return knowledge


def write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def checked(folders: KnowledgeFolders) -> tuple[CheckReport, str]:
    output = io.StringIO()
    report = run_check(folders, console=Console(file=output, width=100))
    assert report.to_json()["ok"] == report.ok
    return report, output.getvalue()


def test_warnings_are_listed_and_do_not_fail(small: KnowledgeFolders) -> None:
    report, text = checked(small)
    assert report.ok
    assert "warning rs:Mechanism-founded (1)" in text
    assert "data/organizations.ttl: rampid:organization/south" in text
    assert "Shapes: 1 rule over 2 nodes: no violations, 1 warning" in text
    assert "Questions: 3 of 3 answered as expected" in text
    assert "The graph keeps its rules." in text


def test_a_violated_shape_fails(small: KnowledgeFolders) -> None:
    write(small.shapes / "must.ttl", SHAPE.format(severity="Violation"))
    report, text = checked(small)
    assert not report.ok
    assert "1 violation, no warnings" in text
    assert "The graph breaks its rules." in text


def test_a_broken_hygiene_rule_fails(small: KnowledgeFolders) -> None:
    practices = small.data / "practices.ttl"
    write(practices, practices.read_text(encoding="utf-8") + "<practice/idle> a ramp:Practice .")
    report, text = checked(small)
    assert not report.ok
    assert "rampid:practice/idle has no actor. Name one." in text


def test_an_unexpected_answer_fails_and_shows_the_difference(small: KnowledgeFolders) -> None:
    write(small.queries / "is-founded.txt", "false\n")
    report, text = checked(small)
    assert not report.ok
    assert "is-founded: not the expected answer" in text
    assert "Questions: 2 of 3 answered as expected" in text


def test_a_question_without_an_expected_answer_fails_and_says_how_to_store_it(small: KnowledgeFolders) -> None:
    (small.queries / "about.nt").unlink()
    report, text = checked(small)
    assert not report.ok
    assert "ramp query --write-expected about" in text


def test_progress_tells_each_part(small: KnowledgeFolders) -> None:
    steps: dict[str, list[int]] = {}
    run_check(small, lambda step, done, _total: steps.setdefault(step, []).append(done))
    assert {"Checking the shapes", "Checking what holds between records", "Asking the questions"} <= set(steps)
    assert all(done == sorted(done) and done[0] == 0 for done in steps.values())


def test_a_file_that_cannot_be_read_stops_the_check(small: KnowledgeFolders) -> None:
    write(small.data / "practices.ttl", "<a> <b> ")
    with pytest.raises(KnowledgeError, match=r"data/practices\.ttl is no valid Turtle"):
        run_check(small)


@pytest.mark.slow
def test_the_graph_keeps_its_own_rules(repository: KnowledgeFolders) -> None:
    report, text = checked(repository)
    assert report.ok, text
    assert report.shapes.rules > 300
    assert report.hygiene.rules >= 30
    assert report.questions > 0
