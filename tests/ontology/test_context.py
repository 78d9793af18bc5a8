"""`ontology/context.jsonld`: plain JSON records become the triples of the model, by two independent parsers."""

import json
import re
from typing import Any

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse
from rdflib import Graph

from ramp.graph.folders import KnowledgeFolders

BASE = "https://w3id.org/ramp/"
PREFIXES = f"""@base <{BASE}id/> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix ramp: <{BASE}ontology#> .
@prefix s: <{BASE}scheme/> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

PRACTICE = (
    {
        "id": "rampid:practice/example",
        "type": "Practice",
        "title": {"en": "Example", "fr": "Exemple"},
        "titleTranslatedIn": "fr",
        "practiceType": ["monitoring", "network"],
        "carriedOutBy": "ecowas",
        "partner": ["https://w3id.org/ramp/id/organization/unodc"],
        "country": ["sn", "id"],
        "startMonth": "2006-07",
        "end": "2007-01-02",
        "uses": "palermo-protocol",
        "beneficiary": "women",
        "exploitation": "other",
        "theme": "partnership",
        "namedOnly": False,
        "source": "https://example.org/page",
        "participations": [{"id": "rampid:practice/example/participation/unodc", "participationStatus": "partner"}],
        "claims": [
            {
                "id": "rampid:claim/example/111",
                "type": "ResponseClaim",
                "recommendation": "111",
                "measure": "111/measure/1",
                "degree": "addresses",
                "basis": "self-report",
                "claimant": "organization/ecowas",
                "claimStatus": "in-review",
                "issued": "2026-01-01",
                "evidence": {
                    "id": "rampid:practice/example/evidence/1",
                    "type": "EvidenceLine",
                    "direction": "supports",
                    "evidenceKind": "report",
                    "accessedOn": "2026-01-01",
                    "source": "https://example.org/report",
                },
            }
        ],
    },
    """
<practice/example> a ramp:Practice ; skos:prefLabel "Example"@en, "Exemple"@fr ;
  ramp:titleTranslatedIn "fr"^^xsd:language ; ramp:practiceType <../scheme/practice-type/monitoring>,
  <../scheme/practice-type/network> ; ramp:carriedOutBy <organization/ecowas> ; ramp:partner <organization/unodc> ;
  dcterms:spatial <state/sn>, <state/id> ; schema:startDate "2006-07"^^xsd:gYearMonth ;
  schema:endDate "2007-01-02"^^xsd:date ; prov:used <instrument/palermo-protocol> ;
  ramp:beneficiary <../scheme/beneficiary/women> ; ramp:exploitation <../scheme/exploitation/other> ;
  dcterms:subject <../scheme/theme/partnership> ; ramp:namedOnly false ; dcterms:source <https://example.org/page> .
<practice/example/participation/unodc> ramp:participationIn <practice/example> ;
  ramp:participationStatus <../scheme/participation-status/partner> .
<claim/example/111> a ramp:ResponseClaim ; ramp:claimSubject <practice/example> ;
  ramp:claimRecommendation <recommendation/111> ; ramp:claimMeasure <recommendation/111/measure/1> ;
  ramp:degree <../scheme/degree/addresses> ; ramp:claimBasis <../scheme/claim-basis/self-report> ;
  prov:wasAttributedTo <organization/ecowas> ; adms:status <../scheme/submission-status/in-review> ;
  dcterms:issued "2026-01-01"^^xsd:date .
<practice/example/evidence/1> a ramp:EvidenceLine ; ramp:evidenceFor <claim/example/111> ;
  ramp:direction <../scheme/evidence-direction/supports> ; ramp:evidenceKind <../scheme/evidence-kind/report> ;
  ramp:accessedOn "2026-01-01"^^xsd:date ; dcterms:source <https://example.org/report> .
""",
)

INSTRUMENT = (
    {
        "id": "rampid:instrument/example",
        "type": "Instrument",
        "title": {"en": "Example", "fr": "Exemple"},
        "instrumentType": ["treaty", "recommendation"],
        "legallyBinding": True,
        "adoptedYear": "2001",
        "adoptedAt": "dakar",
        "adoptedBy": "ecowas",
        "inForce": "2002-03-04",
        "topic": "protection",
        "derivesFrom": ["palermo-protocol"],
        "symbol": "A/RES/55/25",
        "relevance": {"en": "Because."},
        "validity": {"startYear": "2002", "endYear": "2005"},
        "treatyActions": {"type": "TreatyAction", "actingState": "id", "actionKind": "ratification"},
    },
    """
<instrument/example> a ramp:Instrument ; skos:prefLabel "Example"@en, "Exemple"@fr ;
  eli:work_type <../scheme/instrument-type/treaty>, <../scheme/instrument-type/recommendation> ;
  ramp:legallyBinding true ; eli:date_document "2001"^^xsd:gYear ; schema:locationCreated <place/dakar> ;
  ramp:adoptedBy <organization/ecowas> ; eli:first_date_entry_in_force "2002-03-04"^^xsd:date ;
  dcterms:subject <../scheme/topic/protection> ; ramp:derivesFrom <instrument/palermo-protocol> ;
  eli:id_local "A/RES/55/25" ; ramp:relevance "Because."@en ;
  dcterms:temporal [ dcat:startDate "2002"^^xsd:gYear ; dcat:endDate "2005"^^xsd:gYear ] .
[] a ramp:TreatyAction ; ramp:treaty <instrument/example> ; ramp:actor <state/id> ;
  ramp:actionKind <../scheme/treaty-action/ratification> .
""",
)

ORGANIZATION = (
    {
        "id": "rampid:organization/example",
        "type": ["Organization", "Mechanism"],
        "title": {"en": "Example", "fr": "Exemple"},
        "acronym": {"en": "EX"},
        "organizationType": "regional-organization",
        "location": "abuja",
        "foundedYear": "1975",
        "partOf": "united-nations",
        "homepage": "https://example.org/",
        "memberships": [{"type": "Membership", "memberState": "id", "role": "member"}],
    },
    """
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<organization/example> a org:Organization, ramp:Mechanism ; skos:prefLabel "Example"@en, "Exemple"@fr ;
  ramp:acronym "EX"@en ; org:classification <../scheme/organization-type/regional-organization> ;
  schema:location <place/abuja> ; schema:foundingDate "1975"^^xsd:gYear ;
  org:subOrganizationOf <organization/united-nations> ; foaf:homepage <https://example.org/> .
[] a org:Membership ; org:organization <organization/example> ; org:member <state/id> ;
  org:role <../scheme/membership-role/member> .
""",
)


@pytest.fixture(scope="session")
def context(folders: KnowledgeFolders) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folders.ontology / "context.jsonld").read_text(encoding="utf-8"))
    assert set(document) == {"@context"}
    terms: dict[str, Any] = document["@context"]
    return terms


def canonical(text: str, form: RdfFormat) -> set[str]:
    dataset = Dataset(parse(text, format=form))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


@pytest.mark.parametrize(
    ("record", "turtle"), [PRACTICE, INSTRUMENT, ORGANIZATION], ids=["practice", "instrument", "organization"]
)
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # RDFLib's own reader uses it
def test_a_record_becomes_the_triples_of_the_model(
    context: dict[str, Any], record: dict[str, Any], turtle: str
) -> None:
    document = json.dumps({"@context": context, **record})
    expected = canonical(PREFIXES + turtle, RdfFormat.TURTLE)
    assert canonical(document, RdfFormat.JSON_LD) == expected
    by_rdflib = Graph().parse(data=document, format="json-ld").serialize(format="nt")
    assert canonical(by_rdflib, RdfFormat.N_TRIPLES) == expected


def expand(name: str, context: dict[str, Any]) -> str:
    prefix, colon, local = name.partition(":")
    return context[prefix] + local if colon and isinstance(context.get(prefix), str) else name


def test_the_context_names_only_terms_that_exist(context: dict[str, Any], ontology: Graph) -> None:
    defined = {str(subject) for subject in ontology.subjects()}
    own = BASE + "ontology#"
    definitions = [value for value in context.values() if isinstance(value, dict)]
    named = [value for value in context.values() if isinstance(value, str)]
    named += [definition.get("@id", definition.get("@reverse")) for definition in definitions]
    expanded = {expand(name, context) for name in named}
    assert {name for name in expanded if name.startswith(own) and name != own} - defined == set()


def test_the_context_needs_no_other_document(context: dict[str, Any]) -> None:
    assert "@import" not in json.dumps(context)
    contexts = [
        definition["@context"]
        for definition in context.values()
        if isinstance(definition, dict) and "@context" in definition
    ]
    assert all(isinstance(inner, dict) for inner in [context, *contexts])


def test_keys_are_camel_case(context: dict[str, Any]) -> None:
    prefixes = {key for key, value in context.items() if isinstance(value, str) and value.endswith(("/", "#"))}
    keys = set(context) - prefixes - {"@version"}
    assert {key for key in keys if not re.fullmatch(r"[a-zA-Z]+", key)} == set()


def test_a_slug_that_is_also_a_key_still_names_its_node(context: dict[str, Any], folders: KnowledgeFolders) -> None:
    """`"country": "id"` must be Indonesia, not the key `id`: the context of such a key says so itself."""
    files = sorted(folders.data.rglob("*.ttl")) + sorted((folders.ontology / "schemes").glob("*.ttl"))
    nodes = {
        getattr(triple.subject, "value", "") for file in files for triple in parse(path=file, format=RdfFormat.TURTLE)
    }
    checked = 0
    for key, definition in context.items():
        if not isinstance(definition, dict) or definition.get("@type") != "@vocab":
            continue
        scope = definition["@context"]
        assert key not in scope, f"{key} would lose its own meaning"
        for other in set(context) & {node.removeprefix(scope["@vocab"]) for node in nodes}:
            assert scope.get(other) == scope["@vocab"] + other, f"{key}: {other}"
            checked += 1
    assert checked
