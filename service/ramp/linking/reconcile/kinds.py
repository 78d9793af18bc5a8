"""The kinds of nodes that can be looked up by name, as reconciliation clients see them ("types")."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ramp.errors import ParameterError
from ramp.graph.namespaces import ELI, FOAF, ORG, OWL, PREFIXES, RAMP, SCHEMA, SKOS, Namespace, expand


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind: `id` and names as clients see them, the class in the graph, the wider kind. Nearest kinds stand first."""

    id: str
    en: str
    fr: str
    iri: str
    broader: str | None = None

    def name(self, language: str) -> str:
        """The name in "en" or "fr"."""
        return self.fr if language == "fr" else self.en


def _kind(space: Namespace, name: str, en: str, fr: str, broader: str | None = None, id: str | None = None) -> Kind:
    return Kind(id or name, en, fr, space[name].value, broader)


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.id: kind
        for kind in (
            _kind(RAMP, "Mechanism", "Regional mechanism", "Mécanisme régional", "Organization"),
            _kind(ORG, "OrganizationalUnit", "Unit of an organization", "Unité d’une organisation", "Organization"),
            _kind(ORG, "Organization", "Organization, body or process", "Organisation, organe ou processus"),
            _kind(RAMP, "Instrument", "Instrument", "Instrument"),
            _kind(RAMP, "Report", "Report", "Rapport"),
            _kind(RAMP, "Recommendation", "Recommendation", "Recommandation"),
            _kind(RAMP, "Measure", "Measure of a recommendation", "Mesure d’une recommandation"),
            _kind(RAMP, "Consultation", "Consultation", "Consultation", "Practice"),
            _kind(RAMP, "Practice", "Practice", "Pratique"),
            _kind(RAMP, "State", "State or territory", "État ou territoire"),
            _kind(RAMP, "Finding", "Finding of a report", "Constatation d’un rapport"),
            _kind(RAMP, "Mandate", "Mandate", "Mandat"),
            _kind(SCHEMA, "Event", "Meeting", "Réunion"),
            _kind(SCHEMA, "Place", "Place", "Lieu"),
            _kind(FOAF, "Person", "Office holder", "Titulaire de fonctions"),
            _kind(SKOS, "Concept", "Concept of a vocabulary", "Concept d’un vocabulaire"),
            _kind(ELI, "WorkSubdivision", "Article, paragraph or section", "Article, paragraphe ou section",
                  id="Provision"),
            _kind(OWL, "Thing", "Record without a name", "Notice sans nom", id="Record"),
        )
    }
)  # fmt: skip
"""By id; a node is of the first kind whose class it has, and of those above that."""

DEFAULT = ("Organization", "Instrument", "Practice", "State", "Report", "Recommendation", "Concept")
"""Kinds that clients offer first."""
_BY_CLASS = {kind.iri: kind for kind in KINDS.values()}


def kind_of(classes: Iterable[str]) -> Kind | None:
    """The nearest kind of a node with these classes, None for a node of no kind."""
    given = set(classes)
    return next((kind for kind in KINDS.values() if kind.iri in given), None)


def with_broader(id: str) -> tuple[str, ...]:
    """The kind and those above it."""
    found = [id]
    while (above := KINDS[found[-1]].broader) is not None:
        found.append(above)
    return tuple(found)


def find_kind(text: str) -> Kind:
    """The kind that a client names by its id, its class IRI or a compact name. Raises ParameterError."""
    if text in KINDS:
        return KINDS[text]
    iri = expand(text, PREFIXES)
    if iri is not None and iri.value in _BY_CLASS:
        return _BY_CLASS[iri.value]
    raise ParameterError(
        f"There is no type {text[:200]!r}",
        remedy=f"Use one of {', '.join(KINDS)}",
        extra={
            "parameter": "type",
            "detail_fr": f"Il n’y a pas de type « {text[:200]} »",
            "remedy_fr": f"Employez l’un de ceux-ci : {', '.join(KINDS)}",
        },
    )
