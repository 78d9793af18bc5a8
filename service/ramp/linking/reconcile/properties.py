"""The properties by which clients refine a look-up and extend their tables: an id, names, a path in the graph."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pyoxigraph import NamedNode

from ramp.errors import ParameterError
from ramp.graph.namespaces import ADMS, DCTERMS, ELI, FOAF, ORG, OWL, PROV, RAMP, SCHEMA, SKOS
from ramp.linking.reconcile.kinds import with_broader


@dataclass(frozen=True, slots=True)
class Property:
    """A property: `path` from the node to the value in SPARQL, `kinds` that have it (empty: all), `language` of texts,
    `datatype` of codes, `target` the kind of the values where they are nodes."""

    id: str
    en: str
    fr: str
    path: str
    kinds: tuple[str, ...] = ()
    language: str | None = None
    datatype: str | None = None
    target: str | None = None

    def name(self, language: str) -> str:
        """The name in "en" or "fr"."""
        return self.fr if language == "fr" else self.en


_ORG, _TEXT = ("Organization",), ("Instrument", "Report")
_LABEL, _SAME = (
    f"<{SKOS['prefLabel'].value}>",
    "|".join(f"<{term.value}>" for term in (SCHEMA["sameAs"], SKOS["exactMatch"], OWL["sameAs"], PROV["alternateOf"])),
)


def _iri(term: object) -> str:
    return f"<{getattr(term, 'value', term)}>"


_PART: Final = f"{_iri(ORG['subOrganizationOf'])}|{_iri(ORG['unitOf'])}"
PROPERTIES: Mapping[str, Property] = MappingProxyType(
    {
        item.id: item
        for item in (
            Property("name_en", "name in English", "nom en anglais", _LABEL, language="en"),
            Property("name_fr", "name in French", "nom en français", _LABEL, language="fr"),
            Property("other_name", "other name", "autre nom", _iri(SKOS["altLabel"])),
            Property("acronym", "acronym", "sigle", _iri(RAMP["acronym"]), (*_ORG, "Instrument")),
            Property("description", "description", "description", _iri(DCTERMS["description"])),
            Property("same_as", "identifier elsewhere", "identifiant ailleurs", _SAME),
            Property("homepage", "web site", "site web", _iri(FOAF["homepage"])),
            Property("subject", "subject", "sujet", _iri(DCTERMS["subject"]), target="Concept"),
            Property("iso2", "ISO 3166-1 alpha-2 code", "code ISO 3166-1 alpha-2", _iri(SKOS["notation"]), ("State",),
                     datatype=RAMP["iso3166Alpha2"].value),
            Property("iso3", "ISO 3166-1 alpha-3 code", "code ISO 3166-1 alpha-3", _iri(SKOS["notation"]), ("State",),
                     datatype=RAMP["iso3166Alpha3"].value),
            Property("m49", "M49 code", "code M49", _iri(SKOS["notation"]), ("State",), datatype=RAMP["m49"].value),
            Property("region", "region", "région", _iri(SCHEMA["containedInPlace"]), ("State", "Place")),
            Property("member_of", "member of", "membre de", f"^{_iri(ORG['member'])}/{_iri(ORG['organization'])}",
                     ("State", "Organization"), target="Organization"),
            Property("member", "member", "membre", f"^{_iri(ORG['organization'])}/{_iri(ORG['member'])}", _ORG),
            Property("classification", "kind of body", "type d’organe", _iri(ORG["classification"]), _ORG,
                     target="Concept"),
            Property("part_of", "part of", "partie de", _PART, _ORG, target="Organization"),
            Property("seat", "seat", "siège", _iri(SCHEMA["location"]), (*_ORG, "Event"), target="Place"),
            Property("founded", "founded", "création", _iri(SCHEMA["foundingDate"]), _ORG),
            Property("dissolved", "dissolved", "dissolution", _iri(SCHEMA["dissolutionDate"]), _ORG),
            Property("symbol", "symbol", "cote", f"{_iri(ELI['id_local'])}|{_iri(DCTERMS['identifier'])}", _TEXT),
            Property("adopted", "date of the text", "date du texte", _iri(ELI["date_document"]), _TEXT),
            Property("in_force", "entry into force", "entrée en vigueur", _iri(ELI["first_date_entry_in_force"]),
                     ("Instrument",)),
            Property("adopted_by", "adopted by", "adopté par", _iri(RAMP["adoptedBy"]), ("Instrument",),
                     target="Organization"),
            Property("depositary", "depositary", "dépositaire", _iri(RAMP["depositary"]), ("Instrument",),
                     target="Organization"),
            Property("binding", "legally binding", "juridiquement contraignant", _iri(RAMP["legallyBinding"]),
                     ("Instrument",)),
            Property("instrument_type", "kind of instrument", "type d’instrument", _iri(ELI["work_type"]),
                     ("Instrument",), target="Concept"),
            Property("status", "status", "statut", _iri(ADMS["status"]), ("Instrument",), target="Concept"),
            Property("mechanism", "regional mechanism", "mécanisme régional", _iri(RAMP["ofMechanism"]),
                     ("Practice", "Instrument", "Organization"), target="Mechanism"),
            Property("reported_by", "reported by", "signalée par", _iri(RAMP["reportedBy"]), ("Practice",),
                     target="Organization"),
            Property("carried_out_by", "carried out by", "menée par", _iri(RAMP["carriedOutBy"]), ("Practice",),
                     target="Organization"),
            Property("partner", "partner", "partenaire", _iri(RAMP["partner"]), ("Practice",), target="Organization"),
            Property("country", "State concerned", "État concerné",
                     f"{_iri(DCTERMS['spatial'])}|{_iri(RAMP['hostCountry'])}", ("Practice",), target="State"),
            Property("start", "start", "début", _iri(SCHEMA["startDate"]), ("Practice", "Event")),
            Property("end", "end", "fin", _iri(SCHEMA["endDate"]), ("Practice", "Event")),
            Property("practice_type", "kind of practice", "type de pratique", _iri(RAMP["practiceType"]),
                     ("Practice",), target="Concept"),
            Property("responds_to", "answers recommendation", "répond à la recommandation", _iri(RAMP["respondsTo"]),
                     ("Practice", "Instrument"), target="Recommendation"),
            Property("paragraph", "paragraph", "paragraphe", _iri(SKOS["notation"]), ("Recommendation", "Measure")),
            Property("addressee", "addressee", "destinataire", _iri(DCTERMS["audience"]), ("Recommendation",),
                     target="Concept"),
        )
    }
)  # fmt: skip
"""By id."""


def find_property(id: str) -> Property:
    """The property with this id. Raises ParameterError."""
    if id in PROPERTIES:
        return PROPERTIES[id]
    raise ParameterError(
        f"There is no property {id[:200]!r}",
        remedy=f"Use one of {', '.join(PROPERTIES)}",
        extra={
            "parameter": "properties",
            "detail_fr": f"Il n’y a pas de propriété « {id[:200]} »",
            "remedy_fr": f"Employez l’une de celles-ci : {', '.join(PROPERTIES)}",
        },
    )


def of_kind(kind: str | None) -> list[Property]:
    """The properties that nodes of a kind have, those of that kind alone first; all for None."""
    found = [
        item
        for item in PROPERTIES.values()
        if kind is None or not item.kinds or set(item.kinds) & set(with_broader(kind))
    ]
    return sorted(found, key=lambda item: not item.kinds) if kind else found


def beginning(prefix: str, language: str) -> list[Property]:
    """The properties whose id or name has a word that begins so."""
    wanted = prefix.casefold().strip()
    return [
        item
        for item in PROPERTIES.values()
        if any(_begins(text, wanted) for text in (item.id.replace("_", " "), item.id, item.name(language)))
    ]


def _begins(text: str, wanted: str) -> bool:
    told = text.casefold()
    return told.startswith(wanted) or re.search(rf"\b{re.escape(wanted)}", told) is not None


def values_query(nodes: Sequence[str], properties: Sequence[Property]) -> str:
    """A SELECT of `?node ?property ?value` for nodes given by their IRIs. Raises ValueError for what is no IRI."""
    given = " ".join(map(str, map(NamedNode, nodes)))
    parts = []
    for item in properties:
        rule = ""
        if item.language:
            rule = f' FILTER(LANG(?value) = "{item.language}")'
        elif item.datatype:
            rule = f" FILTER(DATATYPE(?value) = <{item.datatype}>)"
        parts.append(f'{{ VALUES ?node {{ {given} }} ?node {item.path} ?value BIND("{item.id}" AS ?property){rule} }}')
    return f"SELECT DISTINCT ?node ?property ?value {{ {' UNION '.join(parts)} }} ORDER BY ?node ?property ?value"
