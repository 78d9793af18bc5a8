"""`ramp backup`: saves an installation into one file, while it serves."""

from pathlib import Path
from typing import Annotated

import typer

from ramp.cli.console import plain_errors
from ramp.cli.options import Home
from ramp.settings import load_settings


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        epilog="Example: ramp backup /srv/backups/ramp.tar. The file holds the addresses of submitters and the hashes "
        "of tokens: only its owner can read it; passwords of settings are not in it."
    )(backup)


@plain_errors
def backup(
    file: Annotated[Path, typer.Argument(help="File to write; it must not be there yet.")],
    home: Home = None,
) -> None:
    """Save graph, tables of submissions, tokens, releases and settings into one file with checksums. The service may go
    on. A graph on a SPARQL server elsewhere is that server's to save: what was published is put back into it.
    """
    from ramp.operations.backup import back_up  # the database library, for those who need it

    saved = back_up(load_settings(home=home), file)
    graph = f"version {saved.snapshot} of the graph" if saved.snapshot else "no graph (it is kept elsewhere)"
    typer.echo(f"{file}: {graph}, {len(saved.files)} files, {saved.size:,} bytes.")
