"""What axe-core finds wrong with a page as it stands in the browser."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"


def violations(page: Page) -> list[str]:
    """Each with the places where it is; skips the test where axe-core is not installed."""
    if not AXE.is_file():
        pytest.skip("no axe-core here: run `npm ci`")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [_said(violation) for violation in found["violations"]]


def _said(violation: dict[str, Any]) -> str:
    places = [
        f"{node['target']} {node['html'][:160]} {node['failureSummary'][:200]}" for node in violation["nodes"][:3]
    ]
    return f"{violation['id']}: {violation['help']}\n  " + "\n  ".join(places)
