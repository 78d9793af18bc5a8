"""Saves an installation into one file while it serves: graph, tables, tokens, releases, settings.

The files of a version of the store never change, so they are linked aside; the tables are copied as they are at one
moment. A publication writes the tables, then the graph, then the tables: where the graph changed in between, all is
taken again, so that tables and graph belong together, and what was on its way is finished when it is put back.
"""

import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from ramp import __version__
from ramp.errors import BusyError, HomeError, StoreError
from ramp.operations import archive, tables
from ramp.operations.home import RECORD, refuse_newer
from ramp.releases.shelf import ID
from ramp.settings import Settings

ASIDE: Final = ".backup-"
_TRIES: Final = 20
_LEFT_OUT: Final = ("home", "knowledge")
_SECRET: Final = ("oidc_client_secret", "smtp_password", "engine_password")


def back_up(settings: Settings, target: Path) -> archive.Manifest:
    """Write a backup to the file `target`, which must not be there yet; return what is in it.

    Raises HomeError, StoreError where there is nothing to save, BusyError where the graph changes all the time.
    """
    home, url = settings.home, tables.address(settings)
    if target.exists():
        raise HomeError(f"{target} is there already", remedy="Name a new file: a backup never replaces another")
    refuse_newer(home)
    with _aside(home) as folder:
        for _ in range(_TRIES):
            shutil.rmtree(folder / archive.HOME, ignore_errors=True)
            try:
                before = _pointer(settings)
                _take(settings, folder)
                if _pointer(settings) == before:
                    break
            except FileNotFoundError:
                continue  # the version was replaced, or a release removed, while it was taken
        else:
            raise BusyError("The graph changes all the time", remedy="Try again when less is published")
        found = archive.members(folder)
        if not found:
            raise StoreError(f"There is nothing to save in {home}", remedy="Name the right folder in RAMP_HOME")
        (folder / archive.SETTINGS).write_text(settings_text(settings), "utf-8")
        manifest = archive.Manifest(
            ramp=__version__,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            tables=url.get_backend_name(),
            snapshot=json.loads(before)["snapshot"] if before else None,
            files=archive.members(folder),
        )
        archive.write(target, folder, manifest)
    return manifest


def settings_text(settings: Settings) -> str:
    """The settings that were given, as lines of an environment file; secrets are named and left out."""
    lines = []
    for name in sorted(settings.model_fields_set - set(_LEFT_OUT)):
        value, variable = getattr(settings, name), f"RAMP_{name.upper()}"
        if value is None or value == ():
            continue
        if name in _SECRET or isinstance(value, SecretStr):
            lines.append(f"# {variable} was set; a backup holds no secrets")
            continue
        if name == "database_url":
            value = tables.without_password(tables.address(settings))
        text = " ".join(value) if isinstance(value, tuple) else str(value)
        lines.append(f"{variable}={text}")
    return "".join(f"{line}\n" for line in lines)


@contextmanager
def _aside(home: Path) -> Iterator[Path]:
    """A folder beside the store, where files can be linked; what killed backups left there goes."""
    for left in abandoned(home):
        shutil.rmtree(left, ignore_errors=True)
    try:
        folder = home / f"{ASIDE}{os.getpid()}-{secrets.token_hex(4)}"
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise HomeError(
            f"The folder {home} cannot be written: {error.strerror}", remedy="Name the right folder in RAMP_HOME"
        ) from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def abandoned(home: Path) -> list[Path]:
    """Folders of backups whose process is gone."""
    found = []
    for folder in home.glob(f"{ASIDE}*-*"):
        process = folder.name.removeprefix(ASIDE).partition("-")[0]
        try:
            os.kill(int(process), 0)
        except (ProcessLookupError, ValueError, OverflowError):
            found.append(folder)
        except PermissionError:
            continue
    return found


def _pointer(settings: Settings) -> bytes | None:
    """The record of the current version; None where a server elsewhere keeps the graph, or there is none yet."""
    if settings.engine_query_url is not None:
        return None
    with suppress(FileNotFoundError):
        return (settings.home / "current.json").read_bytes()
    return None


def _take(settings: Settings, folder: Path) -> None:
    """Raises FileNotFoundError where something was removed meanwhile."""
    home, into = settings.home, folder / archive.HOME
    into.mkdir(mode=0o700)
    pointer = _pointer(settings)
    if pointer is not None:
        (into / "current.json").write_bytes(pointer)
        name = json.loads(pointer)["name"]
        _link(home / "versions" / name, into / "versions" / name)
    url = tables.address(settings)
    if url.get_backend_name() == "postgresql":
        tables.dump(url, folder / archive.DUMP)
    elif url.database:
        tables.copy_sqlite(Path(url.database), into / tables.FILE)
    for file in ("tokens.json", RECORD):
        with suppress(FileNotFoundError):
            shutil.copy(home / file, into / file)
    if (home / "releases").is_dir():
        for release in sorted(child for child in (home / "releases").iterdir() if ID.fullmatch(child.name)):
            _link(release, into / "releases" / release.name)


def _link(source: Path, target: Path) -> None:
    """All files of a folder whose files never change, as links; as copies where the disk has no links."""
    target.mkdir(parents=True, mode=0o700)
    for child in sorted(source.iterdir()):
        if child.is_dir():
            _link(child, target / child.name)
        elif child.is_file() and not child.name.startswith(("LOCK", "LOG")):
            try:
                os.link(child, target / child.name)
            except FileNotFoundError:
                raise
            except OSError:
                shutil.copy(child, target / child.name)
