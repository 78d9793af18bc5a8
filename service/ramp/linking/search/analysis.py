"""What a word is, and which words are the same to a reader who searches.

One analysis serves the index, the query and the marking of what was found, so that these three never disagree. A word
has three forms: as written (lower case), plain (without accents), and its stem in one language.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

LANGUAGES = ("en", "fr")
_NAMES = {"en": "english", "fr": "french"}
_WORD = re.compile(r"[^\W_]+")
_ELIDED = frozenset("cdjlmnst") | {"qu"}
_ELIDABLE = max(map(len, _ELIDED))
_APOSTROPHES = "'’"
_UNFOLDED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "ð": "d", "þ": "th"}
)
IRREGULAR: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {"women": "woman", "men": "man", "children": "child", "people": "person", "policewomen": "policewoman"},
        "fr": {"travaux": "travail", "yeux": "oeil"},
    }
)
"""Plurals that no stemmer knows, by their plain form."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it stands, as written in lower case, and without accents."""

    begin: int
    end: int
    written: str
    plain: str


def words(text: str) -> Iterator[Word]:
    """The words of a text. Elided articles of French (l’, d’, qu’) are none."""
    for found in _WORD.finditer(text):
        written, plain = _forms(found[0])
        if len(written) > _ELIDABLE or not _is_elided(written, text, *found.span()):
            yield Word(found.start(), found.end(), written, plain)


def forms(text: str) -> list[tuple[str, str]]:
    """The words of a text as written and plain, without their places: what an index is made of."""
    if any(sign in text for sign in _APOSTROPHES):
        return [(word.written, word.plain) for word in words(text)]
    return [_forms(word) for word in _WORD.findall(text)]


def _is_elided(written: str, text: str, begin: int, end: int) -> bool:
    if written in _ELIDED and text[end : end + 1] in _APOSTROPHES and end < len(text):
        return True
    return written == "s" and begin > 0 and text[begin - 1] in _APOSTROPHES


@lru_cache(maxsize=400_000)
def _forms(word: str) -> tuple[str, str]:
    return unicodedata.normalize("NFC", word.lower()), fold(word)


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Lower case, without accents: `Türkiye` is `turkiye`."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(sign))
    return bare.translate(_UNFOLDED)


@lru_cache(maxsize=400_000)
def stem(plain: str, language: str) -> str:
    """The stem of a plain word in `en` or `fr`."""
    known = IRREGULAR[language].get(plain, plain)
    return next(iter(_stemmer(language).analyze(known)), known)


@lru_cache(maxsize=20_000)
def is_small(plain: str) -> bool:
    """Whether the word carries no meaning of its own in one of the languages: the, of, le, pour."""
    return any(not _stopper(language).analyze(plain) for language in LANGUAGES)


@lru_cache(maxsize=4)
def _stemmer(language: str) -> TextAnalyzer:
    return TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer(_NAMES[language])).build()


@lru_cache(maxsize=4)
def _stopper(language: str) -> TextAnalyzer:
    return TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stopword(_NAMES[language])).build()
