"""`ramp publish`: puts the release of the knowledge folders into the SPARQL server that the settings name."""

import typer

from ramp.cli.console import plain_errors, progress_bar
from ramp.cli.graph import ready_release
from ramp.cli.options import Home, Knowledge, settings_and_folders


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        epilog="Example: RAMP_ENGINE_QUERY_URL=http://localhost:3030/ramp/query "
        "RAMP_ENGINE_UPDATE_URL=http://localhost:3030/ramp/update "
        "RAMP_ENGINE_GRAPHS_URL=http://localhost:3030/ramp/data ramp publish."
    )(publish)


@plain_errors
def publish(home: Home = None, knowledge: Knowledge = None) -> None:
    """Put the release into the SPARQL server of RAMP_ENGINE_QUERY_URL; services that answer from it follow by
    themselves, and what was published besides stays.
    """
    from ramp.engine.protocol import ReleaseFile  # half a second of imports, for those who use it
    from ramp.engine.publishing import publish as put

    settings, folders = settings_and_folders(home, knowledge)
    release = ready_release(settings, folders)
    with progress_bar() as progress:
        done = put(settings, ReleaseFile(release.id, release.path), progress)
    typer.echo(
        f"The server holds version {done.snapshot}: {done.written} graphs written, {done.removed} removed, "
        f"{done.kept} left as they were."
    )
