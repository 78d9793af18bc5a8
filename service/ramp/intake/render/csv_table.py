"""The report as a CSV table that a spreadsheet program opens as it is, and in which nothing is run."""

import csv
import io
from collections.abc import Sequence

from ramp.intake.report import CheckReport

_HEADINGS = {
    "en": ("File", "Severity", "Where", "Record", "What is wrong", "What to do", "Suggestion", "Property", "Rule",
           "Causes"),
    "fr": ("Fichier", "Gravité", "Où", "Fiche", "Ce qui ne va pas", "Que faire", "Suggestion", "Propriété", "Règle",
           "Causes"),
}  # fmt: skip
SEVERITIES = {
    "en": {"violation": "error", "warning": "warning", "info": "note"},
    "fr": {"violation": "erreur", "warning": "avertissement", "info": "remarque"},
}


def write(reports: Sequence[CheckReport], lang: str) -> str:
    """A row a finding, with a byte order mark so that accents survive."""
    out = io.StringIO()
    out.write("\ufeff")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(_HEADINGS[lang])
    for report in reports:
        for finding in report.findings:
            row = (
                report.source, SEVERITIES[lang][finding.severity], finding.position.text(lang), finding.record or "",
                finding.message.in_(lang), finding.remedy.in_(lang), finding.suggestion or "", finding.path or "",
                finding.rule, "\n".join(cause.message.in_(lang) for cause in finding.causes),
            )  # fmt: skip
            table.writerow([neutral(cell) for cell in row])
    return out.getvalue()


def neutral(text: str) -> str:
    """The text so that no spreadsheet program takes it for a formula."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
