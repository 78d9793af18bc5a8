"""Files made to hurt, one for each threat: refused with a reason or contained, and nothing is left behind."""

import io
import json
import os
import pickle
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from tests.intake.conftest import HEAD, record

REPOSITORY_SETTINGS = {"worker_memory": 300 * 2**20}
TURTLE, JSON_LD, RDF_XML, JSON, CSV = (
    "text/turtle", "application/ld+json", "application/rdf+xml", "application/json", "text/csv",
)  # fmt: skip
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REFUSED = (400, 413, 415, 422)


@pytest.fixture(scope="module")
def gate(serve: Any, sink: Any, eventually: Callable[..., bool], repository: Any) -> Any:
    """A service on the whole graph, and a look at it before the attacks."""
    from tests.service.attack.conftest import KNOWN, Target, descendants

    server = serve(knowledge=repository.root, deadline=5, **REPOSITORY_SETTINGS)
    for _ in range(4):  # every worker reads the shapes once
        assert post(server, record(), TURTLE).json()["outcome"] == "valid"
    answers = sorted(server.select(KNOWN), key=str)
    versions = set(os.listdir(server.home / "versions"))
    return Target(server, sink, answers, len(descendants(server.process.pid)), versions, eventually)


def post(server: Any, body: str | bytes, media_type: str, **options: Any) -> Any:
    content = body.encode() if isinstance(body, str) else body
    return server.client.post("/validate", content=content, headers={"Content-Type": media_type}, **options)


def workbook(parts: dict[str, bytes], template: bytes | None = None) -> bytes:
    """A workbook with these parts put in place of its own."""
    out = io.BytesIO()
    if template is None:
        book = openpyxl.Workbook()
        book.active.append(["Title (English)", "Start"])
        inner = io.BytesIO()
        book.save(inner)
        template = inner.getvalue()
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part not in parts:
                new.writestr(part, old.read(part))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


BOMB = (
    '<!DOCTYPE r [<!ENTITY a0 "x">'
    + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    + ']><r xmlns="http://e/">&a9;</r>'
)
EXTERNAL = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>'
PARAMETER = '<!DOCTYPE r [<!ENTITY % x SYSTEM "{sink}x.dtd"> %x;]><r/>'
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


class _Opens:
    """What a pickle would do to whoever reads it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return open, ("pickle-was-read", "x")


UNREADABLE: dict[str, tuple[str | bytes, str]] = {
    "T1 address as text": ("{sink}shapes.ttl", TURTLE),
    "T1 path as text": ("/etc/passwd", TURTLE),
    "T1 file address as text": ("file:///etc/passwd", RDF_XML),
    "T1 path as JSON": ('"/etc/passwd"', JSON),
    "T12 update as text": ("LOAD <{sink}x> INTO GRAPH <https://w3id.org/ramp/graph/data/states>", TURTLE),
    "T13 script as text": ("function check($this) { return false; }", "application/javascript"),
    "T14 pickle": (pickle.dumps(_Opens()), "application/octet-stream"),
    "T14 pickle as Turtle": (pickle.dumps(_Opens(), 0), TURTLE),
    "T20 unknown field": ("text=x&inference=rdfs&advanced=true", "application/x-www-form-urlencoded"),
    "T21 address in a form": ("url={sink}records.ttl", "application/x-www-form-urlencoded"),
    "T3 remote context": ('{"@context": "{sink}c", "@id": "a:b", "title": "x"}', JSON_LD),
    "T3 file context": ('{"@context": "file:///etc/hostname", "@id": "a:b"}', JSON_LD),
    "T3 relative context": ('{"@context": "../../etc/hostname", "@id": "a:b"}', JSON_LD),
    "T3 import": ('{"@context": {"@import": "{sink}c"}, "@id": "a:b"}', JSON_LD),
    "T3 inner context": ('{"type": "Practice", "claims": {"@context": "{sink}c"}}', JSON),
    "T4 external entity": (EXTERNAL, RDF_XML),
    "T4 parameter entity": (PARAMETER, RDF_XML),
    "T5 billion laughs": (BOMB, RDF_XML),
    "T5 billion laughs in UTF-16": (BOMB.encode("utf-16"), RDF_XML),
    "T6 4,000 deep JSON-LD": ('{"a:b":' * 4000 + "1" + "}" * 4000, JSON_LD),
    "T6 100,000 deep JSON": ("[" * 100_000 + "]" * 100_000, JSON),
    "T6 2,000 deep lists": ("<a:a> <a:b> " + "(" * 2000 + ")" * 2000 + " .", TURTLE),
    "T6 50,000 deep blanks": ("<a:a> <a:b> " + "[ <a:b> " * 50_000 + "1" + "]" * 50_000 + " .", TURTLE),
    "T6 5,000 deep XML": ('<a xmlns="http://e/">' * 5000 + "</a>" * 5000, RDF_XML),
    "T8 long literal": (f'<a:a> <a:b> "{"x" * 100_000}" .', TURTLE),
    "T8 many triples": ("<a:a> <a:b> " + ",".join(f"<a:{n}>" for n in range(60_000)) + " .", TURTLE),
    "T8 many blank nodes": ("<a:a> <a:b> " + ",".join(["[]"] * 20_000) + " .", TURTLE),
    "T17 graph name": ('{"@id": "https://w3id.org/ramp/graph/x", "@graph": [{"@id": "a:b", "a:c": 1}]}', JSON_LD),
    "T17 inner graph": ('[{"@id": "a:b", "a:c": {"@graph": [{"@id": "a:d", "a:c": 1}]}, "a:e": 1}]', JSON_LD),
    "T17 quads": ("<a:a> <a:b> <a:c> <a:g> .", "application/n-quads"),
    "T17 TriG": ("<a:g> { <a:a> <a:b> <a:c> }", "application/trig"),
    "zip bomb": (workbook({"xl/worksheets/sheet1.xml": SHEET + b" " * 50_000_000}), XLSX),
    "zip of much": (workbook({f"x{n}.xml": os.urandom(9) for n in range(500)}), XLSX),
    "entity in a workbook": (workbook({"xl/worksheets/sheet1.xml": BOMB.encode()}), XLSX),
    "no workbook": (b"PK\x03\x04" + b"\0" * 100, XLSX),
    "many rows": ("Title (English),Start\n" + "x,2010\n" * 6000, CSV),
    "many columns": ("Title (English),Start" + ",x" * 5000 + "\n", CSV),
    "picture": (b"\x89PNG", "image/png"),
    "empty": ("", TURTLE),
    "multipart without end": (b"--x\r\nContent-Disposition: form-data; name=file", "multipart/form-data; boundary=x"),
    "multipart without boundary": (b"x", "multipart/form-data"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_must_not_be_read_is_refused_with_a_reason(gate: Any, name: str) -> None:
    body, media_type = UNREADABLE[name]
    if isinstance(body, str):
        body = body.replace("{sink}", gate.sink.url)
    response = post(gate.server, body, media_type)
    assert response.status_code in REFUSED, response.text[:500]
    problem = response.json()
    assert problem["detail"]
    assert problem["remedy"]
    assert "Traceback" not in response.text
    gate.unharmed()


def test_six_million_bytes_of_nothing_are_a_job_that_ends(gate: Any) -> None:
    """T8: too large for one answer, so it is checked piece by piece, and found to hold nothing."""
    sent = post(gate.server, "#" * 6_000_000, TURTLE)
    assert sent.status_code == 202, sent.text
    place = sent.headers["location"]
    with gate.server.client.stream("GET", place, headers={"Accept": "text/event-stream"}, timeout=120) as stream:
        assert list(stream.iter_lines())
    ended = gate.server.client.get(place).json()
    assert ended["state"] in ("done", "failed")
    if ended["state"] == "done":
        assert gate.server.client.get(f"{place}/report").json()["outcome"] == "nothing-checked"
    assert gate.server.client.delete(place).status_code == 204
    gate.unharmed()


SHACL = "@prefix sh: <http://www.w3.org/ns/shacl#> ."
PALERMO = "<https://w3id.org/ramp/id/instrument/palermo-protocol>"
JUDGED: dict[str, tuple[str, str, str]] = {
    "T2 imports": (f"{record()} my:p <http://www.w3.org/2002/07/owl#imports> <{{sink}}x> .", TURTLE, "shapes-in-data"),
    "T10 shapes": (f"{record()} my:p <http://www.w3.org/ns/shacl#path> <a:b> .", TURTLE, "shapes-in-data"),
    "T10 shape as node": (f"{HEAD} my:s a <http://www.w3.org/ns/shacl#NodeShape> .", TURTLE, "shapes-in-data"),
    "T11 query in the record": (
        f'{SHACL} {record()} my:p sh:sparql [ sh:select "SELECT $this {{ SERVICE <{{sink}}s> {{ ?s ?p ?o }} }}" ] .',
        TURTLE, "shapes-in-data",
    ),
    "T11 hidden query": (
        f'{SHACL} {record()} my:p sh:target [ a sh:SPARQLTarget ; '
        'sh:select "SELECT ?this { ?this <a:#> <a:b> . SERVICE <{sink}s> { ?this ?p ?o } }" ] .',
        TURTLE, "shapes-in-data",
    ),
    "T12 query from elsewhere": (
        f'{SHACL} {record()} my:p sh:sparql '
        '[ sh:ask "ASK FROM <{sink}x> FROM NAMED <file:///etc/passwd> { ?s ?p ?o }" ] .',
        TURTLE, "shapes-in-data",
    ),
    "T13 script in the record": (
        f'{SHACL} {record()} my:p sh:js [ a sh:JSConstraint ; sh:jsFunctionName "f" ; sh:jsLibrary '
        '[ sh:jsLibraryURL "{sink}f.js" ] ] .',
        TURTLE, "shapes-in-data",
    ),
    "T15 script address": (record({"dcterms:source": "<javascript:alert(1)>"}), TURTLE, "iri-form"),
    "T15 data address": (record({"dcterms:source": "<data:text/html,x>"}), TURTLE, "iri-form"),
    "T15 dropped node": (json.dumps({"id": "no iri <>", "title": {"en": "x"}}), JSON, "node-read"),
    "T16 local file": (record({"dcterms:source": "<file:///etc/passwd>"}), TURTLE, "iri-form"),
    "T18 another's instrument": (f'{record()} {PALERMO} ramp:outcome "repealed"@en .', TURTLE, "own-nodes"),
    "T18 a page that is known": (f"{record()} <https://schema.org/Place> ramp:outcome 1 .", TURTLE, "own-nodes"),
    "T18 same as": (f"{record()} my:p <http://www.w3.org/2002/07/owl#sameAs> {PALERMO} .", TURTLE, "shapes-in-data"),
    "T18 new mechanism": (f"{record()} my:m a ramp:Mechanism .", TURTLE, "record-type"),
    "T18 RAMP's names": (f"{HEAD} <https://w3id.org/ramp/id/practice/new> a ramp:Practice .", TURTLE, "own-nodes"),
    "T19 typing error": (f"{HEAD} my:p a ramp:Practise .", TURTLE, "record-type"),
    "T19 nothing": ("# only a comment", TURTLE, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", JUDGED)
def test_what_can_be_read_but_not_stand_is_a_finding(gate: Any, name: str) -> None:
    body, media_type, kind = JUDGED[name]
    response = post(gate.server, body.replace("{sink}", gate.sink.url), media_type)
    assert response.status_code == 200, response.text[:500]
    report = response.json()
    assert report["outcome"] in ("invalid", "nothing-checked")
    if kind:
        assert kind in {finding["kind"] for finding in report["findings"]}
    gate.unharmed()


LINKS = " ".join(f"_:b{i} <a:b> _:b{j} ." for i in range(12) for j in range(12) if i != j)
LONG = [text * (19_000 // len(text)) for text in ("Ab-", "a@", "victim, ", "née ", "1-", "tel 1 ", "A'A", "(a+)+$ ")]
ECHOED = "\"=cmd|' /c calc'!A1 <script>alert(1)</script>\\n\\u001b[31mlog\"@en"
CONTAINED: dict[str, tuple[str, str]] = {
    "T7 linked blank nodes": (LINKS, TURTLE),
    "T8 five thousand faulty records": (
        f"{HEAD} " + "".join(f"my:p{n} a ramp:Practice ; ramp:x {n} . " for n in range(5_000)), TURTLE
    ),
    "T9 patterns": (record({"dcterms:description": ", ".join(f'"{text}"@en' for text in LONG)}), TURTLE),
    "T16 relative name": (record({"ramp:partner": "<../organization/unodc>"}), TURTLE),
    "T22 formula, mark-up and escapes": (record({"skos:prefLabel": ECHOED, "ramp:degree": ECHOED}), TURTLE),
}  # fmt: skip
"""What is read and judged, and must cost no more than a harmless file."""


def test_t7_linked_blank_nodes_are_no_bomb(gate: Any) -> None:
    """Nothing that comes in is canonicalised."""
    assert post(gate.server, LINKS, TURTLE).json()["outcome"] == "invalid"
    gate.unharmed()


def test_t9_no_pattern_runs_away(gate: Any) -> None:
    assert post(gate.server, *CONTAINED["T9 patterns"]).status_code == 200
    gate.unharmed()


def test_t16_relative_names_never_become_files(gate: Any) -> None:
    response = post(gate.server, *CONTAINED["T16 relative name"])
    assert "file:" not in response.text
    assert response.json()["outcome"] == "invalid"


@pytest.mark.parametrize(
    "query", ["url=http://127.0.0.1:1/", "shapes=x", "inference=rdfs", "advanced=true", "base=x", "format=exe"]
)
def test_t20_t21_unknown_options_and_addresses_are_refused(gate: Any, query: str) -> None:
    response = post(gate.server, record(), TURTLE, params=query)
    assert response.status_code in (400, 406)
    assert response.json()["remedy"]


@pytest.mark.parametrize(
    "accept", ["text/csv", "text/html", "application/json", "text/turtle", "application/sarif+json"]
)
def test_t22_what_is_echoed_runs_nowhere(gate: Any, accept: str) -> None:
    response = gate.server.client.post(
        "/validate", content=record({"skos:prefLabel": ECHOED, "ramp:degree": ECHOED}).encode(),
        headers={"Content-Type": TURTLE, "Accept": accept},
    )  # fmt: skip
    assert response.status_code == 200
    if accept == "text/html":
        assert "<script>" not in response.text
    if accept == "text/csv":
        assert "\n=cmd" not in response.text
        assert ",=cmd" not in response.text
    assert "calc" not in gate.server.log.read_text()
    gate.unharmed()


def test_a_check_leaves_no_trace(gate: Any) -> None:
    """No file, no line of the log, no answer to a query knows of what was checked."""
    before = {path for path in gate.server.home.rglob("*") if "worker-" not in path.name}
    secret = "Zephyrine of the tests"
    body = record({"skos:prefLabel": f'"{secret}"@en'}).encode()
    assert post(gate.server, body, TURTLE).json()["outcome"] == "valid"
    files = {"file": ("zephyrine.ttl", body, TURTLE)}
    assert gate.server.client.post("/validate", files=files).status_code == 200
    assert {path for path in gate.server.home.rglob("*") if "worker-" not in path.name} == before
    assert "ephyrine" not in gate.server.log.read_text()
    assert gate.server.select(f'SELECT ?s {{ ?s ?p "{secret}"@en }}') == []
    gate.unharmed()
