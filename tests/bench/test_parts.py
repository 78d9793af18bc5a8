"""Where the time of a lookup goes, out of what a service says of itself."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

import pytest
from bench.client import Figures
from bench.parts import lookup_parts
from bench.processes import Server

BEFORE = 'ramp_processing_seconds_total 1.0\nramp_request_seconds_sum{route="/"} 9.0\n'
AFTER = 'ramp_processing_seconds_total 1.2\nramp_request_seconds_sum{route="/sparql"} 0.9\n'


@contextmanager
def counting(*pages: str) -> Iterator[Server]:
    """A server that gives one page after the other."""
    left = iter(pages)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(next(left).encode())

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Server("ramp", cast(Any, None), Path("log"), server.server_port, "/sparql")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_parts_add_up() -> None:
    with counting(BEFORE, AFTER) as server:
        parts = lookup_parts(server, lambda: Figures(2.0, {"lookup": [0.5, 0.7]}, {}))
    assert parts == {"engine": 100, "service": 350, "transport": 150, "whole": 600}
    assert parts["engine"] + parts["service"] + parts["transport"] == pytest.approx(parts["whole"])


def test_nothing_answered_has_no_parts() -> None:
    with counting(BEFORE) as server:
        assert lookup_parts(server, lambda: Figures(2.0, {}, {"status 503": 3})) == {}
