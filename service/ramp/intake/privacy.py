"""Searches texts for data about persons, in English and French. It tells which kind was found, never the text itself.

A screen, not a judge: a hit asks a curator to look. Victims' identities must never be published, so it rather asks too
often.
"""

import re
from collections.abc import Iterator

from phonenumbers import Leniency, PhoneNumberMatcher

from ramp.intake.finding import Text

_VICTIM = (
    r"(?:victims?|survivors?|girls?|boys?|child(?:ren)?|wom[ae]n|minors?|victimes?|survivante?s?|filles?|fillettes?|"
    r"garçons?|enfants?|femmes?|mineure?s?|rescapée?s?)"
)
_ONE = r"victim|survivor|girl|boy|minor|victime|survivante?|fillette|garçon|mineure?|rescapée?"
_WORD = r"[A-ZÀ-ÖØ-Þ](?:['’][A-ZÀ-ÖØ-Þ])?[a-zà-öø-ÿ]+(?:[-'’][A-ZÀ-ÖØ-Þa-zà-öø-ÿ]+)*"
_PARTICLE = r"(?:d[aeiou]s?|del|della|van|von|bin|ben|al|el|la|le)"
_NAME = rf"(?<![\w'’-])(?-i:{_WORD}(?:\s+(?:{_PARTICLE}\s+)*(?:[A-ZÀ-ÖØ-Þ]\.|{_WORD})){{1,3}})"
_MONTH = (
    r"(?:jan(?:uary|vier)|feb(?:ruary)?|février|mar(?:ch|s)|apr(?:il)?|avril|ma[yi]|june?|juin|july?|juillet|aug(?:ust)?|"
    r"août|sept(?:ember|embre)?|oct(?:ober|obre)?|nov(?:ember|embre)?|dec(?:ember)?|décembre)"
)
_AGE = (
    r"(?:aged?\s+(?:of\s+)?\d{1,2}\b|\d{1,2}[- ]years?[- ]old|âgée?s?\s+de\s+\d{1,2}\b|\(\s*\d{1,2}\s+ans\s*\)|"
    r"de\s+\d{1,2}\s+ans\b)"
)

_PATTERNS: tuple[tuple[str, re.Pattern[str], Text], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE), Text(en, fr))
    for name, pattern, en, fr in (
        ("e-mail", r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}",
         "an e-mail address", "une adresse électronique"),
        ("identity-number",
         r"(?:passports?|passeport|identity\s+(?:card|document)|national\s+id|id\s+(?:card|no\.?|number)|"
         r"carte\s+d['’]identité|pièce\s+d['’]identité|travel\s+document|titre\s+de\s+(?:séjour|voyage)|social\s+security)"
         r"[^;\n]{0,24}?\b(?=[A-Z0-9-]{0,14}\d{3})[A-Z]{0,3}-?[0-9][0-9A-Z-]{4,14}\b",
         "the number of an identity document", "le numéro d'une pièce d'identité"),
        ("birth-date",
         rf"(?:\bborn\b|birth\s*date|date\s+of\s+birth|\bd\.?o\.?b\.?\b|\bnée?\b|date\s+de\s+naissance|naissance)"
         rf"\W{{0,4}}(?:on|the|le|:)?\W{{0,4}}(?:\d{{1,2}}\W{{1,3}}\d{{1,2}}\W{{1,3}}\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}|"
         rf"\d{{1,2}}(?:st|nd|rd|th|er)?\s+{_MONTH}\.?\s+\d{{4}}|{_MONTH}\.?\s+\d{{1,2}},?\s+\d{{4}})",
         "a date of birth", "une date de naissance"),
        ("victim-name",
         rf"\b{_VICTIM}\b,?\s+(?:(?:was|is|were|est|était)\s+)?(?:named|called|name(?:\s+is)?|nommée?s?|appelée?s?|"
         rf"prénommée?s?|dénommée?s?|du\s+nom\s+de)\s*,?\s*(?-i:{_WORD})",
         "the name of a victim", "le nom d'une victime"),
        ("victim-name", rf"\b(?:{_ONE})\b,?\s+{_NAME}", "the name of a victim", "le nom d'une victime"),
        ("name-and-age",
         rf"{_NAME}\s*,?\s*\(?\s*(?:an?\s+|une?\s+)?(?:{_AGE}|\d{{1,2}}\s*(?:years|ans)\b|\d{{1,2}}\s*[,)])",
         "the name and age of a person", "le nom et l'âge d'une personne"),
        ("victim-and-age", rf"\b(?:a|an|one|the|une?|la|le|cette|cet)\s+{_VICTIM}\b[^.;]{{0,30}}\b{_AGE}",
         "the age of a single victim", "l'âge d'une victime"),
        ("victim-and-age", rf"\b(?:{_ONE})\b[^.;]{{0,30}}\b{_AGE}",
         "the age of a single victim", "l'âge d'une victime"),
        ("victim-and-age", rf"\b(?:an?|the|one)\s+{_AGE}\s+{_VICTIM}\b",
         "the age of a single victim", "l'âge d'une victime"),
        ("telephone", r"(?:\btel\.?|telephone|phone|mobile|whatsapp|téléphone|tél\.?|portable)\W{0,6}(?:no\.?\W{0,2})?"
         r"\+?\d[\d\s().-]{5,18}\d", "a telephone number", "un numéro de téléphone"),
    )
)  # fmt: skip
_MAYBE_PHONE = re.compile(r"(?:\+|\b00)\d[\d\s().-]{6,}")
_PHONE = Text("a telephone number", "un numéro de téléphone")


def screen(text: str) -> Iterator[tuple[str, Text]]:
    """The kinds of personal data that the text may hold: slug and words, each once."""
    seen: set[str] = set()
    for name, pattern, words in _PATTERNS:
        if name not in seen and pattern.search(text):
            seen.add(name)
            yield name, words
    if "telephone" not in seen and _MAYBE_PHONE.search(text):
        plus = re.sub(r"\b00(?=\d)", "+", text)
        if any(True for _ in PhoneNumberMatcher(plus, None, leniency=Leniency.POSSIBLE)):
            yield "telephone", _PHONE


def masked(text: str) -> str:
    """The text, or dots in its place where it may hold personal data."""
    return "…" if next(screen(text), None) else text
