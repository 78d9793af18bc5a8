"""`ramp template`: an empty form for practice records, with lists to choose from and a filled example."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from ramp.cli.console import plain_errors
from ramp.cli.graph import open_release, ready_release
from ramp.cli.options import Home, Knowledge, settings_and_folders
from ramp.errors import ParameterError


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(epilog="Example: ramp template --format xlsx --output practices.xlsx")(template)


@plain_errors
def template(
    form: Annotated[
        Literal["xlsx", "csv", "ttl", "jsonld"], typer.Option("--format", help="Kind of file.")
    ] = "xlsx",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write; default: standard output.",
                                                show_default=False)] = None,
    lang: Annotated[Literal["en", "fr"], typer.Option(help="Language of the lists; headings are in both.")] = "en",
    home: Home = None,
    knowledge: Knowledge = None,
) -> None:  # fmt: skip
    """Write an empty form for practice records, to be filled in and checked with `ramp validate`."""
    from ramp.intake.knowledge import Knowledge as Known
    from ramp.intake.template import make

    if output is None and form == "xlsx" and sys.stdout.isatty():
        raise ParameterError("A workbook cannot be shown in a terminal", remedy="Name a file with --output")
    settings, folders = settings_and_folders(home, knowledge)
    data = make(form, Known.load(folders, open_release(ready_release(settings, folders))), lang)
    if output is None:
        sys.stdout.buffer.write(data)
    else:
        output.write_bytes(data)
