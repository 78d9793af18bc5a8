"""Publication is whole or not at all: killed at any point, the next start ends with tables and graph agreeing."""

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import REPOSITORY, Start, practice

PROGRAM = Path(__file__).with_name("crashing.py")


@pytest.fixture(scope="session", autouse=True)
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the release, which is the same for all and built once."""
    return tmp_path_factory.mktemp("release")


def _run(home: Path, action: str, point: str = "") -> "subprocess.CompletedProcess[bytes]":
    release = next(home.parent.glob("release*"))
    return subprocess.run(
        [sys.executable, str(PROGRAM), str(home), str(release), str(REPOSITORY), action, point],
        input=practice("Killed on the way"),
        capture_output=True,
        timeout=180,
        check=False,
    )


def _resumed(home: Path) -> dict[str, Any]:
    answer = _run(home, "resume")
    assert answer.returncode == 0, answer.stderr.decode()
    return dict(json.loads(answer.stdout))


@pytest.mark.parametrize("point", ["journalled", "graph", "derived", "finished"])
@pytest.mark.parametrize("action", ["accept", "withdraw"])
def test_killed_at_any_point_it_is_finished_at_the_next_start(tmp_path: Path, action: str, point: str) -> None:
    killed = _run(tmp_path, action, point)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    state = _resumed(tmp_path)
    assert state["done"] == (0 if point == "finished" else 1)
    assert state["again"] == 0, "nothing is left to do"
    if action == "accept":
        assert (state["state"], state["published"], state["graph"]) == ("accepted", 1, [True, True])
        assert state["steps"].count("accepted") == 1
    else:
        assert (state["state"], state["published"], state["graph"]) == ("withdrawn", None, [True, False])
        assert state["steps"].count("withdrawn") == 1


def test_a_store_that_was_lost_is_filled_again_from_the_tables(tmp_path: Path) -> None:
    assert _run(tmp_path, "accept").returncode == 0
    shutil.rmtree(tmp_path / "versions")
    (tmp_path / "current.json").unlink()
    state = _resumed(tmp_path)
    assert state["done"] == 1
    assert state["graph"] == [True, True]


def test_published_records_survive_a_new_release_of_the_graph(start: Start, tmp_path: Path) -> None:
    knowledge = tmp_path / "knowledge"
    for folder in ("ontology", "shapes", "data", "queries"):
        shutil.copytree(REPOSITORY / folder, knowledge / folder)
    home = tmp_path / "home"
    first = start(home, knowledge=knowledge)
    curator = first.sign_in("curator")
    sent = first.send(practice("Here before and after"))
    curator.act(sent.id, "take")
    assert curator.act(sent.id, "accept").status_code == 200
    first.stop()
    with (knowledge / "data/states.ttl").open("a") as file:
        file.write('\n<https://w3id.org/ramp/id/place/new> <https://w3id.org/ramp/ontology#scope> "new"@en .\n')
    (knowledge / "ontology/derivations/new.rq").write_text(
        "PREFIX ramp: <https://w3id.org/ramp/ontology#>\n"
        "CONSTRUCT { ?p ramp:scope 'derived' } WHERE { ?p a ramp:Practice }"
    )
    second = start(home, knowledge=knowledge)
    assert second.ask('<https://w3id.org/ramp/id/place/new> ramp:scope "new"@en'), "the new release is there"
    assert second.ask('?practice skos:prefLabel "Here before and after"@en ; ramp:ofMechanism org:ecowas')
    assert second.ask('?practice skos:prefLabel "Here before and after"@en ; ramp:scope "derived"'), "by the new rules"
    assert second.state(sent)["state"] == "accepted"
    second.stop()
