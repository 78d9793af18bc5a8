"""Long pages: the acts on a treaty by the page (`?acts=`), statements in general folded, or numbered (`?page=`)."""

import re
from collections.abc import Callable

import pytest

from ...conftest import Server

Read = Callable[..., str]
TREATY = "id/instrument/palermo-protocol"


def _acts(page: str) -> list[str]:
    """The rows of the table of acts."""
    table = re.search(r'<details id="acts".*?</details>', page, re.DOTALL)
    assert table
    return re.findall(r"<tr><th scope=\"row\">.*?</tr>", table[0], re.DOTALL)


def test_every_act_is_on_one_page_of_acts(pages: Server, read: Read) -> None:
    (count,) = pages.select(
        "PREFIX ramp: <https://w3id.org/ramp/ontology#> SELECT (COUNT(DISTINCT ?act) AS ?n) "
        f"{{ ?act ramp:treaty <https://w3id.org/ramp/{TREATY}> }}"
    )
    total = int(count["n"])
    last = -(-total // 100)
    assert last > 1
    found = [_acts(read(f"/en/{TREATY}", acts=str(number))) for number in range(1, last + 1)]
    assert [len(rows) for rows in found[:-1]] == [100] * (last - 1)
    assert sum(map(len, found)) == total
    assert len({row for rows in found for row in rows}) == total


def test_acts_are_folded_until_they_are_asked_for_and_the_day_is_kept(read: Read) -> None:
    closed = read(f"/en/{TREATY}", asOf="2010-10-05")
    assert '<details id="acts"><summary>' in closed
    assert 'href="?asOf=2010-10-05&amp;acts=2#acts"' in closed
    assert '<details id="acts" open><summary>' in read(f"/en/{TREATY}", asOf="2010-10-05", acts="2")


@pytest.mark.parametrize("acts", ["0", "-1", "99", "x", "1.0", "", "１", "1" * 40])
def test_a_page_of_acts_that_is_none_is_refused_in_the_language_of_the_reader(pages: Server, acts: str) -> None:
    for lang, words in (("en", "Use a whole number from 1 to"), ("fr", "Indiquez un nombre entier de 1")):
        answer = pages.client.get(f"/{lang}/{TREATY}", params={"acts": acts}, follow_redirects=True)
        assert answer.status_code == 400
        assert words in answer.text


def test_statements_are_folded_on_a_page_of_a_kind_and_whole_on_a_numbered_page(read: Read) -> None:
    folded, whole = read(f"/en/{TREATY}"), read(f"/en/{TREATY}", page="1")
    assert '<details class="statements"><summary>' in folded
    assert f'href="/en/{TREATY}?page=1"' in folded
    assert '<details class="statements">' not in whole
    assert '<link rel="next" href="?page=2">' in whole
    assert '<link rel="prev" href="?page=1">' in read(f"/en/{TREATY}", page="2")


def test_a_body_shows_days_in_words_and_a_name_of_both_languages_once(read: Read) -> None:
    for lang, day in (("en", "24 February 2009"), ("fr", "24 février 2009")):
        page = read(f"/{lang}/id/organization/greta")
        assert f"<bdi>{day}</bdi>" in page
        assert len(re.findall(r"<bdi[^>]*>GRETA</bdi>", page)) == 1
