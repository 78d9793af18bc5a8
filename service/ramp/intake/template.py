"""The empty forms: a workbook, a table, and filled examples in Turtle and JSON-LD, all made from the same columns."""

import csv
import io
import json
from typing import Any, Literal

import pyoxigraph as ox

from ramp.graph.namespaces import PREFIXES, SCHEME
from ramp.intake.fields import Field, fields
from ramp.intake.knowledge import CONTEXT_IRI, Knowledge
from ramp.intake.workbook import write

TemplateForm = Literal["xlsx", "csv", "ttl", "jsonld"]
MEDIA_TYPES: dict[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
}
EXAMPLE_IRI = "https://example.org/practices/1"
"""The submitter's own identifier in the examples: to be replaced."""


def make(form: TemplateForm, knowledge: Knowledge, lang: str) -> bytes:
    """The form as a file; `lang` is that of the lists of the workbook."""
    columns = fields(knowledge)
    if form == "xlsx":
        return write(columns, knowledge.register, lang)
    if form == "csv":
        out = io.StringIO()
        table = csv.writer(out, lineterminator="\r\n")
        table.writerow([field.heading for field in columns])
        return b"\xef\xbb\xbf" + out.getvalue().encode()
    record = example(columns)
    if form == "jsonld":
        return (json.dumps({"@context": CONTEXT_IRI, **record}, ensure_ascii=False, indent=2) + "\n").encode()
    whole = json.dumps({"@context": knowledge.context, **record})
    triples = list(ox.parse(whole, format=ox.RdfFormat.JSON_LD))
    schemes = {"practice-type", "degree", "claim-basis", "evidence-kind", "evidence-direction", "exploitation",
               "beneficiary"}  # fmt: skip
    names = ("ramp", "skos", "dcterms", "schema", "prov", "xsd")
    prefixes = {name: PREFIXES[name] for name in names} | {name: f"{SCHEME.iri}{name}/" for name in schemes}
    head = "# An example to be replaced: your own identifiers and facts. Check it with: ramp validate FILE\n"
    body = ox.serialize((ox.Triple(*quad.triple) for quad in triples), format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    return head.encode() + (body or b"")


def example(columns: list[Field]) -> dict[str, Any]:
    """The filled example as a JSON record."""
    record: dict[str, Any] = {"id": EXAMPLE_IRI, "type": "Practice"}
    claim: dict[str, Any] = {"type": "ResponseClaim"}
    evidence: dict[str, Any] = {"type": "EvidenceLine", "direction": "supports"}
    targets = {"practice": record, "claims": claim, "evidence": evidence}
    recommendations: list[str] = []
    for field in columns:
        if not field.example:
            continue
        if field.key == "recommendation":
            recommendations = list(field.example)
            continue
        target = targets[field.on]
        if field.kind == "text":
            target.setdefault(field.key, {})[field.lang or "en"] = field.example[0]
        elif field.kind == "date":
            suffix = {4: "Year", 7: "Month", 10: ""}[len(field.example[0])]
            target[field.key + suffix] = field.example[0]
        else:
            target[field.key] = list(field.example) if field.many else field.example[0]
    claim["claimant"] = "https://w3id.org/ramp/id/organization/" + record["reportedBy"][0]
    claims = [{"id": f"{EXAMPLE_IRI}/claim/{number}", **claim, "recommendation": number} for number in recommendations]
    claims[0]["evidence"] = [{**evidence, "evidenceFor": [other["id"] for other in claims[1:]]}]
    record["claims"] = claims
    return record
