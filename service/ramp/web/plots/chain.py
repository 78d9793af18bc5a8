"""Which text builds on which, as a small graph of linked boxes: what it rests on left, what rests on it right."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from markupsafe import Markup

from ramp.web.plots.drawing import add, finish, lines, picture, write

_BOX, _GAP, _ROW, _HIGH, _TOP = 198, 74, 84, 64, 10
_CHARACTERS, _LINES = 29, 3


@dataclass(frozen=True, slots=True)
class Box:
    """A text: its id in the graph, its name and address, and its column (0: the one that the page is about; negative:
    what that rests on; positive: what rests on it)."""

    key: str
    label: str
    column: int
    href: str | None = None
    note: str = ""
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """`source` does `label` to `target`, both keys of boxes; `style` is the kind of link for the style sheet."""

    source: str
    target: str
    label: str
    style: str = ""


def chain_graph(boxes: Sequence[Box], links: Sequence[Link], *, key: str, title: str, description: str) -> Markup:
    """The boxes in columns, in the order given, with an arrow for each link from the text to what it builds on."""
    columns: dict[int, list[Box]] = defaultdict(list)
    for box in boxes:
        columns[box.column].append(box)
    order = sorted(columns)
    tallest = max(len(column) for column in columns.values())
    size = (len(order) * (_BOX + _GAP) - _GAP, _TOP * 2 + tallest * _ROW - (_ROW - _HIGH))
    root = picture(key, size, title, description, kind="chain", links=True)
    arrow = add(add(root, "defs"), "marker", id=f"{key}-arrow", viewBox="0 0 8 8", refX=8, refY=4)
    for name, value in (("markerWidth", "8"), ("markerHeight", "8"), ("orient", "auto-start-reverse")):
        arrow.set(name, value)
    add(arrow, "path", "arrow", d="M0 0L8 4L0 8Z")
    places: dict[str, tuple[int, float]] = {}
    for index, column in enumerate(order):
        above = _TOP + (tallest - len(columns[column])) * _ROW / 2
        for row, box in enumerate(columns[column]):
            places[box.key] = (index * (_BOX + _GAP), above + row * _ROW)
    for link in links:
        _arrow(root, link, places, key)
    for box in boxes:
        _box(root, box, places[box.key])
    return finish(root)


def _arrow(root: Element, link: Link, places: dict[str, tuple[int, float]], key: str) -> None:
    (x1, y1), (x2, y2) = places[link.source], places[link.target]
    y1, y2 = y1 + _HIGH / 2, y2 + _HIGH / 2
    if x1 == x2:  # in one column: an arc at its right side
        start, end = x1 + _BOX, x2 + _BOX
        path = f"M{start} {y1:.1f}C{start + 50} {y1:.1f} {end + 50} {y2:.1f} {end} {y2:.1f}"
    else:
        start, end = (x1, x2 + _BOX) if x1 > x2 else (x1 + _BOX, x2)
        bend = (end - start) / 2
        path = f"M{start} {y1:.1f}C{start + bend:.1f} {y1:.1f} {end - bend:.1f} {y2:.1f} {end} {y2:.1f}"
    drawn = add(root, "path", f"link {link.style}".strip(), d=path, marker_end=f"url(#{key}-arrow)")
    write(drawn, "title", link.label)


def _box(root: Element, box: Box, place: tuple[int, float]) -> None:
    x, y = place
    parent = add(root, "a", href=box.href) if box.href and box.column else add(root, "g")
    add(parent, "rect", "box self" if box.column == 0 else "box", x=x, y=y, width=_BOX, height=_HIGH, rx=4)
    shown = lines(box.label, _CHARACTERS, _LINES if not box.note else _LINES - 1)
    text = add(parent, "text", "label")
    if box.lang:
        text.set("lang", box.lang)
    full = len(" ".join(shown)) < len(box.label)
    if full:
        write(text, "title", box.label)
    for number, line in enumerate(shown):
        write(text, "tspan", line, x=x + 8, y=y + 18 + number * 16)
    if box.note:
        write(parent, "text", box.note, "tick", x=x + 8, y=y + _HIGH - 8)
