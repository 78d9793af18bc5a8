"""`ramp upgrade`: brings the home folder to what the installed package knows, as `ramp serve` does when it starts."""

import asyncio

import typer

from ramp import __version__
from ramp.cli.console import plain_errors
from ramp.cli.options import Home, Knowledge, settings_and_folders


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(epilog="Example: ramp backup before.tar && pip install --upgrade ramp-graph && ramp upgrade.")(upgrade)


@plain_errors
def upgrade(home: Home = None, knowledge: Knowledge = None) -> None:
    """Replace the bundled graphs by those of the installed package and migrate the tables. Published records stay, and
    no identifier is used again. The service must be stopped; ramp serve does the same when it starts.
    """
    from ramp.cli.graph import ready_release
    from ramp.operations import upgrade as operation

    settings, folders = settings_and_folders(home, knowledge)
    operation.ready(settings)
    done = asyncio.run(operation.upgrade(settings, folders, ready_release(settings, folders)))
    before = f"RAMP {done.before}" if done.before else "no RAMP"
    typer.echo(
        f"{settings.home}: from {before} to RAMP {__version__}, release {done.release}"
        + (f", {done.finished} publications finished." if done.finished else ".")
    )
