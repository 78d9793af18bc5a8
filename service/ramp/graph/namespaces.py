"""The namespaces of the graph, in one place, so that no other module spells out an IRI.

`RAMP["Practice"]` is a term; `PREFIXES` is what `sh:declare`, Turtle output and the reading of compact names share.
Prefixes of the concept schemes are not listed: `scheme_prefixes` finds them, one file in `ontology/schemes/` each.
"""

from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

BASE: Final = "https://w3id.org/ramp/"


@dataclass(frozen=True, slots=True)
class Namespace:
    """A prefix and the IRI that it stands for."""

    prefix: str
    iri: str

    def __getitem__(self, name: str) -> NamedNode:
        return NamedNode(self.iri + name)


RAMP: Final = Namespace("ramp", BASE + "ontology#")
ID: Final = Namespace("rampid", BASE + "id/")
GRAPH: Final = Namespace("rampgraph", BASE + "graph/")
SCHEME: Final = Namespace("rampscheme", BASE + "scheme/")
SHAPE: Final = Namespace("rs", BASE + "shapes#")
QUERY: Final = Namespace("rampquery", BASE + "query/")

ADMS: Final = Namespace("adms", "http://www.w3.org/ns/adms#")
CITO: Final = Namespace("cito", "http://purl.org/spar/cito/")
DCAT: Final = Namespace("dcat", "http://www.w3.org/ns/dcat#")
DCTERMS: Final = Namespace("dcterms", "http://purl.org/dc/terms/")
ELI: Final = Namespace("eli", "http://data.europa.eu/eli/ontology#")
FOAF: Final = Namespace("foaf", "http://xmlns.com/foaf/0.1/")
ORG: Final = Namespace("org", "http://www.w3.org/ns/org#")
OWL: Final = Namespace("owl", "http://www.w3.org/2002/07/owl#")
PAV: Final = Namespace("pav", "http://purl.org/pav/")
PROV: Final = Namespace("prov", "http://www.w3.org/ns/prov#")
RDF: Final = Namespace("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS: Final = Namespace("rdfs", "http://www.w3.org/2000/01/rdf-schema#")
SCHEMA: Final = Namespace("schema", "https://schema.org/")
SD: Final = Namespace("sd", "http://www.w3.org/ns/sparql-service-description#")
SEMAPV: Final = Namespace("semapv", "https://w3id.org/semapv/vocab/")
SH: Final = Namespace("sh", "http://www.w3.org/ns/shacl#")
SKOS: Final = Namespace("skos", "http://www.w3.org/2004/02/skos/core#")
SPDX: Final = Namespace("spdx", "http://spdx.org/rdf/terms#")
SSSOM: Final = Namespace("sssom", "https://w3id.org/sssom/")
TIME: Final = Namespace("time", "http://www.w3.org/2006/time#")
VANN: Final = Namespace("vann", "http://purl.org/vocab/vann/")
VOID: Final = Namespace("void", "http://rdfs.org/ns/void#")
VOID_EXT: Final = Namespace("void-ext", "http://ldf.fi/void-ext#")
XSD: Final = Namespace("xsd", "http://www.w3.org/2001/XMLSchema#")

PREFIXES: Final[dict[str, str]] = {
    namespace.prefix: namespace.iri
    for namespace in (
        RAMP, ID, GRAPH, SCHEME, SHAPE, QUERY,
        ADMS, CITO, DCAT, DCTERMS, ELI, FOAF, ORG, OWL, PAV, PROV, RDF, RDFS, SCHEMA, SD, SEMAPV, SH, SKOS, SPDX,
        SSSOM, TIME, VANN, VOID, VOID_EXT, XSD,
    )
}  # fmt: skip

DATASET: Final = NamedNode(BASE + "dataset")
"""The graph as a whole, a `dcat:Dataset` and `void:Dataset`."""

DERIVED_GRAPH: Final = GRAPH["derived"]
QUESTIONS_GRAPH: Final = GRAPH["questions"]
RELEASE_GRAPH: Final = GRAPH["release"]


def scheme_prefixes(schemes: list[str]) -> dict[str, str]:
    """Prefix and namespace of each concept scheme, given the schemes' names: `theme:monitoring`."""
    return {scheme: f"{SCHEME.iri}{scheme}/" for scheme in schemes}


def expand(name: str, prefixes: dict[str, str]) -> NamedNode | None:
    """The IRI that a compact name (`ramp:Practice`) or a full IRI stands for; None where the prefix is unknown."""
    prefix, colon, local = name.partition(":")
    if not colon:
        return None
    if prefix in prefixes:
        return NamedNode(prefixes[prefix] + local)
    return NamedNode(name) if local.startswith("//") else None
