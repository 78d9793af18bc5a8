"""Whoever clicks arrives: every internal link of the pages, from the start page on, answers."""

import re
from collections import deque
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

BASE = "https://w3id.org/ramp/"
PAGES = 80
LINKS = 500
_NEVER = ("/sparql?", "/graphs?", "/openapi.json", "/template.")


def test_every_internal_link_answers(client: httpx.Client) -> None:
    waiting, seen, parsed = deque(["/en/", "/fr/", "/en/ontology", "/fr/shapes", "/en/catalog"]), set(), 0
    kinds: dict[str, int] = {}
    while waiting and len(seen) < LINKS:
        address = waiting.popleft()
        if address in seen:
            continue
        seen.add(address)
        response = client.get(address, headers={"Accept": "text/html, */*;q=0.1"}, follow_redirects=True)
        assert response.status_code == 200, address
        if not response.headers["content-type"].startswith("text/html"):
            continue
        kind = "/".join(urlsplit(address).path.split("/")[:4])
        kinds[kind] = kinds.get(kind, 0) + 1
        if parsed >= PAGES or kinds[kind] > 4:
            continue
        parsed += 1
        for target in links(response):
            if target not in seen:
                waiting.append(target)
    assert parsed > 40
    assert len(seen) == LINKS


def links(response: httpx.Response) -> list[str]:
    """The internal addresses that a page links, without fragments; none may lead to our IRIs elsewhere."""
    found = [unescape(href) for href in re.findall(r'<a [^>]*href="([^"]*)"', response.text)]
    assert not [href for href in found if href.startswith(BASE)]
    own = [urljoin(str(response.url.copy_with(scheme="http", host="x", port=None)), href) for href in found]
    kept = [href.removeprefix("http://x").partition("#")[0] for href in own if href.startswith("http://x/")]
    return [href for href in dict.fromkeys(kept) if href and not href.startswith(_NEVER)]


def test_tables_lead_to_our_pages(client: httpx.Client) -> None:
    for address in ("/fr/queries/organizations", "/fr/sparql?query=SELECT+*+%7B%3Fs+%3Fp+%3Fo%7D+LIMIT+20", "/fr/"):
        page = client.get(address, headers={"Accept": "text/html"}).text
        assert f'href="{BASE}' not in page
        assert re.search(rf'href="/fr/id/[^"]*" title="{BASE}id/', page) or "/sparql" in address


def test_start_page_shows_several_mechanisms(client: httpx.Client) -> None:
    page = client.get("/en/").text
    section = page[page.index("monitoring body") : page.index("Members of a mechanism")]
    mechanisms = set(re.findall(r'<tr><td[^>]*><a href="(/en/id/organization/[^"]*)"', section))
    assert len(mechanisms) == 5


def test_a_column_is_hidden_only_where_a_value_was_given(server: Any) -> None:
    given = server.client.get("/en/queries/practices").text
    freed = server.client.get("/en/queries/practices?mechanism=").text
    assert '<th scope="col">mechanism</th>' not in given
    assert '<th scope="col">mechanism</th>' in freed
