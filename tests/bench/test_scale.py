"""What the growth document says is what was measured, and a run measures what it says."""

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from bench.scale_plot import plot
from bench.scale_report import DOCUMENT, PLOT, RESULTS, render
from bench.scale_rows import ROWS, exponents
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).parent.parent.parent
FOUND: dict[str, Any] = json.loads(RESULTS.read_text("utf-8"))


def scale(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench.scale", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def made(figure: str, power: float, start: float = 0.01) -> dict[str, Any]:
    """Results in which one figure grows with that power of the quads."""
    sizes = {
        name: {"practices": quads, "quads": quads, figure: start * quads**power, "left_out": {}, "load_before": {}}
        for name, quads in (("1k", 1000), ("10k", 10_000), ("100k", 100_000))
    }
    return {**FOUND, "sizes": sizes}


def test_document_and_plot_are_the_rendering_of_the_committed_results() -> None:
    assert DOCUMENT.read_text("utf-8") == render(FOUND), "python -m bench.scale report writes it anew"
    assert PLOT.read_text("utf-8") == plot(FOUND), "python -m bench.scale report writes it anew"


def test_every_row_and_size_is_in_the_table_and_every_line_in_the_plot() -> None:
    text, picture = render(FOUND), plot(FOUND)
    assert all(f"| {row.label} | " in text for row in ROWS)
    assert all(name in text for name in FOUND["sizes"])
    names = {element.text for element in ET.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")}
    assert {row.label for row in ROWS if row.plotted} <= names


@given(power=st.floats(-1, 3), start=st.floats(1e-3, 1e3))
def test_the_exponent_is_the_power_that_the_figure_grows_with(power: float, start: float) -> None:
    assert exponents(made("matrix", power, start)["sizes"], "matrix") == pytest.approx([power, power])


def test_what_grows_faster_than_the_graph_is_named_and_what_does_not_is_not() -> None:
    faster = render(made("matrix", 1.5)).partition("## What grows faster")[2]
    assert "**query: matrix**, 1.50" in faster
    assert "**query: matrix**" not in render(made("matrix", 1.0))
    assert "Nothing, up to the largest size" in render(made("matrix", 1.0))


def test_a_step_that_was_left_out_and_a_size_that_was_not_measured_are_said() -> None:
    found = made("matrix", 1.0)
    found["sizes"]["100k"]["left_out"] = {"search": "took more than 240 s"}
    text = render(found)
    assert "- 100k, search: took more than 240 s." in text
    assert "- 1m: nothing. `make bench-scale" in text


def test_a_size_of_another_machine_says_so() -> None:
    found = made("matrix", 1.0)
    assert "another time" not in render(found)
    found["sizes"]["100k"]["measured"] = {"processor": "Another", "commit": "abc"}
    assert "The column 100k was measured another time: Another, commit abc." in render(found)


def test_an_unknown_step_is_one_sentence(tmp_path: Path) -> None:
    told = scale("run", "--steps", "swimming", "--folder", str(tmp_path), "--results", str(tmp_path / "r.json"))
    assert told.returncode == 2
    assert "swimming is no step" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.slow
def test_a_run_measures_each_step_in_its_own_process(tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    told = scale(
        "run", "--sizes", "20", "--steps", "load,version,queries", "--folder", str(tmp_path / "data"),
        "--results", str(results),
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    figures = json.loads(results.read_text("utf-8"))["sizes"]["20"]
    assert figures["left_out"] == {}
    assert figures["practices"] == 20
    for key in (
        "load",
        "quads",
        "disk",
        "load_memory",
        "version",
        "version_disk",
        "lookup",
        "matrix",
        "queries_memory",
    ):
        assert figures[key] > 0, key


def test_a_step_that_takes_too_long_is_ended_and_said(tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    told = scale(
        "run", "--sizes", "20", "--steps", "load", "--seconds", "0.01", "--folder", str(tmp_path / "data"),
        "--results", str(results),
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert json.loads(results.read_text("utf-8"))["sizes"]["20"]["left_out"] == {"load": "took more than 0 s"}
