"""Whether the examples of `docs/reconciliation.md` print what stands below them."""

import re
import subprocess
import sys

import httpx
import pytest

from ramp.graph.folders import KnowledgeFolders
from ramp.linking.reconcile.requests import BATCH_MOST, IDS_MOST
from ramp.linking.reconcile.scoring import MATCH_MARGIN, MATCH_SCORE

EXAMPLES = 4


@pytest.fixture(scope="module")
def text(repository: KnowledgeFolders) -> str:
    """The page."""
    return (repository.root / "docs/reconciliation.md").read_text("utf-8")


@pytest.mark.parametrize("number", range(EXAMPLES))
def test_examples_print_what_they_say(client: httpx.Client, text: str, number: int) -> None:
    examples = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", text, re.DOTALL)
    assert len(examples) == EXAMPLES
    program, expected = examples[number]
    program = program.replace("http://localhost:8000", str(client.base_url).rstrip("/"))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, encoding="utf-8", timeout=60
    )
    assert done.stdout == expected, done.stderr


def test_the_numbers_of_the_page_are_those_of_the_service(text: str) -> None:
    assert f"score of {MATCH_SCORE:g} or more and {MATCH_MARGIN:g} points ahead" in text
    assert f"holds {BATCH_MOST} queries at most, an extension {IDS_MOST} nodes" in text
