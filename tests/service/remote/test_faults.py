"""A SPARQL server that is slow, gone, or lies: whoever asks RAMP gets a whole answer or an error that says so."""

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.service.remote.conftest import KINDS, ramp, started

ASKED = "SELECT ?s WHERE { ?s ?p ?o } ORDER BY ?s LIMIT 3 # fault"
GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3 # fault"


class Between(ThreadingHTTPServer):
    """Stands between RAMP and a true server; `fault` decides what becomes of an answer to a query marked so."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behind = port
        self.fault = ""
        self.times = 0
        self.release = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The client went away, as it should."""


class _Handler(BaseHTTPRequestHandler):
    server: Between

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        fault = self.server.fault if b"fault" in body or self.server.fault == "gone" else ""
        if fault == "gone" or (fault == "gone-once" and not self.server.times):
            self.server.times += 1
            self.close_connection = True
            return
        connection = http.client.HTTPConnection("127.0.0.1", self.server.behind, timeout=30)
        headers = {name: value for name, value in self.headers.items() if name in ("Content-Type", "Accept")}
        connection.request("POST", self.path, body, headers)
        answer = connection.getresponse()
        content, kind, status = answer.read(), answer.headers.get("Content-Type", ""), answer.status
        connection.close()
        length = len(content)
        if fault == "cut":
            content = content[: length // 2]
        elif fault == "cut-and-said":
            content = content[: length // 2]
            length = len(content)
        elif fault == "page":
            content, kind = b"<html>Welcome to the proxy</html>", "text/html"
            length = len(content)
        elif fault == "glued":
            content += b"\nError: timeout"
            length = len(content)
        elif fault == "mislabelled":
            kind = "application/sparql-results+xml" if kind.endswith("json") else "application/rdf+xml"
        elif fault == "other-json":
            content = json.dumps({"message": "hello"}).encode()
            length = len(content)
        elif fault.isdigit():
            content, status = b"java.lang.NullPointerException\n at org.example", int(fault)
            length = len(content)
        elif fault == "slow":
            self.server.release.wait(30)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(content)
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        return


@pytest.fixture(scope="module")
def between(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Between]:
    """In front of an Oxigraph server."""
    process = started(KINDS["oxigraph"], tmp_path_factory.mktemp("faults") / "server")
    front = Between(process.port)
    threading.Thread(target=front.serve_forever, daemon=True).start()
    yield front
    front.release.set()
    front.shutdown()
    front.server_close()
    process.stop()


@pytest.fixture(scope="module")
def site(between: Between, serve: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A service behind it; the password must never be seen."""
    base = f"http://127.0.0.1:{between.server_port}"
    settings = {
        "engine_query_url": f"{base}/query", "engine_update_url": f"{base}/update", "engine_user": "ramp",
        "engine_password": "hunter2-never-seen",
    }  # fmt: skip
    folder = tmp_path_factory.mktemp("faulty")
    from tests.service.conftest import KNOWLEDGE

    for name, text in KNOWLEDGE.items():
        path = folder / "knowledge" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    done = ramp("publish", settings, folder / "knowledge", folder / "home")
    assert done.returncode == 0, done.stderr
    return serve(**settings, deadline=2, engine_check_seconds=0.1, log_level="debug")


def ask(site: Any, text: str = ASKED) -> httpx.Response:
    """The answer of the service to a query that it has not cached."""
    ask.number += 1  # type: ignore[attr-defined]
    return site.client.get("/sparql", params={"query": f"{text} {ask.number}"}, headers={"Accept": "*/*"})  # type: ignore[attr-defined, no-any-return]


ask.number = 0  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def mended(between: Between) -> Iterator[None]:
    """After each test the server is true again."""
    yield
    between.fault, between.times = "", 0


@pytest.mark.parametrize("text", [ASKED, GRAPH])
@pytest.mark.parametrize("fault", ["cut", "cut-and-said", "page", "glued", "mislabelled", "other-json", "301", "404"])
def test_a_lie_is_no_answer(site: Any, between: Between, fault: str, text: str) -> None:
    whole = ask(site, text)
    assert whole.status_code == 200
    between.fault = fault
    answer = ask(site, text)
    assert answer.status_code == 502, answer.text
    assert answer.json()["type"].endswith("/engine-answer")
    assert all(answer.json()[said] for said in ("remedy", "detail_fr", "remedy_fr"))
    assert str(between.server_port) not in answer.text
    between.fault = ""
    assert ask(site, text).text == whole.text


@pytest.mark.parametrize(("fault", "status", "kind"), [("500", 422, "evaluation"), ("503", 503, "engine-gone")])
def test_an_error_is_told_as_what_it_means(site: Any, between: Between, fault: str, status: int, kind: str) -> None:
    between.fault = fault
    answer = ask(site)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (status, kind)
    assert all(answer.json()[said] for said in ("detail_fr", "remedy_fr"))
    assert "org.example" not in answer.text


def test_credentials_that_are_refused(site: Any, between: Between) -> None:
    between.fault = "403"
    answer = ask(site)
    assert answer.status_code == 502
    assert "RAMP_ENGINE_PASSWORD" in answer.json()["remedy"]
    assert "RAMP_ENGINE_PASSWORD" in answer.json()["remedy_fr"]


def test_a_slow_server_is_left_at_the_deadline(site: Any, between: Between) -> None:
    between.fault = "slow"
    answer = ask(site)
    assert answer.status_code == 504
    assert answer.json()["limit"] <= 2
    assert "L’évaluation a duré plus de" in answer.json()["detail_fr"]
    between.release.set()


def test_one_lost_connection_is_tried_again(site: Any, between: Between) -> None:
    between.fault = "gone-once"
    assert ask(site).status_code == 200
    assert between.times == 1


def test_gone_and_back_again(site: Any, between: Between, eventually: Callable[..., bool]) -> None:
    known = site.client.get("/sparql", params={"query": "ASK { ?kept ?in ?cache }"}, headers={"Accept": "*/*"})
    assert known.status_code == 200
    between.fault = "gone"
    answer = ask(site)
    assert answer.status_code == 503
    assert answer.json()["type"].endswith("/engine-gone")
    assert answer.headers["Retry-After"]
    assert eventually(lambda: site.client.get("/health").status_code == 503)
    between.fault = ""
    assert eventually(lambda: site.client.get("/health").status_code == 200)
    assert ask(site).status_code == 200


def test_nothing_is_started_on_an_empty_or_absent_server(
    between: Between, site: Any, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    knowledge = Path(site.environment["RAMP_KNOWLEDGE"])
    absent = ramp("serve", {"engine_query_url": "http://127.0.0.1:9/query", "port": "0"}, knowledge, tmp_path / "home")
    assert absent.returncode == 2
    assert "cannot be reached" in absent.stderr
    process = started(KINDS["oxigraph"], tmp_path_factory.mktemp("empty") / "server")
    try:
        settings = KINDS["oxigraph"].settings(process.port) | {"port": "0"}
        empty = ramp("serve", settings, knowledge, tmp_path / "home")
        assert empty.returncode == 2
        assert "ramp publish" in empty.stderr
    finally:
        process.stop()
    nowhere = ramp("publish", {}, knowledge, tmp_path / "home")
    assert nowhere.returncode == 2
    assert "RAMP_ENGINE_QUERY_URL" in nowhere.stderr


def test_the_password_is_never_seen(site: Any) -> None:
    assert "hunter2" not in site.log.read_text()
    assert "hunter2" not in site.client.get("/health").text + site.client.get("/metrics").text
