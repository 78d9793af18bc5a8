"""The part of SSSOM that RAMP's mapping tables use: which columns there are, what each means in RDF, which values fit.

Names and RDF terms follow the SSSOM schema, version 1.0 (https://w3id.org/sssom/schema/), section "Slots". The tables
are few and hand-written, so every column that is not listed here is refused rather than dropped.
"""

from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from ramp.graph.namespaces import DCTERMS, OWL, PAV, PROV, RDFS, SSSOM


@dataclass(frozen=True, slots=True)
class Slot:
    """One SSSOM column or header key: its RDF property, its values' kind, and whether `|` separates several values.

    `kind` is "reference" (compact name or IRI), "text", "date" (xsd:date) or "number" (xsd:double from 0 to 1).
    """

    property: NamedNode
    kind: str = "text"
    several: bool = False


_REFERENCES: Final = {
    "subject_id": OWL["annotatedSource"],
    "predicate_id": OWL["annotatedProperty"],
    "object_id": OWL["annotatedTarget"],
    "mapping_justification": SSSOM["mapping_justification"],
    "subject_source": SSSOM["subject_source"],
    "object_source": SSSOM["object_source"],
    "mapping_provider": SSSOM["mapping_provider"],
    "mapping_source": SSSOM["mapping_source"],
    "license": DCTERMS["license"],
}
_SEVERAL_REFERENCES: Final = {
    "author_id": PAV["authoredBy"],
    "creator_id": DCTERMS["creator"],
    "reviewer_id": SSSOM["reviewer_id"],
    "see_also": RDFS["seeAlso"],
    "mapping_set_source": PROV["wasDerivedFrom"],
}
_TEXTS: Final = {
    "subject_label": SSSOM["subject_label"],
    "predicate_label": SSSOM["predicate_label"],
    "predicate_modifier": SSSOM["predicate_modifier"],
    "object_label": SSSOM["object_label"],
    "author_label": SSSOM["author_label"],
    "creator_label": SSSOM["creator_label"],
    "reviewer_label": SSSOM["reviewer_label"],
    "subject_source_version": SSSOM["subject_source_version"],
    "object_source_version": SSSOM["object_source_version"],
    "mapping_cardinality": SSSOM["mapping_cardinality"],
    "mapping_tool": SSSOM["mapping_tool"],
    "comment": RDFS["comment"],
    "other": SSSOM["other"],
    "mapping_set_title": DCTERMS["title"],
    "mapping_set_description": DCTERMS["description"],
    "mapping_set_version": OWL["versionInfo"],
}
_SLOTS: Final[dict[str, Slot]] = {
    **{name: Slot(term, "reference") for name, term in _REFERENCES.items()},
    **{name: Slot(term, "reference", several=True) for name, term in _SEVERAL_REFERENCES.items()},
    **{name: Slot(term) for name, term in _TEXTS.items()},
    "mapping_date": Slot(PAV["authoredOn"], "date"),
    "publication_date": Slot(DCTERMS["created"], "date"),
    "confidence": Slot(SSSOM["confidence"], "number"),
}

REQUIRED_COLUMNS: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification")
REQUIRED_KEYS: Final = ("mapping_set_id", "license", "curie_map")

_SET_ONLY: Final = {"mapping_set_title", "mapping_set_description", "mapping_set_version", "mapping_set_source"}
_BOTH: Final = {
    "license", "subject_source", "object_source", "subject_source_version", "object_source_version", "mapping_provider",
    "creator_id", "creator_label", "mapping_date", "publication_date", "mapping_tool", "see_also", "comment", "other",
}  # fmt: skip

COLUMNS: Final[dict[str, Slot]] = {name: slot for name, slot in _SLOTS.items() if name not in _SET_ONLY}
"""What a column of a table may be."""

SET_KEYS: Final[dict[str, Slot]] = {name: slot for name, slot in _SLOTS.items() if name in _SET_ONLY | _BOTH}
"""What the comment block before the table may say of the whole table, besides `mapping_set_id` and `curie_map`."""

JUSTIFICATIONS: Final = frozenset(
    f"semapv:{name}"
    for name in (
        "BackgroundKnowledgeBasedMatching", "CompositeMatching", "InstanceBasedMatching", "LexicalMatching",
        "LexicalSimilarityThresholdMatching", "LogicalReasoning", "ManualMappingCuration", "MappingChaining",
        "MappingInversion", "MappingReview", "SemanticSimilarityThresholdMatching", "StructuralMatching",
        "UnspecifiedMatching",
    )
)  # fmt: skip
"""The values that SSSOM allows for `mapping_justification`."""

NEGATION: Final = "Not"
"""The one value of `predicate_modifier`: the mapping is said not to hold, so no direct triple is made."""
