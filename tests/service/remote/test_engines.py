"""The same service on servers of other makes: what it answers, what it takes in, and that readers see one release.

Each test runs on each kind of server that the machine has. `docs/engines.md` holds a table of the outcome, written by
`make engines-table`, and a test compares the two.
"""

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest
from tests.service.remote.answering import canonical, differs
from tests.service.remote.conftest import REPOSITORY, Elsewhere, ramp

from ramp.engine.protocol import ReleaseFile
from ramp.engine.publishing import publish
from ramp.graph.folders import KnowledgeFolders
from ramp.questions import load_questions
from ramp.settings import Settings

DOCUMENT = REPOSITORY / "docs" / "engines.md"
NODES = (
    "id/organization/ecowas", "id/recommendation/111", "id/instrument/palermo-protocol", "id/state/sn",
    "scheme/theme/monitoring", "ontology",
)  # fmt: skip
PAGES = ("/", "/queries", "/id/organization/ecowas", "/shapes", "/catalog", "/ontology", "/validate")
REFUSED = (
    (403, "SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"),
    (403, "PREFIX bif: <bif:> SELECT (bif:curl('x') AS ?x) WHERE { }"),
    (403, "PREFIX x: <\\u0042if:> SELECT (x:curl('x') AS ?x) WHERE { }"),
    (403, "BASE <sql:> SELECT (<rdf_audit_metadata>(1) AS ?x) WHERE { }"),
    (403, "SELECT (<java:java.lang.Runtime.exec>('x') AS ?x) WHERE { }"),
    (403, "PREFIX f: <http://jena.apache.org/ARQ/function#> SELECT (f:now() AS ?x) WHERE { }"),
    (400, "SELECT (bif:curl('x') AS ?x) WHERE { }"),
    (400, 'DEFINE get:soft "soft" SELECT * WHERE { ?s ?p ?o }'),
)
"""What no server is to see, and the status that refuses it."""
CREATED = """@prefix ramp: <https://w3id.org/ramp/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://w3id.org/ramp/id/practice/elsewhere> a ramp:Practice ; skos:prefLabel "\\"Là-bas\\" \\\\ 1"@fr ;
    ramp:outcome "line\\nbreak" ; ramp:of [ ramp:year 2001 ] .
"""


def test_questions_are_as_the_table_says(elsewhere: Elsewhere, repository: KnowledgeFolders) -> None:
    questions = load_questions(repository)
    others = sorted(name for name, question in questions.items() if differs(elsewhere.site.client, question))
    line = f"| {elsewhere.kind.peer.label} | {f'all but {len(others)}' if others else 'all'} |"
    listed = f"`{elsewhere.kind.name}`: {', '.join(others) or 'none'}."
    text = DOCUMENT.read_text("utf-8")
    if os.environ.get("RAMP_WRITE_TABLES"):
        lines = [
            line if old.startswith(f"| {elsewhere.kind.peer.label} | all") else
            listed if old.startswith(f"`{elsewhere.kind.name}`:") else old
            for old in text.splitlines()
        ]  # fmt: skip
        text = "\n".join(lines) + "\n"
        DOCUMENT.write_text(text, "utf-8")
    assert line in text.splitlines(), f"make engines-table; now: {line}"
    assert listed in text.splitlines(), f"make engines-table; now: {listed}"


def test_whoever_runs_the_service_is_told_of_a_server_that_errs(
    elsewhere: Elsewhere, repository: KnowledgeFolders, tmp_path: Path
) -> None:
    looked = ramp("doctor", elsewhere.settings, repository.root, tmp_path / "home")
    for said in (looked.stdout, elsewhere.site.log.read_text("utf-8")):
        assert ("Virtuoso, which answers some" in said) is (elsewhere.kind.name == "virtuoso"), said


def test_pages_and_nodes_are_those_of_the_embedded_engine(elsewhere: Elsewhere, embedded: httpx.Client) -> None:
    with httpx.Client(base_url=elsewhere.site.url, timeout=300, follow_redirects=True) as client:
        for page in PAGES:
            answer = client.get(page, headers={"Accept": "text/html"})
            assert answer.status_code == 200, page
        for node in NODES:
            ours, theirs = (
                each.get(f"/{node}.nt", headers={"Accept": "application/n-triples"}, follow_redirects=True)
                for each in (client, embedded)
            )
            assert ours.status_code == theirs.status_code == 200, node
            assert canonical(ours.text) == canonical(theirs.text), node


def test_reconciliation(elsewhere: Elsewhere, embedded: httpx.Client, eventually: Callable[..., bool]) -> None:
    asked = {"queries": json.dumps({"q0": {"query": "CEDEAO"}, "q1": {"query": "Palermo Protocol"}})}
    for each in (elsewhere.site.client, embedded):  # until its index of names is built, a service says 503
        assert eventually(lambda each=each: each.post("/reconcile", data=asked).status_code != 503, 300)
    ours, theirs = (each.post("/reconcile", data=asked) for each in (elsewhere.site.client, embedded))
    assert ours.status_code == theirs.status_code == 200
    assert ours.json() == theirs.json()


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_results_in_every_format(elsewhere: Elsewhere, embedded: httpx.Client, form: str) -> None:
    query = """PREFIX ramp: <https://w3id.org/ramp/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?m ?l WHERE { ?m a ramp:Mechanism ; skos:prefLabel ?l . FILTER(LANG(?l) = "fr") } ORDER BY ?m"""
    ours, theirs = (
        each.get("/sparql", params={"query": query, "format": form}) for each in (elsewhere.site.client, embedded)
    )
    assert ours.status_code == 200
    assert ours.headers["Content-Type"] == theirs.headers["Content-Type"]
    assert ours.text == theirs.text


def test_errors_and_limits_are_the_same(elsewhere: Elsewhere) -> None:
    client = elsewhere.site.client
    wrong = client.get("/sparql", params={"query": "SELECT ?s WHERE { ?s ?p }"})
    assert wrong.status_code == 400
    assert wrong.json()["line"] == 1
    for status, text in REFUSED:
        answer = client.get("/sparql", params={"query": text})
        assert answer.status_code == status, f"{text}: {answer.text}"
        assert "127.0.0.1:1" not in answer.text
    within_a_string = 'SELECT ?s ?p WHERE { ?s ?p "\\u0022 . SERVICE <http://127.0.0.1:1/> { ?a ?b ?c } #" }'
    answer = client.get("/sparql", params={"query": within_a_string, "format": "csv"})
    assert (answer.status_code, answer.text.split()) == (200, ["s,p"]), answer.text
    assert client.get("/sparql", params={"query": "ASK { <urn:no> ?p ?o }"}, headers={"Accept": "*/*"}).json() == {
        "head": {}, "boolean": False,
    }  # fmt: skip


def test_one_graph_of_the_protocol(elsewhere: Elsewhere, embedded: httpx.Client) -> None:
    name = "https://w3id.org/ramp/graph/data/states"
    ours, theirs = (
        each.get("/graphs", params={"graph": name, "format": "ntriples"}) for each in (elsewhere.site.client, embedded)
    )
    assert canonical(ours.text) == canonical(theirs.text)


def test_the_graph_of_the_bookkeeping_is_not_for_others(elsewhere: Elsewhere) -> None:
    headers = elsewhere.site.token() | {"Content-Type": "text/turtle"}
    refused = elsewhere.site.client.put("/graphs/engine", content=CREATED, headers=headers)
    assert refused.status_code == 422, refused.text
    assert "graph/engine est réservé à RAMP" in refused.json()["detail_fr"]
    assert refused.json()["remedy_fr"] == "Donnez un autre nom au graphe."


def test_writing(elsewhere: Elsewhere, eventually: Callable[..., bool]) -> None:
    client, token = elsewhere.site.client, elsewhere.site.token()
    before = client.get("/health").json()["snapshot"]
    made = client.put("/graphs/test", content=CREATED, headers=token | {"Content-Type": "text/turtle"})
    assert made.status_code == 201, made.text
    assert eventually(lambda: client.get("/health").json()["snapshot"] != before, 60)
    kept = client.get("/graphs/test", params={"format": "ntriples"})
    assert canonical(kept.text) == canonical(_triples(CREATED))

    def page() -> httpx.Response:
        found: httpx.Response = client.get("/id/practice/elsewhere.nt", follow_redirects=True)
        return found

    assert eventually(lambda: "Là-bas" in page().text, 300)
    update = 'INSERT DATA { GRAPH <https://w3id.org/ramp/graph/test> { <urn:a> <urn:b> "c" } } ;'
    done = client.post("/sparql/update", data={"update": update}, headers=token)
    assert done.status_code == 204, done.text
    assert '"c"' in client.get("/graphs/test", params={"format": "ntriples"}).text
    bad = client.put("/graphs/test", content="<a> <b> ", headers=token | {"Content-Type": "text/turtle"})
    assert bad.status_code == 400
    assert client.delete("/graphs/test", headers=token).status_code == 204
    assert client.get("/graphs/test").status_code == 404
    assert eventually(lambda: page().status_code == 404, 300)


def test_publishing_again_writes_nothing(
    elsewhere: Elsewhere, built: Callable[[Path], Path], repository: KnowledgeFolders, tmp_path: Path
) -> None:
    assert ": 0 graphs written, 0 removed" in elsewhere.publish(repository.root, built(tmp_path))


def test_readers_see_one_release_or_the_other(
    empty: dict[str, Any], serve: Any, eventually: Callable[..., bool], tmp_path: Path
) -> None:
    known = Settings(**empty)
    publish(known, _release(tmp_path, 1))
    site = serve(workers=2, cache_bytes=0, engine_check_seconds=0.1, **empty)
    seen: list[tuple[str, str]] = []
    stop = threading.Event()
    readers = [threading.Thread(target=_read, args=(site.url, seen, stop)) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        assert eventually(lambda: ("1", "1") in seen, 120)
        for year in range(2, 5):
            done = publish(known, _release(tmp_path, year))
            assert (done.written, done.kept) == (2, 1)
            assert eventually(lambda year=year: (str(year), str(year)) in seen, 120)
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert {one for one, _ in seen} == {str(year) for year in range(1, 5)}
    assert all(one == other for one, other in seen), [pair for pair in seen if pair[0] != pair[1]]
    assert eventually(lambda: site.client.get("/health").json()["release"] == "release-4", 120)
    site.stop()


def _release(folder: Path, year: int) -> ReleaseFile:
    """A release of two graphs that both tell the year, with enough beside it to take a while, and one that stays."""
    year_of, base = "<https://w3id.org/ramp/ontology#year>", "https://w3id.org/ramp"
    lines = [f'<{base}/id/x> {year_of} "0" <{base}/graph/still> .\n']
    for name in ("a", "b"):
        graph = f"<{base}/graph/{name}>"
        lines.append(f'<{base}/id/practice/{name}> {year_of} "{year}" {graph} .\n')
        lines += [f'<{base}/id/practice/{name}/{n}> {year_of} "{year * 10_000 + n}" {graph} .\n' for n in range(2000)]
    path = folder / f"release-{year}.nq"
    path.write_text("".join(sorted(lines)), "utf-8")
    return ReleaseFile(path.stem, path)


def _read(url: str, seen: list[tuple[str, str]], stop: threading.Event) -> None:
    text = """PREFIX ramp: <https://w3id.org/ramp/ontology#> SELECT ?a ?b WHERE {
        <https://w3id.org/ramp/id/practice/a> ramp:year ?a . <https://w3id.org/ramp/id/practice/b> ramp:year ?b }"""
    with httpx.Client(base_url=url, timeout=300) as client:
        while not stop.is_set():
            answer = client.get("/sparql", params={"query": text, "format": "csv"})
            assert answer.status_code == 200, answer.text
            seen.extend((row.split(",")[0], row.split(",")[1]) for row in answer.text.split()[1:])


def _triples(turtle: str) -> str:
    quads = ox.parse(turtle, format=ox.RdfFormat.TURTLE)
    return "".join(f"{ox.Triple(quad.subject, quad.predicate, quad.object)} .\n" for quad in quads)
