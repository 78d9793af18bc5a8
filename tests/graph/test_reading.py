"""Reading Turtle files into named graphs, and what is said of a file that cannot be read."""

import pytest
from pyoxigraph import Literal, NamedNode

from ramp.errors import KnowledgeError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.namespaces import GRAPH, PREFIXES, RAMP, expand, scheme_prefixes
from ramp.graph.reading import read_files
from ramp.graph.syntax import place


def test_each_file_is_one_graph(knowledge: KnowledgeFolders) -> None:
    store = read_files(knowledge)
    graphs = {graph.value.removeprefix(GRAPH.iri) for graph in store.named_graphs() if isinstance(graph, NamedNode)}
    assert graphs == {
        "data/organizations", "data/practices", "ontology/ramp", "ontology/schemes/theme", "shapes/must",
    }  # fmt: skip
    label = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    quads = list(store.quads_for_pattern(None, label, Literal("Nord", language="fr"), GRAPH["data/organizations"]))
    assert [str(quad.subject) for quad in quads] == ["<https://w3id.org/ramp/id/organization/north>"]


def test_progress_is_told_from_start_to_end(knowledge: KnowledgeFolders) -> None:
    told: list[tuple[str, int, int]] = []
    read_files(knowledge, lambda *step: told.append(step))
    assert told == [("Reading the graph", done, 5) for done in range(6)]


def test_a_syntax_error_names_file_line_and_column(knowledge: KnowledgeFolders) -> None:
    (knowledge.data / "broken.ttl").write_text("@prefix a: <http://a/> .\na:b a:c b:d .\n")
    with pytest.raises(KnowledgeError) as error:
        read_files(knowledge)
    assert error.value.detail.startswith("data/broken.ttl is no valid Turtle at line 2, column 9: The prefix b:")
    assert error.value.extra == {"file": "data/broken.ttl", "line": 2, "column": 9}
    assert error.value.remedy


def test_a_file_that_cannot_be_opened_is_named(knowledge: KnowledgeFolders) -> None:
    (knowledge.data / "gone.ttl").symlink_to(knowledge.data / "nowhere.ttl")
    with pytest.raises(KnowledgeError, match=r"data/gone\.ttl cannot be read: No such file"):
        read_files(knowledge)


def test_a_place_that_the_parser_does_not_tell_is_left_out() -> None:
    assert str(place(SyntaxError("it is odd"))) == "it is odd"


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("ramp:Mechanism", RAMP["Mechanism"]),
        ("https://example.org/a", NamedNode("https://example.org/a")),
        ("nobody:Knows", None),
        ("plain", None),
    ],
)
def test_compact_names_are_expanded(name: str, iri: NamedNode | None) -> None:
    assert expand(name, PREFIXES) == iri


def test_schemes_have_their_own_prefix() -> None:
    assert scheme_prefixes(["theme"]) == {"theme": "https://w3id.org/ramp/scheme/theme/"}
