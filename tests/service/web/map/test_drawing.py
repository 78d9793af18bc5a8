"""Drawings of the map: well-formed, named, escaped, and with everything that they were given."""

from xml.etree.ElementTree import Element, fromstring

from hypothesis import given
from hypothesis import strategies as st

from ramp.web.map import outlines
from ramp.web.map.categories import MARKS, Area, Category
from ramp.web.map.drawing import as_file, swatch, world

OUTLINES = outlines.load()
HOSTILE = '<script>alert("1")</script>&'
_CODES = st.sampled_from(sorted(code for code in OUTLINES.areas if code))
_AREAS = st.builds(
    Area,
    st.sampled_from(("Chad", HOSTILE)),
    st.none() | st.sampled_from(("/en/id/state/td", f"/{HOSTILE}")),
    st.none() | st.sampled_from(tuple(Category)),
)


def _shapes(drawing: Element, category: Category | None) -> list[Element]:
    return [
        one for one in drawing.iter() if one.get("class") == (category or "plain") and one.tag in ("path", "circle")
    ]


@given(st.dictionaries(_CODES, _AREAS, max_size=12))
def test_every_area_is_drawn_once(areas: dict[str, Area]) -> None:
    """As a shape or as a mark, named, with its link, in its category; all others together are what is absent."""
    drawing = fromstring(world(OUTLINES, areas, key="k", title=HOSTILE, description="d", absent="absent"))
    named = {one.get("id"): one.text for one in drawing if one.tag in ("title", "desc")}
    assert [named[one] for one in drawing.get("aria-labelledby", "").split()] == [HOSTILE, "d"]
    for category in (None, *Category):
        expected = [area for area in areas.values() if area.category == category]
        shapes = _shapes(drawing, category)
        assert sorted(shape.findtext("title") or "" for shape in shapes) == sorted(area.text for area in expected)
        if category and MARKS[category].pattern:
            assert all(shape.get("fill") == f"url(#k-{category})" for shape in shapes)
    assert sorted(one.get("href") or "" for one in drawing.iter("a")) == sorted(
        area.href for area in areas.values() if area.href
    )
    assert [one.findtext("title") for one in drawing.iter("path") if one.get("class") == "absent"] == ["absent"]
    assert not any(one.get("style") or one.tag in ("script", "style") for one in drawing.iter())


@given(st.dictionaries(_CODES, _AREAS, max_size=5), st.text(st.characters(codec="utf-8", exclude_categories=["C"])))
def test_a_file_stands_alone(areas: dict[str, Area], title: str) -> None:
    """It has its own colours, its title, its legend and its notes, whatever they say."""
    made = as_file(
        OUTLINES, areas, lang="fr", title=title, absent="a", legend=[(Category.UNSURE, HOSTILE)], notes=("one", HOSTILE)
    )
    drawing = fromstring(made)
    svg = "{http://www.w3.org/2000/svg}"
    texts = [one.text for one in drawing.iter(f"{svg}text")]
    assert texts[-3:] == [HOSTILE, "one", HOSTILE]
    assert all(one.get("fill") for one in drawing.iter(f"{svg}path") if one.get("class") in ("plain", *Category))
    assert not any(one.get("style") for one in drawing.iter())


def test_a_sample_looks_like_its_category() -> None:
    """With the pattern of the map that it explains."""
    assert 'fill="url(#k-other)"' in swatch("k", Category.OTHER)
    assert 'class="sure"' in swatch("k", Category.SURE)
    assert len({mark.symbol for mark in MARKS.values()}) == len(MARKS)
