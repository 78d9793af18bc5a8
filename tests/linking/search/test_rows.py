"""Rows that are too large for one answer are asked for in parts, and nothing is lost or asked twice."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from ramp.linking.rows import BATCH, Rows, advance, read_rows, wanted

ROWS = (
    Rows("nodes", "SELECT ?node { ?node a <urn:x:Kind> {part} }"),
    Rows("said", "SELECT ?node ?value { VALUES ?node { {nodes} } ?node <urn:x:says> ?value }", of="nodes"),
)


@pytest.mark.parametrize("most", [5, 60, 10_000])
def test_all_rows_come_in_parts_of_any_size(tmp_path: Path, most: int) -> None:
    store = ox.Store()
    kind, says = ox.NamedNode("urn:x:Kind"), ox.NamedNode("urn:x:says")
    rdf_type = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    nodes = [ox.NamedNode(f"urn:x:node-{number}") for number in range(BATCH + 20)]
    for node in nodes:
        store.add(ox.Quad(node, rdf_type, kind))
        store.add(ox.Quad(node, says, ox.Literal(f"{node.value} says\tso")))
    asking = wanted(ROWS, tmp_path)
    question, refused = next(asking, None), 0
    while question is not None:
        answer = store.query(question.text)
        assert isinstance(answer, ox.QuerySolutions)
        rows = answer.serialize(format=ox.QueryResultsFormat.TSV)
        assert rows is not None
        whole = rows.count(b"\n") - 1 <= most
        if whole:
            question.path.write_bytes(rows)
        else:
            assert question.divisible
            refused += 1
        question = advance(asking, whole=whole)
    assert (refused > 0) == (most < len(nodes))
    assert sorted(row[0].value for row in read_rows(tmp_path, "nodes")) == sorted(n.value for n in nodes)  # type: ignore[union-attr]
    assert sorted(row[0].value for row in read_rows(tmp_path, "said")) == sorted(n.value for n in nodes)  # type: ignore[union-attr]


def test_a_phrase_is_not_found_across_two_texts(find: object) -> None:
    assert callable(find)
    assert find('"for women"').total == 1
    assert find('"women foyers"').total == 0
    assert find('"children charte"').total == 0
