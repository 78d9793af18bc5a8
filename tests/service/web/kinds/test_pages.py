"""What the pages of single kinds hold, in both languages, and that nothing of the graph breaks out of them."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest

from ...conftest import Server
from .conftest import links, section

Read = Callable[..., str]

ADDRESSES = (
    "id/organization/council-of-europe",
    "id/instrument/palermo-protocol",
    "id/instrument/beijing-platform-1995",
    "id/practice/ecowas-annual-review",
    "id/practice/dakar-consultation-2010",
    "id/state/gb",
    "id/claim/ecowas-annual-review/111",
    "id/document/a-hrc-14-32",
    "about?iri=https://example.org/read",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_part_names_its_question(pages: Server, address: str) -> None:
    """In both languages, the questions that pages name answer with the parameters given."""
    for lang, words in (("en", "The query behind this:"), ("fr", "La requête correspondante")):
        page = pages.client.get(f"/{lang}/{address}", follow_redirects=True).text
        behind = re.findall(rf'<p class="behind note">{words}[^<]*<a href="([^"]+)"', page)
        assert behind, page[:2000]
        for link in set(behind):
            assert link.startswith(f"/{lang}/queries/")
            assert pages.client.get(link.replace("&amp;", "&")).status_code == 200


def test_a_practice_tells_its_story(read: Read) -> None:
    """Where, outcome, claims with what speaks against them, the versions of its record; a way to dispute."""
    page = read("/en/id/practice/sent")
    assert links(section(page, "summary")).count("state/sn") == 1
    claims = section(page, "claims")
    assert "disputed" in claims
    assert "accessed on" in claims
    assert "2026" in claims[claims.index("accessed on") :]
    assert "https://example.org/official" in claims
    assert "/en/submissions/dispute?claim=https%3A%2F%2Fw3id.org%2Framp%2Fid%2Fclaim%2Fsent%2F111" in claims
    versions = section(page, "history")
    assert [one for one in links(versions) if "/version/" in one] == [
        "submission/s1/version/2",
        "submission/s1/version/1",
    ]
    assert "The date is missing." in versions


def test_texts_of_the_graph_stay_texts(read: Read) -> None:
    """Labels and texts are escaped on the page of the node and on the pages that name it."""
    for page in (read("/en/id/practice/sent"), read("/en/id/state/sn"), read("/fr/id/claim/sent/111")):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_a_claim_shows_evidence_and_searches(read: Read) -> None:
    """Its own page: subject, recommendation, evidence against it, where more was looked for, how to dispute it."""
    page = section(read("/fr/id/claim/sent/111"), "the-claim")
    assert "id/recommendation/111" in page
    assert "https://example.org/read" in page
    assert "Looked for on the site." in page
    assert "/fr/submissions/dispute?claim=" in page


def test_a_source_shows_all_that_rests_on_it(read: Read) -> None:
    """The official page of a copy, the days of access, the records and the claims."""
    page = read("/en/about", iri="https://example.org/read")
    assert "https://example.org/official" in section(page, "access")
    assert "2026" in section(page, "access")
    assert "practice/sent/evidence/1" in section(page, "rests")
    assert "practice/sent" in links(section(page, "supported"))
    copied = read("/en/about", iri="https://www.osce.org/secretariat/182161")
    assert "shhada.ir" in copied


def test_a_report_shows_what_rests_on_its_places(read: Read) -> None:
    """Recommendations stated in its paragraphs, with the place."""
    page = section(read("/en/id/document/a-hrc-14-32"), "rests")
    assert "recommendation/111" in links(page)
    assert any("/para/" in one for one in links(page))


@pytest.mark.parametrize("day", ["2010", "2010-10", "2010-10-04"])
def test_a_day_is_said_in_the_headings(read: Read, day: str) -> None:
    """A year or a month stands for its last day."""
    last = {4: "31 décembre 2010", 7: "31 octobre 2010", 10: "4 octobre 2010"}[len(day)]
    assert last in read("/fr/id/organization/ecowas", asOf=day)
    assert f'value="{day}"' in read("/fr/id/state/sn", asOf=day)


@pytest.mark.parametrize("day", ["0001", "9999", "9999-12-31"])
def test_days_far_away_are_days(read: Read, day: str) -> None:
    """The first and the last that there are."""
    for address in ("organization/ecowas", "instrument/palermo-protocol", "state/sn"):
        assert f'value="{day}"' in read(f"/en/id/{address}", asOf=day)


def test_a_day_that_is_none_is_refused(pages: Server) -> None:
    """With the parameter, the rule and the remedy."""
    answer = pages.client.get("/en/id/state/sn", params={"asOf": "2010-13"})
    assert answer.status_code == 400
    assert "asOf" in answer.text


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_are_well_built(pages: Server, address: str) -> None:
    """Headings in order, each id once, tables with captions and scopes, drawings with a name; no inline style."""
    for lang in ("en", "fr"):
        page = pages.client.get(f"/{lang}/{address}", follow_redirects=True).text
        ranks = [int(rank) for rank in re.findall(r"<h([1-6])[ >]", page)]
        assert ranks[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(ranks))
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert page.count("<table") == page.count("<caption")
        assert not re.search(r"<th(?! scope=)[ >]", page)
        assert not re.search(r' style="| on[a-z]+="', page)
        for drawing in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
            label = re.search(r'aria-labelledby="([^"]+)"', drawing)
            assert label
            assert all(f'id="{one}"' in drawing for one in label[1].split())
