"""The reports on the pieces of a file put together into one, as if the file had been checked in one go."""

from collections import Counter

from ramp.intake.bulk.examining import Examined
from ramp.intake.finding import Finding
from ramp.intake.limits import Limits
from ramp.intake.report import Checked, CheckReport, Group


class Merged:
    """Takes one piece after the other; keeps no more findings than the limits say, and counts all."""

    def __init__(self, source: str, form: str, limits: Limits) -> None:
        self._source, self._form, self._limits = source, form, limits
        self._findings: list[Finding] = []
        self._shown: Counter[tuple[str, str | None, str]] = Counter()
        self._totals: Counter[tuple[str, str | None, str]] = Counter()
        self._counts = {"violation": 0, "warning": 0, "info": 0}
        self._records = self._focus = self._unmatched = self._shapes = 0
        self._own: set[int] = set()
        self._open: set[int] = set()
        self.scattered = False
        """Whether a record lies in more than one piece: then the pieces were not judged as wholes."""

    def add(self, examined: Examined) -> None:
        """The next piece."""
        report = examined.report
        self._records += report.records
        self._focus += report.checked.focus_nodes
        self._unmatched += report.checked.unmatched
        self._shapes = max(self._shapes, report.checked.shapes)
        for severity, count in report.counts.items():
            self._counts[severity] += count
        for group in report.groups:
            self._totals[group.rule, group.path, group.severity] += group.total
        for finding in report.findings:
            key = (finding.rule, finding.path, finding.severity)
            if self._shown[key] < self._limits.per_rule and len(self._findings) < self._limits.results:
                self._shown[key] += 1
                self._findings.append(finding)
        if not self._own.isdisjoint(examined.own):
            self.scattered = True
        self._own |= examined.own
        self._open |= examined.open

    def finish(self) -> CheckReport | None:
        """The report; None where a record lies in more than one piece."""
        if self.scattered or not self._own.isdisjoint(self._open):
            self.scattered = True
            return None
        groups = tuple(Group(*key, total, self._shown[key]) for key, total in self._totals.most_common())
        checked = Checked(self._focus, self._shapes, self._unmatched)
        findings = tuple(sorted(self._findings, key=Finding.sort_key))
        return CheckReport(self._source, self._form, self._records, checked, findings, self._counts, groups)
