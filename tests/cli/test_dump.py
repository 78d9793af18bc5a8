"""`ramp dump`: every format, one graph or all, whole files or none."""

import hashlib
import json
import resource
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from tests.cli.test_query import refused
from tests.conftest import Ramp

from ramp.cli.graph import open_release
from ramp.errors import StoreError
from ramp.graph.release import Release

LABEL = '<https://w3id.org/ramp/id/organization/north> <http://www.w3.org/2004/02/skos/core#prefLabel> "Nord"@fr'


def test_the_whole_graph_is_the_release_itself(ramp: Ramp, tmp_path: Path) -> None:
    text = ramp("dump").stdout
    record = json.loads((tmp_path / "home" / "releases" / "current.json").read_bytes())
    assert hashlib.sha256(text.encode()).hexdigest() == record["digest"]
    assert f"{LABEL} <https://w3id.org/ramp/graph/data/organizations> ." in text


@pytest.mark.parametrize(
    ("name", "form", "quads"),
    [
        ("trig", RdfFormat.TRIG, True), ("nq", RdfFormat.N_QUADS, True), ("jsonld", RdfFormat.JSON_LD, True),
        ("turtle", RdfFormat.TURTLE, False), ("nt", RdfFormat.N_TRIPLES, False), ("rdfxml", RdfFormat.RDF_XML, False),
    ],
)  # fmt: skip
def test_every_format_holds_the_same_statements(ramp: Ramp, name: str, form: RdfFormat, quads: bool) -> None:
    wanted = list(parse(ramp("dump").stdout, RdfFormat.N_QUADS))
    found = list(parse(ramp("dump", "--format", name).stdout, form))
    if quads:
        assert len(found) == len(wanted)
    else:
        assert len(found) == len({quad.triple for quad in wanted})


@pytest.mark.parametrize("graph", ["data/organizations", "https://w3id.org/ramp/graph/data/organizations"])
def test_one_graph_is_turtle_with_the_prefixes_of_the_graph(ramp: Ramp, graph: str) -> None:
    text = ramp("dump", "--graph", graph).stdout
    assert "@prefix ramp: <https://w3id.org/ramp/ontology#> ." in text
    assert len(list(parse(text, RdfFormat.TURTLE))) == 8


@pytest.mark.parametrize("name", ["nt", "jsonld", "rdf"])
def test_one_graph_comes_in_other_formats_too(ramp: Ramp, name: str) -> None:
    text = ramp("dump", "-g", "data/organizations", "-f", name).stdout
    form = {"nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML}[name]
    assert len(list(parse(text, form))) == 8


def test_the_ending_of_the_file_says_the_format(ramp: Ramp, tmp_path: Path) -> None:
    file = tmp_path / "north.ttl"
    run = ramp("dump", "-g", "data/organizations", "-o", str(file))
    assert (run.returncode, run.stdout) == (0, "")
    assert len(list(parse(path=str(file)))) == 8
    ramp("dump", "-o", str(tmp_path / "all.nq"))
    assert (tmp_path / "all.nq").read_text() == ramp("dump").stdout
    ramp("dump", "-o", str(tmp_path / "all.data"))
    assert (tmp_path / "all.data").read_text() == (tmp_path / "all.nq").read_text()


def test_the_graphs_are_listed_with_their_sizes(ramp: Ramp) -> None:
    lines = [line.split() for line in ramp("dump", "--list").stdout.splitlines()]
    assert ["8", "https://w3id.org/ramp/graph/data/organizations"] in lines
    assert ["2", "https://w3id.org/ramp/graph/derived"] in lines


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-g", "data/organisations"], ["There is no graph data/organisations", "Did you mean data/organizations"]),
        (["-g", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"], ["ramp dump --list"]),
        (["-f", "csv"], ["--format csv does not fit a dump"]),
        (["-g", "data/practices", "-f", "trig"], ["--format trig does not fit one graph"]),
        (["-o", "/nowhere/at/all.nq"], ["/nowhere/at/all.nq cannot be written", "its folder does not exist"]),
    ],
)
def test_wrong_words_get_one_clear_sentence(ramp: Ramp, arguments: list[str], words: list[str]) -> None:
    refused(ramp("dump", *arguments), *words)


def test_a_folder_is_no_file_to_write(ramp: Ramp, tmp_path: Path) -> None:
    refused(ramp("dump", "-o", str(tmp_path)), "it is a folder")


def test_a_failed_dump_leaves_no_file(
    ramp: Ramp, ramp_process: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    ramp("dump", "--list")
    (tmp_path / "out").mkdir()

    def small_files_only() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    process = ramp_process("dump", "-f", "turtle", "-o", str(tmp_path / "out" / "all.ttl"), preexec_fn=small_files_only)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert errors.startswith(
        b"ramp: " + str(tmp_path / "out" / "all.ttl").encode() + b" cannot be written: File too large"
    )
    assert list((tmp_path / "out").iterdir()) == []


def test_a_release_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.nq").write_text("<a> <b>")
    release = Release(id="a", checksum="a", digest="a", path=tmp_path / "a.nq", triples=1, graphs={})
    with pytest.raises(StoreError, match=r"a\.nq cannot be read") as error:
        open_release(release)
    assert "the next run builds it again" in error.value.remedy
