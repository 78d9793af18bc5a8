"""Draws a map of the world: for a page, where the style sheet colours it, or as a file that stands alone."""

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, tostring

from markupsafe import Markup

from ramp.web.map.categories import MARKS, Area, Category
from ramp.web.map.outlines import Outline, Outlines
from ramp.web.plots.drawing import add, finish, lines, picture, write

_RADIUS, _STEP = 7, 12
_HEAD, _TITLE, _LINE = 100, 48, 40
_INK, _SOFT, _PAPER, _PLAIN, _ABSENT = "#1c2430", "#525c69", "#ffffff", "#e4e0d6", "#f7f5f1"


def world(
    outlines: Outlines, areas: Mapping[str, Area], *, key: str, title: str, description: str, absent: str
) -> Markup:
    """The map as part of a page with `map.css`. `areas` by M49 code; `absent` is said of every other area.

    The links are for pointers; whatever is said stands in a table of the page as well, where the keyboard reaches it.
    """
    root = picture(key, (outlines.width, outlines.height), title, description, kind="world", links=True)
    _draw(root, outlines, areas, key, absent, coloured=False)
    return finish(root)


def swatch(key: str, category: Category | None) -> Markup:
    """A sample of a category for the legend of the map `key`; of None, of a State of which nothing is said."""
    root = Element(
        "svg",
        {"class": "plot world swatch", "viewBox": "0 0 36 24", "width": "36", "height": "24", "aria-hidden": "true"},
    )
    add(root, "rect", category or "plain", x=1, y=1, width=34, height=22, **_fill(key, category, coloured=False))
    return finish(root)


def as_file(
    outlines: Outlines,
    areas: Mapping[str, Area],
    *,
    lang: str,
    title: str,
    absent: str,
    legend: Sequence[tuple[Category, str]],
    notes: Sequence[str],
) -> bytes:
    """The map as an SVG file, with its title, its legend and `notes` below it."""
    heading = lines(title, 84, 3)
    head = _HEAD + _TITLE * (len(heading) - 1)
    height = head + outlines.height + _LINE * (len(legend) + len(notes) + 1)
    root = picture("map", (outlines.width, height), title, " ".join(notes), kind="world")
    root.set("xmlns", "http://www.w3.org/2000/svg")
    root.set("lang", lang)
    root.set("font-family", "sans-serif")
    root.set("font-size", "26")
    add(root, "rect", width=outlines.width, height=height, fill=_PAPER)
    for number, part in enumerate(heading):
        write(root, "text", part, x=20, y=60 + number * _TITLE, font_size=38, font_weight=700, fill=_INK)
    drawn = add(root, "g", transform=f"translate(0 {head})")
    _draw(drawn, outlines, areas, "map", absent, coloured=True)
    y = head + outlines.height + _LINE
    for category, told in legend:
        add(root, "rect", x=20, y=y - 24, width=44, height=28, stroke=_INK, **_fill("map", category, coloured=True))
        write(root, "text", told, x=80, y=y, fill=_INK)
        y += _LINE
    for note in notes:
        write(root, "text", note, x=20, y=y, font_size=20, fill=_SOFT)
        y += _LINE
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _draw(
    root: Element, outlines: Outlines, areas: Mapping[str, Area], key: str, absent: str, *, coloured: bool
) -> None:
    _patterns(root, key, coloured)
    rest = add(root, "path", "absent", d="".join(one.path for code, one in outlines.areas.items() if code not in areas))
    write(rest, "title", absent)
    if coloured:
        rest.set("fill", _ABSENT)
        rest.set("stroke", _SOFT)
    known = [(outlines.areas[code], area) for code, area in areas.items() if code in outlines.areas]
    known.sort(key=lambda pair: (pair[0].small, pair[1].category is not None))  # what is said stands above the rest
    for outline, area in known:
        _area(root, outline, area, key, coloured)


def _patterns(root: Element, key: str, coloured: bool) -> None:
    defined = add(root, "defs")
    for category, mark in MARKS.items():
        if mark.pattern:
            pattern = add(
                defined, "pattern", id=f"{key}-{category}", width=_STEP, height=_STEP, patternUnits="userSpaceOnUse"
            )
            ground = add(pattern, "rect", "ground", width=_STEP, height=_STEP)
            strokes = add(pattern, "path", f"lines {category}", d=mark.pattern, fill="none", stroke_width=4)
            if coloured:
                ground.set("fill", _PAPER)
                strokes.set("stroke", mark.colour)


def _area(root: Element, outline: Outline, area: Area, key: str, coloured: bool) -> None:
    parent = add(root, "a", href=area.href, tabindex=-1) if area.href else root
    style = {**_fill(key, area.category, coloured=coloured), **({"stroke": _SOFT} if coloured else {})}
    if outline.small:
        shape = add(parent, "circle", area.category or "plain", cx=outline.x, cy=outline.y, r=_RADIUS, **style)
    else:
        shape = add(parent, "path", area.category or "plain", d=outline.path, **style)
    write(shape, "title", area.text)


def _fill(key: str, category: Category | None, *, coloured: bool) -> dict[str, str]:
    if category is not None and MARKS[category].pattern:
        return {"fill": f"url(#{key}-{category})"}
    if not coloured:
        return {}
    return {"fill": MARKS[category].colour if category else _PLAIN}
