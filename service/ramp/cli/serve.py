"""`ramp serve`: the command and its options; what it does is in `serving`."""

import time
from typing import Annotated

import typer

from ramp import forking
from ramp.cli.console import plain_errors
from ramp.cli.options import Home, Knowledge, settings_and_folders
from ramp.settings import load_settings


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(epilog="Example: RAMP_HOME=/var/lib/ramp ramp serve --port 8080. All settings: ramp reference.")(serve)


@plain_errors
def serve(
    host: Annotated[
        str | None,
        typer.Option("--host", help="Address to listen on (setting RAMP_HOST).", show_default=False),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", "-p", help="Port; 0 takes any free one (setting RAMP_PORT).", show_default=False),
    ] = None,
    home: Home = None,
    knowledge: Knowledge = None,
) -> None:
    """Serve the graph over HTTP: SPARQL at /sparql, the questions at /queries, a page for readers at /."""
    begun = time.monotonic()
    forking.begin()  # first, so that what workers need is imported while this process imports what it needs itself
    from ramp.cli.serving import run  # the web framework takes half a second to import, and only this needs it

    _, folders = settings_and_folders(home, knowledge)
    run(load_settings(home=home, knowledge=knowledge, host=host, port=port), folders, begun)
