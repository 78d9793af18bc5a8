"""Killed by SIGKILL at random places, 200 times: nothing that was acknowledged is lost, and everything opens again."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

ROUNDS = {"submission": 70, "publication": 30, "snapshot": 65, "migration": 15, "saving": 20}


def test_there_are_two_hundred_rounds() -> None:
    assert sum(ROUNDS.values()) == 200


@pytest.mark.parametrize("action", ROUNDS)
def test_nothing_acknowledged_is_lost(action: str, tmp_path: Path) -> None:
    """RAMP_TEST_SEED repeats a run: the same places among the calls (the places in time are never quite the same)."""
    seed = int(os.environ.get("RAMP_TEST_SEED") or int.from_bytes(os.urandom(4), "big"))
    print(f"RAMP_TEST_SEED={seed}")
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.killing", str(tmp_path), action, str(ROUNDS[action]), str(seed)],
        cwd=REPOSITORY, capture_output=True, text=True, timeout=540, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["wrong"] == [], f"RAMP_TEST_SEED={seed}"
    assert result["killed"] == ROUNDS[action], result
