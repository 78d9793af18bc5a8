"""Whether identifiers lead both ways, and the linksets say identity only where it has been reviewed."""

import csv
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from ramp.graph.folders import KnowledgeFolders
from ramp.graph.mappings import read_mappings
from ramp.graph.namespaces import SCHEMA, VOID
from ramp.linking.sameas import IDENTITY

AU = "https://w3id.org/ramp/id/organization/african-union"
JSON = {"Accept": "application/json"}


def triples(response: httpx.Response) -> list[ox.Triple]:
    """The triples of a Turtle answer."""
    assert response.status_code == 200, response.text
    return [quad.triple for quad in ox.parse(response.content, format=ox.RdfFormat.TURTLE)]


def test_identifiers_lead_both_ways(client: httpx.Client) -> None:
    away = client.get("/sameas", params={"iri": AU}, headers=JSON).json()
    assert "http://www.wikidata.org/entity/Q7159" in [one["iri"] for one in away["same"]]
    for form in (
        "http://www.wikidata.org/entity/Q7159",
        "https://www.wikidata.org/wiki/Q7159",
        "https://ror.org/020ktwj02",
    ):
        back = client.get("/sameas", params={"iri": form}, headers=JSON).json()
        assert [one["iri"] for one in back["same"]] == [AU], form
        assert back["same"][0]["reviewed"]


def test_links_are_rdf_too(client: httpx.Client) -> None:
    told = triples(client.get("/sameas", params={"iri": AU, "format": "turtle"}))
    assert {str(triple.subject) for triple in told} == {f"<{AU}>"}
    assert SCHEMA["sameAs"] in [triple.predicate for triple in told]
    for form in ("jsonld", "nt", "rdf"):
        assert client.get("/sameas", params={"iri": AU, "format": form}).status_code == 200


def test_every_link_of_the_tables_is_in_exactly_one_linkset(client: httpx.Client, repository: KnowledgeFolders) -> None:
    given = set()
    for file in Path(repository.root, "ontology/mappings").glob("*.sssom.tsv"):
        quads = read_mappings(repository, file)
        targets = {quad.object for quad in quads if str(quad.predicate).endswith("annotatedTarget>")}
        given |= {(q.subject, q.object) for q in quads if q.object in targets and "/mapping/" not in str(q.subject)}
    listed = client.get("/linksets", headers=JSON).json()["linksets"]
    links: list[Any] = []
    for one in listed:
        path = one["id"].partition("/linksets/")[2]
        links += client.get(f"/linksets/{path}", headers=JSON).json()["links"]
    found = {(ox.NamedNode(one["node"]), ox.NamedNode(one["iri"])) for one in links}
    assert found == given
    assert len(links) == sum(one["all"] for one in listed)


def test_identity_is_said_only_where_it_was_reviewed(client: httpx.Client) -> None:
    unreviewed = 0
    for one in client.get("/linksets", headers=JSON).json()["linksets"]:
        name = one["id"].partition("/linksets/")[2]
        links = client.get(f"/linksets/{name}", headers=JSON).json()["links"]
        for link in links:
            if link["relation"] in IDENTITY:
                assert link["reviewed"], link
        doubtful = {link["iri"] for link in links if not link["reviewed"]}
        unreviewed += len(doubtful)
        told = triples(client.get(f"/linksets/{name}?format=turtle"))
        assert not [t for t in told if t.predicate.value in IDENTITY and str(t.object)[1:-1] in doubtful]
        assert len([t for t in told if t.predicate == VOID["linkPredicate"]]) >= 1
    assert unreviewed


def test_a_linkset_is_a_mapping_set(client: httpx.Client, repository: KnowledgeFolders, tmp_path: Path) -> None:
    response = client.get("/linksets/wikidata-org?format=sssom")
    assert response.headers["content-type"].startswith("text/tab-separated-values")
    lines = [line for line in response.text.splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert {row["predicate_id"] for row in rows} <= {
        "schema:sameAs", "skos:exactMatch", "skos:closeMatch", "rdfs:seeAlso", "skos:relatedMatch",
    }  # fmt: skip
    folder = tmp_path / "knowledge"
    file = folder / "ontology/mappings/copy.sssom.tsv"
    file.parent.mkdir(parents=True)
    file.write_text(response.text, encoding="utf-8")
    for name in ("shapes", "data", "queries"):
        (folder / name).mkdir()
    assert read_mappings(KnowledgeFolders(folder), file)


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/sameas", 400, "iri is missing"),
        ("/sameas?iri=nonsense", 400, "nonsense"),
        ("/sameas?iri=http://example.org/none", 404, "no link"),
        ("/sameas?iri=https://w3id.org/ramp/id/organization/none", 404, "knows no"),
        ("/sameas?iri=a:b&iri=a:c", 400, "given twice"),
        ("/sameas?colour=red", 400, "no such parameter"),
        ("/linksets/none", 404, "no linkset"),
        ("/linksets?format=sssom", 400, "one place"),
        ("/linksets?format=png", 406, "png"),
    ],
)
def test_bad_requests_are_told_what_is_wrong(client: httpx.Client, path: str, status: int, said: str) -> None:
    response = client.get(path, headers=JSON)
    assert response.status_code == status, response.text
    assert said in response.json()["detail"]


@pytest.mark.parametrize("accept", ["text/html", "application/json", "text/turtle"])
@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/sameas?iri={AU}", 200), ("/sameas?iri=http://example.org/none", 404), ("/linksets", 200),
        ("/linksets/treaties-un-org", 200), ("/linksets/none", 404),
    ],
)  # fmt: skip
def test_head_is_get_without_the_body(client: httpx.Client, path: str, status: int, accept: str) -> None:
    whole, head = (
        client.request(method, path, headers={"Accept": accept}, follow_redirects=True) for method in ("GET", "HEAD")
    )
    assert (whole.status_code, head.status_code, head.content) == (status, status, b"")
    assert whole.content
    kept = ("content-type", "content-length", "etag", "vary", "cache-control", "content-language")
    assert [head.headers.get(name) for name in kept] == [whole.headers.get(name) for name in kept]


@pytest.mark.parametrize("path", ["/sameas", f"/sameas?iri={AU}", "/linksets", "/linksets/treaties-un-org"])
def test_pages_are_in_both_languages(client: httpx.Client, path: str) -> None:
    for language in ("en", "fr"):
        response = client.get(f"/{language}{path}", headers={"Accept": "text/html"})
        assert response.status_code == 200, response.text
        assert response.headers["content-language"] == language
        assert f'<html lang="{language}">' in response.text
        again = client.get(
            f"/{language}{path}", headers={"Accept": "text/html", "If-None-Match": response.headers["etag"]}
        )
        assert again.status_code == 304
