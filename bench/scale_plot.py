"""The plot of the growth: seconds against quads, both axes logarithmic, drawn from the committed results.

Plain SVG that reads on light and dark ground; each line is told apart by its name at its end, not by colour alone.
"""

import math
from html import escape
from typing import Any, Final

from bench.scale_rows import ROWS

_WIDTH, _HEIGHT = 900, 560
_LEFT, _RIGHT, _TOP, _BOTTOM = 80, 250, 30, 60
_COLOURS: Final = ("#b3541e", "#2a78c2", "#3a8a4d", "#8a5fc0", "#b0357a", "#87731b", "#2b8c8c", "#7a7a7a", "#c23b3b")
_DASHES: Final = ("", "7 4", "2 3")
_APART = 16


def plot(found: dict[str, Any]) -> str:
    """The picture."""
    sizes = [told for told in found["sizes"].values() if told.get("quads")]
    rows = [row for row in ROWS if row.plotted]
    lines = [(row.label, [(told["quads"], told[row.key]) for told in sizes if told.get(row.key)]) for row in rows]
    lines = [line for line in lines if line[1]]
    values = [value for _, points in lines for _, value in points]
    across = _Axis([told["quads"] for told in sizes], _LEFT, _WIDTH - _RIGHT)
    up = _Axis(values, _HEIGHT - _BOTTOM, _TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        'aria-labelledby="title" font-family="sans-serif" font-size="13">',
        '<title id="title">Seconds against quads of the graph, both axes logarithmic</title>',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
    ]
    for power in across.powers:
        x = across.place(10**power)
        parts.append(f'<path d="M{x:.1f} {_TOP}V{_HEIGHT - _BOTTOM}" stroke="#dddddd"/>')
        parts.append(f'<text x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 20}" text-anchor="middle">{10**power:,}</text>')
    for power in up.powers:
        y = up.place(10**power)
        shown = f"{10**power} s" if power >= 0 else f"{10 ** (power + 3):g} ms"
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#dddddd"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{shown}</text>')
    ends = sorted((up.place(points[-1][1]), number) for number, (_, points) in enumerate(lines))
    beside = _apart([y for y, _ in ends])
    for (_, number), y in zip(ends, beside, strict=True):
        label, points = lines[number]
        colour, dash = _COLOURS[number % len(_COLOURS)], _DASHES[number % len(_DASHES)]
        places = [(across.place(quads), up.place(value)) for quads, value in points]
        path = " ".join(f"{px:.1f},{py:.1f}" for px, py in places)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>')
        parts += [f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3.5" fill="{colour}"/>' for px, py in places]
        x = places[-1][0]
        parts.append(f'<path d="M{x + 5:.1f} {places[-1][1]:.1f}L{x + 14:.1f} {y:.1f}" stroke="{colour}" fill="none"/>')
        parts.append(f'<text x="{x + 18:.1f}" y="{y + 4:.1f}" fill="{colour}">{escape(label)}</text>')
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(f'<text x="{middle:.0f}" y="{_HEIGHT - 14}" text-anchor="middle">quads of the graph</text></svg>')
    return "\n".join(parts) + "\n"


class _Axis:
    """A logarithmic axis over whole powers of ten, from one place of the picture to another."""

    def __init__(self, values: list[float], start: float, end: float) -> None:
        low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
        self.powers = range(low, max(high, low + 1) + 1)
        self._start, self._end = start, end

    def place(self, value: float) -> float:
        """Where the value stands."""
        share = (math.log10(value) - self.powers[0]) / (self.powers[-1] - self.powers[0])
        return self._start + share * (self._end - self._start)


def _apart(places: list[float]) -> list[float]:
    """The places, from above to below, moved down until the names do not touch."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + _APART) if found else place)
    over = (found[-1] if found else 0) - (_HEIGHT - _BOTTOM)
    return [place - max(0.0, over) for place in found]
