"""The command `python -m bench` as it is used, on sizes that take seconds."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from bench.dataset import size
from bench.peers import PEERS

ROOT = Path(__file__).parent.parent.parent


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_an_unknown_peer_is_one_sentence() -> None:
    told = bench("run", "--peers", "nobody")
    assert told.returncode == 2
    assert "nobody is no peer" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize(("name", "practices"), [("real", 0), ("500", 500), ("10k", 10_000), ("1m", 1_000_000)])
def test_sizes_are_read(name: str, practices: int) -> None:
    assert size(name) == practices


@pytest.mark.parametrize("name", ["", "big", "-1", "1g"])
def test_other_sizes_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is no size"):
        size(name)


def test_peers_have_names_of_their_own_and_say_what_is_missing(tmp_path: Path) -> None:
    assert len({peer.name for peer in PEERS}) == len(PEERS)
    fuseki = next(peer for peer in PEERS if peer.name == "fuseki")
    reason = fuseki.missing(tmp_path)
    assert reason is not None
    assert "Java" in reason or "bench-setup" in reason


@pytest.mark.slow
def test_a_run_measures_ramp_and_replaces_the_graph_under_load(tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    told = bench(
        "run", "--sizes", "50", "--peers", "ramp", "--seconds", "0.1", "--rounds", "1", "--clients", "1,4", "--swap",
        "50", "--swap-seconds", "2", "--wait", "0", "--results", str(results), "--folder", str(tmp_path / "bench"),
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    found = json.loads(results.read_text("utf-8"))
    figures = found["sizes"]["50"]["peers"]["ramp"]
    assert all(kind["requests"] and not kind["failures"] for kind in figures["kinds"].values())
    assert figures["memory_after"]["rss"] >= figures["memory_after"]["pss"] > 0
    assert found["swap"]["lost"] == 0
    assert found["swap"]["versions"] > 0
    assert found["swap"]["updates_refused"] == 0
