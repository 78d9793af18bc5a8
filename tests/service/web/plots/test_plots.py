"""Drawings: well-formed, named, escaped, and with everything that they were given."""

from datetime import date
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ramp.web.plots import Bar, Box, Link, Step, chain_graph, step_plot, timeline

HOSTILE = '<script>alert("1")</script>&'
_DAYS = st.dates()
_TEXT = st.none() | st.sampled_from(("1950", "1999-12", "2010-10-04", "soon"))


def _named(markup: str, kind: str) -> Element:
    """The drawing, which has a title and a description that it names as its own, and no style of its own."""
    drawing = fromstring(markup)
    assert kind in drawing.get("class", "").split()
    named = {element.get("id"): element.text for element in drawing if element.tag in ("title", "desc")}
    assert all(named[one] for one in drawing.get("aria-labelledby", "").split())
    assert not any(element.get("style") for element in drawing.iter())
    return drawing


@given(st.lists(st.builds(Step, _DAYS, st.integers(0, 300)), min_size=1, max_size=30), _DAYS, _DAYS)
def test_steps_are_drawn_within_the_picture(steps: list[Step], until: date, marked: date) -> None:
    """Any counts on any days."""
    drawing = _named(step_plot(steps, until, key="k", title="t", description="d", mark=(marked, HOSTILE)), "steps")
    assert drawing.get("role") == "img"
    for element in drawing.iter():
        for name in ("x", "x1", "x2"):
            assert 0 <= float(element.get(name, "0")) <= 720
    assert [element.text for element in drawing.iter() if element.text == HOSTILE] == [HOSTILE]


def test_no_steps_are_no_plot() -> None:
    """There is nothing to draw."""
    with pytest.raises(ValueError, match="step"):
        step_plot([], date(2010, 1, 1), key="k", title="t", description="d")


@given(st.lists(st.builds(Bar, st.just(HOSTILE), st.just("/x"), _TEXT, _TEXT, _TEXT), max_size=12), _DAYS)
def test_bars_have_a_row_each(bars: list[Bar], until: date) -> None:
    """What has a date is drawn, whatever the others are."""
    markup = timeline(bars, until, key="k", title="t", description="d", mark=(until, "now"))
    dated = [bar for bar in bars if {bar.made, bar.begin} - {None, "soon"}]
    assert (markup is None) == (not dated)
    if markup is not None:
        assert len(_named(markup, "timeline").findall("a")) == len(dated)


def test_a_chain_has_a_box_for_each_text_and_an_arrow_for_each_link() -> None:
    """Also within a column, and towards the right; the text that the page is about is no link."""
    boxes = [
        Box("a", HOSTILE * 5, 0, "/a", "2000", "fr"),
        Box("b", "b", -1, "/b"),
        Box("c", "c", 1, "/c"),
        Box("d", "d", 1),
    ]
    links = [
        Link("a", "b", "cites", "cites"),
        Link("c", "a", "amends"),
        Link("d", "c", "replaces"),
        Link("b", "c", "x"),
    ]
    drawing = _named(chain_graph(boxes, links, key="k", title="t", description="d"), "chain")
    assert [link.get("href") for link in drawing.findall("a")] == ["/b", "/c"]
    assert len(drawing.findall("path")) == len(links)
    assert {title.text for title in drawing.findall("path/title")} == {"cites", "amends", "replaces", "x"}
    assert HOSTILE * 5 in {title.text for title in drawing.iter("title")}
