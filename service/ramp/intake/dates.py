"""Dates as people write them, and as the graph has them: a year, a month or a day, as exact as the source."""

import re
from datetime import date

from rdflib import XSD, Literal

from ramp.intake.register import folded

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january janvier jan janv", "february fevrier feb fevr", "march mars mar", "april avril apr avr",
            "may mai", "june juin jun", "july juillet jul juil", "august aout aug",
            "september septembre sep sept", "october octobre oct", "november novembre nov", "december decembre dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_DATATYPES = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}


def literal(lexical: str) -> Literal:
    """`2010`, `2010-10` or `2010-10-05` as the literal of its precision."""
    return Literal(lexical, datatype=_DATATYPES[len(lexical)], normalize=False)


def exact(text: str) -> str | None:
    """The date that the text names beyond doubt, in the form of the graph; None if it names none or might name two."""
    text = text.strip()
    if found := _ISO.fullmatch(text):
        year, month, day = (int(part) if part else None for part in found.groups())
        return _made(year or 0, month, day) if year else None
    words = [word for word in folded(text).split() if word not in ("of", "de", "d", "the", "le")]
    words = [re.sub(r"^(\d{1,2})(?:st|nd|rd|th|er|e)$", r"\1", word) for word in words]
    if len(words) in (2, 3) and words[-1].isdigit() and len(words[-1]) == 4:
        named = [word for word in words[:-1] if word in _MONTHS]
        days = [word for word in words[:-1] if word.isdigit()]
        if len(named) == 1 and len(days) == len(words) - 2:
            return _made(int(words[-1]), _MONTHS[named[0]], int(days[0]) if days else None)
    if found := re.fullmatch(r"(\d{1,2})[/.](\d{4})", text):
        return _made(int(found[2]), int(found[1]), None)
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        if first > 12 or first == second:
            return _made(year, second, first)
        if second > 12:
            return _made(year, first, second)
    return None


def suggested(text: str) -> str | None:
    """The likeliest date, in the form of the graph: day before month where both are possible, without a time of day."""
    if (sure := exact(text)) is not None:
        return sure
    text = text.strip()
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text):
        return _made(int(found[3]), int(found[2]), int(found[1])) or found[3]
    if found := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![0-9])", text):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
        return _made(year, month, day) or (_made(year, day, month) if month > 12 else _made(year, month, None))
    if found := re.match(r"(\d{4})(?:Z|[+-]\d{2}:\d{2})$", text):
        return found[1]
    if found := re.search(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)", text):
        return found[1]
    return None


def other_reading(text: str) -> str | None:
    """The date with the month before the day, where `suggested` has read the day before the month."""
    found = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text.strip())
    if found is None or exact(text) is not None:
        return None
    return _made(int(found[3]), int(found[1]), int(found[2]))


def _made(year: int, month: int | None, day: int | None) -> str | None:
    if month is None:
        return f"{year:04}"
    try:
        whole = date(year, month, day or 1)
    except ValueError:
        return None
    return whole.isoformat() if day else f"{year:04}-{month:02}"
