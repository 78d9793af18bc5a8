"""The knowledge folders: where they are found and what belongs to them."""

from pathlib import Path

import pytest

from ramp.errors import KnowledgeError
from ramp.graph.folders import KnowledgeFolders


def test_a_checkout_is_found_without_being_named(repository: KnowledgeFolders) -> None:
    assert KnowledgeFolders.find() == repository


def test_every_part_has_its_folder(knowledge: KnowledgeFolders) -> None:
    parts = [knowledge.ontology, knowledge.shapes, knowledge.data, knowledge.queries]
    assert [part.name for part in parts] == ["ontology", "shapes", "data", "queries"]
    assert all(part.parent == knowledge.root for part in parts)


def test_a_folder_without_knowledge_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as error:
        KnowledgeFolders.find(tmp_path)
    assert str(tmp_path) in error.value.detail
    assert "RAMP_KNOWLEDGE" in error.value.remedy


def test_examples_are_no_part_of_the_graph(knowledge: KnowledgeFolders) -> None:
    names = [knowledge.name(file) for file in knowledge.turtle_files()]
    assert names == [
        "data/organizations.ttl", "data/practices.ttl", "ontology/ramp.ttl", "ontology/schemes/theme.ttl",
        "shapes/must.ttl",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "graph"),
    [
        ("data/organizations.ttl", "data/organizations"),
        ("ontology/schemes/theme.ttl", "ontology/schemes/theme"),
        ("ontology/mappings/organizations.sssom.tsv", "mappings/organizations"),
    ],
)
def test_a_graph_is_named_after_its_file(knowledge: KnowledgeFolders, name: str, graph: str) -> None:
    assert knowledge.graph_name(knowledge.root / name).value == f"https://w3id.org/ramp/graph/{graph}"


def test_the_fingerprint_follows_content_names_and_salt(knowledge: KnowledgeFolders) -> None:
    before = knowledge.fingerprint()
    assert knowledge.fingerprint() == before
    assert knowledge.fingerprint("1.0") != before
    file = knowledge.data / "practices.ttl"
    file.write_text(file.read_text() + "\n# a remark\n")
    changed = knowledge.fingerprint()
    assert changed != before
    file.rename(file.with_name("practices-2.ttl"))
    assert knowledge.fingerprint() not in (before, changed)


def test_schemes_are_named_after_their_files(knowledge: KnowledgeFolders) -> None:
    assert knowledge.schemes() == ["theme"]
