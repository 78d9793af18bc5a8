"""Puts a backup back: checked whole before anything is replaced, and then all of it or nothing.

The files are laid out in a folder inside RAMP_HOME, compared with their checksums, and opened. Then one small file says
that they are to take the place of the old ones, and they are moved. Whoever opens the home after a restore that was
killed in the midst of moving finishes it first (`finish`).
"""

import json
import secrets
import shutil
from pathlib import Path
from typing import IO, Final

import pyoxigraph as ox

from ramp.errors import HomeError, SettingsError
from ramp.files import hold, write_whole
from ramp.operations import archive, tables
from ramp.settings import Settings

ASIDE: Final = ".restore-"
RECORD: Final = "restore.json"
_OWN: Final = (
    "current.json", "versions", "workflow.sqlite", "workflow.sqlite-wal", "workflow.sqlite-shm", "tokens.json",
    "home.json", "releases", "release-stores", "elsewhere.json", "spool", "settings.env", "derived-for",
)  # fmt: skip
"""What of a home a backup replaces; indexes are named by the version that they are of, and stay."""
_PRECIOUS: Final = ("current.json", "workflow.sqlite", "tokens.json")


def restore(settings: Settings, source: Path, *, force: bool = False) -> archive.Manifest:
    """Put the backup `source` into the home, which must be empty unless `force`, as its tables; return what was in it.

    Raises StoreError for a damaged backup, HomeError where the home is in use, holds something, or is too small,
    SettingsError where the tables of the backup and of the settings are of different kinds.
    """
    home, url = settings.home, tables.address(settings)
    with held(home):
        finish(home)
        there = [name for name in _PRECIOUS if (home / name).exists()]
        if there and not force:
            raise HomeError(
                f"The folder {home} holds an installation already ({', '.join(there)})",
                remedy="Name an empty folder in RAMP_HOME, or say --force to replace it",
            )
        if url.get_backend_name() == "postgresql" and not force and tables.holds_submissions(url):
            raise HomeError(
                f"The database {tables.without_password(url)} holds submissions or accounts already",
                remedy="Name an empty database in RAMP_DATABASE_URL, or say --force to replace what is there",
            )
        for left in home.glob(f"{ASIDE}*"):
            shutil.rmtree(left, ignore_errors=True)
        aside = home / f"{ASIDE}{secrets.token_hex(4)}"
        aside.mkdir(mode=0o700)
        try:
            manifest = archive.extract(source, aside, shutil.disk_usage(home).free)
            _fits(manifest, settings)
            _opens(source, aside / archive.HOME)
            if (aside / archive.DUMP).exists():
                tables.load(url, aside / archive.DUMP)
            _replace(home, aside)
        except BaseException:
            if not (home / RECORD).exists():
                shutil.rmtree(aside, ignore_errors=True)
            raise
    return manifest


def finish(home: Path) -> bool:
    """Move what an interrupted restore had still to move; whether there was one. For the process that holds the home.

    Raises HomeError.
    """
    record = home / RECORD
    try:
        plan = json.loads(record.read_text("utf-8"))
        aside = home / Path(plan["from"]).name
        for name in plan["remove"]:
            _remove(home / Path(name).name)
        for name in plan["put"]:
            if (aside / name).exists():
                _remove(home / Path(name).name)
                (aside / name).rename(home / Path(name).name)
        shutil.rmtree(aside, ignore_errors=True)
        record.unlink()
    except FileNotFoundError:
        return False
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HomeError(
            f"A restore into {home} was interrupted and cannot be finished: {error}",
            remedy="Make the folder writable and start again, or restore the backup into an empty folder",
        ) from None
    return True


def _replace(home: Path, aside: Path) -> None:
    inside = aside / archive.HOME
    put = [f"{archive.HOME}/{child.name}" for child in sorted(inside.iterdir())] if inside.is_dir() else []
    put += [archive.SETTINGS] if (aside / archive.SETTINGS).exists() else []
    names = {Path(name).name for name in put}
    plan = {"from": aside.name, "put": put, "remove": [name for name in _OWN if name not in names]}
    write_whole(home / RECORD, json.dumps(plan).encode())
    finish(home)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _fits(manifest: archive.Manifest, settings: Settings) -> None:
    url = tables.address(settings)
    if manifest.tables != url.get_backend_name():
        raise SettingsError(
            f"The tables of the backup are of {manifest.tables}, and those of the settings of {url.get_backend_name()}",
            remedy="Set RAMP_DATABASE_URL as it was when the backup was made: its settings.env says how",
            extra={"setting": "RAMP_DATABASE_URL"},
        )
    if url.get_backend_name() == "sqlite" and url.database != str(settings.home / tables.FILE):
        raise SettingsError(
            "RAMP_DATABASE_URL names an SQLite file outside RAMP_HOME",
            remedy="Unset it for the restore; then move workflow.sqlite there",
            extra={"setting": "RAMP_DATABASE_URL"},
        )


def _opens(source: Path, inside: Path) -> None:
    """Raises StoreError where the graph or the tables of the backup cannot be opened."""
    pointer = inside / "current.json"
    if pointer.exists():
        try:
            name = Path(json.loads(pointer.read_text("utf-8"))["name"]).name
            ox.Store.read_only(str(inside / "versions" / name))
        except (OSError, RuntimeError, ValueError, KeyError, TypeError) as error:
            raise archive.damaged(source, f"its graph cannot be opened ({str(error).splitlines()[0]})") from None
    if (inside / tables.FILE).exists() and (wrong := tables.check_sqlite(inside / tables.FILE)):
        raise archive.damaged(source, f"its tables cannot be opened ({wrong})")


def held(home: Path) -> IO[str]:
    """The home, held as a service holds it until the file that is returned is closed. Raises HomeError."""
    return hold(
        home, "lock", unwritable="Make it writable, or name another folder in RAMP_HOME",
        in_use="Stop that process first",
    )  # fmt: skip
