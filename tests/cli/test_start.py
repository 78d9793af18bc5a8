"""What a command or the service never uses is not loaded when it starts: each import is time that somebody waits."""

import subprocess
import sys

import pytest

SHAPES = {"pyshacl", "rdflib"}
TABLES = {"numpy", "openpyxl", "pyarrow"}
NAMES = {"httpx2", "rapidfuzz", "tantivy"}
SERVICE = {"alembic", "fastapi", "sqlalchemy", "uvicorn"}
DRAWING = {"rich"}


@pytest.mark.parametrize(
    ("start", "unused"),
    [
        ("import runpy; runpy.run_module('ramp', run_name='__main__')", SHAPES | TABLES | NAMES | SERVICE | DRAWING),
        ("import ramp.cli.serving", TABLES | DRAWING | {"pyshacl", "alembic"}),
    ],
    ids=["ramp --help", "ramp serve"],
)
def test_a_start_loads_nothing_that_it_does_not_use(start: str, unused: set[str]) -> None:
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", start, "--help"], capture_output=True, text=True, check=True
    ).stderr
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in told.splitlines()}
    assert {"ramp", "typer"} <= loaded
    assert not loaded & unused
