"""The forms of a report, each a pure function of it: SHACL, JSON, CSV, SARIF, HTML, text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ramp.intake.render import csv_table, html, json_report, sarif, shacl
from ramp.intake.report import CheckReport


@dataclass(frozen=True, slots=True)
class ReportForm:
    """Short name, media type and writer of a form."""

    name: str
    media_type: str
    write: Callable[[Sequence[CheckReport], str], str]


REPORT_FORMS = (
    ReportForm("json", "application/json", json_report.write),
    ReportForm("turtle", "text/turtle", shacl.write_turtle),
    ReportForm("jsonld", "application/ld+json", shacl.write_jsonld),
    ReportForm("csv", "text/csv", csv_table.write),
    ReportForm("sarif", "application/sarif+json", sarif.write),
    ReportForm("html", "text/html", html.write),
)
