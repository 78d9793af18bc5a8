"""`/ontology` and `/shapes`: every term and rule on the page, both languages, versions kept, the files as RDF."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest
from tests.conftest import SMALL_GRAPH, write_files

from ramp.graph.folders import KnowledgeFolders

ONTOLOGY = "https://w3id.org/ramp/ontology#"
SHAPES = "https://w3id.org/ramp/shapes#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SH = "http://www.w3.org/ns/shacl#"


def texts(quads: list[ox.Quad], property: str) -> list[tuple[str, str]]:
    """Subject and text of every literal of a property."""
    return [(q.subject.value, q.object.value) for q in quads if q.predicate.value == property]


def test_every_term_is_on_the_page(client: httpx.Client, repository: KnowledgeFolders) -> None:
    quads = list(ox.parse(path=str(repository.ontology / "ramp.ttl")))
    for lang in ("en", "fr"):
        page = unescape(client.get("/ontology.html", params={"lang": lang}).text)
        for property in (f"{RDFS}label", f"{SKOS}definition", f"{SKOS}scopeNote", f"{SKOS}example"):
            for subject, text in texts(quads, property):
                if subject.startswith(ONTOLOGY) and (property.endswith(("label", "definition"))):
                    assert text in page, text
        for subject in {q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)}:
            if subject.startswith(ONTOLOGY):
                assert page.count(f'id="{subject.removeprefix(ONTOLOGY)}"') == 1, subject


def test_the_ontology_is_a_document(client: httpx.Client, repository: KnowledgeFolders) -> None:
    response = client.get("/ontology", headers={"Accept": "text/turtle"})
    assert response.status_code == 200
    assert response.headers["content-location"] == "/ontology.ttl"
    file = {quad.triple for quad in ox.parse(path=str(repository.ontology / "ramp.ttl"))}
    sent = {quad.triple for quad in ox.parse(response.content, format=ox.RdfFormat.TURTLE)}
    named = {triple for triple in file if not isinstance(triple.subject, ox.BlankNode)}
    assert named == {triple for triple in sent if not isinstance(triple.subject, ox.BlankNode)}
    version = next(text for _, text in texts(list(ox.parse(path=str(repository.ontology / "ramp.ttl"))),
                                             "http://www.w3.org/2002/07/owl#versionInfo"))  # fmt: skip
    for suffix in ("", ".ttl", ".jsonld", ".nt", ".rdf", ".html"):
        assert client.get(f"/ontology/{version}{suffix}").status_code == 200, suffix
    assert client.get("/ontology/0.0.1").status_code == 404
    assert client.get("/ontologies").status_code == 404


def test_earlier_versions_stay(serve: Any, tmp_path: Path) -> None:
    current = """
        @prefix ramp: <https://w3id.org/ramp/ontology#> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        <https://w3id.org/ramp/ontology> a owl:Ontology ; owl:versionInfo "2.0.0" ;
            owl:priorVersion <https://w3id.org/ramp/ontology/1.0.0> .
        ramp:Mechanism a owl:Class ; rdfs:label "mechanism"@en, "mécanisme"@fr .
        ramp:Practice a owl:Class .
    """
    earlier = (
        '<https://w3id.org/ramp/ontology> <http://www.w3.org/2002/07/owl#versionInfo> "1.0.0" .\n'
        "<https://w3id.org/ramp/ontology#Body> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        "<http://www.w3.org/2002/07/owl#Class> .\n"
        "<https://w3id.org/ramp/ontology#Mechanism> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        "<http://www.w3.org/2002/07/owl#Class> .\n"
    )
    write_files(tmp_path, SMALL_GRAPH | {"ontology/ramp.ttl": current, "ontology/versions/1.0.0.nt": earlier})
    server = serve(knowledge=tmp_path)
    page = server.client.get("/ontology.html").text
    assert 'href="/en/ontology/1.0.0' in page
    assert 'id="Mechanism"' in page
    old = server.client.get("/ontology/1.0.0.html")
    assert 'id="Body"' in old.text
    assert "mécanisme" not in old.text
    assert 'id="Practice"' not in old.text
    assert "ontology#Body" in server.client.get("/ontology/1.0.0.nt").text
    assert "ontology#Body" not in server.client.get("/ontology/2.0.0.nt").text
    told = dict(re.findall(r'class="term" id="(\w+)".*?<dt>History</dt><dd>(.*?)</dd>', page, re.DOTALL))
    assert {name: re.sub(r"<[^>]+>", "", text) for name, text in told.items()} == {
        "Mechanism": "since version 1.0.0; changed in 2.0.0",
        "Practice": "since version 2.0.0",
    }
    assert '<a href="/en/ontology/1.0.0#Body"><code>ramp:Body</code></a>' in page
    assert 'id="gone"' not in old.text


def test_earlier_rules_stay(serve: Any, tmp_path: Path) -> None:
    versions = """
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        <https://w3id.org/ramp/ontology> a owl:Ontology ; owl:versionInfo "2.0.0" ;
            owl:priorVersion <https://w3id.org/ramp/ontology/1.0.0> .
    """
    head = (
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix rs: <https://w3id.org/ramp/shapes#> .\n"
        "@prefix ramp: <https://w3id.org/ramp/ontology#> .\n"
    )

    def rule(name: str, inner: str) -> str:
        return (
            f'rs:{name} a sh:NodeShape ; sh:targetClass ramp:Practice ; sh:message "{name} holds."@en, '
            f'"{name} vaut."@fr ; sh:not [ sh:path ramp:degree ; {inner} ] .\n'
        )

    now = {"one": "sh:minCount 1", "two": "sh:or ( [ sh:minCount 2 ] [ sh:maxCount 9 ] )", "four": "sh:minCount 4"}
    then = {"one": "sh:minCount 1", "two": "sh:or ( [ sh:minCount 1 ] [ sh:maxCount 9 ] )", "three": "sh:minCount 3"}
    write_files(
        tmp_path,
        SMALL_GRAPH
        | {
            "ontology/ramp.ttl": versions,
            "ontology/versions/1.0.0.nt": "",
            "shapes/must.ttl": head + "".join(rule(name, inner) for name, inner in now.items()),
            "shapes/versions/1.0.0/must.ttl": head + "".join(rule(name, inner) for name, inner in then.items()),
        },
    )
    client = serve(knowledge=tmp_path).client
    page = client.get("/shapes.html").text
    told = dict(re.findall(r'class="rule" id="(\w+)".*?(since version.*?)</p>', page, re.DOTALL))
    assert {name: re.sub(r"<[^>]+>", "", text) for name, text in told.items()} == {
        "one": "since version 1.0.0",
        "two": "since version 1.0.0; changed in 2.0.0",
        "four": "since version 2.0.0",
    }
    assert '<a href="/en/shapes/1.0.0#three"><code>rs:three</code></a>' in page
    assert 'href="/en/shapes/1.0.0"' in page
    old = client.get("/shapes/1.0.0.html").text
    assert "three holds." in old
    assert 'id="four"' not in old
    assert 'href="/en/shapes/1.0.0/must"' in old
    assert 'id="three"' in client.get("/shapes/1.0.0/must.html").text
    for address in ("/shapes/1.0.0.nt", "/shapes/1.0.0/must.nt"):
        assert "shapes#three" in client.get(address).text
    for address in ("/shapes.nt", "/shapes/2.0.0.nt", "/shapes/must.nt", "/shapes/2.0.0/must.nt"):
        assert "shapes#four" in client.get(address).text
        assert "shapes#three" not in client.get(address).text
    for address in ("/shapes/1.0.0/should.nt", "/shapes/3.0.0", "/shapes/1.0.0/%2E%2E/must", "/shapes/3.0.0/must.html"):
        assert client.get(address).status_code == 404, address


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_rule_is_on_the_page(client: httpx.Client, repository: KnowledgeFolders, lang: str) -> None:
    page = unescape(client.get("/shapes.html", params={"lang": lang}).text)
    for file in sorted(repository.shapes.glob("*.ttl")):
        quads = list(ox.parse(path=str(file)))
        for subject, text in texts(quads, f"{SH}message"):
            if subject.startswith(SHAPES):
                assert text in page, subject
                assert page.count(f'id="{subject.removeprefix(SHAPES)}"') == 1, subject
        one = client.get(f"/shapes/{file.stem}.html", params={"lang": lang})
        assert one.status_code == 200


def test_the_rules_as_data(client: httpx.Client, repository: KnowledgeFolders) -> None:
    sent = {quad.triple for quad in ox.parse(client.get("/shapes.nt").content, format=ox.RdfFormat.N_TRIPLES)}
    files = {
        quad.triple
        for file in repository.turtle_files()
        if file.is_relative_to(repository.shapes)
        for quad in ox.parse(path=str(file))
    }
    assert {t for t in files if isinstance(t.subject, ox.NamedNode) and not isinstance(t.object, ox.BlankNode)} <= sent
    assert len(sent) == len(files)
    assert client.get("/shapes/must.ttl").status_code == 200
    assert client.get("/shapes/nothing").status_code == 404


def test_no_french_page_holds_an_english_word_of_ours(client: httpx.Client) -> None:
    for path in ("/ontology.html", "/shapes/must.html", "/catalog.html", "/id/organization/ecowas.html"):
        page = re.sub(r"<[^>]+>", " ", client.get(f"{path}?lang=fr").text)
        for word in ("How to cite", "What refers", "Applies to", "Permanent address", "An example"):
            assert word not in page, (path, word)


def test_named_graphs_answer_with_what_they_hold(client: httpx.Client, graph: ox.Store) -> None:
    name = ox.NamedNode("https://w3id.org/ramp/graph/data/practices/ecowas")
    response = client.get("/graph/data/practices/ecowas", headers={"Accept": "application/n-triples"})
    assert response.status_code == 200
    assert response.headers["content-location"] == "/graph/data/practices/ecowas.nt"
    sent = {quad.triple for quad in ox.parse(response.content, format=ox.RdfFormat.N_TRIPLES)}
    assert len(sent) == len(list(graph.quads_for_pattern(None, None, None, name)))
    again = client.get("/graph/data/practices/ecowas.nt", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code in (200, 304)
    for graph_name in graph.named_graphs():
        path = graph_name.value.removeprefix("https://w3id.org/ramp")
        assert client.head(f"{path}.ttl").status_code == 200, path
    page = client.get("/graph/data/practices/ecowas.html?lang=fr")
    assert f"Énoncés : {len(sent)}" in page.text
    assert client.get("/graph/data/practices/ecowa.ttl").status_code == 404
    for address in ("/prefixes", "/.well-known/sparql-examples"):
        examples = client.get(address, headers={"Accept": "text/turtle"}, follow_redirects=True)
        assert "shacl#SPARQLExecutable" in examples.text or "sh:SPARQLExecutable" in examples.text
    assert client.get("/mappings/states").headers["location"].endswith("/graph/mappings/states")
