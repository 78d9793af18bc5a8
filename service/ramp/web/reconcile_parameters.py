"""Reads the parameters of the addresses under `/reconcile`, and refuses what breaks their rules."""

from collections.abc import Mapping
from typing import Final

from ramp.errors import ParameterError
from ramp.sparql.protocol import parse_pairs

_SUGGESTED: Final = 10
_SUGGESTED_MOST: Final = 50


def pairs(data: bytes) -> dict[str, str]:
    """The parameters, each once; those that nobody knows are passed over, as clients send some of their own.

    Raises ParameterError.
    """
    found: dict[str, str] = {}
    for name, value in parse_pairs(data):
        if name in found and name in ("queries", "extend", "id", "prefix"):
            raise ParameterError(
                f"{name} is given twice",
                remedy="Give it once",
                extra={
                    "parameter": name,
                    "detail_fr": f"{name} est donné deux fois",
                    "remedy_fr": "Donnez-le une seule fois",
                },
            )
        found[name] = value
    return found


def cursor(given: Mapping[str, str]) -> int:
    """How many of the suggestions to pass over. Raises ParameterError."""
    return number(given, "cursor", 0, 0, 10_000)


def limit(given: Mapping[str, str]) -> int:
    """How many suggestions to give. Raises ParameterError."""
    return min(number(given, "limit", _SUGGESTED, 1, 1_000_000), _SUGGESTED_MOST)


def number(given: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    """The whole number `name` from `least` to `most`, `default` where it is left out. Raises ParameterError."""
    text = given.get(name, "")
    if not text:
        return default
    if text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= most:
        return int(text)
    raise ParameterError(
        f"{name}: {text[:80]!r} is not a whole number from {least} to {most}",
        remedy="Leave it out",
        extra={
            "parameter": name,
            "detail_fr": f"{name} : « {text[:80]} » n’est pas un nombre entier de {least} à {most}",
            "remedy_fr": "Omettez-le",
        },
    )
