"""Things that lasted, one bar each, on a common axis: instruments in force, memberships."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element

from markupsafe import Markup

from ramp.web.plots.calendar import position, span, years
from ramp.web.plots.drawing import add, clipped, finish, picture, write

_WIDTH, _LABELS, _RIGHT, _TOP, _ROW = 960, 340, 20, 46, 26
_CHARACTERS = 48


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing: its name, where it is described, when it was made (a point), from when to when it held (date texts of
    any precision; `end` None: no end known), and its state as a class of the style sheet."""

    label: str
    href: str | None = None
    made: str | None = None
    begin: str | None = None
    end: str | None = None
    style: str = ""
    lang: str | None = None


def timeline(
    bars: Sequence[Bar], until: date, *, key: str, title: str, description: str, mark: tuple[date, str] | None = None
) -> Markup | None:
    """The bars in their order, those without an end open up to `until`; None where none has a date to draw."""
    drawn = [bar for bar in bars if span(bar.made) or span(bar.begin)]
    if not drawn:
        return None
    spans = [found for bar in drawn for text in (bar.made, bar.begin, bar.end) if (found := span(text))]
    first, last = min(found.first for found in spans), max(max(found.after for found in spans), until)
    if mark:
        first, last = min(first, mark[0]), max(last, mark[0])
    begin, end, stride = years(position(first), position(last))
    height = _TOP + _ROW * len(drawn) + 8
    root = picture(key, (_WIDTH, height), title, description, kind="timeline", links=True)

    def at(year: float) -> float:
        return _LABELS + (year - begin) / (end - begin) * (_WIDTH - _LABELS - _RIGHT)

    def x(day: date) -> float:
        return at(position(day))

    for year in range(begin, end + 1, stride):
        place = at(year)
        add(root, "line", "grid", x1=place, x2=place, y1=_TOP - 8, y2=height)
        write(root, "text", str(year), "tick middle", x=place, y=_TOP - 14)
    for row, bar in enumerate(drawn):
        _row(root, bar, _TOP + row * _ROW + _ROW / 2, until, x)
    if mark:
        place = x(mark[0])
        add(root, "line", "mark", x1=place, x2=place, y1=_TOP - 8, y2=height)
        near_end = place > _WIDTH * 0.8
        write(root, "text", mark[1], "marked end" if near_end else "marked", x=place + (-6 if near_end else 6), y=14)
    return finish(root)


def _row(root: Element, bar: Bar, middle: float, until: date, x: Callable[[date], float]) -> None:
    parent = add(root, "a", href=bar.href) if bar.href else root
    label = add(parent, "text", "label", x=0, y=middle + 4)
    if bar.lang:
        label.set("lang", bar.lang)
    shown = clipped(bar.label, _CHARACTERS)
    if shown != bar.label:
        write(label, "title", bar.label)
    write(label, "tspan", shown)
    made, held, ended = span(bar.made), span(bar.begin), span(bar.end)
    if held:
        stop = ended.after if ended else max(until, held.after)
        style = f"bar {bar.style}" if ended else f"bar open {bar.style}"
        width = max(3.0, x(stop) - x(held.first))
        add(root, "rect", style.strip(), x=x(held.first), y=middle - 6, width=width, height=12, rx=2)
    if made:
        add(root, "circle", "made", cx=(x(made.first) + x(made.after)) / 2, cy=middle, r=5)
