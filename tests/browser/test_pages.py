"""What holds for every page: no violation that axe-core finds, nothing wider than a telephone, nothing untranslated,
nothing that runs."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import httpx
import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from ramp.web.language import words

from ..workflow.conftest import Service
from .axe import violations
from .page_types import ERRORS, PAGE_TYPES

LOOKS = {
    "en, light, wide": ("en", "light", 1440),
    "fr, dark, narrow": ("fr", "dark", 390),
}
"""Each language, each colour scheme and each width on every page type."""
EVERY = {**PAGE_TYPES, **{name: path for name, (path, _) in ERRORS.items()}}
_OF_THE_DATA = ("column_", "answer_")
"""Words for what questions answer; identifiers of the graph, which stay as they are, may look the same."""
_TITLES = {"States"}
"""Titles of mapping tables, whose format has one language."""
_VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}


@pytest.fixture(scope="module", params=LOOKS.values(), ids=LOOKS)
def look(chromium: Chromium, service: Service, request: pytest.FixtureRequest) -> Iterator[tuple[str, int, Page]]:
    """A window in one language, colour scheme and width."""
    lang, scheme, width = request.param
    window = chromium.new_context(
        base_url=service.url, color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    window.set_default_timeout(60_000)
    yield lang, width, window.new_page()
    window.close()


@pytest.mark.parametrize("name", EVERY)
def test_every_page_can_be_read_by_everybody(look: tuple[str, int, Page], name: str) -> None:
    lang, width, page = look
    page.goto(f"/{lang}{EVERY[name]}", wait_until="load")
    assert page.locator("html").get_attribute("lang") == lang
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"
    assert violations(page) == []


class Reading(HTMLParser):
    """The words of a page: texts and labels, with the language that they are in; and what could run."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[tuple[str, str]] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._open: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        lang = given.get("lang") or (self._open[-1][1] if self._open else "")
        for name in ("aria-label", "placeholder", "title", "alt"):
            if name in given:
                self.texts.append((given[name].strip(), lang))
        if tag not in _VOID:
            self._open.append((tag, lang))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        inside = self._open[-1][0] if self._open else ""
        if data.strip() and inside not in ("script", "style", "code", "pre"):
            self.texts.append((" ".join(data.split()), self._open[-1][1] if self._open else ""))


@pytest.fixture(scope="module")
def english() -> re.Pattern[str]:
    """What is English among the words of the pages: those that differ from their French, with anything filled in."""
    french = set(words("fr").values())
    own = {key: text for key, text in words("en").items() if not key.startswith(_OF_THE_DATA)}
    texts = {text for key, text in own.items() if words("fr")[key] != text and text not in french}
    telling = [text for text in texts if re.search(r"[A-Za-z]{4}", re.sub(r"\{\w*\}", "", text))]
    said = [re.sub(r"\\\{\w*\\\}", ".+?", re.escape(text)) for text in telling]
    return re.compile("|".join(f"(?:{text})" for text in sorted(said, key=len, reverse=True)))


@pytest.mark.parametrize("name", EVERY)
def test_a_reader_of_french_meets_no_english(service: Service, english: re.Pattern[str], name: str) -> None:
    response = httpx.get(f"{service.url}/fr{EVERY[name]}", timeout=60)
    assert response.status_code == (ERRORS[name][1] if name in ERRORS else 200)
    assert response.headers["content-language"] == "fr"
    page = Reading(response.text)
    assert {text for text, lang in page.texts if lang == "fr" and english.fullmatch(text)} <= _TITLES
    heads = [element for element in page.elements if element[0] == "h1"]
    assert len(heads) == 1
    for tag, given in page.elements:
        assert not [attribute for attribute in given if attribute.startswith("on") or attribute == "style"], (
            tag,
            given,
        )


@pytest.mark.parametrize("name", PAGE_TYPES)
def test_every_page_says_where_it_is(service: Service, name: str) -> None:
    path = PAGE_TYPES[name]
    away = httpx.get(service.url + path, headers={"Accept": "text/html", "Accept-Language": "fr"}, timeout=60)
    if away.status_code != 200:
        assert away.status_code in (303, 307)
        assert httpx.URL(away.headers["location"]).path.startswith("/fr/")
        assert "Accept-Language" in away.headers["vary"]
    response = httpx.get(f"{service.url}/fr{path}", timeout=60)
    links = [given for tag, given in Reading(response.text).elements if tag == "link"]
    alternates = {given["hreflang"]: given["href"] for given in links if "hreflang" in given}
    if "noindex" in response.text:
        return
    assert set(alternates) == {"en", "fr", "x-default"}
    canonical = [given["href"] for given in links if given.get("rel") == "canonical"]
    assert canonical == [alternates["fr"]]
    for lang in ("en", "fr"):
        assert httpx.get(alternates[lang], timeout=60).headers["content-language"] == lang
    tag = response.headers.get("etag")
    if tag:
        again = httpx.get(f"{service.url}/fr{path}", headers={"If-None-Match": tag}, timeout=60)
        assert again.status_code == 304
        assert again.content == b""
