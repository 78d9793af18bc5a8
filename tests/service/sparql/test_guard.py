"""The guard: what it says of a text, and that it reads the same language as the engine."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ramp.errors import BadRequestError, ComplexityError, FederationError, QuerySyntaxError, RampError, TooLargeError
from ramp.sparql.guard import Limits, check_query, check_update
from ramp.sparql.using import with_dataset

ESCAPES = Path(__file__).resolve().parents[4] / "shared/conformance/codepoint-escapes"
LIMITS = Limits(query_bytes=65536, query_depth=48, query_patterns=96, query_items=4096, query_operators=512)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("PREFIX : <http://x/> BASE <http://y/> # comment\nask {}", "ASK"),
        ("PREFIX select: <http://x/> CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT"),
        ("VERSION '1.2' DESCRIBE <http://x>", "DESCRIBE"),
    ],
)
def test_form(text: str, form: str) -> None:
    assert check_query(text, LIMITS).form == form


def test_own_dataset_and_volatile() -> None:
    assert check_query("SELECT * FROM <http://g> {}", LIMITS).own_dataset
    assert not check_query("SELECT ?from { ?from ?p 'FROM' }", LIMITS).own_dataset
    assert check_query("SELECT (NOW() AS ?n) {}", LIMITS).volatile
    assert not check_query("SELECT ?now { ?now ?p 'RAND' }", LIMITS).volatile


@pytest.mark.parametrize("text", ["INSERT DATA {}", "PREFIX : <http://x/> DELETE WHERE { ?s ?p ?o }", "CLEAR ALL"])
def test_updates_are_no_queries(text: str) -> None:
    with pytest.raises(BadRequestError, match="update"):
        check_query(text, LIMITS)


def test_queries_are_no_updates() -> None:
    with pytest.raises(BadRequestError, match="query"):
        check_update("SELECT * {}", LIMITS, 1000)


def test_position_of_what_no_token_begins() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        check_query("SELECT * {\n  ?s ?p \u0001 }", LIMITS)
    assert {"line": 2, "column": 9}.items() <= caught.value.extra.items()
    assert "ligne 2, colonne 9" in caught.value.sentence("fr")


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("SELECT * {" + "{" * 60 + "}" * 60 + "}", "RAMP_QUERY_DEPTH"),
        ("SELECT * {" + "?s ?p ?o . " * 200 + "}", "RAMP_QUERY_PATTERNS"),
        ("SELECT * { ?s ?p ?o FILTER(?o IN (" + ", ".join(map(str, range(5000))) + ")) }", "RAMP_QUERY_ITEMS"),
        ("SELECT * { ?s ?p ?o FILTER(" + " && ".join(["?o"] * 600) + ") }", "RAMP_QUERY_OPERATORS"),
    ],
)
def test_limits_are_named(text: str, setting: str) -> None:
    with pytest.raises(ComplexityError) as caught:
        check_query(text, LIMITS)
    assert caught.value.extra["setting"] == setting


def test_long_lists_that_are_planned_at_once_pass() -> None:
    check_query("SELECT * { ?s ?p ?o VALUES ?o {" + " ".join(map(str, range(4000))) + "} }", LIMITS)
    check_query("SELECT * { ?s ?p ?o FILTER(?o IN (" + ", ".join(map(str, range(4000))) + ")) }", LIMITS)


def test_text_size() -> None:
    with pytest.raises(TooLargeError):
        check_query("ASK {} #" + "é" * 40_000, LIMITS)


def test_allow_list_takes_whole_iris_only() -> None:
    limits = Limits(65536, 48, 96, 4096, 512, service_allow=("https://a.example/sparql",))
    check_query("SELECT * { SERVICE <https://a.example/sparql> { ?s ?p ?o } }", limits)
    check_query("SELECT * { SERVICE SILENT <https://a.example/sparql> { ?s ?p ?o } }", limits)
    for iri in ("<https://a.example/sparql/>", "<https://a.example/sparq\\u006C>", "?x", "ex:sparql", "<sparql>"):
        with pytest.raises(FederationError):
            check_query(f"PREFIX ex: <https://a.example/> SELECT * {{ SERVICE {iri} {{ ?s ?p ?o }} }}", limits)


@pytest.mark.parametrize("prologue", ["", "PREFIX ex: <http://a/> ", "prefix :<http://a/>#\nPREFIX ex:<http://b/>"])
@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://b/> {} }",
        "SELECT * { ?s ?p ?o } # SERVICE\nSERVICEex:a {",
        "PREFIXSERVICE <http://b/> {}",
        "< <http://b/>> SERVICE ?a . ?b",
    ],
)
def test_what_stands_before_a_call_hides_nothing(prologue: str, text: str) -> None:
    with pytest.raises(FederationError):
        check_query(prologue + text, LIMITS)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("PREFIX a: <http://a/>\nPREFIX b: <http://b/> SELECT * { \u0001", {"line": 2, "column": 34}),
        ("PREFIX a: <http://a/>\nPREFIX b: \u0001", {"line": 2, "column": 11}),
        ("SELECT * {} # note\n  \u0001", {"line": 2, "column": 3}),
    ],
)
def test_positions_count_from_the_beginning_of_the_text(text: str, place: dict[str, int]) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        check_query(text, LIMITS)
    assert place.items() <= caught.value.extra.items()


@pytest.mark.skipif(not ESCAPES.is_dir(), reason=f"the W3C codepoint tests are not there: {ESCAPES}")
@pytest.mark.parametrize("name", sorted(path.name for path in ESCAPES.glob("*.rq")) or ["none"])
def test_codepoint_escapes(name: str) -> None:
    """What the W3C calls bad the guard or the engine refuses; what is good both take."""
    text = (ESCAPES / name).read_text("utf-8")
    if "bad" in name:
        with pytest.raises((QuerySyntaxError, SyntaxError)):
            _checked_and_run(text)
    else:
        _checked_and_run(text)


def _checked_and_run(text: str) -> None:
    check_query(text, LIMITS)
    ox.Store().query(text)


def test_dataset_of_an_update() -> None:
    text = "DELETE { ?s ?p 'WHERE' } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o } ; INSERT DATA { <http://a> <http://b> 1 }"
    changed = with_dataset(text, ["http://g1"], ["http://g2"])
    assert changed.count("USING <http://g1> USING NAMED <http://g2>") == 1
    assert "INSERT { ?s ?p 1 }  USING" in changed
    ox.Store().update(changed)
    assert with_dataset(text, [], []) == text
    for conflict in (
        "WITH <http://g> DELETE {} WHERE {}",
        "DELETE {} USING <http://g> WHERE {}",
        "DELETE WHERE { ?s ?p ?o }",
    ):
        with pytest.raises(BadRequestError):
            with_dataset(conflict, ["http://g"], [])


class _Called(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.server.calls.append(self.path)  # type: ignore[attr-defined]
        self.send_response(500)
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def endpoint() -> Iterator[http.server.ThreadingHTTPServer]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Called)
    server.calls = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(5)


PIECES = r"""
SERVICE service SERVICE~ SILENT ~ # #> \u0022 \n " ' \"\"\" ''' < > <x> ?a<?b ( ) { } {?s~?p~?o} ?s~?p~ ?o ex:a
ex:a.b ex: : . ; ,
true 1 1. 1e @en @en-- ^^ _:b _:b.c FILTER( BIND(1~AS~?x) OPTIONAL UNION GRAPH VALUES~?v a - ! | / [ ] << >> <<( )>>
é %41 \, ENDPOINT LF CR TAB
"""
"""Pieces of texts, apart by white space; `~` is a space in a piece."""
CONTROL = {"LF": "\n", "CR": "\r", "TAB": "\t"}


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.sampled_from(PIECES.split()), min_size=1, max_size=12))
def test_what_the_guard_passes_never_calls(pieces: list[str], endpoint: http.server.ThreadingHTTPServer) -> None:
    """Texts glued together at random around a service call: either the guard refuses, or the engine calls nobody."""
    url = f"http://127.0.0.1:{endpoint.server_port}/"
    written = [CONTROL.get(piece, piece).replace("~", " ").replace('\\"', '"') for piece in pieces]
    body = "".join(written).replace("ENDPOINT", f"<{url}>")
    for tail in ("", " SERVICE ex:a { ?s ?p ?o }", "ex:a { ?s ?p ?o }", f"<{url}> {{ ?s ?p ?o }}"):
        text = f"PREFIX ex: <{url}> PREFIX : <{url}> SELECT * {{ {body}{tail} }}"
        try:
            check_query(text, LIMITS)
        except RampError:
            continue
        try:
            for _ in ox.Store().query(text):
                break
        except (SyntaxError, OSError, RuntimeError, ValueError):
            pass
        assert endpoint.calls == [], text  # type: ignore[attr-defined]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_refused_or_read(text: str) -> None:
    try:
        check_query(text, LIMITS)
    except (QuerySyntaxError, BadRequestError, FederationError, ComplexityError):
        return
