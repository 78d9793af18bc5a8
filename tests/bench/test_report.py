"""The document says what the committed results say, and judges targets as they were set."""

import copy
import json
from typing import Any

import pytest
from bench.report import DOCUMENT, RESULTS, render
from bench.targets import targets

Found = dict[str, Any]


@pytest.fixture
def found() -> Found:
    return json.loads(RESULTS.read_text("utf-8"))  # type: ignore[no-any-return]


def test_the_document_is_the_rendering_of_the_committed_results(found: Found) -> None:
    assert DOCUMENT.read_text("utf-8") == render(found), "python -m bench report writes it anew"


def test_every_size_and_peer_of_the_results_is_in_the_document(found: Found) -> None:
    text = render(found)
    for size, figures in found["sizes"].items():
        assert f"## {size}: " in text
        assert f"{figures['quads']:,} quads" in text


def test_pauses_between_turns_are_told_of_runs_that_had_them(found: Found) -> None:
    for figures in found["sizes"].values():
        figures["settled"] = False
    assert "Before a peer was asked" not in render(found)
    found["sizes"]["real"]["settled"] = True
    assert render(found).count("Before a peer was asked") == 1


def test_time_that_the_host_took_is_told_from_a_share_that_matters(found: Found) -> None:
    for figures in found["sizes"].values():
        figures["stolen"] = 0.029
    assert "other guests" not in render(found)
    found["sizes"]["real"]["stolen"] = 0.35
    assert render(found).count("gave 35% of the machine's processor time") == 1


def made(ramp: float, oxigraph: float, rdflib: float = 100.0, first: float = 1.0, rate: float = 10.0) -> Found:
    """Results at 100k in which every median is as given, in milliseconds."""

    def peer(ms: float, rate: float) -> Found:
        cell = {"median_ms": ms, "p95_ms": ms, "requests": 1, "failures": {}, "throughput": rate}
        kinds = {name: dict(cell) for name in ("lookup", "matrix")}
        return {"kinds": kinds, "mix": {"fresh": {"1": cell}, "repeated": {"1": cell}}, "first_answer_seconds": first}

    peers = {"ramp": peer(ramp, rate), "oxigraph": peer(oxigraph, 10.0), "rdflib": peer(rdflib, 1.0)}
    peers |= {"fuseki": peer(oxigraph, 10.0), "virtuoso": peer(oxigraph, 10.0)}
    return {"sizes": {"100k": {"peers": peers}}}


def verdicts(found: Found) -> dict[str, set[bool | None]]:
    named: dict[str, set[bool | None]] = {}
    for line in targets(found):
        named.setdefault(line.asked.split(" ")[0], set()).add(line.met)
    return named


@pytest.mark.parametrize(
    ("figures", "first_word", "met"),
    [
        (made(11, 10), "uncached", True),
        (made(12, 10), "uncached", False),
        (made(9, 10, rdflib=100), "lookups", True),
        (made(11, 10, rdflib=100), "lookups", False),
        (made(9, 10), "never", True),
        (made(11, 10), "never", False),
        (made(9, 10, first=1.99), "first", True),
        (made(9, 10, first=2.0), "first", False),
        (made(9, 10, rate=10.0), "repeated", True),
        (made(9, 10, rate=9.9), "repeated", False),
    ],
)
def test_a_target_is_met_exactly_up_to_its_bound(figures: Found, first_word: str, met: bool) -> None:
    assert verdicts(figures)[first_word] == {met}


def test_queries_below_the_bound_are_not_judged() -> None:
    assert "uncached" not in verdicts(made(20, 5))


def test_a_missed_target_says_why() -> None:
    assert all(
        line.why for line in targets(made(30, 10)) if line.met is False and not line.asked.startswith("repeated")
    )


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    assert {line.met for line in targets({"sizes": {}})} == {None}


@pytest.mark.parametrize(("lost", "versions", "met"), [(0, 3, True), (1, 3, False), (0, 0, False)])
def test_a_swap_is_good_where_versions_came_and_no_request_was_lost(lost: int, versions: int, met: bool) -> None:
    swap = {"size": "10k", "clients": 4, "seconds": 1.0, "requests": 9, "lost": lost, "versions": versions}
    found = made(9, 10) | {"swap": swap | {"failures": {"status 503": lost}}}
    assert verdicts(found)["a"] == {met}


def test_a_peer_that_gave_no_answer_is_shown_as_such(found: Found) -> None:
    changed = copy.deepcopy(found)
    size = next(iter(changed["sizes"].values()))
    size["peers"]["ramp"]["kinds"]["lookup"] |= {"requests": 0, "median_ms": None, "p95_ms": None}
    assert "no answer" in render(changed)


def test_why_lookups_are_slow_is_told_with_what_was_measured() -> None:
    found = made(11, 10, rdflib=100)
    parts = {"engine": 0.15, "service": 0.6, "transport": 0.25, "whole": 1.0}
    found["sizes"]["100k"]["peers"]["ramp"]["lookup_parts"] = parts
    told = next(line.why for line in targets(found) if line.asked.startswith("lookups"))
    assert "0.15 ms in the engine, 0.6 ms in the rest of RAMP, 0.25 ms for the HTTP" in told


def test_a_size_of_another_machine_says_so(found: Found) -> None:
    changed = copy.deepcopy(found)
    for size in changed["sizes"].values():
        size.pop("processor", None)
    assert "another machine" not in render(changed)
    next(iter(changed["sizes"].values()))["processor"] = "Another Processor"
    assert "**Measured on another machine than the one above**: Another Processor." in render(changed)
