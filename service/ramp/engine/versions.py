"""The versions of the graph on disk: immutable folders, and one small file that says which of them is current.

    RAMP_HOME/
      lock            held by the one process that may write
      current.json    the current version: the only thing that changes, and it changes by renaming
      versions/NAME/  one Oxigraph store each; files that two versions share are hard links
      spool/          large answers and incoming data on their way; emptied at every start

A version that is not named by `current.json` is a leftover of an interrupted write and is removed at the next start.
"""

import json
import secrets
import shutil
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ramp.engine import retired
from ramp.engine.protocol import ReleaseFile
from ramp.errors import HomeError, StoreError
from ramp.files import cannot_write, hold, write_whole

_KNOWN_FORMAT = 1
_WRITABLE = "Make it writable, or name another folder in RAMP_HOME"
_TRIES, _TRY_SECONDS = 50, 0.02


@dataclass(frozen=True, slots=True)
class Version:
    """The current version. `snapshot` is its public id: the release's, with a suffix once it was written to."""

    name: str
    release: str
    snapshot: str
    graphs: tuple[str, ...] = field(default=())
    writes: int = 0
    salt: str = ""
    format: int = _KNOWN_FORMAT


class Versions:
    """The folder RAMP_HOME, held by one process from `__init__` to `close`.

    Raises HomeError where the folder cannot be written or another process holds it.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.folder, self.spool, self._pointer = home / "versions", home / "spool", home / "current.json"
        self._lock = hold(
            home, "lock", unwritable=_WRITABLE,
            in_use="Stop that process, or name another folder in RAMP_HOME",
        )  # fmt: skip
        try:
            for folder in (self.folder, self.spool):
                folder.mkdir(exist_ok=True)
        except OSError as error:
            self._lock.close()
            raise cannot_write(home, error, _WRITABLE) from None
        try:
            self.current = self._read()
        except BaseException:
            self._lock.close()
            raise
        self._remove_leftovers()

    def close(self) -> None:
        """Give the folder back."""
        self._lock.close()

    @property
    def modified(self) -> datetime:
        """When the current version was committed, to the second."""
        return datetime.fromtimestamp(int(self._pointer.stat().st_mtime), UTC)

    def path(self, version: Version) -> Path:
        """The store of `version`."""
        return self.folder / version.name

    def install(self, release: ReleaseFile) -> Version:
        """Make `release` current unless it is; graphs that were written besides the earlier release's are kept.

        The store is built aside and put in place by renaming one file, so it is never half written.
        """
        earlier = self.current
        if earlier is not None and earlier.release == release.id:
            return earlier
        name = f"{release.id}-{secrets.token_hex(4)}"
        target = self.folder / name
        try:
            store = ox.Store(str(target))
            store.bulk_load(path=str(release.path), format=ox.RdfFormat.N_QUADS)
            graphs = tuple(sorted(graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)))
            kept = self._keep(earlier, {*graphs, *(earlier.graphs if earlier else ())}, store)
            store.optimize()
            store.flush()
        except (OSError, RuntimeError, SyntaxError, ValueError) as error:
            shutil.rmtree(target, ignore_errors=True)
            raise StoreError(
                f"The release {release.id} cannot be loaded into {self.folder}: {str(error).splitlines()[0]}",
                remedy="Make room on the disk or name another folder in RAMP_HOME, and start again",
            ) from None
        del store
        salt = secrets.token_hex(2) if kept else ""
        return self._commit(
            Version(
                name=name,
                release=release.id,
                snapshot=f"{release.id}.{salt}0" if kept else release.id,
                graphs=graphs,
                salt=salt,
            )
        )

    def _keep(self, earlier: Version | None, bundled: set[str], store: ox.Store) -> bool:
        """Copy the graphs that curators wrote beside the release into the new store; whether there was any."""
        if earlier is None:
            return False
        source = ox.Store.read_only(str(self.path(earlier)))
        own = [graph for graph in source.named_graphs() if graph.value not in bundled]
        for graph in own:
            store.bulk_extend(source.quads_for_pattern(None, None, None, graph))
        return bool(retired.remember(source, earlier.graphs, store) or own)

    def next_target(self) -> Path:
        """A fresh folder name for the store of the next version."""
        return self.folder / f"write-{secrets.token_hex(6)}"

    def commit_write(self, target: Path) -> Version:
        """Make the store at `target` current: the outcome of a write on the version that was."""
        earlier = self.require()
        salt, writes = earlier.salt or secrets.token_hex(2), earlier.writes + 1
        return self._commit(
            Version(
                name=target.name,
                release=earlier.release,
                snapshot=f"{earlier.release}.{salt}{writes}",
                graphs=earlier.graphs,
                writes=writes,
                salt=salt,
            )
        )

    def require(self) -> Version:
        """The current version. Raises StoreError where no release was installed."""
        if self.current is None:
            raise StoreError(f"There is no store in {self.home} yet", remedy="Install a release first: ramp serve")
        return self.current

    def remove(self, version: Version) -> None:
        """Remove the store of a version that nobody reads any more."""
        if self.current is None or version.name != self.current.name:
            shutil.rmtree(self.path(version), ignore_errors=True)

    def _commit(self, version: Version) -> Version:
        write_whole(self._pointer, json.dumps(asdict(version), indent=1).encode())
        self.current = version
        return version

    def _read(self) -> Version | None:
        try:
            record: dict[str, Any] = json.loads(self._pointer.read_text("utf-8"))
            version = Version(**{**record, "graphs": tuple(record["graphs"])})
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise _damaged(self._pointer, f"it cannot be read ({type(error).__name__})", self.home) from None
        if isinstance(version.format, int) and version.format > _KNOWN_FORMAT:
            raise HomeError(
                f"The store in {self.home} was written by a newer RAMP (format {version.format})",
                remedy="Install that RAMP, or restore a backup that was made before the upgrade: ramp restore",
            )
        if version.format != _KNOWN_FORMAT:
            raise _damaged(self._pointer, f"its format is {version.format}, not {_KNOWN_FORMAT}", self.home)
        if not (self.path(version) / "CURRENT").is_file():
            raise _damaged(self.path(version), "files of it are missing", self.home)
        return version

    def _remove_leftovers(self) -> None:
        for folder in self.folder.iterdir():
            if self.current is None or folder.name != self.current.name:
                shutil.rmtree(folder, ignore_errors=True)
        for left in self.spool.iterdir():
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
                continue
            with suppress(OSError):
                left.unlink()


def discard(folder: Path) -> None:
    """Remove the store of a write that failed, also while the process that wrote it is still dying."""
    for _ in range(_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(_TRY_SECONDS)


def _damaged(path: Path, reason: str, home: Path) -> StoreError:
    return StoreError(
        f"The store is damaged: {path}: {reason}",
        remedy=f"Move {home} away and start again: RAMP builds the store anew from the release",
    )
