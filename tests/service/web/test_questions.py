"""The named queries as an API."""

import csv
import io
import re
from typing import Any

import pytest
import rdflib


def test_list(server: Any) -> None:
    listed = server.client.get("/queries").json()
    assert listed["next"] is None
    by_name = {question["name"]: question for question in listed["questions"]}
    assert set(by_name) == {"practices", "is-mechanism", "about"}
    practices = by_name["practices"]
    assert practices["title"]["fr"] == "Pratiques d'un mécanisme"
    assert [parameter["type"] for parameter in practices["parameters"]] == ["iri", "integer"]
    assert server.client.get(practices["href"]).status_code == 200


def test_parameters_are_terms(server: Any) -> None:
    def rows(**values: str) -> int:
        return len(server.client.get("/queries/practices", params=values).json()["results"]["bindings"])

    assert rows() == 25
    assert rows(mechanism="https://w3id.org/ramp/id/organization/north") == 25
    assert rows(mechanism="south") == 0
    assert rows(mechanism="") == 25
    assert rows(year="2003") == 1
    hostile = server.client.get("/queries/practices", params={"mechanism": "north> } SELECT * { ?s ?p ?o } #"})
    assert hostile.status_code == 400


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("mechanism=no%20name", "mechanism"),
        ("mechanism=unknown-mechanism", "mechanism"),
        ("year=abc", "year"),
        ("year=1800", "year"),
        ("limit=0", "limit"),
        ("limit=99999999", "limit"),
        ("offset=-1", "offset"),
        ("limit=%C2%B2", "limit"),
        ("year=2001&year=2002", "year"),
        ("nothing=1", "nothing"),
        ("lang=de", "lang"),
        ("mechanism=%00", "mechanism"),
    ],
)
def test_wrong_parameters_are_named(server: Any, query: str, parameter: str) -> None:
    response = server.client.get(f"/queries/practices?{query}")
    assert response.status_code == 400
    assert response.json()["parameter"] == parameter


def test_pages_follow_links(server: Any) -> None:
    url: str | None = "/queries/practices?limit=10&format=csv"
    seen, pages = [], 0
    while url:
        response = server.client.get(url)
        seen += [row["practiceEn"] for row in csv.DictReader(io.StringIO(response.text))]
        pages += 1
        url = response.links.get("next", {}).get("url")
    assert pages == 3
    assert seen == [f"Practice {n:02}" for n in range(25)]
    last = server.client.get("/queries/practices?limit=10&offset=20")
    assert "next" not in last.links
    assert {"first", "prev", "last"} <= set(last.links)
    assert "link" not in server.client.get("/queries/practices").headers


def test_formats(server: Any) -> None:
    assert server.client.get("/queries/practices?format=tsv").text.startswith("?mechanism\t")
    assert server.client.get("/queries/is-mechanism").json()["boolean"] is True
    assert server.client.get("/queries/is-mechanism?node=https://example.org/x&format=csv").text == "false"
    turtle = server.client.get("/queries/about")
    assert turtle.headers["content-type"].startswith("text/turtle")
    assert len(rdflib.Graph().parse(data=turtle.text, format="turtle")) == 4
    assert server.client.get("/queries/about", headers={"Accept": "text/csv"}).status_code == 406


def test_validators(server: Any) -> None:
    first = server.client.get("/queries/practices?limit=3")
    tag = first.headers["etag"]
    assert server.client.get("/queries/practices?limit=3", headers={"If-None-Match": tag}).status_code == 304
    assert server.client.get("/queries/practices?limit=4").headers["etag"] != tag
    assert server.client.head("/queries/practices?limit=3").headers["etag"] == tag


def test_page_of_a_question(server: Any) -> None:
    page = server.client.get("/fr/queries/practices?limit=10", headers={"Accept": "text/html"}).text
    assert "Pratique 03" in page
    assert "10 lignes sur 25" in page
    assert 'rel="next"' in page
    assert 'value="north"' in page
    assert "alert(1)" not in page


def test_openapi_describes_every_question(server: Any) -> None:
    document = server.client.get("/openapi.json").json()
    entry = document["paths"]["/queries/practices"]["get"]
    assert entry["summary"] == "Practices of a mechanism"
    assert "Pratiques d'un mécanisme" in entry["description"]
    parameters = {parameter["name"]: parameter for parameter in entry["parameters"]}
    assert set(parameters) == {"mechanism", "year", "format", "lang", "limit", "offset"}
    assert parameters["year"]["schema"] == {"type": "integer", "minimum": 1900, "maximum": 2100}
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert document["paths"]["/sparql/update"]["post"]["security"] == [{"bearer": []}]


def test_both_languages_of_a_page_show_one_answer_and_other_parameters_another(server: Any) -> None:
    def asked(path: str, **values: str) -> tuple[str, float]:
        """The page, and the seconds that the engine spent on it."""
        before = server.client.get("/metrics").text
        page = server.client.get(path, params=values, headers={"Accept": "text/html", "Cookie": "a=b"})
        assert page.status_code == 200
        return page.text, _engine_seconds(server.client.get("/metrics").text) - _engine_seconds(before)

    asked("/en/queries/practices", limit="7")
    french, seconds = asked("/fr/queries/practices", limit="7")
    assert seconds == 0
    assert 'lang="fr"' in french
    again, seconds = asked("/fr/queries/practices", limit="7")
    assert (again.count("<tr>"), seconds) == (8, 0)
    for values in ({"limit": "6"}, {"limit": "7", "offset": "7"}, {"limit": "7", "year": "2003"}):
        assert asked("/en/queries/practices", **values)[1] > 0


def test_an_answer_is_shown_no_longer_than_its_version_stands(serve: Any) -> None:
    server = serve()
    headers = {"Accept": "text/html", "Cookie": "a=b"}
    assert "A new practice" not in server.client.get("/en/queries/practices", headers=headers).text
    written = server.client.post(
        "/graphs",
        params={"graph": "https://w3id.org/ramp/graph/east"},
        content=_PRACTICE,
        headers={**server.token(), "Content-Type": "text/turtle"},
    )
    assert written.is_success, written.text
    assert "A new practice" in server.client.get("/en/queries/practices", headers=headers).text


_PRACTICE = """
@base <https://w3id.org/ramp/id/> .
@prefix ramp: <https://w3id.org/ramp/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<practice/new> ramp:carriedOutBy <organization/north> ; ramp:year 2030 ;
    skos:prefLabel "A new practice"@en, "Une nouvelle pratique"@fr .
"""


def _engine_seconds(metrics: str) -> float:
    found = re.search(r"^ramp_processing_seconds_total (\S+)$", metrics, re.MULTILINE)
    assert found
    return float(found[1])


def test_the_head_of_a_column_of_numbers_stands_over_them(server: Any) -> None:
    page = server.client.get("/en/queries/practices", headers={"Accept": "text/html"}).text
    table = page[page.index("<thead>") : page.index("</tbody>")]
    heads = re.findall(r'<th scope="col"([^>]*)>', table)
    cells = re.findall(r"<td([^>]*)>", table)
    marked = [' class="number"' in head for head in heads]
    assert any(marked)
    assert not all(marked)
    assert [' class="number"' in cell for cell in cells] == marked * (len(cells) // len(heads))
