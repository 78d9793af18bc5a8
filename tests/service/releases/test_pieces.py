"""A dataset falls into pieces and is whole again: the ground on which comparison, feed and mirror stand."""

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from ramp.releases import changes
from ramp.releases.pieces import GENID, Key, canonical_lines, joined, split

IRIS = st.sampled_from([NamedNode(f"https://example.org/{name}") for name in "abcd"])
BLANKS = st.sampled_from([BlankNode(name) for name in "uvwx"])
LITERALS = st.sampled_from([Literal("1"), Literal("é\n", language="fr"), Literal(2)])
TRIPLES = st.builds(Triple, IRIS | BLANKS, IRIS, IRIS | BLANKS | LITERALS)
QUADS = st.builds(
    Quad, IRIS | BLANKS, IRIS, IRIS | BLANKS | LITERALS | TRIPLES, IRIS | BLANKS | st.just(DefaultGraph())
)


@settings(deadline=None, max_examples=300)
@given(st.lists(QUADS, max_size=12))
def test_the_whole_is_the_sum_of_its_pieces(quads: list[Quad]) -> None:
    assert canonical_lines(joined(split(quads))) == canonical_lines(quads)


@settings(deadline=None, max_examples=200)
@given(st.lists(QUADS, max_size=10), st.lists(QUADS, max_size=10))
def test_what_changed_leads_from_one_to_the_other(old: list[Quad], new: list[Quad]) -> None:
    before, after = split(old), split(new)
    copy = dict(before)
    for event in changes.between(before, after):
        key = Key(event["node"], event["graph"])
        if event["kind"] == "withdrawn":
            del copy[key]
        else:
            assert (key in copy) == (event["kind"] == "changed")
            copy[key] = event["triples"]
    assert canonical_lines(joined(copy)) == canonical_lines(new)


def test_names_of_blank_nodes_do_not_count() -> None:
    texts = [f'<https://e.org/a> <https://e.org/p> _:{n} .\n_:{n} <https://e.org/q> "1" .\n' for n in ("x", "y")]
    one, other = (split(parse(text, format=RdfFormat.N_QUADS)) for text in texts)
    assert one == other
    assert [key.node for key in one] == ["https://e.org/a"]


def test_only_shared_blank_nodes_get_an_address() -> None:
    text = "<https://e.org/a> <https://e.org/p> _:x .\n<https://e.org/b> <https://e.org/p> _:x .\n"
    pieces = split(parse(text, format=RdfFormat.N_QUADS))
    assert all(GENID in text for text in pieces.values())


def test_a_node_is_told_in_words() -> None:
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    old = list(parse(f'<https://e.org/a> {label} "One"@en .\n<https://e.org/a> {label} "Un"@fr .', RdfFormat.N_QUADS))
    new = list(parse(f'<https://e.org/a> {label} "First"@en .\n<https://e.org/a> {label} "Un"@fr .', RdfFormat.N_QUADS))
    (event,) = changes.by_node(split(old), split(new), changes.names_in(new, changes.names_in(old)))
    assert (event["kind"], event["label"]) == ("changed", {"en": "First", "fr": "Un"})
    assert event["details"] == [
        {
            "property": "http://www.w3.org/2004/02/skos/core#prefLabel",
            "label": {},
            "removed": ["One (en)"],
            "added": ["First (en)"],
        }
    ]


def test_a_tombstone_is_a_withdrawal() -> None:
    status = "<http://www.w3.org/ns/adms#status> <https://w3id.org/ramp/scheme/submission-status/withdrawn>"
    old = split(parse('<https://e.org/a> <https://e.org/p> "x" .', RdfFormat.N_QUADS))
    new = split(parse(f"<https://e.org/a> {status} .", RdfFormat.N_QUADS))
    assert [event["kind"] for event in changes.by_node(old, new, {})] == ["withdrawn"]
    assert [event["kind"] for event in changes.by_node(old, {}, {})] == ["withdrawn"]
