"""The real graph behind a real server, and a small one that tests may write to."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from ramp.graph.folders import KnowledgeFolders
from ramp.graph.release import build_release

BASE = "https://w3id.org/ramp/"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@pytest.fixture(scope="session")
def graph(
    repository: KnowledgeFolders, built: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory
) -> ox.Store:
    """The real graph, for comparison with what the server says."""
    release = build_release(repository, built(tmp_path_factory.mktemp("graph")) / "releases")
    store = ox.Store()
    store.bulk_load(path=str(release.path), format=ox.RdfFormat.N_QUADS)
    return store


@pytest.fixture(scope="session")
def site(serve: Any, repository: KnowledgeFolders) -> Any:
    """A server of the real graph."""
    return serve(knowledge=repository.root)


@pytest.fixture(scope="session")
def client(site: Any) -> Iterator[httpx.Client]:
    """A client of that server; it follows nothing by itself."""
    with httpx.Client(base_url=site.url, timeout=60, headers={"Accept": "*/*"}) as client:
        yield client


@pytest.fixture(scope="session")
def nodes(graph: ox.Store) -> dict[str, list[str]]:
    """The paths of the nodes that have an address of their own, sorted, by their class."""
    found: dict[str, set[str]] = {}
    for quad in graph.quads_for_pattern(None, TYPE, None):
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith((f"{BASE}id/", f"{BASE}scheme/")):
            found.setdefault(quad.object.value, set()).add(quad.subject.value.removeprefix(BASE))
    return {kind: sorted(paths) for kind, paths in sorted(found.items())}


@pytest.fixture(scope="session")
def written(serve: Any) -> Any:
    """A small server of whose graph the test writes a part: withdrawn, hostile and French nodes."""
    server = serve()
    response = server.client.put(
        "/graphs/test", content=WRITTEN, headers=server.token() | {"Content-Type": "text/turtle"}
    )
    assert response.status_code == 201, response.text
    return server


WRITTEN = r"""
@base <https://w3id.org/ramp/id/> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix ramp: <https://w3id.org/ramp/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<practice/gone> adms:status <https://w3id.org/ramp/scheme/submission-status/withdrawn> ;
    prov:invalidatedAtTime "2026-11-20T10:00:00Z"^^xsd:dateTime ;
    skos:editorialNote "The organisation asked for it."@en, "L’organisation l’a demandé."@fr .
<claim/still/111> a ramp:ResponseClaim ; adms:status <https://w3id.org/ramp/scheme/submission-status/withdrawn> .
<practice/événement-à-Ségou> a ramp:Practice ; skos:prefLabel "Événement à Ségou"@fr .
<practice/caf%C3%A9> a ramp:Practice ; skos:prefLabel "Café"@fr .
<practice/hostile> a ramp:Practice ;
    skos:prefLabel "<script>alert(1)</script>"@en ;
    skos:altLabel "<img src=x onerror=alert(1)>"@en, "\u202Etxt.exe"@en, "{{ 7 * 7 }}"@en, "=HYPERLINK(\"x\")"@en ;
    dcterms:description "\"><svg onload=alert(1)>"@en ;
    foaf:page <javascript:alert(1)>, <data:text/html,alert(1)>, <https://example.org/%22onmouseover=alert(1)> ;
    dcterms:relation <practice/%22%3E%3Cscript%3E> .
<practice/doubted> a ramp:Practice ; skos:prefLabel "Doubted"@en, "Douteux"@fr ; ramp:year 2001 ;
    ramp:verificationStatus <https://w3id.org/ramp/scheme/verification-status/unverified> .
<practice/doubted/doubt/year> a ramp:Doubt ; ramp:doubtAbout <practice/doubted> ; ramp:doubtfulProperty ramp:year ;
    skos:editorialNote "another page says 2002"@en .
"""
