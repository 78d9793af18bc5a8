"""docs/benchmarks.md also holds what other benchmarks measure, and their pages say what their committed results say."""

import copy
import json
from typing import Any

import pytest
from bench import names_report, report, validation_report

Found = dict[str, Any]


@pytest.fixture
def checked() -> Found:
    return json.loads(validation_report.RESULTS.read_text("utf-8"))  # type: ignore[no-any-return]


def test_the_page_of_checking_is_the_rendering_of_its_results(checked: Found) -> None:
    assert validation_report.DOCUMENT.read_text("utf-8") == validation_report.render(checked)


def test_the_figures_of_checking_and_of_names_stand_in_the_document(checked: Found) -> None:
    text = report.DOCUMENT.read_text("utf-8")
    assert "\n".join(validation_report.tables(checked)) in text
    assert "\n".join(names_report.table(json.loads(names_report.RESULTS.read_text("utf-8")))) in text


def test_a_tool_that_fails_on_the_whole_is_judged_on_its_sample_with_what_it_would_need(checked: Found) -> None:
    found = copy.deepcopy(checked)
    found["runs"].pop("pyrudof", None)
    sample = {"seconds": 2.0, "rss": 2**30, "results": 17, "records": found["sample"], "rules": {}}
    found["runs"]["pyrudof-sample"] = sample
    found["failed"] = {"pyrudof": "ended by the signal SIGKILL"}
    text = validation_report.render(found)
    assert "5 times pyrudof" in text
    assert f"need {found['records'] / found['sample']:.0f} GiB" in text
    sample["rss"] = 2**20
    assert " GiB, and the machine has" not in validation_report.render(found), "it failed for another reason"


def test_the_page_says_why_the_target_beside_jena_is_missed_only_where_it_is(checked: Found) -> None:
    found = copy.deepcopy(checked)
    for factor, missed in ((1.0, True), (4.9, True), (5.1, False)):
        found["runs"]["jena"]["seconds"] = found["runs"]["ramp"]["seconds"] * factor
        assert ("Jena SHACL is missed" in validation_report.render(found)) is missed
