"""The W3C SPARQL 1.1 Protocol tests, all 34, over HTTP against a running service.

The manifest sends everything to one address; here updates have their own, and carry a token, as the manifest allows.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

FOLDER = Path(__file__).resolve().parents[4] / "shared/conformance/sparql11-protocol"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
RDFS_LABEL = URIRef("http://www.w3.org/2000/01/rdf-schema#label")

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the W3C protocol tests are not there: {FOLDER}")


def _manifest() -> Graph:
    graph = Graph()
    if FOLDER.is_dir():
        graph.parse(FOLDER / "manifest.ttl", format="turtle", publicID="https://example.org/manifest/")
    return graph


MANIFEST = _manifest()
TESTS = sorted(MANIFEST.subjects(RDF.type, MF.ProtocolTest))


def _requests(test: Node) -> Iterator[dict[str, Any]]:
    connection = MANIFEST.value(test, MF.action)
    requests = MANIFEST.value(connection, HT.requests)
    assert requests is not None
    for request in Collection(MANIFEST, requests):
        body = MANIFEST.value(request, HT.body)
        headers = MANIFEST.value(request, HT.headers)
        response = MANIFEST.value(request, HT.resp)
        encoding = str(MANIFEST.value(body, CNT.characterEncoding) or "UTF-8") if body else "UTF-8"
        yield {
            "method": str(MANIFEST.value(request, HT.methodName)),
            "path": str(MANIFEST.value(request, HT.absolutePath)),
            "body": str(MANIFEST.value(body, CNT.chars)).encode(encoding) if body else b"",
            "headers": {
                str(MANIFEST.value(header, HT.fieldName)): str(MANIFEST.value(header, HT.fieldValue))
                for header in (Collection(MANIFEST, headers) if headers else [])
            },
            "statuses": {
                str(status).rpartition("StatusCode")[2][0] for status in MANIFEST.objects(response, MF.expectedStatus)
            },
            "boolean": MANIFEST.value(response, MF.expectedBoolean),
            "format": MANIFEST.value(response, MF.expectedFormat),
        }


@pytest.fixture(scope="module")
def empty(serve: Any) -> Any:
    """A service of its own, since these tests clear everything."""
    return serve()


@pytest.mark.parametrize("test", TESTS, ids=lambda test: str(test).rpartition("#")[2])
def test_protocol(test: Node, empty: Any) -> None:
    token = empty.token()
    cleared = empty.client.post("/sparql/update", data={"update": "CLEAR ALL"}, headers=token)
    assert cleared.status_code == 204
    for data in MANIFEST.objects(test, UT.graphData):
        file, name = MANIFEST.value(data, UT.graph), MANIFEST.value(data, RDFS_LABEL)
        loaded = empty.client.put(
            "/graphs",
            params={"graph": str(name)},
            content=(FOLDER / str(file).rpartition("/")[2]).read_bytes(),
            headers={**token, "Content-Type": "application/n-triples"},
        )
        assert loaded.status_code in (201, 204)
    for request in _requests(test):
        name = str(test).rpartition("#")[2]
        updates = "update" in name and not (
            request["headers"].get("content-type", "").startswith("application/sparql-query")
        )
        path = request["path"]
        if updates and request["method"] == "POST":
            path = path.replace("/sparql/", "/sparql/update/", 1)
            request["headers"].update(token)
        response = empty.client.request(request["method"], path, content=request["body"], headers=request["headers"])
        assert str(response.status_code)[0] in request["statuses"], response.text
        if request["boolean"] is not None:
            assert response.json()["boolean"] is (str(request["boolean"]) == "true")
        _check_format(request["format"], response)


def _check_format(expected: Any, response: httpx.Response) -> None:
    known = {
        "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
        "tabular": (
            "application/sparql-results+json",
            "application/sparql-results+xml",
            "text/csv",
            "text/tab-separated-values",
        ),
        "RDF": ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"),
    }
    if expected is not None:
        assert response.headers["content-type"].partition(";")[0] in known[str(expected)]


def test_all_are_there() -> None:
    assert len(TESTS) == 34
