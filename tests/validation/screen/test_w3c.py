"""The W3C core tests go through the screen: what it does not compile must reach pySHACL all the same."""

import logging
import re
from pathlib import Path

import pytest
from tests.validation.screen.judging import alone, read, results

from ramp.validation.screen import Screen, screened_report

CORE = Path(__file__).parent / "w3c" / "core"
_GRAPHS = re.compile(r"sht:(data|shapes)Graph\s+<([^>]*)>")
TESTS = sorted(file for file in CORE.glob("*/*.ttl") if "sht:shapesGraph" in file.read_text("utf-8"))


def graphs(test: Path):
    names = dict(_GRAPHS.findall(test.read_text("utf-8")))
    data, shapes = (test.parent / names[part] if names[part] else test for part in ("data", "shapes"))
    shaped = read(shapes)
    return shaped if data == shapes else read(data), shaped


@pytest.fixture(autouse=True)
def quiet():
    """rdflib logs each literal that it cannot turn into a value; ill-formed ones are what some tests are about."""
    logger = logging.getLogger("rdflib.term")
    before, _ = logger.level, logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(before)


def test_the_suite_is_whole():
    assert len(TESTS) == 98


@pytest.mark.parametrize("test", TESTS, ids=lambda test: f"{test.parent.name}/{test.stem}")
def test_the_screen_loses_no_result(test: Path):
    data, shapes = graphs(test)
    assert results(screened_report(data, shapes)) == alone(data, shapes)


def test_most_shapes_are_compiled():
    """Else everything would go to pySHACL, and the screen would be right by doing nothing."""
    whole = [test for test in TESTS if not Screen(graphs(test)[1]).uncompiled]
    assert len(whole) >= 75
