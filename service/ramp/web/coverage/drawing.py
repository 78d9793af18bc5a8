"""The matrix as a picture: SVG that stands alone, with its legend, its date and its licence; and PNG made from it."""

from importlib.resources import as_file, files
from math import ceil
from xml.etree.ElementTree import Element, SubElement, tostring

import resvg_py

from ramp.web.coverage import showing
from ramp.web.coverage.cells import Matrix, State
from ramp.web.coverage.marks import MARKS
from ramp.web.language import Language, words
from ramp.web.plots.drawing import clipped
from ramp.web.wording import day

_LEFT, _HEAD, _STEP, _ROW, _EDGE = 430, 170, 30, 24, 16
_INK, _SOFT, _LINE = "#1c2430", "#525c69", "#d8d3c8"
_ZOOM = 2
_FONT = "Source Sans Pro"


def as_svg(shown: Matrix, lang: Language, release: str) -> bytes:
    """The picture, as an SVG file."""
    t = words(lang)
    columns = len(shown.mechanisms)
    rows = sum(len(within) + 1 for _, within in shown.sections)
    width = max(_LEFT + columns * _STEP + 90, 880)
    bottom = _HEAD + rows * _ROW
    height = bottom + 40 + ceil(len(MARKS) / 3) * 26 + 60
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width} {height}",
            "width": str(width),
            "height": str(height),
            "role": "img",
            "aria-labelledby": "title desc",
            "font-family": f"'{_FONT}', 'Noto Sans', sans-serif",
            "font-size": "14",
            "fill": _INK,
            "{http://www.w3.org/XML/1998/namespace}lang": lang,
        },
    )
    title = t["coverage_title"] + (f" ({day(shown.filters.as_of, lang)})" if shown.filters.as_of else "")
    _add(root, "title", text=title, id="title")
    _add(root, "desc", text=t["coverage_picture"], id="desc")
    _add(root, "rect", width=width, height=height, fill="#ffffff")
    _add(root, "text", text=title, x=_EDGE, y=34, font_size=20, font_weight=700)
    for number, mechanism in enumerate(shown.mechanisms):
        x, y = _LEFT + number * _STEP + _STEP / 2 + 5, _HEAD - 10
        name = clipped(showing.short(mechanism, lang), 24)
        _add(root, "text", text=name, x=x, y=y, transform=f"rotate(-60 {x} {y})")
    y = _HEAD
    for section, within in shown.sections:
        _add(root, "text", text=showing.heading(section, lang), x=_EDGE, y=y + 17, font_weight=700)
        y += _ROW
        for row in within:
            _add(root, "line", x1=_EDGE, x2=_LEFT + columns * _STEP, y1=y, y2=y, stroke=_LINE)
            _add(root, "text", text=clipped(showing.numbered(row, lang), 62), x=_EDGE, y=y + 17)
            for number, mechanism in enumerate(shown.mechanisms):
                _mark(root, shown.cells[mechanism.name, row.name].state, _LEFT + number * _STEP, y)
            y += _ROW
    for number, (state, mark) in enumerate(MARKS.items()):
        x, at = _EDGE + number % 3 * 270, bottom + 24 + number // 3 * 26
        _mark(root, state, x, at)
        _add(root, "text", text=t[mark.word], x=x + _STEP + 8, y=at + 17)
    for line, told in enumerate((t["coverage_not_ranking"], f"{t['licence']} {t['as_of']} {release}.")):
        _add(root, "text", text=told, x=_EDGE, y=height - 40 + line * 20, fill=_SOFT, font_size=13)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode").encode()


def as_png(svg: bytes) -> bytes:
    """The picture in pixels, twice as fine; with a font that comes with RAMP, so that it is the same everywhere."""
    with as_file(files("font_source_sans_pro").joinpath("files")) as folder:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg.decode(),
                zoom=_ZOOM,
                skip_system_fonts=True,
                font_files=[str(folder / f"SourceSansPro-{style}.ttf") for style in ("Regular", "Bold")],
                font_family=_FONT,
                sans_serif_family=_FONT,
            )
        )


def _mark(root: Element, state: State, x: float, y: float) -> None:
    """A cell with its left upper corner at (x, y): a field in the colour of the state and its shape on it."""
    mark, middle = MARKS[state], (x + _STEP / 2, y + _ROW / 2)
    _add(root, "rect", x=x + 1, y=y + 1, width=_STEP - 2, height=_ROW - 2, fill=mark.back)
    cx, cy = middle
    if state is State.UNKNOWN:
        _add(root, "circle", cx=cx, cy=cy, r=1.5, fill=mark.ink)
        return
    if state is State.DISPUTED:
        _add(root, "path", d=f"M{cx} {cy - 7}L{cx + 7} {cy}L{cx} {cy + 7}L{cx - 7} {cy}Z", fill=mark.ink)
        return
    filled = mark.ink if state is State.CLAIMED else "none"
    _add(root, "circle", cx=cx, cy=cy, r=6, fill=filled, stroke=mark.ink, stroke_width=1.6)
    if state is State.REVIEW:
        _add(root, "path", d=f"M{cx} {cy - 6}A6 6 0 0 0 {cx} {cy + 6}Z", fill=mark.ink)
    if state is State.SEARCHED:
        _add(root, "line", x1=cx - 6, y1=cy + 7, x2=cx + 6, y2=cy - 7, stroke=mark.ink, stroke_width=1.6)


def _add(parent: Element, tag: str, text: str | None = None, **attributes: object) -> Element:
    element = SubElement(parent, tag, {name.replace("_", "-"): str(value) for name, value in attributes.items()})
    element.text = text
    return element
