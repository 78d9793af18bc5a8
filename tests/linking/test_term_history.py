"""Terms of the ontology from one version to the next."""

from pyoxigraph import Quad, RdfFormat, parse

from ramp.linking.term_history import History, histories

RAMP = "https://w3id.org/ramp/ontology#"


def _version(text: str) -> list[Quad]:
    return list(parse(f"@prefix ramp: <{RAMP}> . {text}", format=RdfFormat.TURTLE))


def test_terms_are_added_changed_dropped_and_brought_back() -> None:
    known, gone = histories(
        [
            ("1.0.0", _version('ramp:A a ramp:X . ramp:B a ramp:X . ramp:C ramp:is "1" . <urn:other> a ramp:X .')),
            ("1.1.0", _version('ramp:A a ramp:X . ramp:C ramp:is "2" . ramp:D a ramp:X .')),
            ("2.0.0", _version('ramp:A a ramp:X . ramp:B a ramp:X . ramp:C ramp:is "1" .')),
        ],
        RAMP,
    )
    assert {iri.removeprefix(RAMP): history for iri, history in known.items()} == {
        "A": History("1.0.0", ()),
        "B": History("2.0.0", ()),
        "C": History("1.0.0", ("1.1.0", "2.0.0")),
    }
    assert gone == {f"{RAMP}D": "1.1.0"}


def test_names_of_blank_nodes_are_no_change() -> None:
    text = "ramp:A a [ a ramp:X ] ."
    known, gone = histories([("1.0.0", _version(text)), ("1.1.0", _version(text))], RAMP)
    assert known == {f"{RAMP}A": History("1.0.0", ())}
    assert gone == {}


def test_what_is_said_of_a_blank_node_is_said_of_the_term() -> None:
    texts = (
        "ramp:A ramp:is ( 1 2 ) .",
        "ramp:A ramp:is ( 1 3 ) .",
        "ramp:A ramp:is ( 1 3 ) .",
        "ramp:A ramp:is _:x . _:x ramp:is _:x .",
    )
    known, _ = histories([(f"{number}.0.0", _version(text)) for number, text in enumerate(texts, 1)], RAMP)
    assert known == {f"{RAMP}A": History("1.0.0", ("2.0.0", "4.0.0"))}
