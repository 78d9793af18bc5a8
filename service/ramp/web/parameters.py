"""Parameters that are wrong: one that there is not, one given twice, a language or a number that is none."""

from collections.abc import Iterable, Mapping

from ramp.errors import ParameterError, in_french
from ramp.web.language import LANGUAGES


def unusable(name: str, known: Iterable[str], *, twice: bool) -> ParameterError:
    """The error for a parameter that is given twice, or else that is none of the `known` ones."""
    listed, shown = ", ".join(known), name[:80]
    said = in_french(
        f"{shown} est donné deux fois" if twice else f"{shown} : ce paramètre n’existe pas ici",
        f"Utilisez {listed}, chacun une fois au plus",
    )
    return ParameterError(
        f"{shown} is given twice" if twice else f"{shown}: there is no such parameter here",
        remedy=f"Use {listed}, each once at most",
        extra={"parameter": shown, **said},
    )


def whole_number(given: Mapping[str, str], name: str, least: int, most: int) -> int | None:
    """The number that a parameter gives, None where it is left out or empty. Raises ParameterError."""
    text = given.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= most):
        raise wrong(
            name,
            (f"{name} is a number from {least} to {most}, not {text[:60]}", "Correct it"),
            (f"{name} est un nombre de {least} à {most}, et non « {text[:60]} »", "Corrigez-le"),
        )
    return int(text)


def wrong(name: str, english: tuple[str, str], french: tuple[str, str]) -> ParameterError:
    """The error for a parameter, from what is wrong and what to do about it in both languages."""
    return ParameterError(english[0], remedy=english[1], extra={"parameter": name, **in_french(*french)})


def check_language(given: str | None) -> None:
    """Raises ParameterError for a language that the pages do not have; None: none was given."""
    if given is not None and given not in LANGUAGES:
        raise ParameterError(
            f"lang: {given[:80]!r} is unknown",
            remedy="Use en or fr",
            extra={"parameter": "lang", **in_french(f"lang : « {given[:80]} » est inconnu", "Utilisez en ou fr")},
        )
