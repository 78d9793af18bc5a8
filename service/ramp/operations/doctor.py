"""Looks an installation over and says what is wrong with it and how to mend it; changes nothing.

Each check is a function from the settings to findings, in the module of its subject; this one runs them all.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from ramp.errors import RampError
from ramp.settings import Settings

Level = Literal["ok", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. `error`: must be mended; `warning`: should be looked at. `remedy` is empty where it is ok."""

    check: str
    level: Level
    text: str
    remedy: str = ""


Check = Callable[[Settings], Iterator[Finding]]


def examine(settings: Settings) -> list[Finding]:
    """What all checks found. A check that RAMP itself refuses is an error with its words."""
    from ramp.operations import doctor_home, doctor_machine, doctor_settings

    checks: Final[dict[str, Check]] = {
        **doctor_home.CHECKS, **doctor_machine.CHECKS, **doctor_settings.CHECKS,
    }  # fmt: skip
    found: list[Finding] = []
    for name, check in checks.items():
        try:
            found.extend(check(settings))
        except RampError as error:
            found.append(Finding(name, "error", error.detail, error.remedy))
        except OSError as error:
            what = f"{error.filename}: " if error.filename else ""
            found.append(Finding(name, "error", f"{what}{error.strerror or error}", "Look at the rights and the disk"))
    return found
