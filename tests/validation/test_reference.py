"""The page of rules is what the rules themselves say."""

import subprocess
import sys
from pathlib import Path

from ramp.graph.folders import KnowledgeFolders
from ramp.validation.reference import reference_page
from ramp.validation.shapes import load_shapes


def test_the_page_is_up_to_date(repository: KnowledgeFolders) -> None:
    page = (repository.root / "docs" / "shapes.md").read_text(encoding="utf-8")
    assert page == reference_page(repository), "docs/shapes.md has fallen behind: make docs"


def test_the_page_has_an_anchor_for_every_rule_and_only_whole_rows(repository: KnowledgeFolders) -> None:
    page = reference_page(repository)
    for rule in load_shapes(repository).rules:
        assert page.count(f'<a id="{rule.iri.rpartition("#")[2]}"></a>') == 1
    rows = [line for line in page.splitlines() if line.startswith("| <a")]
    assert {line.replace("\\|", "").count("|") for line in rows} == {5}


def test_the_command_writes_the_page(tmp_path: Path, repository: KnowledgeFolders) -> None:
    page = tmp_path / "shapes.md"
    subprocess.run([sys.executable, "-m", "ramp.validation.reference", str(page)], check=True, timeout=60)
    assert page.read_text(encoding="utf-8") == reference_page(repository)
