"""A brief description leaves out what the page of the kind shows, and nothing else."""

from pyoxigraph import NamedNode, Store

from ramp.linking.describing import describe_node

KIND, LEFT_OUT = "urn:Treaty", "urn:treaty"


def _store() -> Store:
    store = Store()
    store.update("""
        INSERT DATA { GRAPH <urn:g> {
          <urn:t> a <urn:Treaty> ; <urn:text> "words" ; <urn:treaty> <urn:older> .
          <urn:act1> <urn:treaty> <urn:t> . <urn:act2> <urn:treaty> <urn:t> .
          <urn:note> <urn:about> <urn:t> .
          <urn:owner> <urn:has> [ <urn:about> <urn:t> ] .
        } }
    """)
    return store


def test_what_is_left_out_is_left_out_in_both_directions() -> None:
    whole = describe_node(_store(), NamedNode("urn:t"), 1)
    brief = describe_node(_store(), NamedNode("urn:t"), 1, {KIND: frozenset({LEFT_OUT})})
    assert (whole.brief, brief.brief) == (False, True)
    for side in ("outgoing", "incoming"):
        groups = {group.property.value: (group.terms, group.total) for group in getattr(whole, side)}
        assert groups.pop(LEFT_OUT)
        assert {group.property.value: (group.terms, group.total) for group in getattr(brief, side)} == groups
    assert {group.property.value: group.total for group in brief.incoming} == {"urn:about": 2}  # one by its part
    assert NamedNode("urn:act1") not in [term for group in brief.incoming for term in group.terms]


def test_a_brief_description_is_for_a_page_and_carries_no_triples() -> None:
    assert describe_node(_store(), NamedNode("urn:t"), 1).triples
    assert not describe_node(_store(), NamedNode("urn:t"), 1, {KIND: frozenset()}).triples
