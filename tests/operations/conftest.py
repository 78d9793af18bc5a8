"""What the tests of operations share: servers on a small graph, and the command on a home."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import SMALL_GRAPH, write_files
from tests.service.conftest import Serve, Server, serve

__all__ = ["Serve", "Server", "serve"]

Ramp = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Knowledge folders with a small graph."""
    root = tmp_path_factory.mktemp("knowledge")
    write_files(root, SMALL_GRAPH)
    return root


@pytest.fixture(scope="session")
def ramp(knowledge: Path) -> Ramp:
    """Runs `ramp` as a process; keywords are settings, `before` what runs it (faketime, prlimit)."""

    def run(*arguments: str, before: tuple[str, ...] = (), **settings: object) -> "subprocess.CompletedProcess[str]":
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RAMP_")}
        given = {f"RAMP_{name.upper()}": str(value) for name, value in settings.items()}
        return subprocess.run(
            [*before, sys.executable, "-m", "ramp", *arguments],
            env={**kept, "RAMP_KNOWLEDGE": str(knowledge), "RAMP_PORT": "0", "RAMP_WORKERS": "1", **given},
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    return run


@pytest.fixture(scope="session")
def used(ramp: Ramp, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a graph, tables and a token; not to be changed."""
    home = tmp_path_factory.mktemp("used") / "home"
    for arguments in (("upgrade",), ("token", "create", "Awa Diop")):
        done = ramp(*arguments, home=home)
        assert done.returncode == 0, done.stderr
    return home
