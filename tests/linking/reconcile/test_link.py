"""`ramp link` as a person runs it: what comes out, and that nothing half comes out."""

import csv
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ramp.graph.folders import KnowledgeFolders
from ramp.graph.mappings import read_mappings

TABLE = "id,body\n1,North\n2,Nord\n3,Nort\n4,\n5,Nothing of the kind\n6,<script>\n"
DATA = """
    @base <https://w3id.org/ramp/id/> .
    @prefix org: <http://www.w3.org/ns/org#> .
    @prefix ramp: <https://w3id.org/ramp/ontology#> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    <organization/north> a org:Organization, ramp:Mechanism ; skos:prefLabel "North"@en, "Nord"@fr .
    <organization/south> a org:Organization, ramp:Mechanism ; skos:prefLabel "South"@en, "Sud"@fr .
    """


@pytest.fixture(autouse=True)
def _bodies(knowledge: KnowledgeFolders) -> None:
    (knowledge.root / "data/organizations.ttl").write_text(DATA, encoding="utf-8")


def rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of a table that was written."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def table(folder: Path, content: str | bytes = TABLE, name: str = "bodies.csv") -> Path:
    """A table in a folder of its own."""
    path = folder / "tables" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_matches_stand_beside_the_rows(ramp: Any, tmp_path: Path) -> None:
    path = table(tmp_path)
    done = ramp("link", str(path), "--column", "body", "--type", "Organization")
    assert done.returncode == 0, done.stderr
    linked = rows(path.with_name("bodies.linked.csv"))
    assert [row["id"] for row in linked] == list("123456")
    iri = "https://w3id.org/ramp/id/organization/north"
    assert [row["ramp_id"] for row in linked[:2]] == [iri, iri]
    assert [row["ramp_match"] for row in linked][:2] == ["yes", "yes"]
    assert linked[3]["ramp_match"] == linked[4]["ramp_match"] == "no"
    review = rows(path.with_name("bodies.linked.review.csv"))
    assert {"5", "6"} <= {row["id"] for row in review}
    assert "4" not in {row["id"] for row in review}
    assert "6 rows: 2 matched" in done.stderr


def test_the_mappings_are_sssom(ramp: Any, tmp_path: Path, knowledge: KnowledgeFolders) -> None:
    path = table(tmp_path)
    assert ramp("link", str(path), "-c", "body").returncode == 0
    made = path.with_name("bodies.linked.sssom.tsv")
    copy = knowledge.root / "ontology/mappings/bodies.sssom.tsv"
    copy.write_text(made.read_text("utf-8"), encoding="utf-8")
    quads = read_mappings(knowledge, copy)
    assert "closeMatch" in str(quads)
    assert "sameAs" not in str(quads)


def test_separators_and_encodings(ramp: Any, tmp_path: Path) -> None:
    semicolons = table(tmp_path, "\ufeffcôté;body\nx;North\n", "semi.csv")
    assert ramp("link", str(semicolons), "-c", "body").returncode == 0
    assert rows(semicolons.with_name("semi.linked.csv"), ";")[0]["côté"] == "x"
    latin = table(tmp_path, "nom;body\nSénégal;Nord\n".encode("cp1252"), "latin.csv")
    refused = ramp("link", str(latin), "-c", "body")
    assert refused.returncode == 2
    assert "--encoding windows-1252" in refused.stderr
    assert ramp("link", str(latin), "-c", "body", "--encoding", "windows-1252").returncode == 0
    quoted = table(tmp_path, '"Name, short, or long";body\nx;North\n', "quoted.csv")
    assert ramp("link", str(quoted), "-c", "body").returncode == 0
    assert rows(quoted.with_name("quoted.linked.csv"), ";")[0]["Name, short, or long"] == "x"
    wide = table(tmp_path, "nom,body\nx,Nord\n".encode("utf-16"), "wide.csv")
    assert ramp("link", str(wide), "-c", "body").returncode == 0


@pytest.mark.parametrize(
    ("content", "arguments", "said"),
    [
        (b"PK\x03\x04\x00\x01", ["-c", "body"], "binary file"),
        (b"a,b\n\x00,1\n", ["-c", "a"], "binary file"),
        (b"", ["-c", "body"], "no headings"),
        (b"a,a\n1,2\n", ["-c", "a"], "two columns"),
        (b"a,b\n1,2,3\n", ["-c", "a"], "line 2"),
        (b'a,b\n"1,2\n', ["-c", "a"], "no valid CSV"),
        (b"body,ramp_id\nNorth,x\n", ["-c", "body"], "wrote"),
        (TABLE.encode(), ["-c", "Body"], "Did you mean 'body'"),
        (TABLE.encode(), ["-c", "colour"], "no column 'colour'"),
        (TABLE.encode(), ["-c", "body", "-t", "Ship"], "no type 'Ship'"),
        (TABLE.encode(), ["-c", "body", "--encoding", "klingon"], "no encoding"),
        (TABLE.encode(), ["-c", "body", "--server", "http://127.0.0.1:1"], "cannot be reached"),
        (TABLE.encode(), ["-c", "body", "--server", "nonsense"], "cannot be reached"),
    ],
)
def test_what_cannot_be_done_leaves_nothing_behind(
    ramp: Any, tmp_path: Path, content: bytes, arguments: list[str], said: str
) -> None:
    path = table(tmp_path, content)
    done = ramp("link", str(path), *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert [file.name for file in path.parent.iterdir()] == ["bodies.csv"]


def test_the_table_itself_is_never_replaced(ramp: Any, tmp_path: Path) -> None:
    path = table(tmp_path)
    assert ramp("link", str(path), "-c", "body", "-o", str(path)).returncode == 2
    assert path.read_text() == TABLE
    mappings = table(tmp_path, TABLE, "out.sssom.tsv")
    assert ramp("link", str(mappings), "-c", "body", "-o", str(mappings.with_name("out.csv"))).returncode == 2
    assert mappings.read_text() == TABLE
    missing = ramp("link", str(path.with_name("none.csv")), "-c", "body")
    assert missing.returncode == 2
    assert "no file" in missing.stderr


def test_an_output_that_cannot_be_written_leaves_nothing(ramp: Any, tmp_path: Path) -> None:
    path = table(tmp_path)
    done = ramp("link", str(path), "-c", "body", "-o", str(tmp_path / "nowhere/out.csv"))
    assert done.returncode == 2
    assert [file.name for file in path.parent.iterdir()] == ["bodies.csv"]


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>",
        b"[]",
        b'{"q0": {"result": 1}}',
        b'{"q0": {"result": [{"id": "x"}]}}',
        b'{"q0": {"result": [{"id": "x", "name": "x", "score": "high"}]}}',
        b'{"q0": {"result": [{"id": "x", "name": "x", "score": 99, "features": [1]}]}}',
        b'{"q0": {"result": []}, "q9": {"result": []}}',
        None,
    ],
)
def test_another_server_is_not_believed(ramp: Any, tmp_path: Path, answer: bytes | None) -> None:
    path = table(tmp_path, "body\nNorth\n")
    with _server(answer) as url:
        done = ramp("link", str(path), "-c", "body", "--server", url)
    assert done.returncode == 2, done.stdout
    assert "127.0.0.1" in done.stderr
    assert "Traceback" not in done.stderr
    assert [file.name for file in path.parent.iterdir()] == ["bodies.csv"]


@contextmanager
def _server(answer: bytes | None) -> Iterator[str]:
    """A server that gives this answer to whatever is sent; None breaks the connection half way."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer or b"") + (answer is None) * 100))
            self.end_headers()
            self.wfile.write(answer or b"{")

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
