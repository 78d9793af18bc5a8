"""The map says of a day what the public questions say of it, on the page, in its table and in its files."""

import csv
import io
import re
from collections.abc import Callable
from html import unescape
from xml.etree.ElementTree import fromstring

import pytest

from ...conftest import Server
from .conftest import ID, links, section

Read = Callable[..., str]
Rows = Callable[..., list[dict[str, str]]]


@pytest.fixture(scope="module")
def lines(pages: Server) -> Rows:
    """The rows of the table that can be taken away."""

    def get(of: str, day: str) -> list[dict[str, str]]:
        answer = pages.client.get("/map.csv", params={"of": of, "asOf": day})
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("text/csv")
        return list(csv.DictReader(io.StringIO(answer.text)))

    return get


@pytest.mark.parametrize("treaty", ["palermo-protocol", "coe-trafficking-convention", "commit-mou-2004"])
@pytest.mark.parametrize("day", ["2004-02-29", "2010-10-05", "2012-12-31", "2013-01-01"])
def test_parties_are_those_of_the_question(lines: Rows, rows: Rows, treaty: str, day: str) -> None:
    """Every State, and the European Union, with the standing that parties-on-date gives it."""
    asked = {(row["party"], row["standing"]) for row in rows("parties-on-date", treaty=treaty, date=day)}
    shown = lines(f"instrument/{treaty}", day)
    assert {(row["state"], row["standing"]) for row in shown} == asked
    assert all((row["category"] == "sure") == (row["standing"] == "party") for row in shown)


@pytest.mark.parametrize("day", ["1990-01-01", "2010-10-05", "2025-02-01"])
def test_members_are_those_of_the_question(lines: Rows, rows: Rows, day: str) -> None:
    """Every State of ECOWAS with the role and the certainty that memberships-of-state gives it."""
    ecowas = f"{ID}organization/ecowas"
    shown = {(row["state"], row["role"], row["standing"]) for row in lines("organization/ecowas", day)}
    ever = {row["state"] for row in lines("organization/ecowas", "1900")} | {state for state, _, _ in shown}
    for state in ("sn", "ml", "bf", "ne", "ng", "mr", "fr", *sorted(one.removeprefix(f"{ID}state/") for one in ever)):
        asked = rows("memberships-of-state", state=state, date=day)
        expected = {
            (f"{ID}state/{state}", row["role"], row["onDate"])
            for row in asked
            if row["organization"] == ecowas and row["onDate"] != "no"
        }
        assert {one for one in shown if one[0] == f"{ID}state/{state}"} == expected, state


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_table_the_drawing_and_the_files_agree(read: Read, lines: Rows, pages: Server, lang: str) -> None:
    """Every State of the table has its shape in the same category, and a link to its page."""
    given = {"of": "organization/asean", "asOf": "2010-10-05"}
    page = read(f"/{lang}/map", **given)
    told = lines(given["of"], given["asOf"])
    assert {ID + one for one in links(section(page, "table"), lang) if one.startswith("state/")} == {
        row["state"] for row in told
    }
    drawing = fromstring(re.findall(r'<svg[^>]*class="plot world".*?</svg>', page, re.DOTALL)[0])
    shapes = {
        ID + link.get("href", "").removeprefix(f"/{lang}/id/"): shape.get("class")
        for link in drawing.iter("a")
        for shape in link
    }
    assert len(shapes) > 190
    assert {state: kind for state, kind in shapes.items() if kind != "plain"} == {
        row["state"]: row["category"] for row in told
    }
    file = pages.client.get(f"/{lang}/map.svg", params=given)
    assert file.headers["content-type"] == "image/svg+xml"
    assert "sandbox" in file.headers["content-security-policy"]
    assert fromstring(file.content).tag.endswith("svg")
    again = pages.client.get(f"/{lang}/map.svg", params=given, headers={"If-None-Match": file.headers["etag"]})
    assert again.status_code == 304


def test_a_map_without_a_wish_is_of_a_treaty_on_the_day_of_the_release(read: Read, pages: Server) -> None:
    """The treaty that parties-on-date shows by itself; the choice and the day stand in the form."""
    page = read("/en/map")
    assert re.search(r'<option value="instrument/palermo-protocol" selected>', page)
    assert "Natural Earth" in page
    assert pages.client.get("/en/map", params={"of": ""}).status_code == 200


@pytest.mark.parametrize(
    "given",
    [
        {"of": "organization/none"},
        {"of": "state/sn"},
        {"of": "<script>alert(1)</script>"},
        {"of": "../../etc"},
        {"asOf": "yesterday"},
        {"asOf": "2010-13"},
    ],
)
@pytest.mark.parametrize("path", ["/fr/map", "/map.csv", "/fr/map.svg"])
def test_what_there_is_no_map_of_is_refused(pages: Server, path: str, given: dict[str, str]) -> None:
    """With the reason and the remedy, and nothing of it comes to life."""
    answer = pages.client.get(path, params=given, headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert "<script>" not in answer.text
    if path == "/fr/map":
        assert next(iter(given)) + " :" in unescape(answer.text)


@pytest.mark.parametrize("day", ["0001", "9999", "9999-12-31"])
def test_any_day_has_a_map(read: Read, day: str) -> None:
    """The first and the last ones that there are, too."""
    for of in ("organization/ecowas", "instrument/palermo-protocol"):
        assert "<svg" in read("/en/map", of=of, asOf=day)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_an_answer_that_names_states_has_a_map(read: Read, rows: Rows, lang: str) -> None:
    """Of exactly those States; an answer without States, or a part of one, has none."""
    given = {"treaty": "palermo-protocol", "date": "2004-02-29"}
    page = read(f"/{lang}/queries/parties-on-date", **given, limit="500")
    if all(row["party"].startswith(f"{ID}state/") for row in rows("parties-on-date", **given)):
        drawing = fromstring(re.findall(r'<svg[^>]*class="plot world".*?</svg>', page, re.DOTALL)[0])
        named = {link.get("href", "") for link in drawing.iter("a") for shape in link if shape.get("class") == "sure"}
        assert {ID + one.removeprefix(f"/{lang}/id/") for one in named} == {
            row["party"] for row in rows("parties-on-date", **given)
        }
    members = read(f"/{lang}/queries/members-not-party", mechanism="ecowas", date="2004-02-29")
    assert 'class="plot world"' in members
    assert "/static/map.css" in members
    assert 'class="plot world"' not in read(f"/{lang}/queries/mandates")
    assert 'class="plot world"' not in read(f"/{lang}/queries/parties-on-date", **given, limit="5")
