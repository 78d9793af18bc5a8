"""Kept releases over HTTP: what they hold, that it is true, and that each answers queries as a whole."""

import csv
import hashlib
import io
import json
import warnings
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pyarrow.parquet as pq
import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from ramp.graph.namespaces import RELEASE_GRAPH
from ramp.releases.pieces import canonical_lines, checksum

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"


def _files(released: Any, id: str) -> dict[str, dict[str, Any]]:
    return {file["name"]: file for file in released.get(f"/releases/{id}", params={"format": "json"}).json()["files"]}


def test_the_list_names_each_release_and_what_changed(released: Any) -> None:
    told = released.get("/releases", headers={"Accept": "application/json"}).json()["releases"]
    assert [kept["id"] for kept in told] == list(released.ids[::-1])
    assert [kept["number"] for kept in told] == [3, 2, 1]
    assert told[0]["previous"] == released.ids[1]
    assert told[0]["counts"] == {"added": 0, "changed": 2, "withdrawn": 1}
    assert told[0]["notes"]["fr"].startswith("0 nœuds ajoutés")
    assert [kept["created"] for kept in told] == sorted((kept["created"] for kept in told), reverse=True)


def test_the_checksum_of_the_dump_is_that_of_the_served_graph(released: Any) -> None:
    served: list[Quad] = []
    for graph in released.get("/graphs").json()["graphs"]:
        if graph["graph"] != RELEASE_GRAPH.value:
            body = released.get("/graphs", params={"graph": graph["graph"]}, headers={"Accept": "text/turtle"}).content
            name = NamedNode(graph["graph"])
            served += [
                Quad(quad.subject, quad.predicate, quad.object, name)
                for quad in parse(body, format=RdfFormat.TURTLE, rename_blank_nodes=True)
            ]
    dump = released.get(f"/releases/{released.ids[-1]}/ramp.nq").content
    stated = [quad for quad in parse(dump, format=RdfFormat.N_QUADS) if quad.graph_name != RELEASE_GRAPH]
    mark = checksum(canonical_lines(stated))
    assert checksum(canonical_lines(served)) == mark
    kept = released.get(f"/releases/{released.ids[-1]}", params={"format": "json"}).json()
    assert kept["checksum"] == mark
    assert kept["id"] == mark[:16]


def test_every_file_is_what_its_checksum_says(released: Any) -> None:
    id = released.ids[-1]
    sums = dict(reversed(line.split("  ")) for line in released.get(f"/releases/{id}/SHA256SUMS").text.splitlines())
    files = _files(released, id)
    assert set(sums) == set(files) - {"SHA256SUMS"}
    for name, file in files.items():
        response = released.get(file["href"])
        assert hashlib.sha256(response.content).hexdigest() == file["sha256"] == sums.get(name, file["sha256"])
        assert (len(response.content), response.headers["ETag"]) == (file["bytes"], f'"{file["sha256"]}"')
        assert "immutable" in response.headers["Cache-Control"]
        assert response.headers["Content-Type"].startswith(file["mediaType"])


def test_all_dumps_say_the_same(released: Any) -> None:
    id = released.ids[-1]
    lines = canonical_lines(parse(released.get(f"/releases/{id}/ramp.nq").content, format=RdfFormat.N_QUADS))
    for name, form in (("ramp.trig", RdfFormat.TRIG), ("ramp.jsonld", RdfFormat.JSON_LD)):
        assert canonical_lines(parse(released.get(f"/releases/{id}/{name}").content, format=form)) == lines
    archive = zipfile.ZipFile(io.BytesIO(released.get(f"/releases/{id}/ramp-turtle.zip").content))
    store = Store()
    for entry in archive.namelist():
        graph = NamedNode(f"https://w3id.org/ramp/graph/{entry.removesuffix('.ttl')}")
        store.load(archive.read(entry), format=RdfFormat.TURTLE, to_graph=graph)
    assert canonical_lines(store) == lines


def test_tables_are_a_valid_data_package(released: Any, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import frictionless
    id = released.ids[0]
    files = _files(released, id)
    for name, file in files.items():
        (tmp_path / name).write_bytes(released.get(file["href"]).content)
    package = json.loads((tmp_path / "datapackage.json").read_text())
    assert package["version"] == id
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])
    rows = list(csv.DictReader(io.StringIO((tmp_path / "practices.csv").read_text("utf-8"))))
    table = pq.read_table(tmp_path / "practices.parquet").to_pylist()
    assert [row["id"] for row in rows] == [row["id"] for row in table]
    assert rows[0]["name_fr"] == table[0]["name_fr"] == "Pratique 00"
    assert rows[0]["carried_out_by"].split(" | ") == table[0]["carried_out_by"]


def test_ranges(released: Any) -> None:
    address = f"/releases/{released.ids[-1]}/ramp.nq"
    whole = released.get(address)
    part = released.get(address, headers={"Range": "bytes=10-19", "If-Range": whole.headers["ETag"]})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole.content)}"
    other = released.get(address, headers={"Range": "bytes=10-19", "If-Range": '"another"'})
    assert (other.status_code, other.content) == (200, whole.content)
    assert released.get(address, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    head = released.server.client.head(address)
    assert (head.content, head.headers["Content-Length"]) == (b"", str(len(whole.content)))


@pytest.mark.parametrize(
    "asked", ["lines=0-9", "bytes=9-0", "bytes=abc", "bytes=", "bytes=0-1;2-3", f"bytes={'9' * 50}-", "0-9"]
)
def test_a_range_without_meaning_is_passed_over(released: Any, asked: str) -> None:
    address = f"/releases/{released.ids[-1]}/SHA256SUMS"
    response = released.get(address, headers={"Range": asked})
    assert (response.status_code, response.content) == (200, released.get(address).content)


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0", "bytes=99999999-,99999990-99999999"])
def test_a_range_beyond_the_file_is_told_how_long_it_is(released: Any, asked: str) -> None:
    address = f"/releases/{released.ids[-1]}/SHA256SUMS"
    size = len(released.get(address).content)
    response = released.get(address, headers={"Range": asked, "Accept": "application/json"})
    assert (response.status_code, response.headers["Content-Range"]) == (416, f"bytes */{size}")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["size"] == size
    assert "Content-Range" in response.headers["Access-Control-Expose-Headers"]


def test_what_is_within_the_file_is_given_though_more_was_asked(released: Any) -> None:
    address = f"/releases/{released.ids[-1]}/SHA256SUMS"
    whole = released.get(address).content
    part = released.get(address, headers={"Range": "bytes = 3-5 , 99999999-"})
    assert (part.status_code, part.content) == (206, whole[3:6])
    several = released.get(address, headers={"Range": "bytes=0-1,8-9"})
    assert several.status_code == 206
    assert several.headers["Content-Type"].startswith("multipart/byteranges")
    assert b"\r\n\r\n" + whole[8:10] in several.content


def test_each_release_answers_queries_as_a_whole(released: Any) -> None:
    counts = []
    for id in released.ids:
        told = released.get(f"/releases/{id}", params={"format": "json"}).json()
        answer = released.get(f"/releases/{id}/sparql", params={"query": COUNT, "format": "csv"})
        assert answer.text.splitlines()[1] == str(told["triples"])
        assert (
            released.get(f"/releases/{id}/sparql", params={"query": COUNT}, headers={"If-None-Match": "*"}).status_code
            == 304
        )
        posted = released.server.client.post(f"/releases/{id}/sparql", data={"query": COUNT})
        counts.append(posted.json()["results"]["bindings"][0]["n"]["value"])
    assert len(set(counts)) == 3
    described = released.get(f"/releases/{released.ids[0]}/sparql", headers={"Accept": "text/turtle"}).text
    assert f"/releases/{released.ids[0]}/sparql" in described


@pytest.mark.parametrize(
    ("query", "status", "kind"),
    [
        ("SELECT", 400, "sparql-syntax"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 403, "federation"),
        ("SELECT * " + "{ " * 100 + "} " * 100, 422, "complexity"),
    ],
)
def test_the_same_limits_hold(released: Any, query: str, status: int, kind: str) -> None:
    response = released.get(f"/releases/{released.ids[0]}/sparql", params={"query": query})
    assert (response.status_code, response.json()["type"].rpartition("/")[2]) == (status, kind)


def test_dcat(released: Any) -> None:
    text = released.get("/releases", headers={"Accept": "text/turtle"}).content
    store = Store()
    store.load(text, format=RdfFormat.TURTLE)
    newest = NamedNode(f"https://w3id.org/ramp/release/{released.ids[-1]}")
    terms = {quad.predicate.value for quad in store.quads_for_pattern(newest, None, None)}
    for term in ("http://www.w3.org/ns/dcat#distribution", "http://www.w3.org/ns/adms#versionNotes"):
        assert term in terms
    downloads = NamedNode("http://www.w3.org/ns/dcat#downloadURL")
    addresses = {quad.object.value for quad in store.quads_for_pattern(None, downloads, None)}
    for address in addresses:
        assert released.server.client.head(address).status_code == 200


def test_the_catalogue_names_the_releases_as_versions(released: Any) -> None:
    store = Store()
    store.load(released.get("/catalog.ttl").content, format=RdfFormat.TURTLE)
    has_version = NamedNode("http://www.w3.org/ns/dcat#hasVersion")
    versions = {quad.object.value for quad in store.quads_for_pattern(None, has_version, None)}
    assert versions >= {f"https://w3id.org/ramp/release/{id}" for id in released.ids}


def test_pages_in_both_languages(released: Any) -> None:
    for lang, word in (("en", "Changed"), ("fr", "Modification")):
        page = released.get(f"/{lang}/releases/{released.ids[-1]}")
        assert page.status_code == 200
        assert word in page.text
        assert "Late (en)" in page.text
        assert released.get(f"/{lang}/releases").status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/releases/0123456789abcdef", 404),
        ("/releases/..%2f..%2fcurrent.json", 404),
        ("/releases/{id}/release.json", 404),
        ("/releases/{id}/..%2frelease.json", 404),
        ("/releases/{id}?page=99", 400),
        ("/releases?page=2", 400),
        ("/releases/{id}?nonsense=1", 400),
        ("/releases?format=nonsense", 406),
    ],
)
def test_bad_requests(released: Any, path: str, status: int) -> None:
    response = released.get(path.format(id=released.ids[0]), headers={"Accept": "application/json"})
    assert response.status_code == status
    assert response.json()["remedy"]


def test_who_may_make_one_and_when_there_is_nothing_new(released: Any) -> None:
    assert released.server.client.post("/releases").status_code == 401
    assert released.server.client.post("/releases", headers=released.server.token("submitter")).status_code == 403
    same = released.release()
    assert (same.status_code, same.json()["id"]) == (200, released.ids[-1])
    latest: httpx.Response = released.get("/releases/latest")
    assert (latest.status_code, latest.headers["Location"]) == (307, f"/releases/{released.ids[-1]}")
