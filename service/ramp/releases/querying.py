"""A kept release queried as a whole: its store is made when somebody asks, and a few stores are kept at a time."""

import asyncio
import secrets
import shutil
from collections import Counter, OrderedDict
from pathlib import Path

import pyoxigraph as ox

from ramp.engine import Answer, Engine, QueryRequest, worker
from ramp.errors import StoreError
from ramp.releases.shelf import Kept
from ramp.settings import Settings


class Opened:
    """The stores of kept releases below RAMP_HOME/release-stores, at most `settings.release_stores` of them."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings, self._engine = settings, engine
        self._folder = settings.home / "release-stores"
        self._stores: OrderedDict[str, Path] = OrderedDict()
        self._readers: Counter[str] = Counter()
        self._loading = asyncio.Lock()

    def clear(self) -> None:
        """Remove what an earlier run left; to be called before the first query."""
        shutil.rmtree(self._folder, ignore_errors=True)

    async def query(self, kept: Kept, request: QueryRequest) -> Answer:
        """The answer from the release, within the limits of any query. Raises as `Engine.query`."""
        self._readers[kept.id] += 1
        try:
            path = await self._store(kept)
            spool = self._engine.spool / f"answer-{secrets.token_hex(8)}"
            try:
                return await self._engine.work(
                    self._settings.deadline, _query, path, kept.id, request, spool,
                    self._settings.spool_bytes, self._settings.result_bytes,
                )  # fmt: skip
            except BaseException:
                spool.unlink(missing_ok=True)
                raise
        finally:
            self._readers[kept.id] -= 1

    async def _store(self, kept: Kept) -> Path:
        async with self._loading:
            path = self._stores.get(kept.id)
            if path is None:
                path = self._folder / kept.id
                await asyncio.to_thread(_make, kept.graph, path)
                self._stores[kept.id] = path
            self._stores.move_to_end(kept.id)
            idle = [name for name in self._stores if self._readers[name] <= 0]
            for name in idle[: max(0, len(self._stores) - self._settings.release_stores)]:
                await asyncio.to_thread(shutil.rmtree, self._stores.pop(name), True)
            return path


def _query(
    current: Path, path: Path, snapshot: str, request: QueryRequest, spool: Path, spool_bytes: int, limit: int
) -> Answer:
    """In a worker: the current version is left alone, the release answers."""
    del current
    return worker.run_query(str(path), snapshot, request, str(spool), spool_bytes, limit)


def _make(graph: Path, path: Path) -> None:
    """Load the release into a store; pyoxigraph frees the interpreter meanwhile, so this is for a thread."""
    aside = path.with_name(f".{path.name}")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        aside.parent.mkdir(parents=True, exist_ok=True)
        store = ox.Store(str(aside))
        store.bulk_load(path=str(graph), format=ox.RdfFormat.N_QUADS)
        store.flush()
        del store
        aside.replace(path)
    except (OSError, SyntaxError, ValueError) as error:
        shutil.rmtree(aside, ignore_errors=True)
        raise StoreError(
            f"The release {path.name} cannot be opened: {str(error).splitlines()[0]}",
            remedy="Make room on the disk of RAMP_HOME, or take the dump of the release",
        ) from None
