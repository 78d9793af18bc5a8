"""Writing over HTTP: tokens, the Graph Store Protocol, updates; each write is one version."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

GRAPH = "https://w3id.org/ramp/graph/"
TURTLE = {"Content-Type": "text/turtle"}
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(scope="module")
def writable(serve: Any) -> Any:
    return serve()


@pytest.fixture
def token(writable: Any) -> Iterator[dict[str, str]]:
    yield writable.token()
    for entry in writable.client.get("/graphs").json()["graphs"]:
        if "/store/" in entry["graph"] or entry["graph"].startswith("http://test/"):
            writable.client.delete("/graphs", params={"graph": entry["graph"]}, headers=writable.token())


def test_a_graph_is_put_read_added_to_and_removed(writable: Any, token: dict[str, str]) -> None:
    client, name = writable.client, {"graph": "http://test/a"}
    headers = token | TURTLE
    assert client.get("/graphs", params=name).status_code == 404
    put = client.put("/graphs", params=name, content='<http://a> <http://b> "é"@fr .', headers=headers)
    assert put.status_code == 201
    assert client.get(put.headers["location"]).text == '<http://a> <http://b> "é"@fr .\n'
    assert client.put("/graphs", params=name, content="<http://a> <http://b> 1 .", headers=headers).status_code == 204
    assert client.post("/graphs", params=name, content="<http://a> <http://b> 2 .", headers=headers).status_code == 204
    got = client.get("/graphs", params=name, headers={"Accept": "application/n-triples"})
    assert got.text.count("\n") == 2
    assert client.head("/graphs", params=name).status_code == 200
    known = {"If-None-Match": got.headers["etag"], "Accept": "application/n-triples"}
    assert client.get("/graphs", params=name, headers=known).status_code == 304
    assert client.delete("/graphs", params=name, headers=token).status_code == 204
    assert client.delete("/graphs", params=name, headers=token).status_code == 404


def test_direct_naming_with_french_letters(writable: Any, token: dict[str, str]) -> None:
    client = writable.client
    put = client.put("/graphs/store/été 1", content="<a> <http://b> 1 .", headers=token | TURTLE)
    if put.status_code == 400:  # a blank is no part of an IRI
        put = client.put("/graphs/store/été", content="<a> <http://b> 1 .", headers=token | TURTLE)
    assert put.status_code == 201
    assert put.headers["location"].endswith("/graphs/store/%C3%A9t%C3%A9")
    assert client.get(put.headers["location"]).text == f"<{GRAPH}store/a> <http://b> 1 .\n"
    assert client.get("/graphs", params={"graph": f"{GRAPH}store/été"}).status_code == 200


@pytest.mark.parametrize(
    ("method", "query", "sent", "detail", "remedy"),
    [
        ("PUT", "", TURTLE, "Aucun graphe n’est nommé", "Nommez-le : graph=IRI"),
        ("DELETE", "", {}, "Aucun graphe n’est nommé", "Nommez-le : graph=IRI"),
        ("PUT", "?default", TURTLE, "l’union de tous les graphes", "Nommez le graphe à écrire : graph=IRI"),
        ("DELETE", "?default", {}, "l’union de tous les graphes", "Nommez le graphe à retirer : graph=IRI"),
        ("GET", "?graph=http://test/a&default", {}, "Plusieurs graphes sont nommés", "Nommez-en un seul"),
        ("GET", "?graph=http://test/none", {}, "pas de graphe http://test/none", "Voyez la liste à /graphs"),
        (
            "PUT",
            "?graph=http://test/a",
            {"Content-Type": "text/csv"},
            "lu comme text/csv",
            "Envoyez l’un de text/turtle",
        ),
        ("PUT", "?graph=http://test/a", {}, "lu comme contenu sans Content-Type", "en UTF-8"),
    ],
)
def test_refusals_are_said_in_french_too(
    writable: Any, token: dict[str, str], method: str, query: str, sent: dict[str, str], detail: str, remedy: str
) -> None:
    problem = writable.client.request(method, f"/graphs{query}", headers={**token, **sent}).json()
    assert detail in problem["detail_fr"]
    assert remedy in problem["remedy_fr"]
    assert problem["detail"]
    assert problem["remedy"]


def test_post_without_a_name_makes_a_graph(writable: Any, token: dict[str, str]) -> None:
    made = writable.client.post("/graphs", content="<http://a> <http://b> 1 .", headers=token | TURTLE)
    assert made.status_code == 201
    assert writable.client.get(made.headers["location"]).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("PUT", "/graphs", TURTLE, 400),
        ("PUT", "/graphs?default", TURTLE, 400),
        ("DELETE", "/graphs?default", {}, 400),
        ("DELETE", "/graphs", {}, 400),
        ("PUT", "/graphs?graph=http://test/a&graph=http://test/b", TURTLE, 400),
        ("PUT", "/graphs?graph=http://test/a", {"Content-Type": "application/n-quads"}, 415),
        ("PUT", "/graphs?graph=http://test/a", {}, 415),
        ("PUT", "/graphs?graph=http://test/a", {"Content-Type": "text/turtle; charset=latin-1"}, 415),
        ("PATCH", "/graphs?graph=http://test/a", {"Content-Type": "application/sparql-update"}, 405),
    ],
)
def test_writes_that_are_refused(
    writable: Any, token: dict[str, str], method: str, path: str, headers: dict[str, str], status: int
) -> None:
    response = writable.client.request(method, path, content="", headers=token | headers)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"


def test_broken_data_names_the_place_and_changes_nothing(writable: Any, token: dict[str, str]) -> None:
    before = writable.client.get("/health").json()["snapshot"]
    response = writable.client.put(
        "/graphs",
        params={"graph": "http://test/a"},
        content="<http://a> <http://b> 1 .\n<http://a> 2",
        headers=token | TURTLE,
    )
    assert response.status_code == 400
    assert response.json()["line"] == 2
    assert writable.client.get("/health").json()["snapshot"] == before


def test_bodies_have_a_limit(serve: Any) -> None:
    small = serve(update_bytes=2000)
    body = "<http://a> <http://b> 1 .\n" * 1000
    response = small.client.put("/graphs", params={"graph": "http://a"}, content=body, headers=small.token() | TURTLE)
    assert response.status_code == 413
    update = {"update": "INSERT DATA { GRAPH <http://g> { " + "<http://a> <http://b> 1 . " * 200 + "} }"}
    assert small.client.post("/sparql/update", data=update, headers=small.token()).status_code == 413
    assert small.client.post("/sparql", data={"query": "ASK {} #" + "x" * 300_000}).status_code == 413


def test_tokens(writable: Any) -> None:
    update = {"update": "INSERT DATA { GRAPH <http://test/t> { <http://a> <http://b> 1 } }"}
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic x"}, {"Authorization": "Bearer"}):
        response = writable.client.post("/sparql/update", data=update, headers=headers)
        assert response.status_code == 401
        assert response.headers["www-authenticate"].startswith("Bearer")
    admin = writable.token("admin")
    assert writable.client.post("/sparql/update", data=update, headers=admin).status_code == 204
    assert writable.client.delete("/graphs", params={"graph": "http://test/t"}, headers=admin).status_code == 204
    stored = (writable.home / "tokens.json").read_text()
    assert admin["Authorization"].removeprefix("Bearer ") not in stored
    assert (writable.home / "tokens.json").stat().st_mode & 0o077 == 0


def test_an_update_is_seen_at_once_and_never_stale(writable: Any, token: dict[str, str]) -> None:
    def asked() -> int:
        return int(writable.select(COUNT)[0]["n"])

    first = asked()
    assert asked() == first
    for number in range(3):
        text = f"INSERT DATA {{ GRAPH <http://test/u> {{ <http://a> <http://b> {number} }} }}"
        done = writable.client.post(
            "/sparql/update", content=text, headers=token | {"Content-Type": "application/sparql-update"}
        )
        assert done.status_code == 204
        assert asked() == first + number + 1


def test_a_new_version_under_load_loses_no_request(writable: Any, token: dict[str, str]) -> None:
    failures: list[str] = []
    done = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=writable.url, timeout=30) as client:
            number = 0
            while not done.is_set():
                number += 1
                query = f"SELECT * {{ ?s a <https://w3id.org/ramp/ontology#Practice> }} LIMIT {number % 20 + 1}"
                response = client.get("/sparql", params={"query": query})
                if response.status_code != 200 or len(response.json()["results"]["bindings"]) != number % 20 + 1:
                    failures.append(response.text)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for number in range(12):
            content = f"<http://a> <http://b> {number} ."
            put = writable.client.put(
                "/graphs", params={"graph": "http://test/l"}, content=content, headers=token | TURTLE
            )
            assert put.status_code in (201, 204)
    finally:
        done.set()
        for thread in threads:
            thread.join(60)
    assert failures == []
    assert len(list((Path(writable.home) / "versions").iterdir())) == 1
