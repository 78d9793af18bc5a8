"""What a page says about its node in the words of schema.org, for search engines."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pyoxigraph import Literal, NamedNode

from ramp.graph.namespaces import DATASET, DCTERMS, FOAF, ORG, RAMP, SCHEMA, SKOS
from ramp.linking.catalog import LICENCE
from ramp.linking.description import Description
from ramp.linking.naming import in_language
from ramp.web.language import Language
from ramp.web.table import followable

TYPES: Mapping[str, str] = MappingProxyType(
    {
        RAMP["Mechanism"].value: "Organization",
        ORG["Organization"].value: "Organization",
        ORG["OrganizationalUnit"].value: "Organization",
        RAMP["State"].value: "Country",
        SCHEMA["Place"].value: "Place",
        FOAF["Person"].value: "Person",
        RAMP["Instrument"].value: "Legislation",
        RAMP["Report"].value: "Report",
        RAMP["Recommendation"].value: "CreativeWork",
        RAMP["Practice"].value: "Project",
        RAMP["ResponseClaim"].value: "Claim",
        SCHEMA["Event"].value: "Event",
        FOAF["Document"].value: "WebPage",
        SKOS["Concept"].value: "DefinedTerm",
        SKOS["ConceptScheme"].value: "DefinedTermSet",
    }
)
"""The type of schema.org for a class; what has none is a Thing."""

_DESCRIPTIONS = (DCTERMS["description"].value, SKOS["definition"].value)
_SAME = SCHEMA["sameAs"].value


def described(found: Description, lang: Language, address: str) -> dict[str, Any]:
    """The node as a JSON-LD object; `address` is that of its page. A dataset is described by its own page."""
    types = [TYPES[kind] for kind in found.kinds if kind in TYPES]
    values = {group.property.value: group.terms for group in found.outgoing}
    about: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset" if found.node == DATASET else types[0] if types else "Thing",
        "@id": found.node.value,
        "name": in_language(found.name.texts, lang)[0],
        "url": address,
        "subjectOf": {
            "@type": "WebPage",
            "url": address,
            "inLanguage": lang,
            "license": LICENCE,
            "isPartOf": {"@type": "Dataset", "@id": DATASET.value, "name": "RAMP"},
        },
    }
    texts: dict[str, str] = {}
    for property in _DESCRIPTIONS:
        for term in values.get(property, ()):
            if isinstance(term, Literal):
                texts.setdefault(term.language or "", term.value)
    if texts:
        about["description"] = in_language(texts, lang)[0]
    same = [term.value for term in values.get(_SAME, ()) if isinstance(term, NamedNode) and followable(term.value)]
    if same:
        about["sameAs"] = sorted(same)
    return about
