"""Positions come in the order in which the parser emits triples, on any valid Turtle."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from ramp.intake.readers.turtle_positions import TurtlePositions

NAMES = ["e:a", "e:b.c", "<http://e/x#y>", "_:n1", "e:", "e:%41-1", "e:l\\,m", "_:a.b"]
LITERALS = ['"v"', "'w # no comment'", '"x"@en', '"y"@fr-BE', '"1"^^e:int', '"""long " . ; \n text"""', "'''a'b\n'''",
            "1", "-2.5", "+3.0e5", "true", "false", '"q\\"uote\\\\"', '"[ ( ] ."']  # fmt: skip
SPACE = st.sampled_from([" ", "\n", "\t", " # a comment . ; [\n", "\r\n"])


def _terms(depth: int):
    plain = st.sampled_from(NAMES + LITERALS)
    if depth == 0:
        return plain
    inner = _terms(depth - 1)
    pairs = _predicates(depth - 1)
    return st.one_of(
        plain,
        st.lists(inner, max_size=3).map(lambda items: "(" + " ".join(items) + ")"),
        st.one_of(st.just(""), pairs).map(lambda text: f"[{text}]"),
    )


def _predicates(depth: int):
    pair = st.tuples(st.sampled_from(["e:p", "a", "<http://e/q>"]), st.lists(_terms(depth), min_size=1, max_size=3))
    return st.lists(pair, min_size=1, max_size=3).map(
        lambda pairs: " ; ".join(f"{name} " + " , ".join(values) for name, values in pairs) + " "
    )


@st.composite
def documents(draw):
    text = draw(st.sampled_from(["@prefix e: <http://e/> .\n", "PREFIX e: <http://e/>\nBASE <http://b/>\n"]))
    for _ in range(draw(st.integers(0, 4))):
        form = draw(st.sampled_from(["name", "blank", "list", "lone"]))
        pairs = draw(_predicates(2))
        match form:
            case "name":
                text += draw(st.sampled_from(NAMES)) + draw(SPACE) + pairs
            case "blank":
                text += f"[{draw(_predicates(1))}]{draw(SPACE)}{pairs}"
            case "lone":
                text += f"[{pairs}]"
            case "list":
                text += "(" + " ".join(draw(st.lists(_terms(1), max_size=3))) + ") " + pairs
        text += draw(SPACE) + "." + draw(SPACE)
    return text


@settings(max_examples=300, deadline=None)
@given(documents())
def test_one_place_a_triple_and_the_place_shows_it(text):
    triples = list(parse(text, format=RdfFormat.TURTLE))
    places = list(TurtlePositions(text).places())
    assert len(places) == len(triples)
    for triple, (_, _, at) in zip(triples, places, strict=True):
        shown = text[at:]
        value = triple.object
        if shown.startswith("("):
            continue  # a collection, and all that is in it, stands where it begins
        if isinstance(value, Literal):
            assert value.value[:1] in shown
            assert not shown.startswith(("e:", "<", "_:", "["))
        elif isinstance(value, NamedNode):
            assert shown.startswith(("<", "e:"))
        else:
            assert shown.startswith(("[", "_:"))


@pytest.mark.parametrize(
    ("text", "depth"), [("", 0), ("<a:a> <a:b> [ <a:c> ( [] ) ] .", 3), ("<a:a> <a:b> '[[[[' . # ((((", 0)]
)
def test_depth(text, depth):
    assert TurtlePositions(text).depth() == depth


def test_lines_and_columns_count_from_one_whatever_the_line_ends():
    text = "<a:a>\r\n  <a:b> 'é' ,\r 2 .\n"
    positions = TurtlePositions(text)
    assert [positions.line_column(place[2]) for place in positions.places()] == [(2, 9), (3, 2)]
