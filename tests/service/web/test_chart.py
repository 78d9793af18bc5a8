"""Which answers get a picture, and that it says what the answer says."""

from typing import Any

import pytest

from ramp.web.chart import Chart, chart_of
from ramp.web.table import Cell, Table


def table(columns: tuple[str, ...], *rows: tuple[object, ...]) -> Table:
    def cell(value: object) -> Cell:
        return Cell(str(value), kind="number" if isinstance(value, int | float) else "")

    return Table(columns, tuple(tuple(cell(value) for value in row) for row in rows))


def test_bars() -> None:
    chart = chart_of(table(("theme", "practices"), ("return", 10), ("data", 5), ("asylum", 0)))
    assert chart is not None
    assert (chart.kind, chart.column, chart.top) == ("bars", "practices", "10")
    assert [(mark.name, mark.number) for mark in chart.marks] == [("return", "10"), ("data", "5"), ("asylum", "0")]
    assert chart.marks[0].x == 2 * chart.marks[1].x


def test_names_that_repeat_are_put_together() -> None:
    chart = chart_of(table(("a", "b", "count"), ("x", "1st", 1), ("x", "2nd", 2), ("y", "1st", 3)))
    assert chart is not None
    assert [mark.name for mark in chart.marks] == ["x · 1st", "x · 2nd", "y · 1st"]


def test_line_over_years_in_order() -> None:
    chart = chart_of(table(("year", "count"), ("2010", 3), ("2004", 1), ("2007", 2)))
    assert chart is not None
    assert chart.kind == "line"
    assert [mark.name for mark in chart.marks] == ["2004", "2007", "2010"]
    assert chart.marks[0].x < chart.marks[1].x < chart.marks[2].x
    assert chart.marks[0].y > chart.marks[2].y


@pytest.mark.parametrize(
    "shape",
    [
        table(("a", "count"), ("x", 1)),
        table(("a", "b"), ("x", "y"), ("z", "w"), ("v", "u")),
        table(("a", "paragraph"), ("x", 111), ("y", 112), ("z", 113)),
        table(("a", "count"), ("x", 1), ("x", 2), ("x", 3)),
        table(("a", "count"), ("x", 0), ("y", 0), ("z", 0)),
        table(("a", "count"), ("x", 1), ("y", -2), ("z", 3)),
        table(("a", "count"), *((f"n{n}", n) for n in range(61))),
    ],
)
def test_no_picture_where_none_fits(shape: Table) -> None:
    assert chart_of(shape) is None


def test_long_names_are_cut_and_pictures_grow() -> None:
    chart = chart_of(table(("a", "count"), ("x" * 100, 1), ("y", 2), ("z", 3)))
    assert isinstance(chart, Chart)
    assert len(chart.marks[0].name) == 46
    assert chart.height == 88


def test_the_page_of_a_question_links_to_itself_and_to_the_editor(server: Any) -> None:
    page = server.client.get("/en/queries/practices?year=2003", headers={"Accept": "text/html"}).text
    assert "/queries/practices?year=2003" in page
    assert "/en/sparql?query=" in page
