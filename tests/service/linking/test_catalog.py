"""VoID, DCAT and schema.org: valid, and every number counted again."""

import json
import re
from html import unescape
from pathlib import Path

import httpx
import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

DATASET = ox.NamedNode("https://w3id.org/ramp/dataset")
VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
RELEASE = ox.NamedNode("https://w3id.org/ramp/graph/release")
RULES = Path(__file__).resolve().parent / "dcat-ap.ttl"


def said(client: httpx.Client, path: str) -> rdflib.Graph:
    """A document as a graph."""
    response = client.get(path, headers={"Accept": "text/turtle"})
    assert response.status_code == 200
    return rdflib.Graph().parse(data=response.content, format="turtle")


def test_void_is_counted_again(client: httpx.Client, graph: ox.Store) -> None:
    found = said(client, "/.well-known/void")
    node = rdflib.URIRef(DATASET.value)
    counted = {
        "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
        "distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
        "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
        "classes": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }",
    }
    rest = ox.Store()
    rest.extend(quad for quad in graph if quad.graph_name != RELEASE)
    for name, query in counted.items():
        (row,) = rest.query(query, use_default_graph_as_union=True)
        assert int(found.value(node, rdflib.URIRef(VOID + name))) == int(row["n"].value), name
    practice = rdflib.URIRef("https://w3id.org/ramp/ontology#Practice")
    (part,) = [p for p in found.subjects(rdflib.URIRef(f"{VOID}class"), practice) if (node, None, p) in found]
    (row,) = rest.query(f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a <{practice}> }}", use_default_graph_as_union=True)
    assert int(found.value(part, rdflib.URIRef(f"{VOID}entities"))) == int(row["n"].value)


def test_what_void_names_answers(client: httpx.Client) -> None:
    found = said(client, "/dataset.ttl")
    node = rdflib.URIRef(DATASET.value)
    dumps = list(found.objects(node, rdflib.URIRef(f"{VOID}dataDump")))
    assert len(dumps) == 4
    whole = httpx.get(str(min(dumps)), timeout=60)
    assert whole.status_code == 200
    assert whole.headers["content-type"] == "application/ld+json"
    assert all(str(address).startswith(str(client.base_url)) for address in dumps)
    (endpoint,) = found.objects(node, rdflib.URIRef(f"{VOID}sparqlEndpoint"))
    assert httpx.get(str(endpoint), params={"query": "ASK { ?s ?p ?o }"}, timeout=60).json()["boolean"] is True
    (lookup,) = found.objects(node, rdflib.URIRef(f"{VOID}uriLookupEndpoint"))
    assert httpx.get(f"{lookup}ECOWAS", timeout=60).json()["results"]["bindings"]
    assert client.get("/.well-known/void", headers={"Accept": "text/html"}).headers["location"] == "/dataset.html"
    assert client.get("/dataset").headers["location"].endswith("/dataset.ttl")


def test_the_catalogue_keeps_the_rules_of_dcat_ap(client: httpx.Client) -> None:
    found = said(client, "/catalog")
    rules = rdflib.Graph().parse(RULES, format="turtle")
    valid, _, report = pyshacl.validate(found, shacl_graph=rules, advanced=False, inference="none")
    assert valid, report
    for kind in ("Catalog", "Dataset", "Distribution", "DataService"):
        assert (None, rdflib.RDF.type, rdflib.URIRef(DCAT + kind)) in found
    broken = rdflib.Graph()
    broken += (triple for triple in found if triple[1] != rdflib.URIRef(f"{DCAT}accessURL"))
    assert not pyshacl.validate(broken, shacl_graph=rules, advanced=False, inference="none")[0]


@pytest.mark.parametrize("path", ["/catalog", "/dataset"])
def test_all_formats_say_the_same(client: httpx.Client, path: str) -> None:
    graphs = [
        rdflib.Graph().parse(data=client.get(f"{path}.{suffix}").content, format=form)
        for suffix, form in (("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"))
    ]
    assert len({frozenset(graph) for graph in graphs}) == 1
    listed = ox.parse(client.get(f"{path}.jsonld").content, format=ox.RdfFormat.JSON_LD)
    assert len(set(listed)) == len(graphs[0])


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("path", ["", "catalog"])
def test_search_engines_read_what_the_data_is(client: httpx.Client, graph: ox.Store, lang: str, path: str) -> None:
    page = client.get(f"/{lang}/{path}")
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL)
    dataset = json.loads(unescape(block))
    assert dataset["@type"] == "Dataset"
    assert dataset["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert dataset["name"].startswith("RAMP")
    assert ("pratiques" in dataset["name"]) == (lang == "fr")
    statements = graph.query(f"SELECT ?n {{ <{DATASET.value}> <{VOID}triples> ?n }}", use_default_graph_as_union=True)
    assert dataset["size"].split()[0] == next(iter(statements))["n"].value
    assert {item["encodingFormat"] for item in dataset["distribution"]} == {
        "text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"
    }  # fmt: skip


def test_catalogue_page(client: httpx.Client, graph: ox.Store) -> None:
    for lang, word in (("en", "Licence"), ("fr", "Point d’accès SPARQL")):
        page = client.get("/catalog.html", params={"lang": lang})
        assert page.status_code == 200
        assert word in page.text
        assert "/graphs?default&amp;format=turtle" in page.text
