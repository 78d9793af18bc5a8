"""The real graph on a server of its own, with what it lacks so far: a withdrawal, a version, a day of access."""

import csv
import io
import re
from collections.abc import Callable
from html import unescape

import pytest

from ramp.graph.folders import KnowledgeFolders

from ...conftest import Serve, Server

ID = "https://w3id.org/ramp/id/"
ADDED = """
@base <https://w3id.org/ramp/id/> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix evidence-direction: <https://w3id.org/ramp/scheme/evidence-direction/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix ramp: <https://w3id.org/ramp/ontology#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix submission-status: <https://w3id.org/ramp/scheme/submission-status/> .
@prefix treaty-action: <https://w3id.org/ramp/scheme/treaty-action/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<treaty-action/palermo-protocol/sn/withdrawal> a ramp:TreatyAction ; ramp:actor <state/sn> ;
  ramp:treaty <instrument/palermo-protocol> ; ramp:actionKind treaty-action:withdrawal ;
  ramp:actionDate "2012-02"^^xsd:gYearMonth ; ramp:effectiveDate "2013"^^xsd:gYear .
<practice/sent> a ramp:Practice ; skos:prefLabel "<script>alert(1)</script>"@en ; dcterms:spatial <state/sn> ;
  ramp:outcome "<img src=x onerror=alert(1)>"@en ; prov:wasDerivedFrom <submission/s1/version/2> .
<submission/s1/version/2> a prov:Entity ; prov:wasRevisionOf <submission/s1/version/1> .
<submission/s1/version/1> a prov:Entity .
<submission/s1/step/1> a prov:Activity ; prov:used <submission/s1/version/1> ;
  prov:endedAtTime "2026-01-02T03:04:05Z"^^xsd:dateTime ; dcterms:type submission-status:returned ;
  prov:wasAssociatedWith <agent/ramp-curation> ; dcterms:description "The date is missing."@en .
<submission/s1/step/2> a prov:Activity ; prov:used <submission/s1/version/2> ;
  prov:endedAtTime "2026-02-03T03:04:05Z"^^xsd:dateTime ; dcterms:type submission-status:accepted .
<claim/sent/111> a ramp:ResponseClaim ; ramp:claimSubject <practice/sent> ;
  ramp:claimRecommendation <recommendation/111> ; adms:status submission-status:accepted, submission-status:disputed .
<practice/sent/evidence/1> a ramp:EvidenceLine ; ramp:evidenceFor <claim/sent/111> ;
  ramp:direction evidence-direction:disputes ; dcterms:source <https://example.org/read> ;
  ramp:accessedOn "2026-01-15"^^xsd:date .
<https://example.org/read> a <http://xmlns.com/foaf/0.1/Document> ; ramp:mirrorOf <https://example.org/official> .
<search/sent> a ramp:SearchRecord ; ramp:searchedClaim <claim/sent/111> ; ramp:searchedOn "2026-01-20"^^xsd:date ;
  dcterms:description "Looked for on the site."@en .
"""


@pytest.fixture(scope="session")
def pages(serve: Serve, repository: KnowledgeFolders) -> Server:
    """A server on the real graph and `ADDED`."""
    server = serve(knowledge=repository.root)
    answer = server.client.put(
        "/graphs",
        params={"graph": "https://w3id.org/ramp/graph/submission/s1/2"},
        content=ADDED.encode(),
        headers={"Content-Type": "text/turtle", **server.token()},
    )
    assert answer.status_code in (200, 201, 204), answer.text
    return server


@pytest.fixture(scope="session")
def read(pages: Server) -> Callable[..., str]:
    """The HTML of a page, which must be there."""

    def get(path: str, **parameters: str) -> str:
        answer = pages.client.get(path, params=parameters, headers={"Accept": "text/html"})
        assert answer.status_code == 200, answer.text
        return answer.text

    return get


@pytest.fixture(scope="session")
def rows(pages: Server) -> Callable[..., list[dict[str, str]]]:
    """The rows of a public question."""

    def get(name: str, **parameters: str) -> list[dict[str, str]]:
        answer = pages.client.get(f"/queries/{name}", params={"format": "csv", "limit": "10000", **parameters})
        assert answer.status_code == 200, answer.text
        return list(csv.DictReader(io.StringIO(answer.text)))

    return get


def section(page: str, heading: str) -> str:
    """What stands from the heading with this id to the next of the same rank."""
    found = re.search(rf'<h2 id="{heading}">(.*?)(?=<h2 |</main>)', page, re.DOTALL)
    assert found, f"no part {heading}"
    return found[1]


def links(text: str, lang: str = "en") -> list[str]:
    """The ends of the addresses of RAMP's nodes that a text links, in order."""
    return [unescape(address) for address in re.findall(rf'href="/{lang}/id/([^"#?]+)"', text)]
