"""`/search` as readers and programs use it, on a real server that follows what is written to the graph."""

import csv
import io
import time
from typing import Any
from xml.etree.ElementTree import fromstring

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

HTML = {"Accept": "text/html"}
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def server(serve: Any) -> Any:
    return serve(budget_seconds=0)


def find(server: Any, **params: object) -> httpx.Response:
    return server.client.get("/search", params=params, headers={"Accept": "application/json"})  # type: ignore[arg-type]


def test_json_pages_through_all_results(server: Any) -> None:
    first = find(server, q="practice", kind="practice", limit=10).json()
    assert first["total"] == 25
    seen, page = [item["iri"] for item in first["results"]], first
    while page["next"]:
        page = server.client.get(page["next"]).json()
        seen += [item["iri"] for item in page["results"]]
    assert len(seen) == len(set(seen)) == 25
    kinds = {value["value"]: value for value in first["facets"]["kind"]}
    assert kinds["practice"] == {"value": "practice", "label": "practice", "count": 25, "chosen": True}
    assert kinds["question"]["count"] == 1


def test_page_in_both_languages(server: Any) -> None:
    english = server.client.get("/en/search", params={"q": "north"}, headers=HTML)
    assert english.status_code == 200
    assert "<mark>North</mark>" in english.text
    french = server.client.get("/fr/search", params={"q": "nord", "kind": "mechanism"}, headers=HTML)
    assert "<mark>Nord</mark>" in french.text
    assert "Résultats" in french.text
    again = server.client.get(
        "/en/search", params={"q": "north"}, headers={**HTML, "If-None-Match": english.headers["etag"]}
    )
    assert again.status_code == 304


def test_csv_and_atom(server: Any) -> None:
    table = server.client.get("/search", params={"q": "north", "format": "csv"})
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [row["name"] for row in rows][:1] == ["North"]
    feed = fromstring(server.client.get("/search", params={"q": "north\x07", "format": "atom", "lang": "fr"}).content)
    assert feed.find(f"{ATOM}entry/{ATOM}title").text == "Nord"  # type: ignore[union-attr]


def test_what_is_found_and_asked_is_text_and_never_markup(server: Any) -> None:
    for text in ("script", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'):
        for path in ("/en/search", "/fr/search"):
            page = server.client.get(path, params={"q": text, "kind": text}, headers=HTML)
            assert page.status_code == 200
            assert "<script>alert" not in page.text
            assert "<img" not in page.text
    assert "script" in server.client.get("/en/search", params={"q": "script"}, headers=HTML).text


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "limit=1000", "page=2000&limit=100", "sort=colour", "colour=red", "from=never"]
)
def test_wrong_parameters_are_named(server: Any, query: str) -> None:
    response = server.client.get(f"/search?{query}", headers={"Accept": "application/json"})
    assert response.status_code == 400
    assert response.json()["parameter"] == query.partition("=")[0]


@given(st.text(max_size=80))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_is_an_error(server: Any, text: str) -> None:
    assert find(server, q=text.encode("utf-8", "replace").decode()).status_code == 200


def test_the_index_follows_the_graph(server: Any) -> None:
    update = (
        "INSERT DATA { GRAPH <urn:new> { <https://w3id.org/ramp/id/practice/new> "
        "a <https://w3id.org/ramp/ontology#Practice> ; "
        ' <http://www.w3.org/2004/02/skos/core#prefLabel> "Zanzibar hotline"@en } }'
    )
    assert find(server, q="zanzibar").json()["total"] == 0
    response = server.client.post("/sparql/update", data={"update": update}, headers=server.token())
    assert response.status_code < 300, response.text
    end = time.monotonic() + 60
    while (found := find(server, q="zanzibar").json())["total"] == 0 and time.monotonic() < end:
        pass
    assert [item["iri"] for item in found["results"]] == ["https://w3id.org/ramp/id/practice/new"]
    folders = [folder.name for folder in (server.home / "search").iterdir() if folder.is_dir()]
    assert found["snapshot"] in folders


def test_a_graph_of_more_than_one_answer_is_indexed_in_parts(serve: Any, eventually: Any) -> None:
    small, whole = serve(budget_seconds=0, result_bytes=1500), serve(budget_seconds=0)
    assert all(eventually(lambda each=each: find(each, q="practice").status_code == 200, 60) for each in (small, whole))
    for asked in ({"kind": "practice", "limit": 100}, {"q": "north"}, {"q": "nord", "kind": "mechanism"}):
        first, second = (find(each, **asked).json() for each in (small, whole))
        assert first["total"] == second["total"] > 0
        assert [item["iri"] for item in first["results"]] == [item["iri"] for item in second["results"]]
