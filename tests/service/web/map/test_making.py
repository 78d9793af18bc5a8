"""The outlines: those of the package, of every State of the graph, in a projection that keeps areas."""

import csv
import re
from itertools import pairwise
from math import pi
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ramp.graph.folders import KnowledgeFolders
from ramp.web.map import making, outlines
from ramp.web.map.making import WIDTH
from ramp.web.map.projection import project

_MOST = 250_000
_HALF = WIDTH / 2


def test_the_file_is_what_the_package_gives(repository: KnowledgeFolders) -> None:
    """Nobody edited it by hand."""
    package = repository.root / "node_modules" / "world-atlas"
    if not package.is_dir():
        pytest.skip("world-atlas is not installed: npm ci")
    kept = Path(making.__file__).with_name("outlines.json").read_text("utf-8")
    assert making.write(package) == kept
    assert len(kept) < _MOST


def test_every_state_of_the_graph_has_a_place(repository: KnowledgeFolders) -> None:
    """By its M49 code, within the map; those too small to be seen have a mark."""
    drawn = outlines.load()
    with (repository.root / "queries" / "states.tsv").open(encoding="utf-8", newline="") as file:
        table = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        place = next(table).index("?m49")
        codes = {found[0] for row in table if (found := re.findall(r"\d{3}", row[place]))}
    assert len(codes) > 190
    assert codes <= drawn.areas.keys()
    for area in drawn.areas.values():
        assert 0 <= area.x <= drawn.width
        assert 0 <= area.y <= drawn.height
        assert area.path or area.small
    assert drawn.areas["798"].small
    assert not drawn.areas["156"].small


def test_no_shape_leaps_round_the_earth() -> None:
    """What lies on both sides of the meridian of 180 degrees is cut there, instead of a line through the whole map."""
    for code, area in outlines.load().areas.items():
        for x, step in re.findall(r"M(\d+) ?-?\d+l(-?\d+)", area.path):
            assert 0 <= int(x) <= WIDTH
            assert abs(int(step)) < _HALF, code
        for steps in re.findall(r"l([^z]+)z", area.path):
            assert all(abs(int(step)) < 200 for step in re.findall(r"-?\d+", steps)), code


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_the_projection_is_symmetric(longitude: float, latitude: float) -> None:
    """Equal Earth mirrors at the equator and at the middle meridian."""
    x, y = project(longitude, latitude)
    assert project(-longitude, -latitude) == pytest.approx((-x, -y))
    assert project(longitude, -latitude) == pytest.approx((x, -y))


def test_the_projection_keeps_areas() -> None:
    """The whole map has the area of the sphere, and so has each band of latitudes its share."""
    edge = [project(180, latitude / 10) for latitude in range(-900, 901)]
    area = sum((bx + ax) * (by - ay) for (ax, ay), (bx, by) in pairwise(edge))
    assert area == pytest.approx(4 * pi, rel=1e-4)
    north = [point for point in edge if point[1] >= project(0, 30)[1] - 1e-12]
    share = sum((bx + ax) * (by - ay) for (ax, ay), (bx, by) in pairwise(north)) / area
    assert share == pytest.approx(0.25, rel=1e-3)
