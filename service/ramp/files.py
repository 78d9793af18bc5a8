"""Files that are there whole or not at all, and folders that one process at a time writes to."""

import fcntl
import os
import secrets
from pathlib import Path
from typing import IO

from ramp.errors import HomeError


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, also after a power cut. Raises OSError."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def hold(folder: Path, name: str, *, unwritable: str, in_use: str) -> IO[str]:
    """The folder, made where it is not there, for this process alone until the file that is returned is closed.

    `name`: of that file. The others are the remedies in the HomeError that is raised where the folder cannot be written
    or where another process holds it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / name).open("a", encoding="utf-8")
    except OSError as error:
        raise cannot_write(folder, error, unwritable) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise HomeError(f"The folder {folder} is in use by another RAMP process", remedy=in_use) from None
    return lock


def cannot_write(folder: Path, error: OSError, remedy: str) -> HomeError:
    """What to raise where a folder refuses what is written to it."""
    return HomeError(f"The folder {folder} cannot be written: {error.strerror}", remedy=remedy)
