"""`ramp check`: shapes, hygiene and questions over the whole graph; what it prints is the report of the check."""

from typing import Annotated

import typer

from ramp.cli.console import plain_errors, progress_bar
from ramp.cli.options import Home, Knowledge, settings_and_folders


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(epilog="Example: ramp check. In a script: ramp check --quiet && echo clean.")(check)


@plain_errors
def check(
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
    home: Home = None,
    knowledge: Knowledge = None,
) -> None:
    """Check the whole graph: shapes, hygiene queries, expected answers. Exit status 1 where a rule is broken."""
    from rich.console import Console

    from ramp.check import run_check  # the shapes and their engine take a second to import, and only this needs them

    _, folders = settings_and_folders(home, knowledge)
    console = Console(highlight=False, width=None)
    with progress_bar(hidden=quiet) as progress:
        report = run_check(folders, progress, console)
    if not report.ok:
        raise typer.Exit(1)
