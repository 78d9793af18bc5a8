"""Reading over HTTP: formats, validators, methods, languages, pages."""

import gzip
import io
import json
import re
import socket
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
import pytest
import rdflib

SELECT = "PREFIX ramp: <https://w3id.org/ramp/ontology#> SELECT ?m { ?m a ramp:Mechanism } ORDER BY ?m"
ASK = "ASK { ?s a <https://w3id.org/ramp/ontology#Mechanism> }"
CONSTRUCT = "CONSTRUCT WHERE { ?s a <https://w3id.org/ramp/ontology#Mechanism> }"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/*", "application/sparql-results+json"),
        ("text/*", "text/csv; charset=utf-8"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("application/json", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/turtle, text/csv;q=0.5, application/xml;q=0.1", "text/csv; charset=utf-8"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        ("application/sparql-results+xml, application/json;q=0.8, */*;q=0.1", "application/sparql-results+xml"),
        ("nonsense, text/csv", "text/csv; charset=utf-8"),
        (BROWSER, "text/html; charset=utf-8"),
    ],
)  # fmt: skip
def test_results_are_negotiated(server: Any, accept: str | None, expected: str) -> None:
    headers = {"Accept": accept} if accept else {}
    address = "/en/sparql" if accept == BROWSER else "/sparql"
    request = server.client.build_request("GET", address, params={"query": SELECT}, headers=headers)
    if accept is None:
        del request.headers["accept"]
    response = server.client.send(request)
    assert response.headers["content-type"] == expected
    assert "Accept" in response.headers["vary"]


@pytest.mark.parametrize("query", [SELECT, ASK])
@pytest.mark.parametrize(("word", "reader"), [("json", json.loads), ("xml", None), ("csv", None), ("tsv", None)])
def test_results_by_format_parameter(server: Any, query: str, word: str, reader: Any) -> None:
    response = server.client.get("/sparql", params={"query": query, "format": word}, headers={"Accept": "text/html"})
    assert response.status_code == 200
    if reader:
        reader(response.text)
    elif word == "xml":
        found = rdflib.query.Result.parse(io.BytesIO(response.content), format="xml")
        assert found.type in ("SELECT", "ASK")


@pytest.mark.parametrize(
    ("word", "media_type", "reader"),
    [
        ("turtle", "text/turtle; charset=utf-8", ox.RdfFormat.TURTLE),
        ("ntriples", "application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("rdfxml", "application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("jsonld", "application/ld+json", ox.RdfFormat.JSON_LD),
        ("nquads", "application/n-quads", ox.RdfFormat.N_QUADS),
        ("trig", "application/trig; charset=utf-8", ox.RdfFormat.TRIG),
    ],
)
def test_graphs_in_six_formats(server: Any, word: str, media_type: str, reader: ox.RdfFormat) -> None:
    by_word = server.client.get("/sparql", params={"query": CONSTRUCT, "format": word})
    by_header = server.client.get(
        "/sparql", params={"query": CONSTRUCT}, headers={"Accept": media_type.partition(";")[0]}
    )
    for response in (by_word, by_header):
        assert response.headers["content-type"] == media_type
        assert len(list(ox.parse(response.content, reader))) == 2


@pytest.mark.parametrize("query", [SELECT, CONSTRUCT])
def test_nothing_acceptable_is_406_with_what_there_is(server: Any, query: str) -> None:
    response = server.client.get("/sparql", params={"query": query}, headers={"Accept": "image/png"})
    assert response.status_code == 406
    available = response.json()["available"]
    assert len(available) == (5 if query is SELECT else 7)
    assert server.client.get("/sparql", params={"query": query, "format": "pdf"}).status_code == 406


def test_head_options_query_and_the_slash(server: Any) -> None:
    got = server.client.get("/sparql", params={"query": SELECT})
    head = server.client.head("/sparql", params={"query": SELECT})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == got.headers["etag"]
    assert head.headers["content-length"] == got.headers["content-length"]
    assert server.client.get("/sparql/", params={"query": SELECT}).text == got.text
    by_method = server.client.request(
        "QUERY", "/sparql", content=SELECT, headers={"Content-Type": "application/sparql-query"}
    )
    assert by_method.text == got.text
    wrong = server.client.put("/sparql", params={"query": SELECT})
    assert wrong.status_code == 405
    assert "GET" in wrong.headers["allow"]
    options = server.client.options("/sparql")
    assert options.status_code == 204
    assert "QUERY" in options.headers["allow"]


def test_gzip_is_the_same_answer(server: Any) -> None:
    plain = server.client.get("/sparql", params={"query": SELECT}, headers={"Accept-Encoding": "identity"})
    packed = server.client.get("/sparql", params={"query": SELECT}, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == plain.text
    assert packed.headers["etag"] != plain.headers["etag"]
    with socket.create_connection(server.url.removeprefix("http://").split(":")) as connection:  # raw, as sent
        connection.sendall(
            f"GET /sparql?query={quote(ASK)} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n"
            "Connection: close\r\n\r\n".encode()
        )
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    assert json.loads(gzip.decompress(received.partition(b"\r\n\r\n")[2]))["boolean"] is True


def test_validators_and_the_cache(server: Any) -> None:
    first = server.client.get("/sparql", params={"query": SELECT})
    tag = first.headers["etag"]
    for condition in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = server.client.get("/sparql", params={"query": SELECT}, headers={"If-None-Match": condition})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    other = server.client.get("/sparql", params={"query": SELECT}, headers={"If-None-Match": '"other"'})
    assert other.status_code == 200
    assert other.headers["etag"] == tag
    before = _metric(server, "ramp_cache_hits_total")
    assert server.client.get("/sparql", params={"query": SELECT}).text == first.text
    assert _metric(server, "ramp_cache_hits_total") == before + 1


def test_what_changes_by_itself_is_not_kept(server: Any) -> None:
    query = "SELECT (RAND() AS ?r) {}"
    first = server.client.get("/sparql", params={"query": query})
    assert "etag" not in first.headers
    assert first.headers["cache-control"] == "no-store"
    assert server.client.get("/sparql", params={"query": query}).text != first.text


def test_dataset_of_the_request_and_of_the_query(server: Any) -> None:
    graph = "https://w3id.org/ramp/graph/data/practices"
    count = "SELECT (COUNT(*) AS ?n) { ?s a ?c }"
    everything = int(server.select(count)[0]["n"])
    assert everything > 25
    found = server.client.get("/sparql", params={"query": count, "default-graph-uri": graph}).json()
    assert found["results"]["bindings"][0]["n"]["value"] == "25"
    assert server.select(f"SELECT (COUNT(*) AS ?n) FROM <{graph}> {{ ?s a ?c }}")[0]["n"] == "25"
    named = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    response = server.client.get("/sparql", params={"query": named, "named-graph-uri": graph}).json()
    assert [row["g"]["value"] for row in response["results"]["bindings"]] == [graph]


def test_errors_have_one_shape_on_every_route(server: Any) -> None:
    for method, path in (
        ("GET", "/nowhere"), ("GET", "/queries/nothing"), ("DELETE", "/health"), ("GET", "/sparql?query=nonsense"),
        ("GET", "/graphs?graph=http://nobodys"), ("GET", "/graphs?graph=relative"), ("POST", "/sparql"),
        ("GET", "/queries/practices?year=old"), ("GET", "/queries/practices?what=1"), ("GET", "/static/nothing"),
    ):  # fmt: skip
        response = server.client.request(method, path)
        assert response.headers["content-type"] == "application/problem+json", path
        problem = response.json()
        assert problem["type"].startswith("https://w3id.org/ramp/problem/")
        assert problem["status"] == response.status_code
        assert 400 <= response.status_code < 500
        assert {"title", "detail", "remedy", "instance"} <= set(problem)
        page = server.client.request(method, path, headers={"Accept": BROWSER}, follow_redirects=True)
        assert page.headers["content-type"] == "text/html; charset=utf-8", path
        assert "default-src 'self'" in page.headers["content-security-policy"]


def test_syntax_errors_name_the_place(server: Any) -> None:
    problem = server.client.get("/sparql", params={"query": "SELECT * {\n ?s ?p }"}).json()
    assert problem["line"] == 2
    assert problem["column"] in (8, 9)
    assert "[" not in problem["detail"]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_pages(server: Any, lang: str) -> None:
    for path in ("/", "/queries", "/queries/practices", "/queries/is-mechanism", "/queries/about", "/sparql"):
        headers = {"Accept": BROWSER, "Accept-Language": f"{lang}-CA,{lang};q=0.9,de;q=0.8"}
        away = server.client.get(path, headers=headers)
        assert (away.status_code, away.headers["location"]) == (307, f"/{lang}{path}")
        assert away.headers["vary"] == "Accept, Accept-Language"
        response = server.client.get(f"/{lang}{path}", headers={"Accept": BROWSER, "Accept-Language": "de"})
        assert "Accept-Language" not in response.headers["vary"]
        assert response.status_code == 200, path
        assert response.headers["content-language"] == lang
        assert f'<html lang="{lang}">' in response.text
        for script in re.findall("<script[^>]*>", response.text):
            assert re.match(r'<script type="(application/ld\+json"|module" src="/static/[^"]*")>', script), script
        assert " style=" not in response.text
        for href in re.findall(r'(?:href|src)="([^"]*)"', response.text):
            assert re.match(r"(/|\?|#|https?://)", href), href


def test_start_page_answers_questions(server: Any) -> None:
    page = server.client.get("/fr/").text
    assert "Pratique 00" in page
    assert "Practice 00" not in page
    assert "5 lignes sur 25" in page
    again = server.client.get("/fr/")
    conditional = {"If-None-Match": again.headers["etag"]}
    assert server.client.get("/fr/", headers=conditional).status_code == 304


def test_text_of_the_graph_is_only_text(server: Any) -> None:
    values = ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\u202etxt.exe")
    rows = " ".join(f'"{value}"' for value in values)
    iris = "<javascript:alert(1)> <data:text/html,x> <https://example.org/>"
    query = f"SELECT * {{ VALUES ?text {{ {rows} }} VALUES ?iri {{ {iris} }} }}"
    page = server.client.get("/en/sparql", params={"query": query}).text
    assert "<script>" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert 'href="data' not in page
    assert 'href="https://example.org/" rel="noopener nofollow"' in page
    assert "<bdi>\u202etxt.exe</bdi>" in page


def test_health_and_metrics(server: Any) -> None:
    health = server.client.get("/health").json()
    assert health["live"]
    assert health["ready"]
    assert health["sandbox"] == "sockets forbidden"
    assert server.client.get("/health/live").json() == {"live": True}
    text = server.client.get("/metrics").text
    assert f'release="{health["release"]}"' in text
    names = (
        "requests_total request_seconds_bucket refusals_total cache_hits_total workers_busy worker_kills worker_deaths"
    )
    for name in f"{names} queue processing_seconds_total".split():
        assert f"ramp_{name}" in text


def _metric(server: Any, name: str) -> float:
    found = re.search(rf"^{name} (\S+)$", server.client.get("/metrics").text, re.MULTILINE)
    assert found
    return float(found[1])


def test_the_start_page_is_kept_for_strangers_only(server: Any) -> None:
    headers = {"Accept-Language": "fr", "Accept": BROWSER}
    first = server.client.get("/fr/", headers=headers)
    before = _metric(server, "ramp_cache_hits_total")
    again = server.client.get("/fr/", headers=headers)
    assert again.text == first.text
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]
    assert _metric(server, "ramp_cache_hits_total") == before + 1
    server.client.get("/fr/", headers=headers | {"Cookie": "a=b"})
    assert _metric(server, "ramp_cache_hits_total") == before + 1


def test_the_same_bytes_get_the_same_answer(server: Any) -> None:
    """A request that is repeated byte by byte is answered before it is parsed; other bytes are not."""
    host, port = server.url.removeprefix("http://").split(":")
    request = f"GET /sparql?query={quote(SELECT + ' # x')} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n".encode()
    with socket.create_connection((host, int(port))) as connection:
        answers = []
        for sent in (request, request, request, request, request.replace(b"text/csv", b"text/xml"), request):
            connection.sendall(sent)
            answers.append(_one_response(connection))
    heads, bodies = zip(*answers, strict=True)
    assert all(bodies[index] == bodies[0] for index in (1, 2, 3, 5))
    plain = [sorted(line for line in head.lower().split(b"\r\n") if not line.startswith(b"date")) for head in heads]
    assert all(plain[index] == plain[0] for index in (1, 2, 3, 5))
    assert any(b"text/xml" in line for line in plain[4])
    assert 'route="repeated"' in server.client.get("/metrics").text


def _one_response(connection: socket.socket) -> tuple[bytes, bytes]:
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    length = int(re.search(rb"content-length: (\d+)", head.lower())[1])  # type: ignore[index]
    while len(body) < length:
        body += connection.recv(65536)
    return head, body
