"""Makes `outlines.json` of Natural Earth's countries: `python -m ramp.web.map.making node_modules/world-atlas`.

The package world-atlas holds them as TopoJSON (Natural Earth: public domain). They are projected, simplified arc by
arc, so that neighbours keep their common line, and keyed by M49 code.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import hypot
from pathlib import Path
from typing import Any

from ramp.web.map.projection import Point, project

WIDTH = 2000
"""Of the whole map; the unit is one of these."""
_TOLERANCE, _LEAST = 0.8, 3.0
"""How far a simplified line may leave the true one; the least area of an island that is drawn, the largest of a State
excepted."""
_LEFT_OUT = "010"
"""Antarctica: nobody's in this graph, and a fifth of the height."""
_DRAWN_WITH: Mapping[str, str] = {"N. Cyprus": "196", "Somaliland": "706", "Kosovo": "688", "Taiwan": "156"}
"""Areas that M49 gives no code of their own, with the State in which maps of the United Nations show them."""
UNCODED = ""
"""The key of areas that have no code at all."""

Ring = list[Point]


def outlines(detailed: Mapping[str, Any], small: Mapping[str, Any]) -> dict[str, Any]:
    """What is committed: the size of the map and of each code its path, its middle and its area.

    `detailed` are the countries at 1 : 50 million; a code that they lack is put at its middle in `small`, those at
    1 : 10 million.
    """
    shapes = _shapes(detailed)
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    height = round(max(y for _, y in points) - top)
    found: dict[str, Any] = {}
    for code, rings in shapes.items():
        largest = max(rings, key=lambda ring: abs(_area(ring)))
        kept = [ring for ring in rings if ring is largest or abs(_area(ring)) >= _LEAST]
        x, y = _middle(largest)
        found[code] = {
            "path": "".join(_path([(px - left, py - top) for px, py in ring]) for ring in kept),
            "middle": [round(x - left), round(y - top)],
            "area": round(sum(abs(_area(ring)) for ring in rings)),
        }
    for code, rings in _shapes(small).items():
        if code not in found:
            x, y = _middle(max(rings, key=lambda ring: abs(_area(ring))))
            found[code] = {"path": "", "middle": [round(x - left), round(y - top)], "area": 0}
    return {"width": WIDTH, "height": height, "shapes": dict(sorted(found.items()))}


def _shapes(topology: Mapping[str, Any]) -> dict[str, list[Ring]]:
    """The rings of each code, simplified and projected; y grows downwards."""
    lines = [_simplified(_unrolled(line)) for line in _arcs(topology)]
    found: defaultdict[str, list[Ring]] = defaultdict(list)
    for shape in topology["objects"]["countries"]["geometries"]:
        code = _DRAWN_WITH.get(shape["properties"]["name"], shape.get("id", UNCODED))
        if code == _LEFT_OUT:
            continue
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        for ring in (_unrolled(_joined(lines, ring)) for polygon in polygons for ring in polygon):
            found[code] += [_projected(part) for part in _cut(ring)]
    return found


def _arcs(topology: Mapping[str, Any]) -> Iterator[list[Point]]:
    """The arcs in degrees (TopoJSON 1.0, section 2.1.3: quantized, each position relative to the one before)."""
    (scale_x, scale_y), (from_x, from_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            line.append((x * scale_x + from_x, y * scale_y + from_y))
        yield line


def _unrolled(line: Sequence[Point]) -> Ring:
    """The line with longitudes beyond 180 degrees where it crosses that meridian, instead of a leap round the Earth."""
    found = [line[0]]
    for x, y in line[1:]:
        found.append((x - 360 * round((x - found[-1][0]) / 360), y))
    return found


def _cut(ring: Ring) -> Iterator[Ring]:
    """The parts of an unrolled ring on each side of the meridian of 180 degrees, each within the map."""
    for turn in (-360, 0, 360):
        part = [(x + turn, y) for x, y in ring]
        for side in (-1, 1):
            part = _clipped(part, side)
        if part:
            yield part


def _clipped(ring: Ring, side: int) -> Ring:
    """What of a ring is on the inner side of the eastern (1) or western (-1) edge (Sutherland and Hodgman)."""
    found: Ring = []
    for (ax, ay), (bx, by) in zip(ring[-1:] + ring[:-1], ring, strict=True):
        if (ax * side <= 180) != (bx * side <= 180):
            found.append((180.0 * side, ay + (by - ay) * (180 * side - ax) / (bx - ax)))
        if bx * side <= 180:
            found.append((bx, by))
    return found


def _projected(line: Sequence[Point]) -> Ring:
    scale = WIDTH / (2 * project(180, 0)[0])
    return [(x * scale, -y * scale) for x, y in (project(*place) for place in line)]


def _joined(lines: Sequence[Ring], ring: Sequence[int]) -> Ring:
    """The points of a ring; a negative number is an arc walked backwards (TopoJSON 1.0, section 2.1.4)."""
    points: Ring = []
    for number in ring:
        points += (lines[number] if number >= 0 else lines[~number][::-1])[:-1]
    return points


def _simplified(line: Ring) -> Ring:
    """The line, in degrees, without points that on the map are within the tolerance of it (Ramer, Douglas, Peucker)."""
    places, line = line, _projected(line)
    kept, parts = {0, len(line) - 1}, [(0, len(line) - 1)]
    while parts:
        begin, end = parts.pop()
        if end - begin < 2:
            continue
        distance, place = max((_distance(line[at], line[begin], line[end]), at) for at in range(begin + 1, end))
        if distance > _TOLERANCE or (line[begin] == line[end] and distance > 0):
            kept.add(place)
            parts += [(begin, place), (place, end)]
    return [places[at] for at in sorted(kept)]


def _distance(point: Point, begin: Point, end: Point) -> float:
    dx, dy = end[0] - begin[0], end[1] - begin[1]
    length = hypot(dx, dy)
    if not length:
        return hypot(point[0] - begin[0], point[1] - begin[1])
    return abs(dx * (begin[1] - point[1]) - dy * (begin[0] - point[0])) / length


def _area(ring: Ring) -> float:
    """With a sign that says which way round (the shoelace formula)."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def _middle(ring: Ring) -> Point:
    """The centre of gravity of a ring, or the mean of its points where it has no area."""
    area = _area(ring)
    if not area:
        return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)
    pairs = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in zip(ring, ring[1:] + ring[:1], strict=True)]
    x, y = (sum((a[axis] + b[axis]) * cross for a, b, cross in pairs) / (6 * area) for axis in (0, 1))
    return x, y


def _path(ring: Ring) -> str:
    """A closed path in whole units, each point relative to the one before; nothing for less than a triangle."""
    points = [(round(x), round(y)) for x, y in ring]
    points = [point for at, point in enumerate(points) if point != points[at - 1]]
    if len(points) < 3:
        return ""
    steps = [f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(points)]
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z".replace(" -", "-")


def write(package: Path) -> str:
    """The file, made of the folder of the package world-atlas. Raises OSError where it is not there."""
    detailed, small = (json.loads((package / f"countries-{size}.json").read_text("utf-8")) for size in ("50m", "10m"))
    return json.dumps(outlines(detailed, small), separators=(",", ":")).replace('},"', '},\n"') + "\n"


if __name__ == "__main__":
    (Path(__file__).parent / "outlines.json").write_text(write(Path(sys.argv[1])), encoding="utf-8")
