"""The outlines of States and territories, as `outlines.json` holds them; `making` says where they come from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType

_SMALL = 40
"""Below this area, in square units, a State could not be seen or pointed at without a mark."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One area: its SVG path (empty: too small to draw), its middle, and whether it needs a mark to be seen."""

    path: str
    x: int
    y: int
    small: bool


@dataclass(frozen=True, slots=True)
class Outlines:
    """The map: its size in units, and its areas by M49 code; `""` holds those that have no code."""

    width: int
    height: int
    areas: Mapping[str, Outline]


def load() -> Outlines:
    """Reads the file that the package carries."""
    told = json.loads(files("ramp.web.map").joinpath("outlines.json").read_text("utf-8"))
    areas = {
        code: Outline(shape["path"], shape["middle"][0], shape["middle"][1], shape["area"] < _SMALL)
        for code, shape in told["shapes"].items()
    }
    return Outlines(told["width"], told["height"], MappingProxyType(areas))
