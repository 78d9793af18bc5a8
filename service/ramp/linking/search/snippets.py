"""The part of a text that was found, with the words marked that a search meant."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ramp.linking.search.analysis import LANGUAGES, Word, fold, stem, words
from ramp.linking.search.reading import Term

Marked = tuple[tuple[str, bool], ...]
"""Pieces of text, and whether a piece was found."""
LENGTH = 240


@dataclass(slots=True)
class Sought:
    """The words that a search looks for, as they are compared."""

    stems: set[tuple[str, str]] = field(default_factory=set)
    plain: set[str] = field(default_factory=set)
    prefixes: tuple[str, ...] = ()
    known: dict[tuple[str, str], bool] = field(default_factory=dict)

    @classmethod
    def of(cls, terms: Sequence[Term]) -> "Sought":
        """What `terms` look for."""
        found = cls(prefixes=tuple(fold(term.words[0]) for term in terms if term.prefix))
        for term in terms:
            for word in map(fold, term.words):
                if term.exact:
                    found.plain.add(word)
                elif not term.prefix:
                    found.stems.update((language, stem(word, language)) for language in LANGUAGES)
        return found

    def finds(self, word: Word, language: str) -> bool:
        """Whether the word of a text in that language is one of them."""
        answer = self.known.get((word.plain, language))
        if answer is None:
            answer = self.known[word.plain, language] = self._finds(word.plain, language)
        return answer

    def _finds(self, plain: str, language: str) -> bool:
        tags = (language,) if language in LANGUAGES else LANGUAGES
        return (
            plain in self.plain
            or any((tag, stem(plain, tag)) in self.stems for tag in tags)
            or (bool(self.prefixes) and plain.startswith(self.prefixes))
        )

    @property
    def count(self) -> int:
        """How many different words are looked for."""
        return len(self.plain) + len(self.prefixes) + len({stem for _, stem in self.stems})


def mark(text: str, language: str, sought: Sought) -> Marked:
    """The whole text in pieces."""
    return _pieces(text, 0, len(text), [word for word in words(text) if sought.finds(word, language)])


def snippet(texts: Sequence[tuple[str, str]], sought: Sought, *, first: bool = False) -> tuple[Marked, str]:
    """The best part of the texts (text and language), and its language: where most different words were found; the
    first one that has them all, or any of them with `first`."""
    best: tuple[int, str, str, list[Word]] = (-1, "", "", [])
    for text, language in texts:
        found = [word for word in words(text) if sought.finds(word, language)] if sought.count else []
        score = len({word.plain for word in found})
        if score > best[0]:
            best = (score, text, language, found)
        if best[0] >= sought.count or (first and best[0] > 0):
            break
    _, text, language, found = best
    begin = max(0, found[0].begin - LENGTH // 3) if found else 0
    if len(text) <= LENGTH:
        begin = 0
    elif begin:
        begin = text.find(" ", begin) + 1
    end = min(len(text), begin + LENGTH)
    if end < len(text):
        end = max(text.rfind(" ", begin, end), begin + 1)
    pieces = _pieces(text, begin, end, [word for word in found if word.begin >= begin and word.end <= end])
    before: Marked = (("… ", False),) if begin else ()
    after: Marked = ((" …", False),) if end < len(text) else ()
    return (*before, *pieces, *after), language


def _pieces(text: str, begin: int, end: int, found: list[Word]) -> Marked:
    pieces: list[tuple[str, bool]] = []
    for word in found:
        pieces += [(text[begin : word.begin], False), (text[word.begin : word.end], True)]
        begin = word.end
    pieces.append((text[begin:end], False))
    return tuple(piece for piece in pieces if piece[0])
