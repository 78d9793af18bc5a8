"""`ramp restore`: puts a backup back."""

from pathlib import Path
from typing import Annotated

import typer

from ramp.cli.console import plain_errors
from ramp.cli.options import Home
from ramp.settings import load_settings


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(epilog="Example: RAMP_HOME=/var/lib/ramp ramp restore /srv/backups/ramp.tar, then ramp serve.")(restore)


@plain_errors
def restore(
    file: Annotated[Path, typer.Argument(help="A file that ramp backup wrote.")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace the installation that is in the folder already.")
    ] = False,
    home: Home = None,
) -> None:
    """Put a backup back into the home folder, which must be empty and not in use. It is checked whole first: either all
    of it is put back, or nothing is changed.
    """
    from ramp.operations.restore import restore as put_back  # the database library, for those who need it

    settings = load_settings(home=home)
    found = put_back(settings, file, force=force)
    graph = f"version {found.snapshot} of the graph" if found.snapshot else "no graph"
    typer.echo(f"{settings.home}: {graph} of {found.created}, made by RAMP {found.ramp}, {len(found.files)} files.")
    typer.echo(f"Its settings are in {settings.home / 'settings.env'}; secrets have to be set again.", err=True)
