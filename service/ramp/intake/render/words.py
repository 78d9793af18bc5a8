"""The sentences about a whole report, in both languages."""

from ramp.intake.finding import Finding, Text
from ramp.intake.report import CheckReport


def summary(report: CheckReport) -> Text:
    """How the check went, in one sentence."""
    errors, warnings = report.counts["violation"], report.counts["warning"]
    if report.outcome == "nothing-checked":
        return Text(
            "nothing in it was checked, so it is not valid.", "rien n'y a été vérifié ; il n'est donc pas valide."
        )
    records = Text(_count(report.records, "practice", "practices"), _count(report.records, "pratique", "pratiques"))
    noted = Text(
        f", {_count(warnings, 'warning', 'warnings')}" if warnings else "",
        f", {_count(warnings, 'avertissement', 'avertissements')}" if warnings else "",
    )
    if report.outcome == "valid":
        return Text(f"valid ({records.en}{noted.en}).", f"valide ({records.fr}{noted.fr}).")
    return Text(
        f"{_count(errors, 'error', 'errors')} to mend ({records.en}{noted.en}).",
        f"{_count(errors, 'erreur', 'erreurs')} à corriger ({records.fr}{noted.fr}).",
    )


def said(finding: Finding, lang: str) -> list[str]:
    """What a finding says is wrong: its message, then its causes, a line each."""
    return [finding.message.in_(lang), *(f"– {cause.message.in_(lang)}" for cause in finding.causes)]


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}".replace(",", " ")
