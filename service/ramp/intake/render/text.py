"""The report for a person at a terminal: one line to say how it went, then each finding with its place and remedy."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ramp.intake.render.csv_table import SEVERITIES
from ramp.intake.render.words import said, summary
from ramp.intake.report import CheckReport

_STYLES = {"violation": "bold red", "warning": "yellow", "info": "cyan"}
_HEADINGS = {"en": ("", "Where", "What is wrong", "What to do"), "fr": ("", "Où", "Ce qui ne va pas", "Que faire")}


def show(report: CheckReport, lang: str, console: Console) -> None:
    """Prints the report."""
    style = {"valid": "bold green", "invalid": "bold red", "nothing-checked": "bold red"}[report.outcome]
    console.print(f"[bold]{escape(report.source)}[/]: [{style}]{escape(summary(report).in_(lang))}[/]", soft_wrap=True)
    if not report.findings:
        return
    table = Table(show_lines=False, pad_edge=False, box=None, header_style="bold")
    for heading in _HEADINGS[lang]:
        table.add_column(heading, overflow="fold")
    for finding in report.findings:
        where = finding.position.text(lang)
        table.add_row(
            f"[{_STYLES[finding.severity]}]{SEVERITIES[lang][finding.severity]}[/]",
            escape(where),
            "\n".join(escape(_plain(text)) for text in said(finding, lang)),
            escape(_plain(finding.remedy.in_(lang))),
        )
    console.print(table)
    if report.left_out:
        more = f"… {report.left_out} more of the same rules" if lang == "en" else (
            f"… et {report.left_out} autres, des mêmes règles"
        )  # fmt: skip
        console.print(more)
    console.print()


def _plain(text: str) -> str:
    """Without control characters, which a terminal would obey."""
    return "".join(c if c.isprintable() else " " for c in text)
