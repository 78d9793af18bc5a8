"""`ramp serve` in a process of its own: it says where it listens, answers, stops when told, and refuses clearly."""

import json
import re
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.cli.test_query import refused
from tests.conftest import Ramp

Start = Callable[..., subprocess.Popen[bytes]]


def said(process: subprocess.Popen[bytes]) -> str:
    """The line with which the service says where it listens."""
    assert process.stderr is not None
    for line in iter(process.stderr.readline, b""):
        if b"RAMP serves" in line:
            return line.decode()
    raise AssertionError("the service ended without a word")


@pytest.fixture
def serve(ramp_process: Start) -> Iterator[Callable[..., tuple[subprocess.Popen[bytes], str]]]:
    """Starts the service on a free port; gives the process and its address. All are ended after the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(**options: object) -> tuple[subprocess.Popen[bytes], str]:
        process = ramp_process("serve", "--port", "0", **options)
        started.append(process)
        match = re.search(r"http://\S+", said(process))
        assert match is not None
        return process, match.group()

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=60)


def answer(address: str, path: str) -> bytes:
    with urllib.request.urlopen(address.rstrip("/") + path, timeout=30) as response:
        body: bytes = response.read()
    return body


def test_it_serves_the_release_and_stops_when_told(
    serve: Callable[..., tuple[subprocess.Popen[bytes], str]], tmp_path: Path
) -> None:
    process, address = serve()
    record = json.loads((tmp_path / "home" / "releases" / "current.json").read_bytes())
    assert json.loads(answer(address, "/health"))["release"] == record["id"]
    query = "/sparql?query=ASK%20%7B%20%3Chttps://w3id.org/ramp/id/practice/review%3E%20%3Fp%20%3Fo%20%7D"
    assert b"true" in answer(address, query)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in errors


def test_a_second_start_opens_what_the_first_has_built(
    serve: Callable[..., tuple[subprocess.Popen[bytes], str]],
) -> None:
    first, address = serve()
    health = json.loads(answer(address, "/health"))
    first.send_signal(signal.SIGTERM)
    first.communicate(timeout=60)
    _, address = serve()
    assert json.loads(answer(address, "/health"))["release"] == health["release"]


def test_a_home_in_use_is_told(serve: Callable[..., tuple[subprocess.Popen[bytes], str]], ramp: Ramp) -> None:
    serve()
    refused(ramp("serve", "--port", "0"))


def test_a_taken_port_is_told_before_anything_is_built(ramp: Ramp, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused(ramp("serve", "--port", str(port)), f"port {port} is not available", "ramp serve --port")
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(("host", "reason"), [("a..b", "there is no such host"), ("192.0.2.1", "no such address")])
def test_an_address_that_is_not_ours_is_told(ramp: Ramp, host: str, reason: str) -> None:
    refused(ramp("serve", "--host", host, "--port", "0"), reason, "--host 127.0.0.1")


def test_a_home_that_cannot_be_written_is_told(ramp: Ramp, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused(ramp("serve", "--port", "0", "--home", str(tmp_path / "file" / "home")), "RAMP_HOME")
