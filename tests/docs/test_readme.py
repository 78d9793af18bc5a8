"""The README keeps its word: its question gives the answer that stands below it, its links lead somewhere."""

import re
from pathlib import Path

from typer.testing import CliRunner

from ramp.cli.app import app

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The fenced block of that language."""
    found = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert found is not None
    return found.group(1)


def test_the_question_has_the_answer_that_is_printed(tmp_path: Path) -> None:
    query = tmp_path / "question.rq"
    query.write_text(block("sparql"), encoding="utf-8")
    result = CliRunner().invoke(app, ["query", str(query), "--format", "csv", "--home", str(tmp_path / "home")])
    assert result.exit_code == 0, result.output
    assert result.stdout.replace("\r\n", "\n") == block("csv")


def test_its_links_lead_to_files() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^    make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
