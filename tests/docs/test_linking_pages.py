"""The pages about linking keep their word: what a reader is told to type is run, the steps in OpenRefine are driven.

The examples in Python of docs/reconciliation.md are run by tests/service/reconcile/test_docs.py, those of
docs/python.md by test_python.py.
"""

import csv
import hashlib
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.docs.conftest import Served

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("http://localhost:8000", "https://ramp.example.org")
RUN_HERE = {
    "feeds": ["ramp mirror https://ramp.example.org ramp-copy"],
    "reconciliation": ["ramp link projects.csv --column Organisation --type Organization"],
    "releases": [],
    "python": [],
}


def _page(name: str) -> str:
    return (ROOT / f"docs/{name}.md").read_text(encoding="utf-8")


def _outside_fences(name: str) -> str:
    return re.sub(r"```\w*\n.*?```", "", _page(name), flags=re.DOTALL)


def _run(service: Served, folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    """What a reader types, against the service."""
    for place in PLACES:
        line = line.replace(place, service.url)
    words = shlex.split(line)
    program = [sys.executable, "-m", "ramp"] if words[0] == "ramp" else [words[0]]
    return subprocess.run(
        [*program, *words[1:]], cwd=folder, env=service.environment, capture_output=True, text=True, timeout=180
    )


def _get(service: Served, path: str, **values: str) -> Any:
    response = httpx.get(f"{service.url}{path}", params=values, timeout=60)
    assert response.status_code == 200, response.text
    return response.json()


@pytest.mark.parametrize("name", list(RUN_HERE))
def test_no_command_of_a_page_is_left_out(name: str) -> None:
    fences = re.findall(r"```(\w*)\n", re.sub(r"\n```\n", "\n", _page(name)))
    assert set(fences) <= {"python", "text", "sh"}
    assert fences.count("sh") == (1 if name == "python" else 0), "Comunica, by test_python.py"
    typed = [
        line[0] for line in re.finditer(r"^    (?:ramp|curl|sha256sum|make) .*$", _outside_fences(name), re.MULTILINE)
    ]
    assert [line.strip() for line in typed] == RUN_HERE[name]


def test_the_copy_of_the_page_on_feeds(service: Served, tmp_path: Path) -> None:
    (line,) = RUN_HERE["feeds"]
    done = _run(service, tmp_path, line)
    assert done.returncode == 0, done.stderr
    latest = _get(service, "/releases", format="json")["releases"][0]
    assert latest["checksum"] in done.stdout
    (file,) = [file for file in latest["files"] if file["name"] == "ramp.nq"]
    assert hashlib.sha256((tmp_path / "ramp-copy/graph.nq").read_bytes()).hexdigest() == file["sha256"]
    assert _run(service, tmp_path, line).stdout.startswith("Up to date")


def test_the_same_from_the_page_on_python(service: Served, tmp_path: Path) -> None:
    found = re.search(r"`(ramp mirror [^`]*)`", _page("python"))
    assert found
    assert _run(service, tmp_path, found[1]).returncode == 0
    assert (tmp_path / "ramp-copy/graph.nq").is_file()


def test_an_interrupted_download_goes_on(service: Served, tmp_path: Path) -> None:
    if shutil.which("curl") is None or shutil.which("sha256sum") is None:
        pytest.skip("curl or sha256sum is not installed")
    found = re.search(r"`(curl [^`]*)`", _page("releases"))
    assert found
    latest = _get(service, "/releases", format="json")["releases"][0]
    sums = httpx.get(f"{latest['href']}/SHA256SUMS", timeout=60).text
    whole = httpx.get(f"{latest['href']}/ramp.nq", timeout=60).content
    (tmp_path / "ramp.nq").write_bytes(whole[: len(whole) // 2])
    done = _run(service, tmp_path, found[1].replace("{id}", latest["id"]))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "ramp.nq").read_bytes() == whole
    (tmp_path / "SHA256SUMS").write_text(sums)
    checked = subprocess.run(
        ["sha256sum", "-c", "--ignore-missing", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "ramp.nq" in checked.stdout
    assert "`sha256sum -c`" in _page("releases")


def test_the_files_of_a_release_are_those_of_the_page(service: Served) -> None:
    latest = _get(service, "/releases", format="json")["releases"][0]
    table = _page("releases").partition("|---|---|\n")[2].partition("\n\n")[0]
    named = set[str]()
    for row in table.splitlines():
        first = row.split("|")[1]
        endings = re.findall(r"`(\.\w+)`", first)
        for name in re.findall(r"`([\w.-]+)`", first):
            if not name.startswith("."):
                named |= {name + ending for ending in endings} or {name}
    assert named - {"sparql"} == {file["name"] for file in latest["files"]}


def test_the_command_of_the_page_on_linking(service: Served, tmp_path: Path) -> None:
    (tmp_path / "projects.csv").write_text("Project,Organisation\n1,CEDEAO\n2,Nobody knows this one\n")
    (line,) = RUN_HERE["reconciliation"]
    done = _run(service, tmp_path, line)
    assert done.returncode == 0, done.stderr
    written = re.findall(r"\| `(projects\.[^`]*)` \|", _page("reconciliation"))
    assert {file.name for file in tmp_path.iterdir()} == {"projects.csv", *written}
    with (tmp_path / "projects.linked.csv").open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert first["ramp_id"] == "https://w3id.org/ramp/id/organization/ecowas"
    assert (first["ramp_match"], second["ramp_match"]) == ("yes", "no")
    for column in ("ramp_id", "ramp_name", "ramp_score", "ramp_match"):
        assert f"`{column}`" in _page("reconciliation")
        assert column in first


def test_the_steps_in_openrefine(service: Served) -> None:
    """The calls that OpenRefine makes at each step, with what the steps tell a reader to look for."""
    steps = _page("reconciliation").partition("## OpenRefine, step by step")[2].partition("\n## ")[0]
    (address,) = re.findall(r"`http://localhost:8000(/en/reconcile)`", steps)
    manifest = _get(service, address)
    types = {kind["name"]: kind["id"] for kind in manifest["defaultTypes"]}
    (kind,) = re.findall(r"such as \*([^*]+)\*,", steps)
    batch = {
        "q0": {"query": "ECOWAS", "type": types[kind], "type_strict": "should", "limit": 3},
        "q1": {"query": "Ecowass", "type": types[kind], "type_strict": "should", "limit": 3},
    }
    for name in re.findall(r"`(date of the text|ISO [^`]*code)`", steps):
        suggest = manifest["suggest"]["property"]
        found = httpx.get(f"{suggest['service_url']}{suggest['service_path']}", params={"prefix": name}).json()
        assert name in [item["name"] for item in found["result"]]
    answer = httpx.post(f"{service.url}{address}", data={"queries": json.dumps(batch)}, timeout=60).json()
    best = answer["q0"]["result"][0]
    assert (best["id"], best["match"]) == ("id/organization/ecowas", True)
    assert f"`{best['id']}`" in steps
    assert answer["q1"]["result"][0]["id"] == best["id"]
    preview = httpx.get(manifest["preview"]["url"].replace("{{id}}", best["id"]), timeout=60)
    assert (preview.status_code, "Economic Community" in preview.text) == (200, True)
    view = httpx.get(manifest["view"]["url"].replace("{{id}}", best["id"]), follow_redirects=True, timeout=60)
    assert view.status_code == 200
    propose = manifest["extend"]["propose_properties"]
    offered = httpx.get(
        f"{propose['service_url']}{propose['service_path']}", params={"type": types[kind], "limit": 50}
    ).json()["properties"]
    columns = [item for item in offered if item["id"] in ("acronym", "founded", "same_as", "member")]
    assert len(columns) == 4
    asked = {"ids": [best["id"]], "properties": [{"id": item["id"]} for item in columns]}
    drawn = httpx.post(f"{service.url}{address}", data={"extend": json.dumps(asked)}, timeout=60).json()
    assert [meta["id"] for meta in drawn["meta"]] == [item["id"] for item in columns]
    assert all(drawn["rows"][best["id"]][item["id"]] for item in columns)
