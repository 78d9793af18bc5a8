"""`ramp template`: an empty form for practice records, with lists to choose from and a filled example."""

import sys
from pathlib import Path
from typing import Annotated, Literal, get_args

import typer

from ramp.cli.console import plain_errors, spoken, write_out
from ramp.cli.graph import open_release, ready_release
from ramp.cli.options import Home, Knowledge, settings_and_folders
from ramp.errors import ParameterError

Form = Literal["xlsx", "csv", "ttl", "jsonld"]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(epilog="Example: ramp template practices.xlsx")(template)


@plain_errors
def template(
    file: Annotated[
        Path | None,
        typer.Argument(help="File to write: .xlsx, .csv, .ttl or .jsonld; default: standard output.",
                       show_default=False),
    ] = None,
    form: Annotated[
        Form | None,
        typer.Option("--format", help="Kind of file; default: as the ending says, xlsx without a name.",
                     show_default=False),
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The same as FILE.", show_default=False)] = None,
    lang: Annotated[
        Literal["en", "fr"] | None,
        typer.Option(help="Language of the lists; headings are in both; default: as LANG.", show_default=False),
    ] = None,
    home: Home = None,
    knowledge: Knowledge = None,
) -> None:  # fmt: skip
    """Write an empty form for practice records, to be filled in and checked with `ramp validate`."""
    from ramp.intake.knowledge import Knowledge as Known
    from ramp.intake.template import make

    path = _one(file, output)
    kind = form or _form(path)
    if path is None and kind == "xlsx" and sys.stdout.isatty():
        raise ParameterError(
            "A workbook cannot be shown in a terminal",
            remedy="Name a file: ramp template practices.xlsx",
            extra={
                "detail_fr": "Un classeur ne peut pas s'afficher dans un terminal",
                "remedy_fr": "Nommez un fichier : ramp template pratiques.xlsx",
            },
        )
    settings, folders = settings_and_folders(home, knowledge)
    data = make(kind, Known.load(folders, open_release(ready_release(settings, folders))), spoken(lang))
    if path is None:
        write_out(data)
    else:
        path.write_bytes(data)


def _one(file: Path | None, output: Path | None) -> Path | None:
    """The file that is named, either way. Raises ParameterError where two are."""
    if file is not None and output is not None and file != output:
        raise ParameterError(
            f"Two files are named: {file} and {output}",
            remedy="Name one",
            extra={"detail_fr": f"Deux fichiers sont nommés : {file} et {output}", "remedy_fr": "N'en nommez qu'un"},
        )
    return file or output


def _form(path: Path | None) -> Form:
    """What the ending of the file says. Raises ParameterError for an ending that says nothing."""
    if path is None:
        return "xlsx"
    ending = path.suffix.removeprefix(".").lower()
    for known in get_args(Form):
        if ending == known:
            form: Form = known
            return form
    raise ParameterError(
        f"{path.name} has the ending .{ending}, of which there is no template"
        if ending
        else f"{path.name} has no ending that says what kind of file it is to be",
        remedy="End the name with .xlsx, .csv, .ttl or .jsonld, or say --format",
        extra={
            "detail_fr": f"{path.name} a l'extension .{ending}, pour laquelle il n'y a pas de modèle"
            if ending
            else f"{path.name} n'a pas d'extension qui indique le type de fichier voulu",
            "remedy_fr": "Terminez le nom par .xlsx, .csv, .ttl ou .jsonld, ou indiquez --format",
        },
    )
