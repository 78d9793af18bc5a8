"""The templates of one language: its words, its numbers and days, and links that stay within it."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from ramp.web.coverage.writing import Writer
from ramp.web.language import LANGUAGES, Language, other, prefixed, words
from ramp.web.values import shown


def environments() -> Mapping[Language, Environment]:
    """One environment for each language. In its templates `t` is the words, `href(path)` a link within the language,
    `|number` and `|day` write numbers and dates as its readers do, `|shown` a `Value` as HTML, `|evidence` and
    `|claim_summary` what `coverage.claims` found."""
    return MappingProxyType({lang: _environment(lang) for lang in LANGUAGES})


_LOCALES: Mapping[Language, str] = MappingProxyType({"en": "en_GB", "fr": "fr"})
"""The customs of writing numbers and days: those of the documents of the United Nations."""


def _environment(lang: Language) -> Environment:
    made = Environment(
        loader=ChoiceLoader([PackageLoader("ramp.web"), PackageLoader("ramp.intake.render")]),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,  # a service has the templates that it came with
        trim_blocks=True,
        lstrip_blocks=True,
    )
    t = words(lang)
    claims = Writer(lang, t, lambda text: day(text, lang))
    made.globals.update(lang=lang, other_lang=other(lang), t=t, href=lambda address: prefixed(lang, address))
    made.filters.update(
        number=lambda value: number(value, lang),
        day=lambda value: day(value, lang),
        shown=lambda item: shown(item, t, lambda text: day(text, lang)),
        evidence=claims.evidence,
        claim_summary=claims.summary,
    )
    return made


def number(value: object, lang: Language) -> str:
    """A number as it is written in the language; what is no number as it is."""
    return _number(str(value), lang)


@lru_cache(maxsize=10_000)
def _number(text: str, lang: Language) -> str:
    try:
        return format_decimal(text, locale=_LOCALES[lang])
    except ArithmeticError:
        return text


def day(value: object, lang: Language) -> str:
    """A year, a month or a day (`xsd:gYear`, `xsd:gYearMonth`, `xsd:date`) in words, no more exact than it came;
    what is none as it is."""
    return _day(value.isoformat()[:10] if isinstance(value, date) else str(value), lang)


@lru_cache(maxsize=10_000)
def _day(text: str, lang: Language) -> str:
    try:
        match text.split("-"):
            case [year, month]:
                return format_skeleton("yMMMM", date(int(year), int(month), 1), locale=_LOCALES[lang])
            case [year, month, rest]:
                shown = format_date(date(int(year), int(month), int(rest[:2])), "long", locale=_LOCALES[lang])
                return shown.replace("1 ", "1er ", 1) if lang == "fr" and shown.startswith("1 ") else shown
            case _:
                return text
    except ValueError:
        return text
