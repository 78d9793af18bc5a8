"""The matrix says what the question coverage-matrix says, under every filter, in every form."""

import csv
import io
import xml.etree.ElementTree as ET
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ramp.graph.folders import KnowledgeFolders
from ramp.web.coverage.cells import State, cell
from ramp.web.coverage.facts import Count, Search
from ramp.web.coverage.records import FIELDS

from ...conftest import Server

SECTIONS = ("", "general", "added-value", "prosecution", "financing")
DAYS = ("", "2010-06-01", "2010-10-04", "2011-03-04", "2012-06-30", "2026-11-24")
BASES = ("self-report", "project-curation", "independent-evaluation")


def rows(text: str) -> set[tuple[str, ...]]:
    """Rows of CSV as they can be compared; the day that was asked for apart, which the two write differently."""
    return {tuple(value for name, value in row.items() if name != "asOf") for row in csv.DictReader(io.StringIO(text))}


def asked(server: Server, path: str, **values: str) -> str:
    answer = server.client.get(path, params={name: value for name, value in values.items() if value})
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize("day", DAYS)
def test_it_equals_the_question_in_every_section_on_every_day(matrix: Server, day: str) -> None:
    told = rows(asked(matrix, "/queries/coverage-matrix", format="csv", limit="10000", asOf=day))
    place = FIELDS.index("section")
    for section in SECTIONS:
        within = {row for row in told if not section or row[place].endswith(f"/{section}")}
        assert within
        assert rows(asked(matrix, "/matrix.csv", section=section, asOf=day)) == within


@pytest.mark.parametrize("basis", BASES)
def test_it_equals_the_question_for_claims_on_one_basis(
    matrix: Server, repository: KnowledgeFolders, basis: str
) -> None:
    text = (repository.root / "queries/coverage-matrix.rq").read_text("utf-8")
    place = "?claim a ramp:ResponseClaim ;"
    assert text.count(place) == 1
    text = text.replace(place, f"{place} ramp:claimBasis <https://w3id.org/ramp/scheme/claim-basis/{basis}> ;")
    answer = matrix.client.post("/sparql", data={"query": text}, headers={"Accept": "text/csv"})
    assert rows(asked(matrix, "/matrix.csv", basis=basis)) == rows(answer.text)


def test_year_and_month_mean_their_end(matrix: Server) -> None:
    assert rows(asked(matrix, "/matrix.csv", asOf="2010")) == rows(asked(matrix, "/matrix.csv", asOf="2010-12-31"))
    assert rows(asked(matrix, "/matrix.csv", asOf="2010-10")) == rows(asked(matrix, "/matrix.csv", asOf="2010-10-31"))


def test_theme_and_type_choose_rows_and_columns(matrix: Server) -> None:
    whole = matrix.client.get("/matrix.json").json()["cells"]
    assert len(whole) == 660
    some = matrix.client.get("/matrix.json", params={"theme": "monitoring", "group": "consultative-process"}).json()
    assert some["filters"]["theme"] == "monitoring"
    names = {item["mechanism"] for item in some["cells"]}
    numbers = {item["number"] for item in some["cells"]}
    told = matrix.select(
        "PREFIX org: <http://www.w3.org/ns/org#> PREFIX ramp: <https://w3id.org/ramp/ontology#> "
        "PREFIX kind: <https://w3id.org/ramp/scheme/organization-type/> "
        "SELECT ?m { ?m a ramp:Mechanism ; org:classification kind:consultative-process }"
    )
    assert names == {row["m"] for row in told}
    assert "111" in numbers
    assert len(numbers) < 33
    assert all(item in whole for item in some["cells"])


@pytest.mark.parametrize(
    ("number", "state"),
    [
        ("125", State.DISPUTED),
        ("121", State.REVIEW),
        ("123", State.REVIEW),
        ("131", State.UNKNOWN),
        ("135", State.CLAIMED),
        ("137", State.SEARCHED),
    ],
)
def test_each_state_has_symbol_colour_and_words(matrix: Server, number: str, state: State) -> None:
    words = {
        State.DISPUTED: ("disputed", "disputed", "contestée"),
        State.REVIEW: ("review", "under review", "à l’examen"),
        State.UNKNOWN: ("unknown", "not searched", "non cherchée"),
        State.CLAIMED: ("claimed", "claimed with evidence", "affirmée avec preuve"),
        State.SEARCHED: ("searched", "searched, none found", "cherchée sans résultat"),
    }[state]
    for lang, said in zip(("en", "fr"), words[1:], strict=True):
        page = asked(matrix, f"/{lang}/matrix")
        start = page.index(f'href="/{lang}/matrix/igad/{number}"')
        link = page[page.rindex("<td", 0, start) : page.index("</td>", start)]
        assert link.startswith(f'<td class="{words[0]}">')
        assert said in link
        assert 'aria-hidden="true"' in link


def test_the_table_is_one_for_a_screen_reader(matrix: Server) -> None:
    page = asked(matrix, "/fr/matrix")
    assert page.count("<caption>") == 1
    assert page.count('scope="col"') == 21
    assert page.count('scope="row"') == 33
    assert page.count('scope="rowgroup"') == 8
    assert 'lang="fr"' in page[:100]
    assert "style=" not in page


def test_a_page_that_is_known_is_not_sent_again(matrix: Server) -> None:
    for path in ("/en/matrix", "/matrix.csv", "/fr/matrix.png", "/en/matrix/igad/125"):
        first = matrix.client.get(path)
        assert matrix.client.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    ("suffix", "media_type", "disposition", "languages"),
    [
        ("csv", "text/csv", "attachment", "en, fr"),
        ("json", "application/json", "attachment", "en, fr"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "attachment", "fr"),
        ("svg", "image/svg+xml", "inline", "fr"),
        ("png", "image/png", "inline", "fr"),
    ],
)
def test_each_form_says_what_it_is(
    matrix: Server, suffix: str, media_type: str, disposition: str, languages: str
) -> None:
    whole, head = (matrix.client.request(method, f"/fr/matrix.{suffix}") for method in ("GET", "HEAD"))
    for answer in (whole, head):
        assert answer.status_code == 200
        assert answer.headers["content-type"].partition(";")[0] == media_type
        assert answer.headers["content-disposition"] == f'{disposition}; filename="matrix.{suffix}"'
        assert answer.headers["content-language"] == languages
    assert (bool(whole.content), head.content) == (True, b"")
    assert matrix.client.post(f"/matrix.{suffix}").headers["allow"] == "GET, HEAD, OPTIONS"
    assert matrix.client.get("/matrix.pdf").status_code == 404


@pytest.mark.parametrize(
    ("query", "named"),
    [({"section": "prosecutio"}, "prosecution"), ({"theme": "<b>"}, "theme"), ({"basis": "x"}, "basis"),
     ({"asOf": "2010-13"}, "asOf"), ({"group": "club"}, "group")],
)  # fmt: skip
def test_a_filter_that_there_is_not_is_explained(matrix: Server, query: dict[str, str], named: str) -> None:
    for path in ("/fr/matrix", "/en/matrix", "/matrix.csv", "/matrix.png"):
        answer = matrix.client.get(path, params=query)
        assert answer.status_code == 400
        assert named in answer.text
        assert "<b>" not in answer.text or "json" in answer.headers["content-type"]
    french = matrix.client.get("/fr/matrix", params=query).text
    assert "n’existe pas" in french or "n’est ni" in french


def test_the_workbook_holds_the_matrix_its_cells_and_the_legend(matrix: Server) -> None:
    answer = matrix.client.get("/fr/matrix.xlsx", params={"asOf": "2012"})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    table, cells, legend = book.worksheets
    assert (table.max_row, table.max_column) == (1 + 8 + 33, 21)
    assert cells.max_row == 661
    assert legend.max_row >= 6
    told = [list(row) for row in cells.iter_rows(min_row=2, values_only=True)]
    again = list(csv.reader(io.StringIO(asked(matrix, "/matrix.csv", asOf="2012"))))[1:]
    assert sorted(["" if value is None else str(value) for value in row] for row in told) == sorted(again)


def test_the_picture_stands_alone(matrix: Server) -> None:
    svg = matrix.client.get("/fr/matrix.svg", params={"section": "general"})
    assert svg.headers["content-type"].startswith("image/svg+xml")
    root = ET.fromstring(svg.content)
    texts = [element.text for element in root.iter() if element.text]
    assert any("Matrice" in text for text in texts)
    assert "CEDEAO" in texts
    assert "http://www.w3.org/1999/xhtml" not in svg.text
    png = matrix.client.get("/fr/matrix.png", params={"section": "general"})
    assert png.content.startswith(b"\x89PNG\r\n")


def test_a_cell_shows_its_claims_evidence_and_searches(matrix: Server) -> None:
    page = asked(matrix, "/en/matrix/igad/125")
    for said in (
        "partly answers",
        "self-report",
        "example.org/disputed/1",
        "2 November 2010",
        "secretariat statement",
    ):
        assert said in page
    assert "alert(1)" in page
    assert "<script>alert" not in page
    assert "only in English" in asked(matrix, "/fr/matrix/igad/125") or "anglais" in asked(
        matrix, "/fr/matrix/igad/125"
    )
    assert "example.org" not in asked(matrix, "/en/matrix/igad/125", asOf="2010")
    assert "No claim is recorded" in asked(matrix, "/en/matrix/igad/125", asOf="2010")
    assert "Recherché sur le site." in asked(matrix, "/fr/matrix/igad/113")
    assert "Claims that are not counted" in asked(matrix, "/en/matrix/igad/131")


def test_every_claim_behind_a_cell_is_on_its_page(matrix: Server) -> None:
    told: list[Any] = matrix.client.get("/matrix.json").json()["cells"]
    fullest = sorted(told, key=lambda item: -item["withEvidence"] - item["withoutEvidence"])[:6]
    for item in [*fullest, *told[::97]]:
        mechanism, paragraph = (item[name].rpartition("/")[2] for name in ("mechanism", "paragraph"))
        page = asked(matrix, f"/fr/matrix/{mechanism}/{paragraph}")
        counted = page[: page.index('id="others"')] if 'id="others"' in page else page
        numbers = [item[name] for name in ("withEvidence", "withoutEvidence", "disputed", "unconfirmed")]
        assert counted.count('<article class="claim">') == sum(numbers)


def test_a_cell_that_there_is_not_is_not_found_with_a_near_name(matrix: Server) -> None:
    answer = matrix.client.get("/en/matrix/ecowa/111")
    assert answer.status_code == 404
    assert "ecowas" in answer.text
    assert matrix.client.get("/fr/matrix/ecowas/999").status_code == 404


COUNTS = st.builds(
    Count,
    st.sampled_from(("with", "without", "against", "open")),
    st.sampled_from(("a", "b", None)),
    st.sampled_from(("2009-01-01", "2011-01-01")),
    st.integers(1, 9),
)
SEARCHES = st.builds(Search, st.sampled_from("xyz"), st.sampled_from(("2009-05-05", "2011-05-05")))


@given(st.lists(COUNTS), st.lists(SEARCHES))
def test_a_cell_counts_what_the_filters_let_through(counts: list[Count], searches: list[Search]) -> None:
    whole = cell(counts, searches, None, None)
    assert whole.claims == sum(count.claims for count in counts)
    assert (whole.state is State.UNKNOWN) == (not counts and not searches)
    parts = [cell(counts, searches, basis, None).claims for basis in ("a", "b")]
    assert sum(parts) + sum(count.claims for count in counts if count.basis is None) == whole.claims
    early = cell(counts, searches, None, "2010-01-01")
    assert early.claims == sum(count.claims for count in counts if count.issued < "2010")
    assert early.searches <= whole.searches
