"""What the pages say of a day is what the public questions say of it."""

import re
from collections import Counter
from collections.abc import Callable

import pytest

from ...conftest import Server
from .conftest import ID, links, section

Read = Callable[..., str]
Rows = Callable[..., list[dict[str, str]]]


def _ends(rows: list[dict[str, str]], name: str) -> set[str]:
    return {row[name].removeprefix(ID) for row in rows}


@pytest.mark.parametrize("treaty", ["palermo-protocol", "coe-trafficking-convention", "asean-actip-2015", "ilo-p029"])
@pytest.mark.parametrize("day", ["2004-02-29", "2010-10-05", "2012-12-31", "2013-01-01", "2025-06-30"])
def test_parties_are_those_of_the_question(read: Read, rows: Rows, treaty: str, day: str) -> None:
    """Every standing has the States that parties-on-date gives it, and the plot counts the parties of the day."""
    page = section(read(f"/en/id/instrument/{treaty}", asOf=day), "parties")
    asked = rows("parties-on-date", treaty=treaty, date=day)
    expected = {
        "Party": "party",
        "Act in that year or month": "act-date-imprecise",
        "Act without a date": "act-undated",
        "Act not verified": "act-unverified",
        "Named as a party in the text": "named-in-text",
    }
    shown = {
        heading: set(links(states))
        for heading, states in re.findall(
            r"<summary><h3>([^<]+)</h3>.*?</summary>\s*(?:<p class=.note.>[^<]*</p>\s*)?(<ul.*?</ul>)", page, re.DOTALL
        )
    }
    assert shown == {
        heading: found
        for heading, standing in expected.items()
        if (found := _ends([row for row in asked if row["standing"] == standing], "party"))
    }
    if plot := re.search(r"<desc[^>]*>[^<]*it was (\d+)", page):
        assert int(plot[1]) == len(shown.get("Party", ()))


@pytest.mark.parametrize("day", ["1990-01-01", "2010-10-05", "2025-02-01"])
def test_members_are_those_of_the_question(read: Read, rows: Rows, day: str) -> None:
    """A State belongs on the page of a mechanism as it does in memberships-of-state, and on its own page too."""
    page = section(read("/en/id/organization/ecowas", asOf=day), "members")
    lists = re.findall(r"<summary><h3>([^<]+)</h3>.*?</summary>\s*(<ul.*?</ul>)", page, re.DOTALL)
    told = {heading: set(links(states)) for heading, states in lists}
    members = told.get("Member", set())
    others = told.get("Member: not on that day", set())
    assert "state/sn" in members
    for state in sorted(members | others):
        code = state.removeprefix("state/")
        asked = rows("memberships-of-state", state=code, date=day)
        on = {row["onDate"] for row in asked if row["organization"] == f"{ID}organization/ecowas"}
        assert on <= {"no"} if state in others else on <= {"yes", "yes-as-far-as-known"}
        assert on


def test_a_state_shows_what_the_questions_say(read: Read, rows: Rows) -> None:
    """Memberships, acts and practices of one State, each once."""
    page = read("/en/id/state/bf", asOf="2025")
    asked = rows("memberships-of-state", state="bf", date="2025-12-31")
    memberships = section(page, "memberships")
    assert "on 31 December 2025" in memberships or "December 31, 2025" in memberships
    table = memberships[memberships.index("<tbody>") : memberships.index("</tbody>")]
    assert _ends(asked, "organization") == set(links(table))
    acts = rows("treaty-actions-of-state", state="bf")
    assert Counter(row["treaty"].removeprefix(ID) for row in acts) == Counter(
        one for one in links(section(page, "acts")) if one.startswith("instrument/")
    )
    practices = rows("practices", country="bf")
    assert _ends(practices, "practice") <= set(links(section(page, "practices")))


def test_a_mechanism_shows_what_the_questions_say(read: Read, rows: Rows) -> None:
    """Bodies, instruments with their standing, practices, meetings, and the column of the matrix."""
    page = read("/en/id/organization/oas", asOf="2010-10-04")
    bodies = _ends(rows("bodies-of-mechanism", mechanism="oas"), "body") - {"organization/oas"}
    assert bodies <= set(links(section(page, "bodies")))
    texts = section(page, "texts")
    instruments = rows("instruments-of-mechanism", mechanism="oas", date="2010-10-04")
    table = texts[texts.index("<tbody>") :]
    assert set(links(table)) == _ends(instruments, "instrument")
    standing = {row["instrument"].removeprefix(ID): row["standing"] for row in instruments}
    shown = dict(re.findall(r'<th scope="row">.*?href="/en/id/([^"]+)".*?<td>([^<]*)</td></tr>', table, re.DOTALL))
    assert {one for one, words in shown.items() if words == "not yet"} == {
        one for one, words in standing.items() if words == "not-yet"
    }
    assert _ends(rows("practices", mechanism="oas"), "practice") <= set(links(section(page, "practices")))
    assert _ends(rows("meetings", mechanism="oas"), "meeting") <= set(links(section(page, "meetings")))
    matrix = {row["paragraph"].removeprefix(ID): row["state"] for row in rows("coverage-matrix", mechanism="oas")}
    answers = section(read("/en/id/organization/oas"), "answers")
    assert set(links(answers)) == matrix.keys()
    unsearched = [one for one in links(answers) if "not searched" in answers.split(f'id/{one}"')[1][:400].lower()]
    assert set(unsearched) >= {one for one, state in matrix.items() if state == "not-searched"}


def test_a_consultation_shows_what_the_question_says(read: Read, rows: Rows) -> None:
    """Everybody invited, with no more than a source says; objectives, topics and outputs."""
    page = read("/en/id/practice/dakar-consultation-2010")
    asked = rows("dakar-consultation")
    participants = _ends([row for row in asked if row["aspect"] == "participation"], "item")
    table = section(page, "participants")
    assert set(re.findall(r'<th scope="row">\s*<a href="/en/id/([^"]+)"', table)) == participants
    assert table.count("✓") == len({(row["item"], row["status"]) for row in asked if row["aspect"] == "participation"})
    for aspect in ("objective", "panel-topic", "output"):
        assert _ends([row for row in asked if row["aspect"] == aspect], "item") <= set(links(section(page, "agenda")))


def test_the_chain_has_every_direct_link(pages: Server, read: Read) -> None:
    """What an instrument builds on and what builds on it."""
    kinds = "eli:cites|ramp:derivesFrom|ramp:supplements|eli:amends|dcterms:replaces|ramp:endorsedBy|eli:consolidates"
    prefixes = (
        "PREFIX ramp: <https://w3id.org/ramp/ontology#> PREFIX eli: <http://data.europa.eu/eli/ontology#> "
        "PREFIX dcterms: <http://purl.org/dc/terms/> "
    )
    node = f"<{ID}instrument/ecowas-initial-plan-2002>"
    near = pages.select(f"{prefixes} SELECT DISTINCT ?x {{ {{ {node} {kinds} ?x }} UNION {{ ?x {kinds} {node} }} }}")
    page = section(read("/en/id/instrument/ecowas-initial-plan-2002"), "chain")
    lists = "".join(re.findall(r"<ul.*?</ul>", page, re.DOTALL))
    assert set(links(lists)) == _ends(near, "x")
    assert set(links(lists)) <= set(links(page[page.index("<svg") : page.index("</svg>")]))
