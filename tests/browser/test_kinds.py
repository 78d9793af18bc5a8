"""From a mechanism on a day to its instrument and its parties, and from a practice to disputing a claim about it."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

WORDS = {
    "en": {"day": "31 October 2010", "party": "Party", "dispute": "Dispute this claim", "where": "Where"},
    "fr": {"day": "31 octobre 2010", "party": "Partie", "dispute": "Contester cette affirmation", "where": "Où"},
}


def _fits(page: Page) -> None:
    """No page is wider than a telephone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("context", [False, True], indirect=True, ids=["plain", "scripts"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_from_a_mechanism_to_the_parties_of_its_treaty(context: BrowserContext, lang: str) -> None:
    words, page = WORDS[lang], context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    problems: list[str] = []
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    page.goto(f"/{lang}/id/organization/council-of-europe")
    _fits(page)
    page.fill("#as-of", "2010-10")
    page.click("form.as-of button")
    expect(page.locator("#members")).to_contain_text(words["day"])
    expect(page.locator("#as-of")).to_have_value("2010-10")
    bar = page.locator("svg.timeline a[href$='/id/instrument/coe-trafficking-convention']")
    expect(bar).to_have_count(1)
    bar.focus()
    page.keyboard.press("Enter")
    expect(page.locator("svg.steps")).to_be_visible()
    _fits(page)
    expect(page.locator("summary h3").first).to_contain_text(words["party"])
    page.click("svg.chain a >> nth=0")
    expect(page).not_to_have_url(re.compile("coe-trafficking-convention"))
    expect(page.locator("#chain")).to_be_visible()
    _fits(page)
    assert problems == []


@pytest.mark.parametrize("context", [False, True], indirect=True, ids=["plain", "scripts"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_from_a_practice_to_disputing_a_claim(context: BrowserContext, lang: str) -> None:
    words, page = WORDS[lang], context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/{lang}/id/practice/ecowas-annual-review")
    _fits(page)
    expect(page.locator("dl.summary dt").filter(has_text=words["where"])).to_be_visible()
    claim = page.locator("article.claim").first
    claim.locator("summary").click()
    expect(claim.locator(".evidence a[href^='http']").first).to_be_visible()
    claim.locator("p.links a").first.click()
    expect(page.locator("#the-claim")).to_be_visible()
    _fits(page)
    page.click(f"main a.button:has-text('{words['dispute']}')")
    expect(page).to_have_url(re.compile(r"/submissions/dispute\?claim=|/sign-in"))
    for address in ("practice/dakar-consultation-2010", "state/sn", "document/a-hrc-14-32"):
        page.goto(f"/{lang}/id/{address}")
        _fits(page)
