"""What a spelling may stand for: a node of the index, and a candidate with the reasons for it."""

from dataclasses import dataclass, field

from ramp.linking.reconcile.kinds import KINDS


@dataclass(frozen=True, slots=True)
class Entity:
    """A node of the index: its IRI below the base, its kind, its labels, what else describes it."""

    key: str
    kind: str
    en: str
    fr: str | None
    more: str
    gone: bool

    def name(self, language: str) -> str:
        """The label in "en" or "fr", the other where it is missing."""
        return (self.fr or self.en) if language == "fr" else self.en

    def description(self, language: str) -> str:
        """What tells it from its namesakes: its kind, its acronyms and symbols, its name in the other language."""
        other = self.en if language == "fr" else self.fr
        parts = [KINDS[self.kind].name(language), self.more, other if other != self.name(language) else ""]
        return " · ".join(part for part in parts if part)


@dataclass(slots=True)
class Candidate:
    """A node that a spelling may stand for; `match` where it is sure enough to be taken without a look."""

    entity: Entity
    score: float
    features: dict[str, float] = field(default_factory=dict)
    name: str = ""
    match: bool = False
