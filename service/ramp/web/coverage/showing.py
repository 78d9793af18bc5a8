"""Puts names into the reader's language, with the mark of a text that is there in another language alone."""

from collections.abc import Mapping, Sequence

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


def heading(section: Section, lang: Language) -> str:
    """The section with its letter as the report prints it: `(a) Institutional frameworks`, `a) Cadres ...`."""
    letter = section.number.lstrip("(") if lang == "fr" else section.number
    return f"{letter} {text(section.texts, lang)}".strip()


def numbered(recommendation: Recommendation, lang: Language) -> str:
    """The recommendation with its number."""
    return f"{recommendation.number}. {text(recommendation.texts, lang)}"


def options(concepts: Mapping[str, Texts], names: Sequence[str], lang: Language) -> list[tuple[str, str]]:
    """Values and texts of a choice, by text."""
    return sorted(((name, text(concepts[name], lang)) for name in names if name in concepts), key=lambda pair: pair[1])
