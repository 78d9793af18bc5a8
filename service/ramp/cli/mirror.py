"""`ramp mirror`: a local copy of another RAMP's graph that follows its change feed."""

from pathlib import Path
from typing import Annotated

import typer

from ramp.cli.console import plain_errors, progress_bar


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(epilog="Example: ramp mirror https://ramp.example.org ramp-copy; then again, to stay in step.")(mirror)


@plain_errors
def mirror(
    url: Annotated[
        str, typer.Argument(metavar="URL", help="Address of the service, or of its feed.", show_default=False)
    ],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the copy.", show_default=False)],
) -> None:
    """Bring a local copy up to the newest release of a service. Interrupted, it goes on where it was."""
    from ramp.releases.mirroring import mirror as follow  # half of what it imports only this command needs

    with progress_bar() as progress:
        state, changed = follow(url, folder, progress)
    word = "Copied" if changed else "Up to date:"
    typer.echo(f"{word} release {state.release}, checksum {state.checksum}: {folder / 'graph.nq'}")
