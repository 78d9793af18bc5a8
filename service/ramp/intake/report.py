"""The outcome of a check: findings in order, counted and grouped, and how much was checked at all."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ramp.intake.finding import Finding
from ramp.intake.limits import Limits

Outcome = Literal["valid", "invalid", "nothing-checked"]
VERSION = "1.0"
"""Version of the JSON report: a new first number when something in it changes its meaning or goes."""


@dataclass(frozen=True, slots=True)
class Checked:
    """`focus_nodes`: nodes that rules were applied to; `shapes`: how many rules; `unmatched`: nodes without any."""

    focus_nodes: int
    shapes: int
    unmatched: int


@dataclass(frozen=True, slots=True)
class Group:
    """All findings of one rule and path: `total` of them, of which the report spells out `shown`."""

    rule: str
    path: str | None
    severity: str
    total: int
    shown: int


@dataclass(frozen=True, slots=True)
class CheckReport:
    """`findings` are cut to the limits, `counts` (by severity) and `groups` are of all."""

    source: str
    form: str
    records: int
    checked: Checked
    findings: tuple[Finding, ...]
    counts: dict[str, int]
    groups: tuple[Group, ...]

    @property
    def outcome(self) -> Outcome:
        """Valid only if something was checked and nothing was violated."""
        if self.counts["violation"]:
            return "invalid"
        return "valid" if self.checked.focus_nodes else "nothing-checked"

    @property
    def ok(self) -> bool:
        return self.outcome == "valid"

    @property
    def left_out(self) -> int:
        """Findings that are counted but not spelled out."""
        return sum(self.counts.values()) - len(self.findings)


def reported(
    findings: Iterable[Finding], limits: Limits, *, source: str, form: str, records: int, checked: Checked
) -> CheckReport:
    """Sorts, counts and groups the findings; no finding twice."""
    unique = {(f.rule, f.kind, f.focus, f.path, f.value, f.position, f.message): f for f in findings}
    ordered = sorted(unique.values(), key=Finding.sort_key)
    counts = Counter(finding.severity for finding in ordered)
    totals = Counter((finding.rule, finding.path, finding.severity) for finding in ordered)
    shown: Counter[tuple[str, str | None, str]] = Counter()
    kept: list[Finding] = []
    for finding in ordered:
        key = (finding.rule, finding.path, finding.severity)
        if shown[key] < limits.per_rule and len(kept) < limits.results:
            shown[key] += 1
            kept.append(finding)
    return CheckReport(
        source, form, records, checked, tuple(kept),
        {severity: counts.get(severity, 0) for severity in ("violation", "warning", "info")},
        tuple(Group(*key, total, shown[key]) for key, total in totals.most_common()),
    )  # fmt: skip
