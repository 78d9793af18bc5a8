"""Opens the graph for a command that needs no service: the release, built if need be, in memory and read-only."""

from pathlib import Path

from pyoxigraph import RdfFormat, Store

from ramp.cli.console import progress_bar
from ramp.errors import StoreError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.release import Release, build_release
from ramp.settings import Settings


def release_folder(settings: Settings) -> Path:
    """Where built releases are kept."""
    return settings.home / "releases"


def ready_release(settings: Settings, folders: KnowledgeFolders) -> Release:
    """The release of the knowledge folders as they are now, with a bar while it is built."""
    with progress_bar() as progress:
        return build_release(folders, release_folder(settings), progress)


def open_release(release: Release) -> Store:
    """The release in memory. It takes about a third of a second, and no service is disturbed by it."""
    store = Store()
    try:
        store.bulk_load(path=str(release.path), format=RdfFormat.N_QUADS)
    except (OSError, SyntaxError) as error:
        raise StoreError(
            f"{release.path} cannot be read: {error}", remedy="Delete that file; the next run builds it again"
        ) from None
    return store
