"""The report as a whole and on the terminal: in order, complete, and readable."""

import io
import json

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from ramp.validation.printing import print_report
from ramp.validation.report import Report, Result, Severity

RESULTS = st.builds(
    Result,
    rule=st.sampled_from(["rs:A", "rs:B", "hygiene/c"]),
    severity=st.sampled_from(Severity),
    node=st.sampled_from(["https://w3id.org/ramp/id/practice/a", "https://w3id.org/ramp/id/state/b"]),
    path=st.none() | st.just("ramp:degree"),
    value=st.none() | st.sampled_from(["x", "[bold]y[/bold]"]),
    message=st.just({"en": "Do it.", "fr": "Faites-le."}),
    file=st.none() | st.just("data/x.ttl"),
)


def result(rule: str = "rs:A", **given: object) -> Result:
    values: dict[str, object] = {
        "severity": Severity.VIOLATION,
        "node": "https://w3id.org/ramp/id/practice/a",
        "message": {"en": "Do it.", "fr": "Faites-le."},
    }
    return Result(rule=rule, **(values | given))  # type: ignore[arg-type]


def printed(report: Report, **options: object) -> list[str]:
    output = io.StringIO()
    print_report(report, Console(file=output, width=80), **options)  # type: ignore[arg-type]
    return output.getvalue().splitlines()


@given(st.lists(RESULTS))
def test_a_report_is_the_same_whatever_the_order_and_keeps_every_result(results: list[Result]) -> None:
    report = Report.of(results, rules=3, nodes=2)
    assert report == Report.of(reversed(results), rules=3, nodes=2) or len({r.order for r in results}) < len(results)
    assert {item.order for item in report.results} == {item.order for item in results}
    assert sum(len(group) for group in report.by_rule().values()) == len(report.results)
    assert report.conforms == all(item.severity is not Severity.VIOLATION for item in results)
    ranks = [item.severity.rank for item in report.results]
    assert ranks == sorted(ranks)
    body = json.loads(json.dumps(report.to_json()))
    assert len(body["results"]) == sum(body["counts"].values()) == len(report.results)
    printed(report)


def test_a_rule_is_printed_once_with_what_to_do_and_its_first_nodes() -> None:
    results = [result(node=f"https://w3id.org/ramp/id/practice/{letter}", file="data/x.ttl") for letter in "abc"]
    results.append(result(path="ramp:degree", value="degree:x"))
    assert printed(Report.of(results, rules=1, nodes=3), most=3) == [
        "violation rs:A (4)",
        "  Do it.",
        "    data/x.ttl: rampid:practice/a",
        "    rampid:practice/a  ramp:degree = degree:x",
        "    data/x.ttl: rampid:practice/b",
        "    ... and 1 more",
    ]


def test_messages_that_differ_are_printed_one_by_one() -> None:
    results = [result(value=value, message={"en": f"Mend {value}.", "fr": f"Réparez {value}."}) for value in "xy"]
    assert printed(Report.of(results, rules=1, nodes=1), language="fr") == [
        "violation rs:A (2)",
        "    Réparez x.",
        "    Réparez y.",
    ]


def test_text_from_the_graph_is_not_taken_for_markup() -> None:
    assert "[bold]y[/bold]" in "\n".join(printed(Report.of([result(value="[bold]y[/bold]")], rules=1, nodes=1)))
