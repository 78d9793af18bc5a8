"""The document of the pages says what the committed results say, and judges the target as it was set."""

import json
from typing import Any

import pytest
from bench.pages_report import DOCUMENT, RESULTS, percentile, render

Found = dict[str, Any]


@pytest.fixture
def found() -> Found:
    if not RESULTS.is_file():
        pytest.skip("no run of make bench-pages is kept")
    return json.loads(RESULTS.read_text("utf-8"))  # type: ignore[no-any-return]


def test_the_document_is_the_rendering_of_the_committed_results(found: Found) -> None:
    assert DOCUMENT.read_text("utf-8") == render(found), "make bench-pages writes it anew"


def test_every_type_of_page_is_in_the_document(found: Found) -> None:
    text = render(found)
    for name in found["pages"]:
        assert f"| {name} |" in text


@pytest.mark.parametrize(("time", "reached"), [(49.9, "yes"), (50.0, "**no**")])
def test_the_target_is_met_exactly_below_its_bound(found: Found, time: float, reached: str) -> None:
    page = {"times": [time] * 20, "pages": 1, "refused": 0, "cpu_service": None, "cpu_workers": None}
    lines = render(found | {"pages": {"one": page}}).splitlines()
    assert [line.split(" | ")[-1] for line in lines[-2:]] == [f"{reached} |"] * 2


def test_time_that_the_host_took_is_told_from_a_share_that_matters(found: Found) -> None:
    assert "other guests" not in render(found | {"stolen": 0.029})
    assert "gave 35% of the machine's processor time" in render(found | {"stolen": 0.35})


def test_one_slow_request_of_twenty_is_at_the_95th_percentile() -> None:
    assert percentile([1.0] * 19 + [9.0], 0.95) == 9.0
    assert percentile([1.0] * 20 + [9.0], 0.95) == 1.0
