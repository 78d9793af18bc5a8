"""The command as a whole: help, version, exit statuses, the check, and the page that documents all of it."""

import re
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY, Ramp
from typer.main import get_command

from ramp import __version__
from ramp.cli.app import app
from ramp.cli.reference import all_commands
from ramp.graph.folders import KnowledgeFolders
from ramp.questions import load_questions
from ramp.settings import Settings

COMMANDS = [name for name, _ in all_commands(get_command(app))]


def test_the_version_is_the_package_s(ramp: Ramp) -> None:
    assert ramp("--version").stdout == f"ramp {__version__}\n"


def test_without_a_command_the_help_is_shown(ramp: Ramp) -> None:
    run = ramp()
    assert run.returncode == 2
    for name in COMMANDS:
        assert name.split()[0] in run.stdout + run.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(ramp: Ramp, name: str) -> None:
    run = ramp(*name.split(), "--help")
    assert run.returncode == 0
    assert re.search(rf"Examples?: .*(ramp|make) .*{name.split()[-1]}", " ".join(run.stdout.split()))


@pytest.mark.parametrize("arguments", [["frobnicate"], ["query", "--nothing"], ["serve", "--port", "http"]])
def test_an_unknown_word_is_status_2(ramp: Ramp, arguments: list[str]) -> None:
    run = ramp(*arguments)
    assert run.returncode == 2
    assert "Traceback" not in run.stderr


def test_the_reference_is_up_to_date(ramp: Ramp, repository: KnowledgeFolders) -> None:
    text = ramp("reference", "--knowledge", str(repository.root)).stdout
    assert (REPOSITORY / "docs" / "reference.md").read_text(encoding="utf-8") == text, "run: make docs"


def test_every_setting_command_and_question_is_documented(repository: KnowledgeFolders) -> None:
    text = (REPOSITORY / "docs" / "reference.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert field.description
        assert f"| `RAMP_{name.upper()}` |" in text
    for name in COMMANDS:
        assert f"### `ramp {name}`" in text
    for question in load_questions(repository).values():
        assert f"### `{question.name}`" in text


def test_the_reference_is_written_to_a_file(ramp: Ramp, tmp_path: Path) -> None:
    run = ramp("reference", "--write", str(tmp_path / "page.md"))
    assert run.stdout == ""
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == ramp("reference").stdout
    assert ramp("reference", "--write", str(tmp_path / "no" / "page.md")).returncode == 2


def test_the_check_of_a_clean_graph_is_status_0(ramp: Ramp) -> None:
    run = ramp("check")
    assert (run.returncode, run.stderr) == (0, "")
    assert "3 of 3" in run.stdout


def test_the_check_of_a_graph_that_breaks_a_rule_is_status_1(ramp: Ramp, knowledge: KnowledgeFolders) -> None:
    (knowledge.queries / "is-founded.txt").write_text("false\n")
    run = ramp("check", "--quiet")
    assert run.returncode == 1
    assert "is-founded" in run.stdout


def test_the_check_of_a_graph_that_cannot_be_read_is_status_2(ramp: Ramp, knowledge: KnowledgeFolders) -> None:
    (knowledge.data / "broken.ttl").write_text("a:b")
    run = ramp("check", "--quiet")
    assert run.returncode == 2
    assert run.stderr.startswith("ramp: data/broken.ttl is no valid Turtle at line 1")
