"""The report as JSON for programs; its form is `ontology/check-report.schema.json`, and the version is in it."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from ramp.graph.namespaces import BASE
from ramp.intake.finding import Finding
from ramp.intake.report import VERSION, CheckReport

SCHEMA = BASE + "check-report.schema.json"


def write(reports: Sequence[CheckReport], lang: str) -> str:
    """One report as an object, several as an object with `reports`. All sentences are in both languages."""
    del lang
    bodies = [as_dict(report) for report in reports]
    whole: Any = bodies[0] if len(bodies) == 1 else {"version": VERSION, "schema": SCHEMA, "reports": bodies}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def as_dict(report: CheckReport) -> dict[str, Any]:
    """The object for one report."""
    return {
        "version": VERSION,
        "schema": SCHEMA,
        "source": report.source,
        "format": report.form,
        "outcome": report.outcome,
        "records": report.records,
        "checked": {
            "focusNodes": report.checked.focus_nodes,
            "shapes": report.checked.shapes,
            "unmatched": report.checked.unmatched,
        },
        "counts": dict(report.counts),
        "leftOut": report.left_out,
        "groups": [asdict(group) for group in report.groups],
        "findings": [_finding(finding) for finding in report.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "kind": finding.kind,
        "severity": finding.severity,
        "record": finding.record,
        "focusNode": finding.focus,
        "path": finding.path,
        "value": finding.value,
        "message": finding.message._asdict(),
        "remedy": finding.remedy._asdict() if finding.remedy else None,
        "suggestion": finding.suggestion,
        "position": finding.position.as_dict(),
        "params": finding.params,
        "causes": [asdict(cause) | {"message": cause.message._asdict()} for cause in finding.causes],
        "help": finding.help,
    }
