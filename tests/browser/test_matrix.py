"""From the matrix to the evidence behind a cell, and mechanisms side by side; with and without scripts."""

import pytest
from playwright.sync_api import BrowserContext, expect

WORDS = {
    "en": {"title": "Coverage matrix", "show": "Show", "behind": "Claims behind this cell", "compare": "Compare"},
    "fr": {
        "title": "Matrice de couverture",
        "show": "Afficher",
        "behind": "Affirmations qui fondent cette case",
        "compare": "Comparer",
    },
}


@pytest.mark.parametrize("context", [False, True], indirect=True, ids=["plain", "scripts"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_from_the_matrix_to_the_evidence(context: BrowserContext, lang: str) -> None:
    words, page = WORDS[lang], context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/{lang}/matrix")
    expect(page.locator("html")).to_have_attribute("lang", lang)
    expect(page.locator("h1")).to_have_text(words["title"])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator("table.matrix th[scope=row]")).to_have_count(33)

    page.select_option("[name=section]", "institutional-framework")
    page.select_option("[name=group]", "sub-regional-organization")
    page.click(f"main form button:has-text('{words['show']}')")
    expect(page.locator("table.matrix th[scope=row]")).to_have_count(3)
    expect(page.locator("[name=section]")).to_have_value("institutional-framework")

    head = page.locator("table.matrix thead th.corner").bounding_box()
    page.locator(".matrix-scroll").evaluate("box => box.scrollTo(200, 100)")
    moved = page.locator("table.matrix thead th.corner").bounding_box()
    assert head
    assert moved
    assert abs(moved["x"] - head["x"]) < 2  # the heads stay in sight

    cell = page.locator(f"a[href^='/{lang}/matrix/ecowas/111']")
    assert "111" in (cell.get_attribute("title") or "")
    cell.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#claims")).to_have_text(words["behind"])
    assert page.locator("article.claim .evidence a[href^='http']").count() > 0
    page.click("a[href*='/id/recommendation/111']")
    expect(page.locator("h1")).to_contain_text("111")


@pytest.mark.parametrize("context", [False, True], indirect=True, ids=["plain", "scripts"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_two_mechanisms_side_by_side(context: BrowserContext, lang: str) -> None:
    words, page = WORDS[lang], context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    problems: list[str] = []
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    page.goto(f"/{lang}/compare")
    for name in ("ecowas", "asean"):
        page.check(f"[name=mechanism][value={name}]")
    page.fill("main [name=asOf]", "2010-10")
    page.click(f"main form button:has-text('{words['compare']}')")
    expect(page.locator("h1")).to_contain_text("ASEAN")
    expect(page.locator("table.compare")).to_have_count(4)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("table.compare details summary").first.click()
    expect(page.locator("table.compare details[open] li").first).to_be_visible()
    assert problems == []
