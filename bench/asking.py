"""Single requests outside the measured time: waiting for a server, comparing answers, sending an update."""

import json
import time
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode

from bench.processes import PeerError, Server, tail


def answer(server: Server, text: str, seconds: float = 120) -> list[dict[str, Any]]:
    """The rows of the answer to a SELECT. Raises OSError or HTTPException where there is none."""
    status, body = _request(server, "GET", f"{server.path}?{urlencode({'query': text})}", seconds)
    if status != 200:
        raise HTTPException(f"status {status}: {body[:200].decode('utf-8', 'replace')}")
    rows: list[dict[str, Any]] = json.loads(body)["results"]["bindings"]
    return rows


def first_answer(server: Server, text: str, seconds: float) -> float:
    """Seconds from now to the first answer with a row. Raises PeerError where none comes in time."""
    begun = time.perf_counter()
    reason: Exception | str = "no row"
    while time.perf_counter() - begun < seconds:
        if server.process.poll() is not None:
            raise PeerError(f"{server.name} ended with status {server.process.returncode}: {tail(server.log)}")
        try:
            if answer(server, text):
                return time.perf_counter() - begun
        except (OSError, HTTPException, ValueError) as error:
            reason = error
        time.sleep(0.005)
    raise PeerError(f"{server.name} gave no answer within {seconds:.0f} s: {reason}")


def canonical(rows: list[dict[str, Any]]) -> list[str]:
    """The rows without what engines write differently: order, datatypes in JSON, a row of nothing for no group."""
    return sorted(
        " ".join(f"{name}={row[name]['value']}@{row[name].get('xml:lang', '')}" for name in sorted(row))
        for row in rows
        if row
    )


def page(server: Server, target: str, seconds: float = 120) -> str:
    """The text at an address of the server. Raises OSError or HTTPException where there is none."""
    status, body = _request(server, "GET", target, seconds)
    if status != 200:
        raise HTTPException(f"status {status} at {target}")
    return body.decode()


def update(server: Server, text: str, token: str) -> int:
    """Sends a SPARQL update; returns the status."""
    headers = {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {token}"}
    return _request(server, "POST", "/sparql/update", 120, text.encode(), headers)[0]


def _request(
    server: Server,
    method: str,
    target: str,
    seconds: float,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, bytes]:
    connection = HTTPConnection(server.host, server.port, timeout=seconds)
    try:
        accept = {"Accept": "application/sparql-results+json"}
        connection.request(method, target, body, {**accept, **(headers or {})})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()
