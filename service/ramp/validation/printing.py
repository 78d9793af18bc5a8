"""Writes a report for a person at a terminal: by rule, the gravest first, each with what to do about it."""

from rich.console import Console
from rich.text import Text

from ramp.validation.report import Report, Result, Severity
from ramp.validation.shapes import compact

_STYLES = {Severity.VIOLATION: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def print_report(report: Report, console: Console, *, language: str = "en", most: int = 5) -> None:
    """Prints each broken rule with its message and at most `most` nodes; the number of the others is said."""
    for rule, results in report.by_rule().items():
        severity = results[0].severity
        console.print(Text.assemble((severity.value, _STYLES[severity]), f" {rule} ({len(results)})"), soft_wrap=True)
        messages = {result.message[language] for result in results}
        if len(messages) == 1:
            _print(console, 2, messages.pop())
            lines = (_about(result) for result in results[:most])
        else:
            lines = (result.message[language] for result in results[:most])
        for result, line in zip(results, lines, strict=False):
            _print(console, 4, f"{result.file}: {line}" if result.file else line)
        if len(results) > most:
            _print(console, 4, f"... and {len(results) - most} more")


def _about(result: Result) -> str:
    """The node, the property and the value."""
    about = " = ".join(part for part in (result.path, result.value) if part)
    return compact(result.node) + (f"  {about}" if about else "")


def _print(console: Console, indent: int, text: str) -> None:
    console.print(" " * indent + text, markup=False, highlight=False, soft_wrap=True)
