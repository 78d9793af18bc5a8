"""Queries made to hurt: after each the service is as it was, and the client was told what is wrong."""

import os
import socket
import time
from typing import Any

import pytest

EX = "PREFIX ex: <{sink}> "
DEEP = {
    "1000 groups": "SELECT * {" + "{" * 1000 + "}" * 1000 + "}",
    "4000 groups": "SELECT * {" + "{" * 4000 + "}" * 4000 + "}",
    "8000 brackets": "SELECT * { FILTER(" + "(" * 8000 + "1" + ")" * 8000 + ") }",
    "16000 not": "SELECT * { FILTER(" + "!" * 16000 + "true) }",
    "4000 optional": "SELECT * { ?s ?p ?o " + "OPTIONAL { ?s ?p ?o } " * 2500 + "}",
    "8000 union": "SELECT * { {} " + "UNION {} " * 5000 + "}",
    "nested optional": "SELECT * { ?s ?p ?o " + "OPTIONAL { ?s ?p ?o " * 2000 + "}" * 2000 + "}",
    "star of 200": "SELECT * { " + " ".join(f"?s <http://p/{i}> ?o{i} ." for i in range(200)) + "}",
    "chain of 200": "SELECT * { " + " ".join(f"?x{i} <http://p> ?x{i + 1} ." for i in range(200)) + "}",
    "list of 200": "SELECT * { ?s ?p (" + "1 " * 200 + ") }",
    "list of 2000": "SELECT * { ?s ?p (" + "1 " * 2000 + ") }",
    "200 steps": "SELECT * { ?s " + "/".join(["<http://p>"] * 200) + " ?o }",
    "blank nodes": "SELECT * { ?s ?p " + "[ ?p " * 1000 + "1" + "]" * 1000 + " }",
    "triple terms": "SELECT * { ?s ?p " + "<<( ?s ?p " * 1000 + "1" + ")>>" * 1000 + " }",
    "functions": "SELECT (" + "ABS(" * 5000 + "1" + ")" * 5000 + " AS ?x) {}",
    "minus signs": "SELECT (" + "-" * 16000 + "1 AS ?x) {}",
    "paths": "SELECT * { ?s " + "(" * 5000 + "<http://p>" + ")*" * 5000 + " ?o }",
    "inverse": "SELECT * { ?s " + "^" * 16000 + "<http://p> ?o }",
    "70 KB": "SELECT * { ?s ?p ?o } #" + "x" * 70_000,
}
PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o ."
DOUBLING = " ".join(f"BIND(CONCAT(?v{i}, ?v{i}) AS ?v{i + 1})" for i in range(29))
HEAVY = {
    "doubling": f"SELECT (STRLEN(?v29) AS ?n) {{ BIND('0123456789abcdef' AS ?v0) {DOUBLING} }}",
    "group_concat": f"SELECT (STRLEN(GROUP_CONCAT(?c)) AS ?n) {{ {PRODUCT} }}",
    "product": f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}",
    "order by": f"SELECT * {{ {PRODUCT} }} ORDER BY ?c ?f ?i",
    "distinct": f"SELECT DISTINCT * {{ {PRODUCT} }}",
    "endless": f"SELECT * {{ {PRODUCT} }}",
    "endless graph": f"CONSTRUCT {{ ?a ?e ?i }} WHERE {{ {PRODUCT} }}",
    "regex": "SELECT * { ?s ?p ?o FILTER REGEX('" + "a" * 28 + "!', '^(a+)+$') }",
}
SERVICES = {
    "constant": "SELECT * { SERVICE <{sink}> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <{sink}> { ?s ?p ?o } }",
    "prefixed": EX + "SELECT * { SERVICE ex:a { ?s ?p ?o } }",
    "base": "BASE <{sink}> SELECT * { SERVICE <a> { ?s ?p ?o } }",
    "lower case": "SELECT * { service <{sink}> { ?s ?p ?o } }",
    "variable": "SELECT * { VALUES ?e { <{sink}> } SERVICE ?e { ?s ?p ?o } }",
    "optional": "SELECT * { OPTIONAL { SERVICE <{sink}> { ?s ?p ?o } } }",
    "filter exists": "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <{sink}> { ?s ?p ?o } } }",
    "bind exists": "SELECT * { BIND(EXISTS { SERVICE <{sink}> { ?s ?p ?o } } AS ?x) }",
    "select exists": "SELECT (EXISTS { SERVICE <{sink}> { ?s ?p ?o } } AS ?x) {}",
    "order by": "SELECT * { ?s ?p ?o } ORDER BY (EXISTS { SERVICE <{sink}> { ?s ?p ?o } })",
    "having": "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING (EXISTS { SERVICE <{sink}> { ?s ?p ?o } })",
    "lateral": "SELECT * { ?s ?p ?o LATERAL { SERVICE <{sink}> { ?s ?p ?o } } }",
    "sub-select": "SELECT * { { SELECT * { SERVICE <{sink}> { ?s ?p ?o } } } }",
    "construct": "CONSTRUCT WHERE { ?s ?p ?o } #\nSERVICE <{sink}> {}",
    "graph": "SELECT * { GRAPH ?g { SERVICE <{sink}> { ?s ?p ?o } } }",
    "describe": "DESCRIBE ?s { SERVICE <{sink}> { ?s ?p ?o } }",
    "escaped quote": 'SELECT * { FILTER("\\u0022 != 1) } #" != "") SERVICE <{sink}> { ?s ?p ?o } }',
    "escaped keyword": "SELECT * { S\\u0045RVICE <{sink}> { ?s ?p ?o } }",
    "escaped line end": "SELECT * { #\\u000A SERVICE <{sink}> {}\n SERVICE <{sink}> { ?s ?p ?o } }",
    "carriage return": "SELECT * { # \r SERVICE <{sink}> { ?s ?p ?o } }",
    "fused with a prefix": EX + "SELECT * { SERVICEex:a { ?s ?p ?o } }",
    "fused with silent": EX + "SELECT * { SERVICESILENTex:a { ?s ?p ?o } }",
    "fused with the empty prefix": "PREFIX : <{sink}> SELECT * { SERVICE:a { ?s ?p ?o } }",
    "fused with true": EX + "SELECT * { ?s ?p trueSERVICE ex:a { ?s ?p ?o } }",
    "second dot": EX + "SELECT * { ?s ?p ex:a.b.SERVICE ex:c { ?s ?p ?o } }",
    "second dot, fused": EX + "SELECT * { ?s ?p ex:a.b.SERVICEex:c { ?s ?p ?o } }",
    "number": EX + "SELECT * { ?s ?p 1.SERVICE ex:a { ?s ?p ?o } }",
    "less than": EX + "SELECT * { BIND(1 AS ?a) BIND(2 AS ?b) FILTER(?a<?b)SERVICE#>\n ex:a { ?s ?p ?o } }",
    "less than, string": EX
    + 'SELECT * { BIND(1 AS ?a) BIND(2 AS ?b) FILTER(?a<?b)#> """\n SERVICE ex:a { ?s ?p ?o } #"""\n }',
    "comment before the name": EX + "SELECT * { SERVICE#>\n ex:a { ?s ?p ?o } }",
}
HARMLESS = {
    "string": 'SELECT * { ?s ?p "SERVICE <http://x> {" }',
    "long string": 'SELECT * { ?s ?p """\nSERVICE <http://x> {\n""" }',
    "iri": "SELECT * { ?s <http://x/SERVICE> ?o }",
    "comment": "SELECT * { ?s ?p ?o } # SERVICE <http://x> {}",
    "prefixed name": "PREFIX ex: <http://x/> SELECT * { ?s ex:service ?o . ?o ex:web.service ?q }",
    "prefix": "PREFIX service: <http://x/> SELECT * { service:a service:b service:c }",
    "variable": "SELECT ?service { ?s ?p ?service . GRAPH ?service { ?a ?b ?c } }",
    "language": 'SELECT * { ?s ?p "x"@service }',
    "list of iris": "SELECT * { ?s ?p (<http://x/a> <http://x/SERVICE>) }",
    "values": "SELECT * { VALUES (?a ?b) { (<http://x/a> <http://x/SERVICE>) } }",
    "comparison": "SELECT * { ?s ?p ?a, ?b FILTER(?a < ?b && ?b > 1) }",
}


def _post(target: Any, query: str) -> Any:
    return target.server.client.post(
        "/sparql",
        content=query.replace("{sink}", target.sink.url),
        headers={"Content-Type": "application/sparql-query"},
    )


def _is_problem(response: Any, *statuses: int) -> None:
    assert response.status_code in statuses, response.text[:300]
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["detail"]
    assert problem["remedy"]
    assert "Traceback" not in response.text
    assert "/tmp" not in response.text


@pytest.mark.parametrize("name", DEEP)
def test_nesting_and_planning(name: str, target: Any) -> None:
    _is_problem(_post(target, DEEP[name]), 400, 413, 422, 504)
    target.unharmed()


@pytest.mark.parametrize("name", HEAVY)
def test_work_without_end(name: str, target: Any) -> None:
    begun = time.monotonic()
    response = _post(target, HEAVY[name])
    if name == "regex":
        assert response.status_code == 200
    else:
        _is_problem(response, 422, 504)
    assert time.monotonic() - begun < 2 + 10  # the deadline and a slow machine
    target.unharmed()


@pytest.mark.parametrize("name", SERVICES)
def test_federation(name: str, target: Any) -> None:
    response = _post(target, SERVICES[name])
    _is_problem(response, 400 if name == "escaped keyword" else 403)
    target.unharmed()


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_like_federation(name: str, target: Any) -> None:
    response = _post(target, HARMLESS[name])
    assert response.status_code == 200, response.text


def test_load_is_refused_to_curators_too(target: Any) -> None:
    token = target.server.token()
    for text in (
        "LOAD <{sink}>",
        "LOAD<{sink}>",
        "INSERT DATA {};LOAD SILENT <{sink}> INTO GRAPH <http://g>",
        EX + "LOADex:a",
        EX + "LOADSILENTex:a",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <{sink}> { ?s ?p ?o } }",
    ):
        update = text.replace("{sink}", target.sink.url)
        _is_problem(target.server.client.post("/sparql/update", data={"update": update}, headers=token), 403)
    target.unharmed()


@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        ("GET", "/sparql?update=CLEAR%20ALL", {}),
        ("POST", "/sparql", {"data": {"update": "CLEAR ALL"}}),
        ("POST", "/sparql", {"data": {"query": "ASK {}", "update": "CLEAR ALL"}}),
        ("POST", "/sparql", {"content": "CLEAR ALL", "headers": {"Content-Type": "application/sparql-update"}}),
        ("POST", "/sparql", {"content": "CLEAR ALL", "headers": {"Content-Type": "application/sparql-query"}}),
        ("POST", "/sparql", {"content": "ASK {}", "headers": {"Content-Type": "text/plain"}}),
        ("POST", "/sparql", {"content": b"query=ASK {}"}),
        (
            "POST",
            "/sparql",
            {"content": "ASK {}".encode("utf-16"), "headers": {"Content-Type": "application/sparql-query"}},
        ),
        (
            "POST",
            "/sparql?query=ASK%20%7B%7D",
            {"content": "ASK {}", "headers": {"Content-Type": "application/sparql-query"}},
        ),
        ("GET", "/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D", {}),
        ("GET", "/sparql?query=%ff%fe", {}),
        ("GET", "/sparql?query=ASK%20%7B%7D&default-graph-uri=relative", {}),
        ("POST", "/sparql/update", {"data": {"update": "CLEAR ALL"}}),
        (
            "POST",
            "/sparql/update",
            {"data": {"update": "CLEAR ALL"}, "headers": {"Cookie": "token=x", "Origin": "http://evil"}},
        ),
        ("PUT", "/graphs?graph=http://g", {"content": "", "headers": {"Content-Type": "text/turtle"}}),
        ("DELETE", "/graphs?graph=https://w3id.org/ramp/graph/data/organizations", {}),
    ],
)
def test_broken_and_forged_requests(method: str, path: str, options: dict[str, Any], target: Any) -> None:
    _is_problem(target.server.client.request(method, path, **options), 400, 401, 415)
    target.unharmed()


def test_no_write_is_offered_across_origins(target: Any) -> None:
    asked = {
        "Origin": "http://evil",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    response = target.server.client.options("/sparql/update", headers=asked)
    assert "access-control-allow-origin" not in response.headers
    read = target.server.client.options("/sparql", headers=asked)
    assert read.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in read.headers
    assert "authorization" not in read.headers["access-control-allow-headers"].lower()


BOMB = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
)
DATA = {
    "entity bomb": ("application/rdf+xml", f"{BOMB}]><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>&j;</rdf:RDF>"),
    "remote context": ("application/ld+json", '{"@context": "{sink}context", "@id": "http://a", "name": "x"}'),
    "file context": ("application/ld+json", '{"@context": "file:///etc/hostname", "@id": "http://a", "name": "x"}'),
    "deep json": ("application/ld+json", '{"http://a": ' * 4000 + "1" + "}" * 4000),
    "deep arrays": ("application/ld+json", "[" * 100_000 + "]" * 100_000),
    "broken turtle": ("text/turtle", "<http://a> <http://b> \n ."),
    "not utf-8": ("text/turtle", b"<http://a> <http://b> '\xff' ."),
    "not n-triples": ("application/n-triples", "hello"),
}  # fmt: skip


@pytest.mark.parametrize("name", DATA)
def test_data_made_to_hurt(name: str, target: Any) -> None:
    media_type, text = DATA[name]
    content = text.replace("{sink}", target.sink.url).encode() if isinstance(text, str) else text
    headers = {**target.server.token(), "Content-Type": media_type}
    response = target.server.client.put("/graphs", params={"graph": "http://attack"}, content=content, headers=headers)
    _is_problem(response, 400, 422)
    target.unharmed()


def test_deep_turtle_lists_are_read_or_refused(target: Any) -> None:
    text = "<http://a> <http://b> " + "(" * 2000 + ")" * 2000 + " ."
    headers = {**target.server.token(), "Content-Type": "text/turtle"}
    client = target.server.client
    response = client.put("/graphs", params={"graph": "http://attack"}, content=text, headers=headers)
    assert response.status_code in (201, 400, 422), response.text
    if response.status_code == 201:
        assert client.delete("/graphs", params={"graph": "http://attack"}, headers=headers).status_code == 204
    target.versions = set(os.listdir(target.server.home / "versions"))
    target.unharmed()


def test_a_client_that_goes_away_frees_its_worker(target: Any) -> None:
    query = HEAVY["product"].replace(" ", "%20").replace("{", "%7B").replace("}", "%7D").replace("?", "%3F")
    host, port = target.server.url.removeprefix("http://").split(":")
    for _ in range(4):
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    target.unharmed()
