"""Whether `/reconcile` keeps to the Reconciliation Service API 0.2, for good requests and for bad ones."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from referencing import Registry, Resource

from ramp.linking.reconcile.kinds import KINDS
from ramp.linking.reconcile.properties import PROPERTIES
from ramp.linking.reconcile.requests import BATCH_MOST

SCHEMAS = Path(__file__).resolve().parents[4] / "shared/conformance/reconciliation-0.2"
ROUTES = (
    "/reconcile",
    "/reconcile?queries=%7B%7D",
    "/reconcile/suggest/entity?prefix=a",
    "/reconcile/suggest/type?prefix=a",
    "/reconcile/suggest/property?prefix=a",
    "/reconcile/properties?type=State",
    "/reconcile/preview?id=id/state/sn",
)


def ask(client: httpx.Client, queries: Any, path: str = "/reconcile") -> dict[str, Any]:
    """The answer to a batch."""
    response = client.post(path, data={"queries": json.dumps(queries)})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def first(client: httpx.Client, text: str, **more: Any) -> dict[str, Any]:
    """The best candidate."""
    found: dict[str, Any] = ask(client, {"q": {"query": text, **more}})["q"]["result"][0]
    return found


def extend(client: httpx.Client, ids: list[str], properties: list[dict[str, Any]]) -> dict[str, Any]:
    """New columns."""
    response = client.post("/reconcile", data={"extend": json.dumps({"ids": ids, "properties": properties})})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


@pytest.fixture(scope="module")
def schemas() -> Iterator[Any]:
    """Says whether an answer is valid by a schema of the specification."""
    if not SCHEMAS.is_dir():
        pytest.skip(f"the schemas of the API are not at {SCHEMAS}")
    found = {path.name: json.loads(path.read_text()) for path in SCHEMAS.glob("*.json")}
    for schema in found.values():  # draft 7 without saying so, and two names for one place
        schema["$schema"] = "http://json-schema.org/draft-07/schema#"
    registry: Any = Registry()
    for name, schema in found.items():
        resource = Resource.from_contents(schema)
        registry = registry.with_resource(schema["$id"], resource)
        registry = registry.with_resource(f"https://reconciliation-api.github.io/specs/0.2/schemas/{name}", resource)

    def check(name: str, value: Any) -> None:
        jsonschema.Draft7Validator(found[f"{name}.json"], registry=registry).validate(value)

    return check


@pytest.mark.parametrize("path", ["/reconcile", "/fr/reconcile"])
def test_every_answer_keeps_to_its_schema(client: httpx.Client, schemas: Any, path: str) -> None:
    manifest = client.get(path).json()
    schemas("manifest", manifest)
    for what, name in (("entity", "entities"), ("type", "types"), ("property", "properties")):
        service = manifest["suggest"][what]
        response = client.get(f"{service['service_url']}{service['service_path']}", params={"prefix": "pr"})
        schemas(f"suggest-{name}-response", response.json())
        assert response.json()["result"]
    batch = {
        "q0": {"query": "ECOWAS", "limit": 3},
        "q1": {"query": "Sénégal", "type": "State", "properties": [{"pid": "iso2", "v": "SN"}]},
        "q2": {"query": "zzz"},
    }
    schemas("reconciliation-query-batch", batch)
    schemas("reconciliation-result-batch", ask(client, batch, path))
    proposed = manifest["extend"]["propose_properties"]
    answer = client.get(
        f"{proposed['service_url']}{proposed['service_path']}", params={"type": "Instrument", "limit": 5}
    ).json()
    schemas("data-extension-property-proposal", answer)
    assert answer.keys() == {"properties", "type", "limit"}
    every = [{"id": id} for id in list(PROPERTIES)[:25]]
    schemas("data-extension-response", extend(client, ["id/organization/ecowas", "id/state/sn"], every))


def test_manifest_speaks_the_language_of_its_address(client: httpx.Client) -> None:
    english, french = client.get("/en/reconcile").json(), client.get("/fr/reconcile").json()
    assert "regional mechanisms" in english["name"]
    assert "mécanismes régionaux" in french["name"]
    assert "/fr/reconcile" in french["suggest"]["entity"]["service_url"]
    assert first(client, "ECOWAS")["name"] == "Economic Community of West African States"
    assert ask(client, {"q": {"query": "ECOWAS"}}, "/fr/reconcile")["q"]["result"][0]["name"].startswith("Communauté")


def test_answers_have_no_key_that_the_api_does_not_know(client: httpx.Client) -> None:
    known = {"id", "name", "description", "score", "features", "match", "type"}
    for text in ("ECOWAS", "Senegal", "Palermo Protocol", "id/state/sn"):
        for candidate in ask(client, {"q": {"query": text}})["q"]["result"]:
            assert candidate.keys() == known
            assert 0 <= candidate["score"] <= 100
            assert all(item.keys() == {"id", "value"} for item in candidate["features"])
            assert all(item.keys() == {"id", "name"} for item in candidate["type"])
    for what in ("entity", "type", "property"):
        answer = client.get(f"/reconcile/suggest/{what}", params={"prefix": "pr"}).json()
        assert answer.keys() == {"result"}
        assert all(item.keys() <= {"id", "name", "description", "notable"} for item in answer["result"])
    proposed = client.get("/reconcile/properties", params={"type": "State"}).json()
    assert proposed.keys() == {"properties", "type"}
    assert all(item.keys() == {"id", "name"} for item in proposed["properties"])
    drawn = extend(client, ["id/state/sn"], [{"id": id} for id in list(PROPERTIES)[:25]])
    assert drawn.keys() == {"meta", "rows"}
    assert all(item.keys() <= {"id", "name", "type"} for item in drawn["meta"])
    for cells in drawn["rows"]["id/state/sn"].values():
        assert all(cell.keys() <= {"str", "float", "int", "date", "id", "name", "description"} for cell in cells)


@pytest.mark.parametrize("path", ROUTES)
def test_any_page_may_read_every_route(client: httpx.Client, path: str) -> None:
    response = client.get(path, headers={"Origin": "https://example.org"})
    assert response.status_code == 200, response.text
    assert response.headers["access-control-allow-origin"] == "*"
    preflight = client.options(path, headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST"})
    assert preflight.status_code in (200, 204)
    assert preflight.headers["access-control-allow-origin"] == "*"
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [
        ({"queries": "{"}, 400, "no JSON"),
        ({"queries": "[]"}, 400, "no JSON object"),
        ({"queries": "[" * 50_000}, 400, "no JSON"),
        ({"queries": '{"q0": 1}'}, 400, "no object"),
        ({"queries": '{"q0": {}}'}, 400, "neither query nor properties"),
        ({"queries": '{"q0": {"query": 1}}'}, 400, "query is no text"),
        ({"queries": '{"q0": {"query": "a", "colour": 1}}'}, 400, "no key 'colour'"),
        ({"queries": '{"q0": {"query": "a", "type": "Ship"}}'}, 400, "no type 'Ship'"),
        ({"queries": '{"q0": {"query": "a", "limit": 0}}'}, 400, "limit"),
        ({"queries": '{"q0": {"query": "a", "type_strict": "maybe"}}'}, 400, "type_strict"),
        ({"queries": '{"q0": {"query": "a", "properties": [{"pid": "ship", "v": "x"}]}}'}, 400, "no property 'ship'"),
        ({"queries": '{"q0": {"query": "a", "properties": [{"pid": "iso2"}]}}'}, 400, "lacks pid or v"),
        ({"extend": '{"ids": "x", "properties": []}'}, 400, "ids is no list"),
        ({"extend": '{"ids": [], "properties": {}}'}, 400, "properties is no list"),
        ({"extend": '{"ids": [], "properties": [{"id": 1}]}'}, 400, "has no id"),
        ({"extend": '{"ids": [], "properties": [{"id": "iso2", "settings": [1]}]}'}, 400, "no object"),
        ({"extend": '{"ids": [], "properties": [{"id": "iso2", "settings": {"language": "de"}}]}'}, 400, "is unknown"),
        ({"extend": "{"}, 400, "no JSON"),
        ({"queries": '{"q0": {"query": "a", "type": [1]}}'}, 400, "nor a list of texts"),
        ({"queries": '{"q0": {"query": "a", "properties": {"pid": "iso2"}}}'}, 400, "no list of at most 25"),
        ({"queries": '{"q0": {"query": "a", "properties": [{"pid": "iso2", "v": [null]}]}}'}, 400, "neither text nor"),
        ({"extend": '{"ids": [], "properties": [{"id": "ship"}]}'}, 400, "no property"),
        ({"extend": '{"ids": [], "properties": [{"id": "iso2", "settings": {"limit": "x"}}]}'}, 400, "limit"),
        ({"colour": "red"}, 400, "neither queries nor extend"),
        ({"queries": "{}", "callback": "f"}, 400, "JSONP"),
        ({"queries": json.dumps({f"q{n}": {"query": "a"} for n in range(BATCH_MOST + 1)})}, 413, "at most 100"),
        ({"extend": json.dumps({"ids": ["x"] * 501, "properties": []})}, 413, "at most 500"),
        ({"queries": "x" * 3_000_000}, 413, "longer than"),
        ({"queries": '{"q0": {"query": "\\ud800"}}'}, 400, "half a character"),
        ({"queries": '{"q0": {"query": "a", "limit": NaN}}'}, 400, "no JSON"),
        ({"queries": "{}", "extend": "{}"}, 400, "come together"),
    ],
)
def test_bad_requests_are_told_what_is_wrong(
    client: httpx.Client, data: dict[str, str], status: int, said: str
) -> None:
    response = client.post("/reconcile", data=data, headers={"Accept": "application/json"})
    assert response.status_code == status, response.text[:500]
    assert response.headers["content-type"] == "application/problem+json"
    assert said in response.json()["detail"]
    assert response.json()["remedy"]
    assert _in_french(client, data, response.json())
    assert response.json().get("parameter", "queries") in ("queries", "extend", "callback", "type", "properties")
    assert response.headers["access-control-allow-origin"] == "*"


def _in_french(client: httpx.Client, data: dict[str, str], problem: dict[str, Any]) -> bool:
    """Whether the page in French says what the problem says in French, and nothing in English."""
    page = client.post("/fr/reconcile", data=data, headers={"Accept": "text/html"})
    assert page.headers["content-language"] == "fr"
    told = html.unescape(re.sub(r"<[^>]+>", "", page.text))
    assert problem["detail_fr"] != problem["detail"]
    assert problem["remedy_fr"] != problem["remedy"]
    return problem["detail_fr"] in told and problem["remedy_fr"] in told and problem["remedy"] not in told


def test_a_batch_that_is_no_form_is_refused(client: httpx.Client) -> None:
    response = client.post("/reconcile", json={"queries": {}}, headers={"Accept": "application/json"})
    assert response.status_code == 400
    assert "as a form" in response.json()["detail"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("suggest/entity?prefix=a&cursor=-1", "cursor : « -1 » n’est pas un nombre entier de 0 à 10000"),
        ("suggest/type?prefix=a&limit=none", "limit : « none » n’est pas un nombre entier"),
        ("suggest/entity?prefix=a&prefix=b", "prefix est donné deux fois"),
        ("preview?id=id/organization/none", "ne connaît pas « id/organization/none »"),
    ],
)
def test_wrong_parameters_are_told_in_french(client: httpx.Client, path: str, said: str) -> None:
    page = client.get(f"/fr/reconcile/{path}", headers={"Accept": "text/html"})
    assert page.status_code in (400, 404)
    assert said in html.unescape(page.text)
    problem = client.get(f"/fr/reconcile/{path}", headers={"Accept": "application/json"}).json()
    assert said in problem["detail_fr"]
    assert problem["detail"] != problem["detail_fr"]


def test_queries_of_one_batch_do_not_depend_on_each_other(client: httpx.Client) -> None:
    texts = ["ECOWAS", "Economic Comunity of West African States", "SN", "Palermo Protocol", "", "zzzz", "2011/36/EU"]
    together = ask(client, {f"q{n}": {"query": text} for n, text in enumerate(texts)})
    for n, text in enumerate(texts):
        assert ask(client, {"only": {"query": text}})["only"] == together[f"q{n}"]


def test_properties_decide_between_namesakes(client: httpx.Client) -> None:
    title = "Fighting the Crime of Trafficking in Persons, Especially Women, Adolescents, and Children"
    for year, id in (("2003", "id/instrument/oas-ag-res-1948-2003"), ("2004", "id/instrument/oas-ag-res-2019-2004")):
        found = first(client, title, properties=[{"pid": "adopted", "v": year}])
        assert found["id"] == id
        assert {"id": "property_adopted", "value": 100.0} in found["features"]
    assert not first(client, title)["match"]


def test_a_code_alone_finds_its_state(client: httpx.Client) -> None:
    answer = ask(client, {"q": {"properties": [{"pid": "iso3", "v": "SEN"}], "type": "State"}})
    assert answer["q"]["result"][0]["id"] == "id/state/sn"


def test_types_are_kept_to_or_preferred(client: httpx.Client) -> None:
    strict = ask(client, {"q": {"query": "Senegal", "type": "Organization"}})["q"]["result"]
    assert "id/state/sn" not in [one["id"] for one in strict]
    loose = ask(client, {"q": {"query": "Senegal", "type": "Organization", "type_strict": "should"}})["q"]["result"]
    assert "id/state/sn" in [one["id"] for one in loose]
    for type in (*KINDS, "https://w3id.org/ramp/ontology#Practice", "ramp:Instrument"):
        ask(client, {"q": {"query": "Dakar", "type": type}})


def test_suggestions_come_in_pages(client: httpx.Client) -> None:
    def page(cursor: int) -> list[str]:
        answer = client.get("/reconcile/suggest/entity", params={"prefix": "asean", "cursor": cursor}).json()
        return [one["id"] for one in answer["result"]]

    assert page(0)[0] == "id/organization/asean"
    assert len(page(0)) == 10
    assert not set(page(0)) & set(page(10))
    assert client.get("/reconcile/suggest/entity?prefix=asean&cursor=-1").status_code == 400
    of_type = client.get("/reconcile/suggest/entity?prefix=asean&type=Instrument").json()["result"]
    assert {one["notable"][0]["id"] for one in of_type} == {"Instrument"}


def test_the_preview_fits_a_frame_of_any_page(client: httpx.Client) -> None:
    response = client.get("/fr/reconcile/preview?id=id/organization/ecowas")
    assert response.status_code == 200
    policy = response.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert response.headers.get("x-frame-options") != "DENY"
    assert "Communauté économique" in response.text
    assert "<script" not in response.text
    missing = client.get("/reconcile/preview?id=id/organization/none", headers={"Accept": "application/json"})
    assert missing.status_code == 404


def test_new_columns_hold_typed_cells(client: httpx.Client) -> None:
    ids = ["id/organization/ecowas", "https://w3id.org/ramp/id/state/sn", "id/nothing", "a> } DROP"]
    wanted = [{"id": "founded"}, {"id": "iso3"}, {"id": "member_of", "settings": {"limit": 1}}, {"id": "name_fr"}]
    answer = extend(client, ids, wanted)
    rows = answer["rows"]
    assert list(rows) == ids
    assert rows[ids[0]]["founded"] == [{"date": "1975-05-28T00:00:00Z"}]
    assert rows[ids[1]]["iso3"] == [{"str": "SEN"}]
    assert rows[ids[1]]["member_of"][0].keys() == {"id", "name"}
    assert len(rows[ids[1]]["member_of"]) == 1
    assert rows[ids[2]] == rows[ids[3]] == {"founded": [], "iso3": [], "member_of": [], "name_fr": []}
    assert [column["id"] for column in answer["meta"]] == ["founded", "iso3", "member_of", "name_fr"]


def test_a_node_without_a_name_is_found_by_its_identifier(client: httpx.Client) -> None:
    (iri,) = nodes(client, "?node a <https://w3id.org/ramp/ontology#ResponseClaim> } LIMIT 1")
    found = first(client, iri)
    assert found["id"] == iri.removeprefix("https://w3id.org/ramp/")
    assert found["score"] == 100
    other = ask(client, {"q": {"query": iri, "type": "State"}, "p": {"query": "id/state/sn", "type": "Practice"}})
    assert other == {"q": {"result": []}, "p": {"result": []}}


def test_every_node_of_the_graph_is_found_by_its_identifier(client: httpx.Client) -> None:
    every = nodes(
        client,
        """?node ?said ?value FILTER(ISIRI(?node)
        && REGEX(STR(?node), "^https://w3id.org/ramp/(id|scheme)/")) }""",
    )
    assert len(every) > 5000
    for start in range(0, len(every), BATCH_MOST):
        some = every[start : start + BATCH_MOST]
        answer = ask(client, {iri: {"query": iri, "limit": 1} for iri in some})
        found = {iri: [(one["id"], one["score"]) for one in answer[iri]["result"]] for iri in some}
        assert found == {iri: [(iri.removeprefix("https://w3id.org/ramp/"), 100)] for iri in some}


def nodes(client: httpx.Client, pattern: str) -> list[str]:
    """The IRIs of the nodes that fit the pattern, which holds the end of the WHERE part."""
    response = client.get(
        "/sparql",
        params={"query": f"SELECT DISTINCT ?node {{ {pattern}"},
        headers={"Accept": "application/sparql-results+json"},
    )
    return [row["node"]["value"] for row in response.json()["results"]["bindings"]]


@given(st.text(max_size=200))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_has_an_answer(client: httpx.Client, text: str) -> None:
    body = json.dumps({"q": {"query": text}}).encode()
    response = client.post("/reconcile", data={"queries": body.decode()})
    assert response.status_code == 200, response.text
    assert client.get("/reconcile/suggest/entity", params={"prefix": text[:50]}).status_code in (200, 400)
