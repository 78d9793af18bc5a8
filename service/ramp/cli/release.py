"""`ramp release`: makes a release of the graph as it stands in RAMP_HOME, while no service runs there."""

import asyncio
import logging
from typing import TYPE_CHECKING

import typer

from ramp.cli.console import plain_errors
from ramp.cli.graph import ready_release
from ramp.cli.options import Home, Knowledge, settings_and_folders
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.release import Release
from ramp.settings import Settings

if TYPE_CHECKING:
    from ramp.releases.shelf import Kept


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        epilog="Example: ramp release. While the service runs, ask it: curl -X POST -H 'Authorization: Bearer TOKEN' "
        "http://localhost:8000/releases"
    )(release)


@plain_errors
def release(home: Home = None, knowledge: Knowledge = None) -> None:
    """Make a release of the graph with everything accepted since the last one, for /releases and the feeds."""
    settings, folders = settings_and_folders(home, knowledge)
    kept, made = asyncio.run(_release(settings, folders, ready_release(settings, folders)))
    said = "made" if made else "there already"
    typer.echo(f"Release {kept.id} {said}: {kept.triples:,} statements, {kept.folder}")


async def _release(settings: Settings, folders: KnowledgeFolders, bundled: Release) -> "tuple[Kept, bool]":
    from ramp.engine import EmbeddedEngine, ReleaseFile  # here, so that no other command waits for them
    from ramp.releases.cutting import Cutter

    engine = await EmbeddedEngine.open(settings, ReleaseFile(bundled.id, bundled.path))
    try:
        cutter = Cutter(settings, engine, folders, logging.getLogger("ramp"))
        cutter.shelf.tidy()
        made = await cutter.cut()
        kept = made or cutter.shelf.latest
        assert kept is not None
        return kept, made is not None
    finally:
        await engine.close()
