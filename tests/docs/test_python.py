"""docs/python.md keeps its word: every block runs against a real service with the real graph, as it stands."""

import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest
from tests.docs.conftest import Served

from ramp.graph.folders import KnowledgeFolders
from ramp.rdf import RAMP, release
from ramp.rdf.writing import vocabulary

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/python.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
COMUNICA = ROOT / "tests/service/clients/node_modules/@comunica/query-sparql/bin/query.js"
OTHER = (
    '<https://w3id.org/ramp/id/organization/asean> <http://www.w3.org/2000/01/rdf-schema#comment> "known elsewhere" .'
)


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_each_block_runs_as_it_stands(service: Served, number: int) -> None:
    text = BLOCKS[number].replace("http://localhost:8000", service.url)
    done = subprocess.run(
        [sys.executable, "-c", text],
        cwd=service.folder, env=service.environment, capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip(), "it prints nothing"


class _Endpoint(http.server.BaseHTTPRequestHandler):
    """A second SPARQL endpoint, with one statement."""

    def do_GET(self) -> None:
        self._answer(urlsplit(self.path).query)

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer(text if "form" in self.headers["Content-Type"] else "", text)

    def _answer(self, form: str, text: str = "") -> None:
        store = ox.Store()
        store.load(OTHER.encode(), format=ox.RdfFormat.N_TRIPLES)
        query = parse_qs(form).get("query", [text])[0]
        results: Any = store.query(query or "SELECT * { ?s ?p ?o }")
        graph = isinstance(results, ox.QueryTriples)
        body = results.serialize(format=ox.RdfFormat.N_TRIPLES if graph else ox.QueryResultsFormat.JSON)
        self.send_response(200)
        kind = "application/n-triples" if graph else "application/sparql-results+json"
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def test_comunica_joins_two_endpoints(service: Served) -> None:
    if shutil.which("node") is None:
        pytest.skip("Node.js is not installed")
    if not COMUNICA.is_file():
        pytest.skip("Comunica is not installed: make test-clients-setup")
    found = re.search(r"```sh\ncomunica-sparql (.*?)```", PAGE, re.DOTALL)
    assert found is not None
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Endpoint) as other:
        thread = threading.Thread(target=other.serve_forever, daemon=True)
        thread.start()
        command = found[1].replace("http://localhost:8000", service.url)
        command = command.replace("http://localhost:8001", f"http://127.0.0.1:{other.server_port}")
        done = subprocess.run(
            ["sh", "-c", f"node {COMUNICA} -t application/json {command}"],
            capture_output=True, text=True, timeout=120, env={**os.environ, "NODE_NO_WARNINGS": "1"},
        )  # fmt: skip
        other.shutdown()
        thread.join(5)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert [row["note"].strip('"') for row in rows] == ["known elsewhere"]


def test_the_vocabulary_is_that_of_the_ontology() -> None:
    written = (ROOT / "service/ramp/rdf/vocabulary.py").read_text(encoding="utf-8")
    assert written == vocabulary(KnowledgeFolders.find(ROOT)), "python -m ramp.rdf.writing writes it anew"
    assert str(RAMP.Practice) == "https://w3id.org/ramp/ontology#Practice"
    with pytest.raises(AttributeError):
        _ = RAMP.Practise


@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated")  # of rdflib, by rdflib itself
def test_a_release_as_dataset_says_what_the_file_says(tmp_path: Path) -> None:
    from ramp.errors import StoreError

    file = tmp_path / "some.nq"
    file.write_text(
        '<https://e.org/a> <https://e.org/p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> <https://e.org/g> .\n'
        '_:x <https://e.org/p> "été"@fr .\n<https://e.org/a> <https://e.org/q> _:x <https://e.org/g> .\n'
    )
    quads = {
        (str(s), str(p), str(o), g and str(g)) for s, p, o, g in release(file).quads() if not str(s).startswith("x")
    }
    assert ("https://e.org/a", "https://e.org/p", "01", "https://e.org/g") in quads
    assert len(list(release(file).triples((None, None, None)))) == 3
    file.write_text("nonsense")
    with pytest.raises(StoreError, match="N-Quads"):
        release(file)
    with pytest.raises(StoreError):
        release(tmp_path / "missing.nq")
