"""`ramp link`: writes beside the rows of somebody's table which nodes of the graph their names stand for.

The command and its options; what it does is in `linking`.
"""

from pathlib import Path
from typing import Annotated

import typer

from ramp.cli.console import plain_errors
from ramp.cli.options import Home, Knowledge
from ramp.cli.query import Language
from ramp.linking.reconcile.kinds import KINDS


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
    from ramp.cli.linking import run  # what compares names takes a while to import, and only this needs it

    run(table, column, kind or (), server, output, encoding, language, home, knowledge)
