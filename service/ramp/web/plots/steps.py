"""A count that changes on certain days, as a step plot: how many parties a treaty has had."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from ramp.web.plots.calendar import position, years
from ramp.web.plots.drawing import add, finish, picture, write

_WIDTH, _HEIGHT = 720, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 16, 22, 34


@dataclass(frozen=True, slots=True)
class Step:
    """From `day` on the count is `count`."""

    day: date
    count: int


def step_plot(
    steps: Sequence[Step], until: date, *, key: str, title: str, description: str, mark: tuple[date, str] | None = None
) -> Markup:
    """The count over time up to `until`. `mark` is a day to point out, with the words at its head.

    Raises ValueError without steps: there is nothing to draw.
    """
    if not steps:
        raise ValueError("a step plot needs a step")
    days = [step.day for step in steps] + [until] + ([mark[0]] if mark else [])
    begin, end, stride = years(position(min(days)), position(max(days)))
    top, rise = _rise(max(step.count for step in steps))
    root = picture(key, (_WIDTH, _HEIGHT), title, description, kind="steps")

    def at(year: float) -> float:
        return _LEFT + (year - begin) / (end - begin) * (_WIDTH - _LEFT - _RIGHT)

    def x(day: date) -> float:
        return at(position(day))

    def y(count: int) -> float:
        return _HEIGHT - _BOTTOM - count / top * (_HEIGHT - _TOP - _BOTTOM)

    for count in range(0, top + 1, rise):
        add(root, "line", "grid", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y(count), y2=y(count))
        write(root, "text", str(count), "tick end", x=_LEFT - 8, y=y(count) + 4)
    for year in range(begin, end + 1, stride):
        place = at(year)
        add(root, "line", "axis", x1=place, x2=place, y1=_HEIGHT - _BOTTOM, y2=_HEIGHT - _BOTTOM + 5)
        write(root, "text", str(year), "tick middle", x=place, y=_HEIGHT - _BOTTOM + 20)
    add(root, "line", "axis", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y(0), y2=y(0))
    ordered = sorted(steps, key=lambda step: step.day)
    path = f"M{x(ordered[0].day):.1f} {y(0):.1f}"
    for step in ordered:
        path += f"H{x(step.day):.1f}V{y(step.count):.1f}"
    path += f"H{x(max(until, ordered[-1].day)):.1f}"
    add(root, "path", "area", d=f"{path}V{y(0):.1f}Z")
    add(root, "path", "line", d=path)
    if mark:
        place = x(mark[0])
        near_end = place > _WIDTH * 0.7
        add(root, "line", "mark", x1=place, x2=place, y1=_TOP - 6, y2=y(0))
        side = -6 if near_end else 6
        write(root, "text", mark[1], "marked end" if near_end else "marked", x=place + side, y=_TOP - 6)
    return finish(root)


def _rise(most: int) -> tuple[int, int]:
    """The highest count of the axis and the counts between two marks, at most six of them."""
    scale = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500)
    rise = next((size for size in scale if most / size <= 5), max(1, -(-most // 5)))
    return max(rise, -(-most // rise) * rise), rise
