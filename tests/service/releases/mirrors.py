"""What the tests of `ramp mirror` share: running it, what it made, and a server between it and a service."""

import hashlib
import http.server
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.service.releases.conftest import Released

Spoil = Callable[[str, bytes], bytes | None]


def run(url: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """`ramp mirror`, to its end."""
    return subprocess.run(command(url, folder), capture_output=True, text=True, timeout=120)


def command(url: str, folder: Path) -> list[str]:
    """How it is started."""
    return [sys.executable, "-m", "ramp", "mirror", url, str(folder)]


def dump(released: Released, id: str) -> str:
    """SHA-256 of the N-Quads of a release."""
    return hashlib.sha256(released.get(f"/releases/{id}/ramp.nq").content).hexdigest()


def copied(folder: Path) -> str:
    """SHA-256 of the copy."""
    return hashlib.sha256((folder / "graph.nq").read_bytes()).hexdigest()


class Between(http.server.ThreadingHTTPServer):
    """Passes requests on to a service and spoils the answers as `spoil` says; None breaks the connection half way."""

    def __init__(self, source: Released, spoil: Spoil) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.source, self.spoil = source, spoil
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> "Between":
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Between

    def do_GET(self) -> None:
        real = self.server.source.get(self.path, headers={"Accept": self.headers["Accept"]})
        body = real.content.replace(self.server.source.server.url.encode(), self.server.url.encode())
        told = self.server.spoil(self.path, body)
        self.send_response(real.status_code)
        self.send_header("Content-Type", real.headers["Content-Type"])
        self.send_header("Content-Length", str(len(body if told is None else told)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if told is None else told)

    def log_message(self, format: str, *args: Any) -> None:
        pass
