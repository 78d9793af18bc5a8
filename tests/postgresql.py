"""A PostgreSQL of our own for the tests that need one: Debian's, on a free port, in a folder of the test."""

import getpass
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from bench.processes import free_port


def tool(name: str) -> str | None:
    """The program of that name, also where Debian keeps those of the server."""
    found = shutil.which(name)
    if found:
        return found
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(installed[-1]) if installed else None


def _as_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root; then the user of Debian's package runs it, in a folder of its own."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres")
    for parent in folder.parents:
        if parent.stat().st_uid == 0 and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o011)
    return ["runuser", "-u", "postgres", "--"]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty PostgreSQL of our own."""
    initdb, postgres = tool("initdb"), tool("postgres")
    if initdb is None or postgres is None:
        pytest.skip("PostgreSQL is not installed (make engines)")
    folder = tmp_path_factory.mktemp("postgresql")
    user = _as_user(folder)
    name = "postgres" if user else getpass.getuser()
    options = ["-D", str(folder / "data"), "-A", "trust", "-E", "UTF8", "--no-sync", "-U", name]
    subprocess.run([*user, initdb, *options], check=True, capture_output=True)
    port = free_port()
    command = [postgres, "-D", str(folder / "data"), "-h", "127.0.0.1", "-p", str(port), "-k", str(folder)]
    process = subprocess.Popen([*user, *command], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    address = f"127.0.0.1:{port}/postgres"
    try:
        _until_it_answers(f"postgresql://{name}@{address}", process)
        yield f"postgresql+psycopg://{name}@{address}"
    finally:
        process.terminate()
        process.wait(30)


def _until_it_answers(address: str, process: "subprocess.Popen[bytes]") -> None:
    waiting = threading.Event()
    for _ in range(300):
        assert process.poll() is None, "PostgreSQL ended"
        try:
            psycopg.connect(address).close()
            return
        except psycopg.OperationalError:
            waiting.wait(0.1)
    raise AssertionError("PostgreSQL does not answer")
