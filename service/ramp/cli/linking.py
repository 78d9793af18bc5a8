"""What `ramp link` does: reads the table, asks for each name, and writes the three files."""

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from urllib.parse import quote

import typer

from ramp.cli.console import progress_bar
from ramp.cli.graph import open_release, ready_release
from ramp.cli.options import settings_and_folders
from ramp.errors import BadRequestError
from ramp.linking.reconcile.asking import Ask, batches, elsewhere, here
from ramp.linking.reconcile.kinds import find_kind
from ramp.linking.reconcile.local import index_of
from ramp.linking.reconcile.tables import Found, matched, outputs, read_table, sssom, uncertain, write_whole


def run(
    table: Path,
    column: str,
    kind: Sequence[str],
    server: str | None,
    output: Path | None,
    encoding: str,
    language: str,
    home: Path | None,
    knowledge: Path | None,
) -> None:
    """Writes the matches, an SSSOM file and the rows to look at; the arguments are the options of the command.

    Raises BadRequestError where the table or the service that is asked is not as it should be.
    """
    kinds = [find_kind(text).id for text in kind]
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
