"""`ramp doctor`: what is wrong with an installation, and how to mend it."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from ramp.cli.console import plain_errors
from ramp.cli.options import Home, Knowledge
from ramp.settings import load_settings

_MARKS = {"ok": "ok     ", "warning": "warning", "error": "ERROR  "}


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(epilog="Example: ramp doctor --json. Exit status 1 when something must be mended.")(doctor)


@plain_errors
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    home: Home = None,
    knowledge: Knowledge = None,
) -> None:
    """Look over home folder, graph, tables, machine and settings, and say what is wrong and how to mend it. Nothing is
    changed, and the service may run.
    """
    from ramp.operations.doctor import examine  # most of the package, for those who need it

    found = examine(load_settings(home=home, knowledge=knowledge))
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in found], indent=1))
    for finding in () if as_json else found:
        typer.echo(f"{_MARKS[finding.level]} {finding.check}: {finding.text}.")
        if finding.remedy:
            typer.echo(f"        {finding.remedy}.")
    if any(finding.level == "error" for finding in found):
        raise typer.Exit(1)
