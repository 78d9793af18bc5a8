"""A text as the index holds it: its words in all forms, found out once, however many nodes it is found by."""

from collections.abc import Iterable
from dataclasses import dataclass

from tantivy import Document

from ramp.linking.search import fields
from ramp.linking.search.analysis import LANGUAGES, forms, stem

Text = tuple[str, str]
"""Text and language, the language empty where the graph gives none."""
_GAP = " | "
"""Between texts in one field: no word, so that no phrase is found across two of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """A text (`shown`) and its words: plain, as written, and their stems in each language that it may be read in."""

    shown: Text
    words: tuple[str, ...]
    plain: str
    written: str
    stems: dict[str, str]

    @classmethod
    def of(cls, shown: Text) -> "Said":
        """The analysis of one text."""
        text, language = shown
        found = forms(text)
        words = tuple(plain for _, plain in found)
        tags = (language,) if language in LANGUAGES else LANGUAGES
        return cls(
            shown,
            words,
            " ".join(words),
            " ".join([written for written, _ in found]),
            {tag: " ".join([stem(word, tag) for word in words]) for tag in tags},
        )


def add(document: Document, names: Iterable[Said], texts: Iterable[Said]) -> None:
    """Put names and other texts into the fields of a document."""
    names, texts = list(names), list(texts)
    for name in names:
        document.add_text(fields.WHOLE, name.plain)
    for field, several in ((fields.NAME, names), (fields.TEXT, texts)):
        for tag in LANGUAGES:
            if stems := _GAP.join([said.stems[tag] for said in several if tag in said.stems]):
                document.add_text(f"{field}_{tag}", stems)
    every = names + texts
    document.add_text(fields.PLAIN, _GAP.join([said.plain for said in every]))
    document.add_text(fields.WRITTEN, _GAP.join([said.written for said in every]))
