"""Every IRI of the graph answers: negotiation, descriptions, bounds, what is gone and what never was."""

import random
import re
from typing import Any
from urllib.parse import urlsplit

import httpx
import pyoxigraph as ox
import pytest

BASE = "https://w3id.org/ramp/"
WORKED = "id/practice/ecowas-annual-review"
TYPES = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
LABEL = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")


def triples(response: httpx.Response) -> set[ox.Triple]:
    """What a response says, in any of the four RDF formats."""
    media_type = response.headers["content-type"].partition(";")[0]
    form = next(form for name, form in TYPES.values() if name == media_type)
    return {quad.triple for quad in ox.parse(response.content, format=form)}


def canonical(response: httpx.Response) -> str:
    """The same for the same triples, whatever blank nodes are called."""
    dataset = ox.Dataset(ox.Quad(*triple) for triple in triples(response))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return "\n".join(sorted(map(str, dataset)))


def links(response: httpx.Response) -> dict[str, list[str]]:
    """The targets of the header Link, by relation."""
    found: dict[str, list[str]] = {}
    for target, relations in re.findall(r'<([^>]*)>; rel="([^"]*)"', response.headers["link"]):
        for relation in relations.split():
            found.setdefault(relation, []).append(target)
    return found


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("*/*", "ttl"), ("text/turtle", "ttl"), ("application/ld+json", "jsonld"), ("application/n-triples", "nt"),
        ("application/rdf+xml", "rdf"), ("text/html", "html"), (BROWSER, "html"), ("application/json", "jsonld"),
        ("application/rdf+xml;q=0.9, text/turtle;q=0.8", "rdf"), ("image/png, text/*;q=0.1", "ttl"),
    ],
)  # fmt: skip
def test_a_thing_is_described_elsewhere(client: httpx.Client, accept: str, suffix: str) -> None:
    response = client.get(f"/{WORKED}", headers={"Accept": accept})
    assert response.status_code == 303
    path = f"/en/{WORKED}" if suffix == "html" else f"/{WORKED}.{suffix}"
    assert urlsplit(response.headers["location"]).path == path
    assert response.headers["vary"] == ("Accept, Accept-Language" if suffix == "html" else "Accept")
    document = client.get(response.headers["location"])
    assert document.status_code == 200
    assert document.headers["content-type"].startswith(TYPES.get(suffix, ("text/html", None))[0])


def test_every_kind_of_node_answers(client: httpx.Client, nodes: dict[str, list[str]]) -> None:
    assert len(nodes) > 30
    for kind, paths in nodes.items():
        for path in {paths[0], paths[-1]}:
            assert client.get(f"/{path}").status_code == 303, path
            said = triples(client.get(f"/{path}.nt"))
            assert any(triple.subject.value == BASE + path and triple.object.value == kind for triple in said), path
            for lang in ("en", "fr"):
                page = client.get(f"/{path}.html", params={"lang": lang})
                assert page.status_code == 200, path
                assert f'<html lang="{lang}">' in page.text
                assert f'<code class="iri">{BASE}{path}</code>' in page.text


def test_four_formats_say_the_same(client: httpx.Client, nodes: dict[str, list[str]], graph: ox.Store) -> None:
    everything = sorted({path for paths in nodes.values() for path in paths})
    known = {quad.triple for quad in graph}
    for path in random.Random(7).sample(everything, 50):
        forms = {suffix: client.get(f"/{path}.{suffix}") for suffix in TYPES}
        assert len({canonical(response) for response in forms.values()}) == 1, path
        plain = {
            triple
            for triple in triples(forms["nt"])
            if not isinstance(triple.subject, ox.BlankNode) and not isinstance(triple.object, ox.BlankNode)
        }
        assert plain <= known, path
        stated = {quad.triple for quad in graph.quads_for_pattern(ox.NamedNode(BASE + path), None, None)}
        assert {triple for triple in stated if not isinstance(triple.object, ox.BlankNode)} <= plain, path


def test_what_refers_to_it_and_labels(client: httpx.Client, graph: ox.Store) -> None:
    node = ox.NamedNode(f"{BASE}{WORKED}")
    said = triples(client.get(f"/{WORKED}.ttl"))
    assert {quad.triple for quad in graph.quads_for_pattern(None, None, node)} <= said
    ecowas = ox.NamedNode(f"{BASE}id/organization/ecowas")
    assert {quad.triple for quad in graph.quads_for_pattern(ecowas, LABEL, None)} <= said


def test_parts_without_a_name_come_along(client: httpx.Client, graph: ox.Store) -> None:
    during = ox.NamedNode("http://www.w3.org/ns/org#memberDuring")
    path = min(quad.subject.value for quad in graph.quads_for_pattern(None, during, None)).removeprefix(BASE)
    said = triples(client.get(f"/{path}.jsonld"))
    assert any("time#inXSD" in triple.predicate.value for triple in said)
    page = client.get(f"/{path}.html?lang=fr").text
    assert "à partir de" in page or "jusqu’à" in page


def test_a_long_description_comes_in_pages(client: httpx.Client, graph: ox.Store) -> None:
    path, seen = "id/agent/ramp-curation", set()
    address = f"/{path}.nt"
    pages = 0
    while address:
        response = client.get(address)
        assert response.status_code == 200
        assert len(response.content) < 1_000_000
        seen |= triples(response)
        address = next(iter(links(response).get("next", [])), "")
        pages += 1
    assert pages > 10
    node = ox.NamedNode(BASE + path)
    assert {quad.triple for quad in graph.quads_for_pattern(None, None, node)} <= seen
    last = client.get(f"/{path}.html", params={"page": pages})
    assert 'rel="prev"' in last.text
    assert 'rel="next"' not in last.text
    assert client.get(f"/{path}.html", params={"page": pages + 1}).status_code == 404


def test_signposting_and_validators(client: httpx.Client, site: Any) -> None:
    for suffix in ("ttl", "html"):
        response = client.get(f"/{WORKED}.{suffix}")
        found = links(response)
        assert found["cite-as"] == [BASE + WORKED]
        assert found["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
        assert len(found["alternate"]) == 4
        for target in found["alternate"] + found.get("describedby", []) + found["collection"]:
            assert httpx.get(target, follow_redirects=True, timeout=60).status_code == 200, target
        tag, modified = response.headers["etag"], response.headers["last-modified"]
        assert client.get(f"/{WORKED}.{suffix}", headers={"If-None-Match": tag}).status_code == 304
        assert client.get(f"/{WORKED}.{suffix}", headers={"If-None-Match": '"other"'}).status_code == 200
        assert client.get(f"/{WORKED}.{suffix}", headers={"If-Modified-Since": modified}).status_code == 304
        assert client.get(f"/{WORKED}.{suffix}", headers={"If-Modified-Since": "nonsense"}).status_code == 200
        head = client.head(f"/{WORKED}.{suffix}")
        assert head.headers["etag"] == tag
        assert head.content == b""
    assert links(client.get(f"/{WORKED}"))["cite-as"] == [BASE + WORKED]
    english, french = (client.get(f"/{WORKED}.html?lang={lang}").headers["etag"] for lang in ("en", "fr"))
    assert english != french


def test_not_acceptable_names_what_there_is(client: httpx.Client) -> None:
    response = client.get(f"/{WORKED}", headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert response.json()["available"] == [
        "text/turtle", "text/html", "application/ld+json", "application/n-triples", "application/rdf+xml"
    ]  # fmt: skip


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_unknown_nodes_name_near_ones(client: httpx.Client, accept: str) -> None:
    for path in ("id/practice/ecowas-anual-review", "id/practice/ecowas-anual-review.ttl"):
        response = client.get(f"/{path}", headers={"Accept": accept})
        assert response.status_code == 404
        assert f"{BASE}{WORKED}" in response.text
        if accept == "application/json":
            assert response.json()["near"][0] == {"id": BASE + WORKED, "href": f"/{WORKED}"}
        else:
            assert f'<a href="/en/{WORKED}">' in response.text
    assert client.get("/id/").status_code in (308, 404)
    assert client.get("/id/nothing/like/it/qqqqqqqqqqqqqqqq").json()["status"] == 404


def test_odd_requests(client: httpx.Client) -> None:
    moved = client.get(f"/{WORKED}/")
    assert (moved.status_code, moved.headers["location"]) == (308, f"/{WORKED}")
    assert client.get(f"/{WORKED}.ttl?page=0").status_code == 400
    assert client.get(f"/{WORKED}.ttl?page=9999").status_code == 404
    assert client.get(f"/{WORKED}.ttl?x=1").json()["parameter"] == "x"
    assert client.get(f"/{WORKED}.html?lang=de").status_code == 400
    assert client.get(f"/{WORKED}?format=nt").headers["location"].endswith(".nt")
    assert (
        client.get(f"/{WORKED}?lang=fr", headers={"Accept": "text/html"}).headers["location"].endswith(f"/fr/{WORKED}")
    )
    assert client.post(f"/{WORKED}").status_code == 405
    for path in ("/id/%00", "/id/%ff%fe", "/id/a%20b", "/id/<x>", "/id/" + "x" * 5000, "/id/%22%7B%7D"):
        assert client.get(path).status_code in (400, 404), path


def test_a_withdrawn_node_says_why(written: Any) -> None:
    for path in ("/id/practice/gone", "/id/practice/gone.ttl"):
        response = written.client.get(path, headers={"Accept": "*/*"})
        assert response.status_code == 410
        assert "2026-11-20: The organisation asked for it" in response.json()["detail"]
        assert response.json()["reason"]["fr"] == "L’organisation l’a demandé."
        assert response.json()["remedy_fr"] == "Son identifiant ne sera pas réutilisé."
    page = written.client.get("/id/practice/gone.html?lang=fr", headers={"Accept": "text/html"})
    assert "L’organisation l’a demandé." in page.text
    assert "Son identifiant ne sera pas réutilisé." in page.text
    assert written.client.get("/id/claim/still/111.ttl").status_code == 200


def test_french_iris(written: Any) -> None:
    address = "/id/practice/%C3%A9v%C3%A9nement-%C3%A0-S%C3%A9gou"
    response = written.client.get(address, headers={"Accept": "text/turtle"})
    assert response.status_code == 303
    assert urlsplit(response.headers["location"]).path == f"{address}.ttl"
    document = written.client.get(response.headers["location"])
    assert "événement-à-Ségou" in document.text
    assert all(value.isascii() for value in document.headers.values())
    page = written.client.get(f"{address}.html?lang=en").text
    assert "Événement à Ségou" in page
    assert "(in French only)" in page
    assert written.client.get("/id/practice/caf%C3%A9.ttl").status_code == 200


def test_hostile_text_is_only_text(written: Any) -> None:
    for lang in ("en", "fr"):
        response = written.client.get(f"/id/practice/hostile.html?lang={lang}")
        assert response.status_code == 200
        assert "script-src" not in response.headers["content-security-policy"]
        page = response.text
        for bad in ("<script>", "<img", "<svg", " onmouseover=", 'href="javascript', 'href="data', " 49 "):
            assert bad not in page, bad
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "<bdi>\u202etxt.exe</bdi>" in page.replace(' lang="en"', "")
        assert "{{ 7 * 7 }}" in page


def test_doubts_stand_beside_the_value(written: Any) -> None:
    page = written.client.get("/id/practice/doubted.html?lang=en").text
    assert re.search(r"<strong>Unverified", page)
    value = page.index("<bdi>2001</bdi>")
    assert 0 < page.index("another page says 2002") - value < 400
    assert 'href="/en/id/practice/doubted/doubt/year"' in page


def test_pages_that_facts_rest_on(client: httpx.Client, graph: ox.Store) -> None:
    document = ox.NamedNode("http://xmlns.com/foaf/0.1/Document")
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    pages = {quad.subject for quad in graph.quads_for_pattern(None, kind, document)}
    source = ox.NamedNode("http://purl.org/dc/terms/source")
    iri = min(quad.object.value for quad in graph.quads_for_pattern(None, source, None) if quad.object in pages)
    said = triples(client.get("/about", params={"iri": iri, "format": "nt"}))
    assert {quad.triple for quad in graph.quads_for_pattern(None, None, ox.NamedNode(iri))} <= said
    page = client.get("/fr/about", params={"iri": iri})
    assert "Ce qui repose sur cette source" in page.text
    assert links(page)["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert client.get("/about", params={"iri": BASE + WORKED}).headers["location"].endswith(f"/{WORKED}")
    assert client.get("/about", params={"iri": "https://example.org/nothing"}).status_code == 404
    assert client.get("/about", params={"iri": "not an iri"}).status_code == 400
    assert client.get("/about").status_code == 400
    hostile = client.get("/en/about", params={"iri": "javascript:alert(1)"})
    assert hostile.status_code in (400, 404)
    assert 'href="javascript' not in hostile.text
