"""The query editor in a real browser, under the policy of every page."""

import re
from typing import Literal
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage

from ramp.web.pages import EDITOR

from .axe import violations

STATES = """SELECT ?state WHERE {
  VALUES ?state { <https://w3id.org/ramp/id/state/gh> <https://w3id.org/ramp/id/state/tg> }
}"""

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


@pytest.mark.parametrize("context", [True], indirect=True)
@pytest.mark.parametrize(("language", "label"), [("en", "Map"), ("fr", "Carte")])
def test_an_answer_that_names_states_is_shown_on_a_map(context: BrowserContext, language: str, label: str) -> None:
    page = context.new_page()
    outside: list[str] = []
    page.on("request", lambda request: outside.append(request.url) if "127.0.0.1" not in request.url else None)
    page.goto(f"/{language}/sparql?query={quote(STATES)}")
    page.wait_for_selector("#query-editor:not([hidden])")
    page.click(".yasqe_queryButton")
    page.wait_for_selector(".yasr table tbody tr")
    assert page.inner_text(".select_map").strip() == label
    page.click(".select_map")
    page.wait_for_selector(".yasr svg.world")
    filled = page.locator(".yasr svg.world a:has(.sure)")
    assert sorted(filled.nth(place).get_attribute("href") or "" for place in range(filled.count())) == [
        f"/{language}/id/state/{name}" for name in ("gh", "tg")
    ]
    assert outside == []


@pytest.mark.parametrize("context", [True], indirect=True)
@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("fr", "dark")])
def test_every_view_of_an_answer_can_be_read_by_everybody(
    context: BrowserContext, language: str, scheme: Literal["light", "dark"]
) -> None:
    page = context.new_page()
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    counted = f"SELECT ?state (STRLEN(STR(?state)) AS ?n) {STATES.removeprefix('SELECT ?state ')}"
    page.goto(f"/{language}/sparql?query={quote(counted)}")
    page.wait_for_selector("#query-editor:not([hidden])")
    page.click(".yasqe_queryButton")
    page.wait_for_selector(".yasr table tbody tr")
    for view, shown in {"table": "table", "chart": "svg.bars", "map": "svg.world", "response": ".CodeMirror"}.items():
        page.click(f".select_{view}")
        page.wait_for_selector(f".yasr {shown}")
        assert violations(page) == []


@pytest.mark.parametrize("context", [True], indirect=True)
@pytest.mark.parametrize("query", [STATES, "SELECT ?x { ?x <urn:none> 1 }", "ASK { ?s ?p ?o }"])
def test_a_reader_of_french_meets_no_english_label_of_the_widget(context: BrowserContext, query: str) -> None:
    page = context.new_page()
    page.goto(f"/fr/sparql?query={quote(query)}")
    page.wait_for_selector("#query-editor:not([hidden])")
    page.click(".yasqe_queryButton")
    page.wait_for_selector(".yasr_response_chip:not(.empty)")
    said = page.evaluate(_SAID)
    assert said
    assert [text for text in said if _ENGLISH.search(text)] == []


_WORDS = (
    "shows view response seconds? results? download documentation.of activate "
    "first previous next last true data page.size"
)
_ENGLISH = re.compile(rf"\b({'|'.join(_WORDS.split())})\b", re.IGNORECASE)
_SAID = """() => {
  const root = document.querySelector("#query-editor");
  const labels = [...root.querySelectorAll("*")].flatMap((node) =>
    ["title", "aria-label", "placeholder"].map((name) => node.getAttribute(name)).filter(Boolean));
  return [...labels, ...root.querySelector(".answers").innerText.split("\\n")];
}"""
