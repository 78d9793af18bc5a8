"""The W3C service description tests, and that the description tells the truth."""

from typing import Any

import pytest
import rdflib
from rdflib import RDF, Namespace, URIRef

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = "http://www.w3.org/ns/formats/"
# https://www.w3.org/ns/sparql-service-description: each property, and the class that its subject belongs to
DOMAINS = {
    "endpoint": "Service", "feature": "Service", "defaultEntailmentRegime": "Service", "supportedLanguage": "Service",
    "languageExtension": "Service", "resultFormat": "Service", "inputFormat": "Service", "defaultDataset": "Service",
    "availableGraphs": "Service", "defaultGraph": "Dataset", "namedGraph": "Dataset", "name": "NamedGraph",
}  # fmt: skip


def _described(server: Any, accept: str, reader: str) -> rdflib.Graph:
    response = server.client.get("/sparql", headers={"Accept": accept})
    assert response.status_code == 200
    return rdflib.Graph().parse(data=response.content, format=reader)


@pytest.mark.parametrize(
    ("accept", "reader"),
    [("text/turtle", "turtle"), ("application/rdf+xml", "xml"), ("application/n-triples", "nt"), ("*/*", "turtle")],
)
def test_returns_rdf_with_the_endpoint(server: Any, accept: str, reader: str) -> None:
    graph = _described(server, accept, reader)
    service = graph.value(predicate=RDF.type, object=SD.Service)
    assert (service, SD.endpoint, URIRef(f"{server.url}/sparql")) in graph


def test_conforms_to_the_schema(server: Any) -> None:
    graph = _described(server, "text/turtle", "turtle")
    for subject, predicate, _ in graph:
        if str(predicate).startswith(str(SD)):
            kind = DOMAINS[str(predicate).removeprefix(str(SD))]
            assert (subject, RDF.type, SD[kind]) in graph or kind == "Dataset", predicate


def test_is_true(server: Any, serve: Any) -> None:
    graph = _described(server, "text/turtle", "turtle")
    service = URIRef(f"{server.url}/sparql")
    features = set(graph.objects(service, SD.feature))
    assert features == {SD.UnionDefaultGraph}
    assert set(graph.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query}
    media_types = {
        "SPARQL_Results_JSON": "application/sparql-results+json",
        "SPARQL_Results_XML": "application/sparql-results+xml",
        "SPARQL_Results_CSV": "text/csv", "SPARQL_Results_TSV": "text/tab-separated-values", "Turtle": "text/turtle",
        "N-Triples": "application/n-triples", "RDF_XML": "application/rdf+xml", "JSON-LD": "application/ld+json",
        "N-Quads": "application/n-quads", "TriG": "application/trig",
    }  # fmt: skip
    formats = {str(value).removeprefix(FORMATS) for value in graph.objects(service, SD.resultFormat)}
    assert formats == set(media_types)
    for name, media_type in media_types.items():
        query = "ASK {}" if "Results" in name else "CONSTRUCT WHERE { ?s ?p ?o }"
        response = server.client.get("/sparql", params={"query": query}, headers={"Accept": media_type})
        assert response.headers["content-type"].partition(";")[0] == media_type
    federating = serve(service_allow="https://example.org/sparql")
    assert (None, SD.feature, SD.BasicFederatedQuery) in _described(federating, "text/turtle", "turtle")


def test_validator_and_page(server: Any) -> None:
    first = server.client.get("/sparql")
    again = server.client.get("/sparql", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    browser = {"Accept": "text/html", "Accept-Language": "fr"}
    assert server.client.get("/sparql", headers=browser).headers["location"] == "/fr/sparql"
    assert "<textarea" in server.client.get("/fr/sparql", headers=browser).text
    assert server.client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406
