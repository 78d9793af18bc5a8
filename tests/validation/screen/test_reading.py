"""Files read into a store: a literal that the store would change is noticed, in whatever way it is written."""

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store
from tests.validation.screen.judging import load

from ramp.validation.screen import Explainer, Screen, read_store

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("written", "odd"),
    [
        ('"text \\"01\\" and ^^<x>"', False),
        (f'"2010-10"^^<{XSD}gYearMonth>', False),
        (f'"1"^^<{XSD}integer>', False),
        (f'"01"^^<{XSD}integer>', True),
        (f'"01" ^^ <{XSD}integer>', True),
        (f'"\\u0030\\u0031"^^<{XSD}integer>', True),
        (f'"01"^^<{XSD.replace("X", chr(92) + "u0058")}integer>', True),
        ('"a"^^<https://example.org/kind>', False),
    ],
)
def test_odd_literals_are_noticed(tmp_path: Path, written: str, odd: bool) -> None:
    triples = f"<a:a> <a:b> <a:c> .\n<a:a> <a:b> {written} .\n"
    file = tmp_path / "triples.nt"
    file.write_text(triples, "utf-8")
    for form in (RdfFormat.N_TRIPLES, RdfFormat.TURTLE):
        store, found = read_store(file, form)
        assert found is odd
        assert len(store) == 2


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    file = tmp_path / "none.nt"
    file.touch()
    store, odd = read_store(file)
    assert (len(store), odd) == (0, False)


def test_several_queries_at_once_find_the_same() -> None:
    shapes = load(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <a:S> a sh:NodeShape ; sh:targetClass <a:C> ;"
        " sh:property [ sh:path <a:p> ; sh:minCount 1 ], [ sh:path <a:q> ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ."
    )
    store, kind = Store(), NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    for number in range(60):
        node = NamedNode(f"a:{number}")
        store.add(Quad(node, kind, NamedNode("a:C")))
        for value in range(number % 3):
            store.add(Quad(node, NamedNode("a:p" if number % 2 else "a:q"), NamedNode(f"a:v{value}")))
    screen = Screen(shapes, Explainer(shapes).roots)
    one, two = screen.suspects(store), screen.suspects(store, processes=2)
    assert one.found == two.found
    assert one.targets == two.targets == 60
    assert one.nodes
