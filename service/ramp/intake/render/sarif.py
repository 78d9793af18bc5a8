"""The report as SARIF 2.1.0, which editors and code hosts show beside the lines of a file."""

import json
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from ramp import __version__
from ramp.graph.namespaces import SHAPE
from ramp.intake.finding import Finding
from ramp.intake.render.words import said
from ramp.intake.report import CheckReport

_LEVELS = {"violation": "error", "warning": "warning", "info": "note"}


def write(reports: Sequence[CheckReport], lang: str) -> str:
    """One run, with the rules that were broken and a result for each finding."""
    findings = [(report, finding) for report in reports for finding in report.findings]
    rules = sorted({finding.rule for _, finding in findings})
    run = {
        "tool": {
            "driver": {
                "name": "RAMP",
                "version": __version__,
                "informationUri": "https://w3id.org/ramp/",
                "rules": [{"id": _short(rule), "helpUri": rule} for rule in rules],
            }
        },
        "language": "fr-FR" if lang == "fr" else "en-GB",
        "columnKind": "unicodeCodePoints",
        "results": [_result(report, finding, rules, lang) for report, finding in findings],
    }
    whole = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _short(rule: str) -> str:
    return f"rs:{rule.removeprefix(SHAPE.iri)}"


def _address(source: str) -> str:
    """The name of a file as the URI that it must be here (3.4.3), whatever letters are in it."""
    path = PurePath(source)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _result(report: CheckReport, finding: Finding, rules: list[str], lang: str) -> dict[str, Any]:
    place = finding.position
    physical: dict[str, Any] = {"artifactLocation": {"uri": _address(report.source or "submission")}}
    if place.line:
        region = {"startLine": place.line}
        physical["region"] = region | ({"startColumn": place.column} if place.column else {})
    elif place.row:
        physical["region"] = {"startLine": place.row}
    location: dict[str, Any] = {"physicalLocation": physical}
    if name := place.text(lang):
        location["logicalLocations"] = [{"fullyQualifiedName": name}]
    return {
        "ruleId": _short(finding.rule),
        "ruleIndex": rules.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": "\n".join((*said(finding, lang), *filter(None, [finding.remedy.in_(lang)])))},
        "locations": [location],
        "properties": {"kind": finding.kind, "focusNode": finding.focus, "path": finding.path},
    }
