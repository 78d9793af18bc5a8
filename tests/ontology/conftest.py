"""The ontology as read by RDFLib, once for all tests of this folder."""

from pathlib import Path

import pytest
from rdflib import Graph

from ramp.graph.folders import KnowledgeFolders


@pytest.fixture(scope="session")
def folders() -> KnowledgeFolders:
    return KnowledgeFolders.find()


@pytest.fixture(scope="session")
def ontology(folders: KnowledgeFolders) -> Graph:
    """The terms of `ontology/ramp.ttl`."""
    return Graph().parse(folders.ontology / "ramp.ttl")


@pytest.fixture(scope="session")
def schemes(folders: KnowledgeFolders) -> dict[str, Graph]:
    """Each scheme by its name."""
    return {name: Graph().parse(folders.ontology / "schemes" / f"{name}.ttl") for name in folders.schemes()}


@pytest.fixture(scope="session")
def model(folders: KnowledgeFolders) -> str:
    """The text of `docs/model.md`, the contract that the terms fulfil."""
    file = folders.root / "docs" / "model.md"
    if not file.is_file():
        pytest.skip("docs/model.md is only in a checkout")
    return file.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def own_words() -> frozenset[str]:
    """Words that the dictionaries of the spelling checker lack and that are right."""
    lines = (Path(__file__).parent / "words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines for word in line.partition("#")[0].split())
