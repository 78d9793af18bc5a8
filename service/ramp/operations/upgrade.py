"""Brings a home to what the installed package knows; `ramp serve` begins with it and `ramp upgrade` is nothing else.

In this order, each whole or not at all, so that an upgrade that was killed is finished by the next start:

    1. refuse a home that a newer RAMP has used; finish a restore that was interrupted
    2. build the release of the installed knowledge folders
    3. put it in place of the earlier one; what curators published besides stays, identifiers that are gone are kept
    4. migrate the tables, finish publications, and put back published records that the store lacks
    5. write down which RAMP uses the home now
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from ramp.engine import EmbeddedEngine, Engine, ReleaseFile
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.release import Release
from ramp.operations import home, restore
from ramp.settings import Settings
from ramp.workflow.database import Database
from ramp.workflow.publishing import Publisher


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What was done. `before`: the version of RAMP that used the home last, None for a new one; `release`: the id of
    the release that the graph is of now; `finished`: publications that were finished or put back."""

    before: str | None
    release: str
    finished: int


def ready(settings: Settings) -> None:
    """Step 1. Raises HomeError."""
    home.refuse_newer(settings.home)
    if (settings.home / restore.RECORD).exists():
        with restore.held(settings.home):
            restore.finish(settings.home)
        home.refuse_newer(settings.home)


@asynccontextmanager
async def opened(settings: Settings, release: Release) -> AsyncIterator[Engine]:
    """Steps 3 and 5: the engine with the release in it, closed at the end. The tables are opened by who needs them.

    Raises HomeError or StoreError; EngineGoneError where the settings name a server that cannot be reached.
    """
    engine = await _engine(settings, ReleaseFile(release.id, release.path))
    try:
        home.record(settings.home)
        yield engine
    finally:
        await engine.close()


async def upgrade(settings: Settings, folders: KnowledgeFolders, release: Release) -> Upgrade:
    """Steps 3 to 5, and close everything. Raises as `opened`, SettingsError, and ConflictError."""
    before = home.recorded(settings.home)
    async with opened(settings, release) as engine:
        database = Database.open(settings)
        try:
            finished = await Publisher(database, engine, folders).resume()
        finally:
            database.close()
        return Upgrade(before, engine.release, finished)


async def _engine(settings: Settings, release: ReleaseFile) -> Engine:
    if settings.engine_query_url is None:
        return await EmbeddedEngine.open(settings, release)
    from ramp.engine.remote import RemoteEngine  # half a second of imports, for those who use it

    return await RemoteEngine.open(settings, release)
