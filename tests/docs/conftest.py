"""A service with the real graph and one release, for the pages of docs/ whose examples are run as they stand."""

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from ramp.access.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Served:
    """The address of a running service, the settings of a process beside it, and a folder to work in."""

    url: str
    environment: dict[str, str]
    folder: Path


@pytest.fixture(scope="package")
def service(tmp_path_factory: pytest.TempPathFactory, built: Callable[[Path], Path]) -> Iterator[Served]:
    """One for all pages; they leave it as it is."""
    folder = tmp_path_factory.mktemp("docs")
    home = built(folder)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAMP_")}
    environment = {**kept, "RAMP_HOME": str(home), "RAMP_PORT": "0", "RAMP_RELEASES": "on-demand"}
    log = folder / "log"
    with log.open("w") as file:
        process = subprocess.Popen([sys.executable, "-m", "ramp", "serve"], env=environment, stderr=file)
    try:
        url, end = None, time.monotonic() + 90
        while url is None and process.poll() is None and time.monotonic() < end:
            found = re.search(r"at (http://\S+?)/ ", log.read_text())
            url = found[1] if found else None
            select.select([], [], [], 0.05)
        assert url is not None, log.read_text()
        _, secret = Tokens(home).create("test", "curator")
        made = httpx.post(f"{url}/releases", headers={"Authorization": f"Bearer {secret}"}, timeout=120)
        assert made.status_code == 201, made.text
        yield Served(url, {**environment, "RAMP_HOME": str(folder / "other")}, folder)
    finally:
        process.terminate()
        process.wait(30)
