"""Programs that people use against SPARQL endpoints, used against this one."""

import functools
import http.server
import json
import os
import shutil
import subprocess
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import SPARQLWrapper

MECHANISMS = """PREFIX ramp: <https://w3id.org/ramp/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?m ?l { ?m a ramp:Mechanism ; skos:prefLabel ?l FILTER(LANG(?l) = "fr") } ORDER BY ?l"""
EVERYTHING = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c }"
COMUNICA = Path(__file__).parent / "node_modules/@comunica/query-sparql/bin/query.js"


@pytest.fixture
def wrapper(server: Any) -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield SPARQLWrapper.SPARQLWrapper(f"{server.url}/sparql")


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("direct", [False, True])
def test_sparqlwrapper_select(wrapper: Any, method: str, direct: bool) -> None:
    wrapper.setMethod(method)
    wrapper.setRequestMethod(SPARQLWrapper.POSTDIRECTLY if direct and method == "POST" else SPARQLWrapper.URLENCODED)
    wrapper.setQuery(MECHANISMS)
    for form in (SPARQLWrapper.JSON, SPARQLWrapper.XML, SPARQLWrapper.CSV, SPARQLWrapper.TSV):
        wrapper.setReturnFormat(form)
        response = wrapper.query()
        text = response.response.read().decode()
        response.response.close()
        assert "Nord" in text, form
        assert "Sud" in text
    wrapper.setReturnFormat(SPARQLWrapper.JSON)
    rows = wrapper.queryAndConvert()["results"]["bindings"]
    assert [row["l"]["value"] for row in rows] == ["Nord", "Sud"]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_sparqlwrapper_ask_construct_and_errors(wrapper: Any) -> None:
    wrapper.setReturnFormat(SPARQLWrapper.JSON)
    wrapper.setQuery("ASK { ?s a <https://w3id.org/ramp/ontology#Mechanism> }")
    assert wrapper.queryAndConvert()["boolean"] is True
    wrapper.setQuery(EVERYTHING)
    for form in (SPARQLWrapper.TURTLE, SPARQLWrapper.RDFXML, SPARQLWrapper.JSONLD):
        wrapper.setReturnFormat(form)
        response = wrapper.query()
        text = response.response.read().decode()
        response.response.close()
        reader = {SPARQLWrapper.TURTLE: "turtle", SPARQLWrapper.RDFXML: "xml", SPARQLWrapper.JSONLD: "json-ld"}[form]
        assert len(rdflib.Graph().parse(data=text, format=reader)) > 20
    wrapper.setReturnFormat(SPARQLWrapper.JSON)
    wrapper.setQuery("SELECT nonsense")
    with pytest.raises(SPARQLWrapper.SPARQLExceptions.QueryBadFormed, match="SPARQL"):
        wrapper.query()


def test_rdflib_sparqlstore(server: Any) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{server.url}/sparql"))
    assert [str(row.l) for row in graph.query(MECHANISMS)] == ["Nord", "Sud"]
    mechanism = rdflib.URIRef("https://w3id.org/ramp/ontology#Mechanism")
    assert len(list(graph.subjects(rdflib.RDF.type, mechanism))) == 2
    assert (rdflib.URIRef("https://w3id.org/ramp/id/organization/north"), rdflib.RDF.type, mechanism) in graph


def test_rdflib_sparqlupdatestore(serve: Any) -> None:
    server = serve()
    store = SPARQLUpdateStore(
        f"{server.url}/sparql", f"{server.url}/sparql/update", headers=server.token(), autocommit=True
    )
    dataset = rdflib.Dataset(store)
    graph = dataset.graph(rdflib.URIRef("http://test/rdflib"))
    graph.add((rdflib.URIRef("http://a"), rdflib.URIRef("http://b"), rdflib.Literal("é", lang="fr")))
    assert server.select("SELECT ?o { GRAPH <http://test/rdflib> { ?s ?p ?o } }") == [{"o": "é"}]
    store.close()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl(server: Any) -> None:
    def curl(*arguments: str) -> str:
        return subprocess.run(
            ["curl", "-sS", *arguments], capture_output=True, text=True, check=True, timeout=60
        ).stdout

    url = f"{server.url}/sparql"
    assert json.loads(curl("-G", url, "--data-urlencode", f"query={MECHANISMS}"))["results"]["bindings"]
    assert "Nord" in curl(url, "--data-urlencode", f"query={MECHANISMS}", "-H", "Accept: text/csv")
    assert "Nord" in curl(url, "--data-binary", MECHANISMS, "-H", "Content-Type: application/sparql-query")
    assert "Nord" in curl(
        url, "-X", "QUERY", "--data-binary", MECHANISMS, "-H", "Content-Type: application/sparql-query"
    )
    assert "Nord" in curl("--compressed", "-G", url, "--data-urlencode", f"query={MECHANISMS}")
    assert "HTTP/1.1 200" in curl("-I", f"{server.url}/queries/practices")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    extensions_map = {".ttl": "text/turtle"}  # noqa: RUF012 - as in the base class

    def log_message(self, *_: object) -> None:
        pass


def _comunica(query: str, *sources: str) -> list[dict[str, str]]:
    if shutil.which("node") is None:
        pytest.skip("Node.js is not installed")
    if not COMUNICA.is_file():
        pytest.skip("Comunica is not installed: make test-clients-setup")
    done = subprocess.run(
        ["node", str(COMUNICA), *sources, "-q", query, "-t", "application/json"],
        capture_output=True, text=True, timeout=120, check=False, env={**os.environ, "NODE_NO_WARNINGS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, str]] = json.loads(done.stdout)
    return rows


def test_comunica_reads_the_endpoint(server: Any) -> None:
    assert len(_comunica(MECHANISMS, f"sparql@{server.url}/sparql")) == 2
    assert len(_comunica(MECHANISMS, f"{server.url}/sparql")) == 2  # finds out by the service description


def test_comunica_federates_into_ramp(server: Any, tmp_path: Path) -> None:
    own = "<https://w3id.org/ramp/id/organization/north> <http://example.org/visited> true ."
    (tmp_path / "own.ttl").write_text(own)
    query = f"""PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
    SELECT ?m ?l {{ ?m <http://example.org/visited> true SERVICE <{server.url}/sparql> {{ ?m skos:prefLabel ?l }} }}"""
    handler = functools.partial(_Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as files:
        thread = threading.Thread(target=files.serve_forever, daemon=True)
        thread.start()
        rows = _comunica(query, f"http://127.0.0.1:{files.server_port}/own.ttl")
        files.shutdown()
        thread.join(5)
    assert {row["l"].split('"')[1] for row in rows} == {"North", "Nord"}
