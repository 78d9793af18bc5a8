"""Candidates for the same practice: titles alike in either language, the same actors, the same dates."""

from dataclasses import dataclass

from rapidfuzz import fuzz, process

from ramp.intake.finding import Text
from ramp.intake.register import KnownPractice, Register, folded

SURE, LIKELY = 90, 62
"""Likeness of titles (0 to 100) that is enough alone, and with the same actor and year."""
MOST = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A practice of the graph that may be the one submitted; `score` 0 to 100."""

    practice: KnownPractice
    score: int
    why: Text


class Duplicates:
    """The titles of the known practices, made ready for comparison once."""

    def __init__(self, register: Register) -> None:
        self._practices = register.practices
        self._titles = [
            (number, _sorted(title)) for number, known in enumerate(self._practices) for title in known.titles.values()
        ]
        self._texts = [title for _, title in self._titles]

    def of(self, iri: str, titles: list[str], actors: set[str], start: str) -> list[Candidate]:
        """The best candidates, best first; never the practice itself."""
        best: dict[int, float] = {}
        for title in titles:
            for _, score, index in process.extract(
                _sorted(title), self._texts, scorer=fuzz.ratio, score_cutoff=LIKELY, limit=8
            ):
                number = self._titles[index][0]
                best[number] = max(best.get(number, 0.0), score)
        found = [self._judge(self._practices[number], score, actors, start) for number, score in best.items()]
        wanted = [candidate for candidate in found if candidate is not None and candidate.practice.iri != iri]
        return sorted(wanted, key=lambda candidate: (-candidate.score, candidate.practice.iri))[:MOST]

    @staticmethod
    def _judge(known: KnownPractice, score: float, actors: set[str], start: str) -> Candidate | None:
        shared = bool(actors & known.actors)
        year = bool(start and known.start and start[:4] == known.start[:4])
        total = min(100, round(score + 10 * shared + 10 * year))
        apart = bool(start and known.start and not year)
        if (score < SURE and not (shared and year)) or (apart and score < 98 and not shared):
            return None
        en, fr = ["the titles are alike"], ["les titres se ressemblent"]
        if shared:
            en.append("an actor is the same")
            fr.append("un acteur est le même")
        if year:
            en.append("the year is the same")
            fr.append("l'année est la même")
        return Candidate(known, total, Text(", ".join(en), ", ".join(fr)))


def _sorted(title: str) -> str:
    """The words in order of the alphabet: what is the same in another order is the same."""
    return " ".join(sorted(folded(title).split()))
