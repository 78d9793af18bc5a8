"""Which nodes a search finds, and by what: classes of nodes, and properties that name, describe, date and link them."""

from collections.abc import Mapping
from types import MappingProxyType

from ramp.graph.namespaces import DCAT, DCTERMS, ELI, FOAF, ORG, OWL, PROV, RAMP, RDFS, SCHEMA, SH, SKOS

KINDS: Mapping[str, str] = MappingProxyType(
    {
        kind.value: name
        for kind, name in (
            (RAMP["Mechanism"], "mechanism"),
            (RAMP["Recommendation"], "recommendation"),
            (RAMP["Measure"], "measure"),
            (RAMP["Practice"], "practice"),
            (RAMP["Instrument"], "instrument"),
            (RAMP["Report"], "report"),
            (ELI["WorkSubdivision"], "provision"),
            (RAMP["State"], "state"),
            (RAMP["Finding"], "finding"),
            (ORG["Organization"], "organization"),
            (ORG["OrganizationalUnit"], "organization"),
            (FOAF["Person"], "person"),
            (SCHEMA["Event"], "meeting"),
            (SCHEMA["Place"], "place"),
            (SH["SPARQLExecutable"], "question"),
            (SKOS["Concept"], "concept"),
            (OWL["Class"], "term"),
            (OWL["ObjectProperty"], "term"),
            (OWL["DatatypeProperty"], "term"),
            (FOAF["Document"], "source"),
        )
    }
)
"""Class of the node and kind of the result; where a node has several classes the first one counts."""
NAMES = (SKOS["prefLabel"], RDFS["label"], DCTERMS["title"], FOAF["name"], SH["name"])
OTHER_NAMES = (SKOS["altLabel"], RAMP["acronym"], SKOS["notation"], ELI["id_local"], DCTERMS["identifier"])
TEXTS = (
    DCTERMS["description"], RAMP["outcome"], RAMP["challenge"], SKOS["definition"], RDFS["comment"], SKOS["scopeNote"],
    RAMP["relevance"], RAMP["provisionTopic"], RAMP["scope"], RAMP["partnerName"], RAMP["funder"],
    RAMP["carriedOutByOther"], RAMP["adoptingBody"], RAMP["headingGroup"], RAMP["reportReference"],
    SKOS["editorialNote"],
)  # fmt: skip
"""What the snippet is taken from, best first."""
LINKS = (
    DCTERMS["subject"], RAMP["practiceType"], RAMP["exploitation"], RAMP["beneficiary"], ELI["work_type"],
    DCTERMS["audience"], ORG["classification"], RAMP["reportedBy"], RAMP["carriedOutBy"], RAMP["partner"],
    RAMP["concerns"], DCTERMS["spatial"], RAMP["hostCountry"], RAMP["ofMechanism"], PROV["used"], RAMP["respondsTo"],
    RAMP["adoptedBy"], RAMP["depositary"], ELI["is_part_of"], DCTERMS["isPartOf"], SCHEMA["containedInPlace"],
    RAMP["series"], RAMP["nationality"], ORG["subOrganizationOf"], ORG["unitOf"], RAMP["namedParty"],
    SCHEMA["location"],
)  # fmt: skip
"""A node is also found by the names of what these lead to."""
DATES = (
    SCHEMA["startDate"], SCHEMA["endDate"], ELI["date_document"], DCTERMS["date"], SCHEMA["foundingDate"],
    SCHEMA["dissolutionDate"], DCAT["startDate"], DCAT["endDate"],
)  # fmt: skip
