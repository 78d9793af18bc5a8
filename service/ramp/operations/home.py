"""Which RAMP last used a home folder, so that an older one leaves alone what it does not understand."""

import json
import re
from pathlib import Path
from typing import Final

from ramp import __version__
from ramp.errors import HomeError
from ramp.files import cannot_write, write_whole

RECORD: Final = "home.json"


def recorded(home: Path) -> str | None:
    """The version of RAMP that last used the home; None where it is new. Raises HomeError for an unreadable record."""
    file = home / RECORD
    try:
        version = json.loads(file.read_text("utf-8"))["version"]
    except (FileNotFoundError, NotADirectoryError):  # what is wrong with the folder itself is told by whoever opens it
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HomeError(
            f"{file} cannot be read ({type(error).__name__})",
            remedy="Delete it if no newer RAMP than this one has used the folder",
        ) from None
    return str(version)


def refuse_newer(home: Path) -> None:
    """Raises HomeError where a newer RAMP than this one has used the home."""
    version = recorded(home)
    if version is not None and newer(version):
        raise HomeError(
            f"The folder {home} was used by RAMP {version}, which is newer than this one ({__version__})",
            remedy=f"Install RAMP {version} or later, name another folder in RAMP_HOME, or restore a backup that was "
            "made before the upgrade: ramp restore",
        )


def record(home: Path) -> None:
    """Write down that this RAMP uses the home; for the process that holds it. Raises HomeError."""
    if recorded(home) == __version__:
        return
    try:
        write_whole(home / RECORD, json.dumps({"version": __version__}).encode())
    except OSError as error:
        raise cannot_write(home, error, "Make it writable, or name another folder in RAMP_HOME") from None


def newer(version: str) -> bool:
    """Whether a version of RAMP is later than this one; one that is no version counts as later."""
    return _key(version) > _key(__version__)


def _key(version: str) -> tuple[int, ...]:
    """`1.2.3` as (1, 2, 3, 0); a pre-release (`1.2.3rc1`, `1.2.3.dev4`) comes before its release."""
    found = re.fullmatch(r"(\d+(?:\.\d+)*)(.*)", version.strip())
    if found is None:
        return (10**9,)
    numbers = [int(part) for part in found[1].split(".")]
    early = re.match(r"\.?(?:a|b|rc|dev)\d*", found[2])
    return (*[*numbers, 0, 0, 0][:3], -1 if early else 0)
