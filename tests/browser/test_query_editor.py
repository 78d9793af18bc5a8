"""The query editor in a real browser, under the policy of every page."""

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage

from ramp.web.pages import EDITOR

pytestmark = pytest.mark.skipif(not EDITOR.is_file(), reason="the query editor is not built: run `make form`")


@pytest.mark.parametrize("context", [True], indirect=True)
@pytest.mark.parametrize(("language", "table"), [("en", "Table"), ("fr", "Tableau")])
def test_asks_completes_and_draws(context: BrowserContext, language: str, table: str) -> None:
    page = context.new_page()
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "inline style" not in message.text:
            errors.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"/{language}/sparql")
    page.wait_for_selector("#query-editor:not([hidden])")
    assert not page.is_visible("#query-form")
    page.click(".yasqe_queryButton")
    page.wait_for_selector(".yasr table tbody tr")
    assert page.inner_text(".select_table").strip() == table
    assert errors == []


@pytest.mark.parametrize("context", [False], indirect=True)
def test_without_scripts_the_plain_form_asks(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/en/sparql")
    page.fill("#query", "ASK { ?s ?p ?o }")
    page.click("#query-form button")
    page.wait_for_selector("section h2")
    assert "query=" in page.url
