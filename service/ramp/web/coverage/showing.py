"""Puts names into the reader's language, with the mark of a text that is there in another language alone."""

from collections.abc import Iterable, Mapping, Sequence
from unicodedata import combining, normalize

from ramp.linking.description import Name
from ramp.web.coverage.facts import Facts, Mechanism, Recommendation, Section, Texts
from ramp.web.language import Language
from ramp.web.node_page import View


def view(lang: Language, base: str, texts: Mapping[str, Texts]) -> View:
    """Shows nodes under these labels."""
    return View({iri: Name(given) for iri, given in texts.items()}, lang, base)


def view_of(facts: Facts, lang: Language, base: str, more: Mapping[str, Texts] | None = None) -> View:
    """Shows mechanisms, recommendations, sections and concepts, and what `more` names."""
    return view(
        lang,
        base,
        {
            **facts.words,
            **{one.iri: one.texts for one in facts.mechanisms.values()},
            **{one.iri: one.texts for one in facts.recommendations.values()},
            **{one.iri: one.texts for one in facts.sections},
            **(more or {}),
        },
    )


def text(texts: Texts, lang: Language) -> str:
    """The text in the reader's language, else in the other, else any."""
    return next((texts[code] for code in (lang, "en", "fr", "") if code in texts), next(iter(texts.values()), ""))


def short(mechanism: Mechanism, lang: Language) -> str:
    """The acronym, else the name without what stands in parentheses."""
    return text(mechanism.short, lang) or text(mechanism.texts, lang).partition(" (")[0]


def by_name(mechanisms: Iterable[Mechanism], lang: Language) -> list[Mechanism]:
    """Mechanisms in the order of the reader's alphabet."""
    return sorted(mechanisms, key=lambda one: (_plain(text(one.texts, lang)), one.name))


def ordered(facts: Facts, lang: Language) -> list[str]:
    """The names of all mechanisms in that order."""
    return [one.name for one in by_name(facts.mechanisms.values(), lang)]


def _plain(name: str) -> str:
    """A name as it is sorted: without accents and case."""
    return "".join(letter for letter in normalize("NFD", name) if not combining(letter)).casefold()


def heading(section: Section, lang: Language) -> str:
    """The section with its letter as the report prints it: `(a) Institutional frameworks`, `a) Cadres ...`."""
    letter = section.number.lstrip("(") if lang == "fr" else section.number
    return f"{letter} {text(section.texts, lang)}".strip()


def numbered(recommendation: Recommendation, lang: Language) -> str:
    """The recommendation with its number."""
    return f"{recommendation.number}. {text(recommendation.texts, lang)}"


def options(concepts: Mapping[str, Texts], names: Sequence[str], lang: Language) -> list[tuple[str, str]]:
    """Values and texts of a choice, by text."""
    return sorted(
        ((name, text(concepts[name], lang)) for name in names if name in concepts), key=lambda pair: _plain(pair[1])
    )
