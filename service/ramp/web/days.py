"""`?asOf=2010-10`: the day that a page is about, as exact as the reader gave it."""

import re
from datetime import date

from ramp.errors import ParameterError

_AS_OF = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def as_of(text: str | None) -> str | None:
    """The year, month or day of `asOf`, None where none is given. Raises ParameterError."""
    given = (text or "").strip()
    if not given:
        return None
    parts = _AS_OF.fullmatch(given) if given.isascii() else None
    try:
        if parts:
            date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
            return given
    except ValueError:
        pass
    raise ParameterError(
        f"asOf: {given[:80]!r} is no year, month or day",
        remedy="Write it as in 2010, 2010-10 or 2010-10-05, or leave it out",
        extra={
            "parameter": "asOf",
            "detail_fr": f"asOf : {given[:80]!r} n’est ni une année, ni un mois, ni un jour",
            "remedy_fr": "Écrivez par exemple 2010, 2010-10 ou 2010-10-05, ou omettez la date",
        },
    )


def last_day(text: str) -> str:
    """The last day of a year, month or day in the form that texts of dates compare with: `2010` as `2010-12-31`.

    A date of any precision that is not later than it began before the end of that time.
    """
    return text + {4: "-12-31", 7: "-31"}.get(len(text), "")
