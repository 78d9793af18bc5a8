"""Mapping tables: what they become in RDF, and which cells are refused and how."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from ramp.errors import KnowledgeError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.mappings import read_mappings
from ramp.graph.namespaces import DCTERMS, GRAPH, OWL, PAV, RDF, RDFS, SSSOM, XSD

HEAD = """\
#mapping_set_id: https://w3id.org/ramp/mappings/test
#license: https://creativecommons.org/licenses/by/4.0/
#curie_map:
#  ramp: https://w3id.org/ramp/
#  skos: http://www.w3.org/2004/02/skos/core#
#  semapv: https://w3id.org/semapv/vocab/
"""
COLUMNS = "subject_id\tpredicate_id\tobject_id\tmapping_justification"
ROW = "ramp:a\tskos:exactMatch\thttps://example.org/b\tsemapv:ManualMappingCuration"
TABLE = GRAPH["mappings/test"]


def quads(folders: KnowledgeFolders, text: str | bytes) -> list[Quad]:
    file = folders.mappings / "test.sssom.tsv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_mappings(folders, file)


def refusal(folders: KnowledgeFolders, text: str | bytes) -> KnowledgeError:
    with pytest.raises(KnowledgeError) as error:
        quads(folders, text)
    assert error.value.detail.startswith("ontology/mappings/test.sssom.tsv")
    assert error.value.remedy
    return error.value


def test_a_row_is_a_triple_and_a_node_that_justifies_it(knowledge: KnowledgeFolders) -> None:
    columns = f"{COLUMNS}\tauthor_id\tconfidence\tcomment\tsee_also\tmapping_date"
    row = f"{ROW}\tramp:id/agent/x\t0.9\tseen twice\thttps://example.org/1|https://example.org/2\t2026-11-24"
    made = quads(knowledge, f"{HEAD}{columns}\n{row}\n")
    assert {quad.graph_name for quad in made} == {TABLE}
    direct = [quad for quad in made if quad.subject == NamedNode("https://w3id.org/ramp/a")]
    assert [(quad.predicate.value, quad.object) for quad in direct] == [
        ("http://www.w3.org/2004/02/skos/core#exactMatch", NamedNode("https://example.org/b"))
    ]
    (node,) = {quad.subject for quad in made if quad.object == SSSOM["Mapping"]}
    about = {(quad.predicate, quad.object) for quad in made if quad.subject == node}
    assert about == {
        (RDF["type"], SSSOM["Mapping"]),
        (OWL["annotatedSource"], NamedNode("https://w3id.org/ramp/a")),
        (OWL["annotatedProperty"], NamedNode("http://www.w3.org/2004/02/skos/core#exactMatch")),
        (OWL["annotatedTarget"], NamedNode("https://example.org/b")),
        (SSSOM["mapping_justification"], NamedNode("https://w3id.org/semapv/vocab/ManualMappingCuration")),
        (PAV["authoredBy"], NamedNode("https://w3id.org/ramp/id/agent/x")),
        (SSSOM["confidence"], Literal(0.9)),
        (RDFS["comment"], Literal("seen twice")),
        (RDFS["seeAlso"], NamedNode("https://example.org/1")),
        (RDFS["seeAlso"], NamedNode("https://example.org/2")),
        (PAV["authoredOn"], Literal("2026-11-24", datatype=XSD["date"])),
    }


def test_the_comment_block_describes_the_table(knowledge: KnowledgeFolders) -> None:
    made = quads(knowledge, f'{HEAD}#mapping_set_title: "Tests: all"\n#creator_id:\n#  - ramp:x\n{COLUMNS}\n{ROW}\n')
    about = {(quad.predicate, quad.object) for quad in made if quad.subject == TABLE}
    assert (RDF["type"], SSSOM["MappingSet"]) in about
    assert (DCTERMS["title"], Literal("Tests: all")) in about
    assert (DCTERMS["creator"], NamedNode("https://w3id.org/ramp/x")) in about
    assert (DCTERMS["license"], NamedNode("https://creativecommons.org/licenses/by/4.0/")) in about


def test_the_name_of_a_mapping_does_not_depend_on_its_line(knowledge: KnowledgeFolders) -> None:
    other = ROW.replace("ramp:a", "ramp:c")
    assert set(quads(knowledge, f"{HEAD}{COLUMNS}\n{ROW}\n{other}\n")) == set(
        quads(knowledge, f"{HEAD}{COLUMNS}\n{other}\n\n{ROW}\n")
    )


def test_a_negated_mapping_makes_no_triple(knowledge: KnowledgeFolders) -> None:
    made = quads(knowledge, f"{HEAD}{COLUMNS}\tpredicate_modifier\n{ROW}\tNot\n")
    assert not [quad for quad in made if quad.subject == NamedNode("https://w3id.org/ramp/a")]
    assert Literal("Not") in {quad.object for quad in made}


@pytest.mark.parametrize(
    ("text", "line", "rule"),
    [
        (HEAD, 7, "there is no table"),
        (f"{HEAD}{COLUMNS}\tcolour\n", 7, "the column 'colour' is unknown"),
        (f"{HEAD}subject_id\tpredicate_id\tobject_id\n", 7, "the column mapping_justification is missing"),
        (f"{HEAD}{COLUMNS}\n{ROW}\textra\n", 8, "5 cells where the table has 4 columns"),
        (f"{HEAD}{COLUMNS}\n{ROW.replace('skos:exactMatch', '')}\n", 8, "predicate_id is empty"),
        (f"{HEAD}{COLUMNS}\n{ROW.replace('ramp:a', 'other:a')}\n", 8, "the prefix other: of subject_id is unknown"),
        (f"{HEAD}{COLUMNS}\n{ROW.replace('ramp:a', 'a')}\n", 8, "neither an IRI nor a compact name"),
        (f"{HEAD}{COLUMNS}\n{ROW.replace('ramp:a', 'ramp:a b')}\n", 8, "is no IRI"),
        (f"{HEAD}{COLUMNS}\n{ROW.replace('Manual', 'Hasty')}\n", 8, "is no mapping justification"),
        (f"{HEAD}{COLUMNS}\n{ROW}\n{ROW}\n", 9, "the same mapping stands on line 8"),
        (f"{HEAD}{COLUMNS}\tconfidence\n{ROW}\thigh\n", 8, "is no number from 0 to 1"),
        (f"{HEAD}{COLUMNS}\tconfidence\n{ROW}\t1.5\n", 8, "is no number from 0 to 1"),
        (f"{HEAD}{COLUMNS}\tconfidence\n{ROW}\tnan\n", 8, "is no number from 0 to 1"),
        (f"{HEAD}{COLUMNS}\tmapping_date\n{ROW}\t24/11/2026\n", 8, "is no date"),
        (f"{HEAD}{COLUMNS}\tpredicate_modifier\n{ROW}\tNever\n", 8, "predicate_modifier is 'Never'"),
        (f"{HEAD}#colour: red\n{COLUMNS}\n{ROW}\n", 1, "the key colour is unknown"),
        ("#mapping_set_id: [\n" + COLUMNS, 1, "the comment block is no valid YAML"),
        (COLUMNS + "\n" + ROW, 1, "the comment block lacks mapping_set_id, license, curie_map"),
        ("#a list\n" + COLUMNS, 1, "the comment block lacks mapping_set_id, license, curie_map"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(knowledge: KnowledgeFolders, text: str, line: int, rule: str) -> None:
    error = refusal(knowledge, text)
    assert rule in error.detail
    assert error.extra["line"] == line


def test_prefixes_must_be_a_mapping(knowledge: KnowledgeFolders) -> None:
    text = "#mapping_set_id: https://a.example/\n#license: https://a.example/\n#curie_map: ramp\n" + COLUMNS
    assert "curie_map is no list of prefixes" in refusal(knowledge, text).detail


def test_a_table_that_is_not_utf8_is_refused(knowledge: KnowledgeFolders) -> None:
    assert "is not UTF-8" in refusal(knowledge, (HEAD + COLUMNS + "\n").encode() + b"\xff\n").detail


def test_every_real_table_is_read_and_nothing_of_it_is_lost(repository: KnowledgeFolders) -> None:
    for file in repository.mapping_files():
        rows = [line for line in _lines(file) if not line.startswith("#")][1:]
        made = read_mappings(repository, file)
        assert sum(quad.object == SSSOM["Mapping"] for quad in made) == len(rows)


def _lines(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(), st.lists(st.lists(st.text(st.characters(exclude_characters="\t\n\r"))), max_size=4))
def test_any_text_is_a_table_or_a_clear_refusal(knowledge: KnowledgeFolders, head: str, rows: list[list[str]]) -> None:
    refusals: list[KnowledgeError] = []
    body = "\n".join("\t".join(row) for row in rows)
    for text in (f"{head}\n{body}", f"{HEAD}{COLUMNS}\n{ROW}\n{body}"):
        try:
            assert quads(knowledge, text.encode("utf-8", "replace"))
        except KnowledgeError as refused:
            refusals.append(refused)
    assert all(refused.remedy for refused in refusals)
