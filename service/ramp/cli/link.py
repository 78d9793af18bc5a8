"""`ramp link`: writes beside the rows of somebody's table which nodes of the graph their names stand for."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from ramp.cli.console import plain_errors, progress_bar
from ramp.cli.graph import open_release, ready_release
from ramp.cli.options import Home, Knowledge, settings_and_folders
from ramp.cli.query import Language
from ramp.errors import BadRequestError
from ramp.linking.reconcile.asking import Ask, batches, elsewhere, here
from ramp.linking.reconcile.kinds import KINDS, find_kind
from ramp.linking.reconcile.local import index_of
from ramp.linking.reconcile.tables import Found, matched, outputs, read_table, sssom, uncertain, write_whole


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        epilog="Examples: ramp link projects.csv --column Organisation --type Organization; "
        "ramp link treaties.csv -c Title -t Instrument --server http://localhost:8000."
    )(link)


@plain_errors
def link(
    table: Annotated[Path, typer.Argument(metavar="FILE.csv", help="A table: CSV or TSV with headings, in UTF-8.")],
    column: Annotated[str, typer.Option("--column", "-c", help="Heading of the column with the names.")],
    kind: Annotated[
        list[str] | None,
        typer.Option("--type", "-t", help=f"Kind of thing; may be given again. One of {', '.join(KINDS)}."),
    ] = None,
    server: Annotated[
        str | None,
        typer.Option(
            help="Address of a RAMP service to ask; without it the graph on this machine.", show_default=False
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Table to write; default: FILE.linked.csv.", show_default=False),
    ] = None,
    encoding: Annotated[str, typer.Option(help="Encoding of the table.")] = "utf-8",
    language: Annotated[Language, typer.Option("--lang", help="Language of the names written.")] = Language.EN,
    home: Home = None,
    knowledge: Knowledge = None,
) -> None:
    """Find what the names in a column stand for; writes the matches, an SSSOM file and the rows to look at."""
    kinds = [find_kind(text).id for text in kind or ()]
    if not table.is_file():
        raise BadRequestError(f"There is no file {table}", remedy="Name a CSV file")
    given = read_table(table, "utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    place = given.column(column)
    files = outputs(table, output)
    texts = [row[place].strip() for row in given.rows]
    if server:
        found = _ask_all(elsewhere(server, kinds, language), texts)
    else:
        settings, folders = settings_and_folders(home, knowledge)
        release = ready_release(settings, folders)
        with tempfile.TemporaryDirectory(prefix="ramp-link-") as folder:
            index = index_of(open_release(release), Path(folder) / "names")
            found = _ask_all(here(index, kinds, language), texts)
    whole = (matched(given, place, found), sssom(found, table.name, _subjects(table), date.today()))
    write_whole(zip(files, (*whole, uncertain(given, place, found)), strict=True))
    _report(texts, found, files)


def _ask_all(ask: Ask, texts: list[str]) -> dict[str, Found]:
    found: dict[str, Found] = {}
    total = len(set(texts))
    with progress_bar() as progress:
        for batch in batches(texts):
            found |= ask(batch)
            progress("names", len(found), total)
    return found


def _subjects(table: Path) -> str:
    """The IRI that the rows of a table are named below, as long as its owner gives no other."""
    return f"file:///{quote(table.name)}"


def _report(texts: list[str], found: dict[str, Found], files: tuple[Path, Path, Path]) -> None:
    verdicts = [found[text].verdict for text in texts if text]
    counts = {verdict: verdicts.count(verdict) for verdict in ("yes", "review", "no")}
    typer.echo(
        f"{len(texts):,} rows: {counts['yes']:,} matched, {counts['review']:,} to look at, {counts['no']:,} not found",
        err=True,
    )
    for what, path in zip(("rows with matches", "mappings (SSSOM)", "rows to look at"), files, strict=True):
        typer.echo(f"{what}: {path}", err=True)
