"""The rules of `ontology/derivations/`, each tried on a few triples where it holds and where it does not."""

import pytest
from pyoxigraph import RdfFormat, Store

from ramp.graph.folders import KnowledgeFolders

PREFIXES = """@base <https://w3id.org/ramp/id/> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix degree: <https://w3id.org/ramp/scheme/degree/> .
@prefix evidence-direction: <https://w3id.org/ramp/scheme/evidence-direction/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix ramp: <https://w3id.org/ramp/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix submission-status: <https://w3id.org/ramp/scheme/submission-status/> .
@prefix verification-status: <https://w3id.org/ramp/scheme/verification-status/> .
"""
CLAIM = """<claim/x/1> a ramp:ResponseClaim ; ramp:claimSubject <practice/x> ;
  ramp:claimRecommendation <recommendation/111> ; ramp:degree degree:addresses . """
ACCEPTED = "<claim/x/1> adms:status submission-status:accepted . "
SUPPORT = "<e> ramp:evidenceFor <claim/x/1> ; ramp:direction evidence-direction:supports . "
TREE = (
    """<m> a ramp:Mechanism . <body> org:subOrganizationOf <m> . <unit> org:unitOf <body> . <n> a ramp:Mechanism . """
)


def derive(folders: KnowledgeFolders, rule: str, turtle: str) -> set[str]:
    """What the rule derives, as `subject object` without the part of the IRIs that all share."""
    store = Store()
    store.load(PREFIXES + turtle, format=RdfFormat.TURTLE)
    query = (folders.derivations / f"{rule}.rq").read_text(encoding="utf-8")
    base = "https://w3id.org/ramp/id/"
    found = store.query(query, use_default_graph_as_union=True)
    return {f"{triple.subject.value} {triple.object.value}".replace(base, "") for triple in found}


def test_every_rule_says_what_it_does(folders: KnowledgeFolders) -> None:
    assert folders.derivation_files()
    for file in folders.derivation_files():
        assert file.read_text(encoding="utf-8").startswith("# "), file.name


def test_an_accepted_and_evidenced_claim_is_an_answer(folders: KnowledgeFolders) -> None:
    assert derive(folders, "responds-to", CLAIM + ACCEPTED + SUPPORT) == {"practice/x recommendation/111"}


@pytest.mark.parametrize(
    "turtle",
    [
        CLAIM + ACCEPTED,
        CLAIM + SUPPORT + "<claim/x/1> adms:status submission-status:in-review .",
        CLAIM + ACCEPTED + SUPPORT + "<claim/x/1> adms:status submission-status:withdrawn .",
        CLAIM + ACCEPTED + SUPPORT + "<claim/x/1> ramp:verificationStatus verification-status:unverified .",
        CLAIM + ACCEPTED + SUPPORT.replace("supports", "disputes"),
        CLAIM.replace("degree:addresses", "degree:contradicts") + ACCEPTED + SUPPORT,
    ],
    ids=["no-evidence", "in-review", "withdrawn", "unverified", "disputing-evidence", "contradicts"],
)
def test_any_other_claim_is_none(folders: KnowledgeFolders, turtle: str) -> None:
    assert derive(folders, "responds-to", turtle) == set()


def test_bodies_and_units_are_of_their_mechanism_and_it_of_itself(folders: KnowledgeFolders) -> None:
    assert derive(folders, "of-mechanism", TREE) == {"m m", "body m", "unit m", "n n"}


@pytest.mark.parametrize(
    ("turtle", "mechanisms"),
    [
        ("<i> a ramp:Instrument ; ramp:adoptedBy <unit>, <n> .", {"m", "n"}),
        ("<i> a ramp:Practice ; ramp:carriedOutBy <unit> ; ramp:reportedBy <n> .", {"m"}),
        ("<i> a ramp:Practice ; ramp:reportedBy <n> .", {"n"}),
        ("<i> a ramp:Practice ; ramp:carriedOutBy <elsewhere> ; ramp:reportedBy <body> .", {"m"}),
        ("<i> a ramp:Practice ; ramp:carriedOutBy <elsewhere> .", set()),
    ],
    ids=["adopted", "carried-out", "reported", "carried-out-elsewhere", "none"],
)
def test_a_practice_or_instrument_is_of_the_mechanisms_behind_it(
    folders: KnowledgeFolders, turtle: str, mechanisms: set[str]
) -> None:
    found = derive(folders, "of-mechanism", TREE + turtle)
    assert {line.removeprefix("i ") for line in found if line.startswith("i ")} == mechanisms


def test_binding_instruments_are_legal_resources(folders: KnowledgeFolders) -> None:
    turtle = "<i> a ramp:Instrument ; ramp:legallyBinding true . <j> a ramp:Instrument ; ramp:legallyBinding false ."
    assert derive(folders, "legal-resource", turtle) == {"i http://data.europa.eu/eli/ontology#LegalResource"}


def test_a_concept_is_defined_by_its_scheme(folders: KnowledgeFolders) -> None:
    assert derive(folders, "defined-by", "<c> a skos:Concept ; skos:inScheme <s> .") == {"c s"}
