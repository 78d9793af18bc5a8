"""`ramp validate`: checks files with practice records on one's own machine, and reports in English or French."""

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from ramp.cli.console import plain_errors, progress_bar, spoken
from ramp.cli.graph import open_release, ready_release
from ramp.cli.options import Home, Knowledge, settings_and_folders
from ramp.errors import ParameterError
from ramp.graph.folders import KnowledgeFolders

Format = Literal["text", "json", "turtle", "jsonld", "csv", "sarif", "html"]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(epilog="Example: ramp validate practices.xlsx --lang fr --annotated checked.xlsx")(validate)


@plain_errors
def validate(
    files: Annotated[
        list[Path], typer.Argument(help="Turtle, N-Triples, JSON-LD, RDF/XML, JSON, JSON Lines, CSV or XLSX files.")
    ],
    lang: Annotated[Literal["en", "fr"] | None, typer.Option(help="Language of the report; default: as LANG.")] = None,
    form: Annotated[Format, typer.Option("--format", help="Form of the report.")] = "text",
    base: Annotated[
        str | None,
        typer.Option(help="IRI below which your records are; default: any IRI that the graph does not know.",
                     show_default=False),
    ] = None,
    profile: Annotated[
        Literal["record", "publication"],
        typer.Option(help="What a submission must have, or also what curators add before publication."),
    ] = "record",
    annotated: Annotated[
        Path | None,
        typer.Option(help="Write the workbook back with a comment on each bad cell (one XLSX file).",
                     show_default=False),
    ] = None,
    home: Home = None,
    knowledge: Knowledge = None,
) -> None:  # fmt: skip
    """Check practice records before you send them. Nothing is stored or sent.

    Large files (.ttl, .nt, .csv, .jsonl) are checked piece by piece, with a progress bar; each record should stand in
    one place.

    Exit status 0 where every file is valid, 1 where something must be mended, 2 where a file cannot be read.
    """
    from rich.console import Console

    from ramp.intake.bulk import bulk_form, check_file
    from ramp.intake.check import Checker  # the shapes engine takes a second to import, and only this needs it
    from ramp.intake.knowledge import Knowledge as Known
    from ramp.intake.limits import Limits
    from ramp.intake.profile import SUBMITTED
    from ramp.intake.readers import form_of
    from ramp.intake.render import REPORT_FORMS, text
    from ramp.intake.workbook import annotate

    settings, folders = settings_and_folders(home, knowledge)
    language = spoken(lang)
    if annotated is not None and (len(files) != 1 or files[0].suffix.lower() != ".xlsx"):
        raise ParameterError("--annotated needs exactly one XLSX file", remedy="Name one workbook")
    forms = [None if _large(file) else form_of("", str(file)) for file in files]
    checker = Checker(Known.load(folders, open_release(ready_release(settings, folders))))
    limits = Limits().scaled(20)
    profiles = (*SUBMITTED, "publication") if profile == "publication" else SUBMITTED
    reports = []
    with progress_bar() as bar:
        for file, kind in zip(files, forms, strict=True):
            own = base or _own_base(file, folders)
            if kind is None:
                part = bulk_form(file.name) or ""
                reports.append(
                    check_file(checker, file, part, source=str(file), own_base=own, limits=limits, profiles=profiles,
                               progress=bar, processes=os.cpu_count() or 1)
                )  # fmt: skip
            else:
                reports.append(
                    checker.check(
                        file.read_bytes(), kind, source=str(file), own_base=own, limits=limits, profiles=profiles
                    )
                )
    if form == "text":
        console = Console(highlight=False)
        for report in reports:
            text.show(report, language, console)
    else:
        writer = next(known for known in REPORT_FORMS if known.name == form)
        typer.echo(writer.write(reports, language), nl=False)
    if annotated is not None:
        annotated.write_bytes(annotate(files[0].read_bytes(), reports[0], language))
        typer.echo(f"{annotated}: {len(reports[0].findings)}", err=True)
    if not all(report.ok for report in reports):
        raise typer.Exit(1)


def _large(file: Path) -> bool:
    """Whether the file is checked piece by piece: it is large, or of a form that only comes so."""
    from ramp.intake.bulk import BULK_BYTES, bulk_form

    kind = bulk_form(file.name)
    return kind == "jsonl" or (kind is not None and file.is_file() and file.stat().st_size > BULK_BYTES)


def _own_base(file: Path, folders: KnowledgeFolders) -> str | None:
    """A file of the graph itself describes the graph's own nodes."""
    from ramp.graph.namespaces import ID

    return ID.iri if file.resolve().is_relative_to(folders.data) else None
