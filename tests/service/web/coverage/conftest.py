"""The real graph on a server of its own, with claims and searches added such as submissions bring."""

import pytest

from ramp.graph.folders import KnowledgeFolders

from ...conftest import Serve, Server

ADDED = "https://w3id.org/ramp/graph/submission/test/1"
_CLAIMS = {
    # name: (recommendation, degree, basis, statuses, day, directions of its evidence, other properties)
    "disputed": ("125", "partly", "self-report", ("accepted", "disputed"), "2011-03-04", ("supports", "disputes"), ""),
    "bare": ("125", "addresses", "secretariat-statement", ("accepted",), "2012-01-01", (), ""),
    "open": ("121", "addresses", "self-report", ("in-review",), "2010-10-04", ("supports",), ""),
    "doubtful": ("123", "fully", "united-nations-report", ("accepted",), "2010-12-31", ("supports",),
                 "ramp:verificationStatus verification-status:unverified ;"),
    "contrary": ("131", "contradicts", "independent-evaluation", ("accepted",), "2010-10-04", ("supports",), ""),
    "returned": ("131", "fully", "self-report", ("returned",), "2010-10-04", ("supports",), ""),
    "good": ("135", "fully", "self-report", ("accepted",), "2010-10-04", ("supports", "supports", "context"), ""),
}  # fmt: skip


def _turtle() -> str:
    text = """
@base <https://w3id.org/ramp/id/> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix claim-basis: <https://w3id.org/ramp/scheme/claim-basis/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix degree: <https://w3id.org/ramp/scheme/degree/> .
@prefix evidence-direction: <https://w3id.org/ramp/scheme/evidence-direction/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix ramp: <https://w3id.org/ramp/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix submission-status: <https://w3id.org/ramp/scheme/submission-status/> .
@prefix verification-status: <https://w3id.org/ramp/scheme/verification-status/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<practice/hostile> a ramp:Practice ; ramp:carriedOutBy <organization/igad> ; ramp:ofMechanism <organization/igad> ;
  skos:prefLabel "<script>alert(1)</script>"@en .
<search/none> a ramp:SearchRecord ;
  ramp:searchedMechanism <organization/igad> ; ramp:searchedOn "2010-06-01"^^xsd:date ;
  ramp:searchedFor <recommendation/113>, <recommendation/137> ; prov:wasAttributedTo <agent/ramp-curation> ;
  dcterms:description "Looked for on the site."@en, "Recherché sur le site."@fr .
<search/later> a ramp:SearchRecord ;
  ramp:searchedMechanism <organization/igad> ; ramp:searchedOn "2013-06-01"^^xsd:date ;
  ramp:searchedFor <recommendation/113> ; prov:wasAttributedTo <agent/ramp-curation> .
"""
    for name, (number, degree, basis, statuses, day, directions, more) in _CLAIMS.items():
        claim = f"<claim/hostile/{name}>"
        text += f"{claim} a ramp:ResponseClaim ; ramp:claimSubject <practice/hostile> ; {more} "
        text += f"ramp:claimRecommendation <recommendation/{number}> ; ramp:degree degree:{degree} ; "
        text += f"ramp:claimBasis claim-basis:{basis} ; prov:wasAttributedTo <organization/igad> ; "
        text += f'dcterms:issued "{day}"^^xsd:date ; adms:status '
        text += ", ".join(f"submission-status:{status}" for status in statuses) + " .\n"
        for place, direction in enumerate(directions):
            text += f"<practice/hostile/evidence/{name}-{place}> a ramp:EvidenceLine ; ramp:evidenceFor {claim} ; "
            text += f"ramp:direction evidence-direction:{direction} ; "
            text += f"dcterms:source <https://example.org/{name}/{place}> ; "
            text += 'ramp:accessedOn "2010-11-02"^^xsd:date .\n'
    return text


@pytest.fixture(scope="session")
def matrix(serve: Serve, repository: KnowledgeFolders) -> Server:
    """A server on the real graph and the claims above."""
    server = serve(knowledge=repository.root)
    answer = server.client.put(
        "/graphs",
        params={"graph": ADDED},
        content=_turtle().encode(),
        headers={"Content-Type": "text/turtle", **server.token()},
    )
    assert answer.status_code in (200, 201, 204), answer.text
    return server
