"""Who did a practice with whom: one row for each part, however often the graph says it."""

import pyoxigraph as ox
import pytest

from ramp.graph.folders import KnowledgeFolders
from ramp.graph.namespaces import ID, RAMP, RDF, SKOS
from ramp.graph.release import read_sources
from ramp.questions import bind, load_questions
from ramp.questions.answering import ask

PRACTICE, BODY = ID["practice/osce-be-safe-campaign"], ID["organization/ecowas"]
ROLE = ox.Literal("convener", language="en")


@pytest.fixture
def graph(repository: KnowledgeFolders) -> ox.Store:
    return read_sources(repository)


def parts(graph: ox.Store, repository: KnowledgeFolders) -> list[tuple[str, ...]]:
    """The rows about the practice."""
    question = load_questions(repository)["practice-partners"]
    found = ask(graph, question, bind(question, {"practice": PRACTICE.value}))
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(str(value) for value in row) for row in found]


def test_a_partner_that_took_part_twice_in_one_role_is_one_row(graph: ox.Store, repository: KnowledgeFolders) -> None:
    before = parts(graph, repository)
    said: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]] = [(PRACTICE, RAMP["partner"], BODY)]
    for name in ("first", "second"):
        taking = ID[f"participation/test-{name}"]
        said += [
            (taking, RDF["type"], RAMP["Participation"]), (taking, RAMP["participationIn"], PRACTICE),
            (taking, RAMP["participant"], BODY), (taking, RAMP["participationRole"], ROLE),
        ]  # fmt: skip
    graph.extend(
        ox.Quad(subject, property, value, ox.NamedNode("urn:test:partner")) for subject, property, value in said
    )
    after = parts(graph, repository)
    assert len(after) == len(before) + 1
    assert {row for row in after if str(ROLE) in row} == set(after) - set(before)


def test_a_name_that_another_graph_repeats_doubles_nothing(graph: ox.Store, repository: KnowledgeFolders) -> None:
    before = parts(graph, repository)
    said = list(graph.quads_for_pattern(None, SKOS["prefLabel"], None, None))
    graph.extend(ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode("urn:test:names")) for quad in said)
    assert before
    assert parts(graph, repository) == before
