"""Random records with random faults: screened and explained, or judged whole by pySHACL, the results are the same."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import RDF, SH, Graph, URIRef
from tests.intake.conftest import CLAIM, EVIDENCE, HEAD, PRACTICE, node
from tests.intake.test_profile import alone as shapes_of
from tests.intake.test_profile import changes, judged
from tests.validation.screen.judging import alone, load, results

from ramp.graph.folders import KnowledgeFolders
from ramp.graph.namespaces import SHAPE
from ramp.graph.reading import read_files
from ramp.intake.check import Checker
from ramp.intake.facts import Facts
from ramp.intake.knowledge import Knowledge
from ramp.intake.profile import PROFILES, SUBMITTED
from ramp.validation.screen import Explainer, Screen, screened_report
from ramp.validation.screen.explaining import stored

_QUICK = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def checker(repository: KnowledgeFolders) -> Checker:
    return Checker(Knowledge.load(repository, read_files(repository)))


@pytest.fixture(scope="module")
def shapes(checker: Checker) -> Graph:
    return shapes_of(checker)


def some_records() -> st.SearchStrategy[str]:
    """One to four records that share nothing."""

    def text(parts) -> str:
        written = HEAD
        for number, part in enumerate(parts):
            for name, given_, made in zip("pce", (PRACTICE, CLAIM, EVIDENCE), part, strict=True):
                own = {key: value.replace("my:p", f"my:p{number}").replace("my:c", f"my:c{number}")
                       for key, value in given_.items()}  # fmt: skip
                written += node(f"my:{name}{number}", own, made)
        return written

    return st.lists(st.tuples(changes(PRACTICE), changes(CLAIM), changes(EVIDENCE)), min_size=1, max_size=4).map(text)


def facts_of(checker: Checker, text: str) -> Graph:
    facts: Facts = judged(checker, text)[0]
    return facts.graph


@_QUICK
@given(some_records())
def test_both_ways_give_the_same_results(checker: Checker, shapes: Graph, text: str) -> None:
    """Also with no more of the graph than what surrounds the suspects."""
    data = facts_of(checker, text)
    expected = alone(data, shapes)
    explainer = Explainer(shapes)
    store, odd = stored(data)
    suspects = Screen(shapes, explainer.roots).suspects(store, odd=odd)
    assert results(explainer.report(explainer.judge(suspects, data))) == expected
    if not odd:
        surroundings = explainer.surroundings(store, suspects)
        assert results(explainer.report(explainer.judge(suspects, surroundings))) == expected


def test_every_shape_of_a_record_is_compiled_and_a_sound_record_is_not_suspected(
    checker: Checker, shapes: Graph
) -> None:
    assert Screen(shapes).uncompiled == []
    screen = Screen(shapes, [URIRef(SHAPE.iri + name) for profile in SUBMITTED for name in PROFILES[profile]])
    sound = facts_of(checker, HEAD + node("my:p", PRACTICE, {}) + node("my:c", CLAIM, {}) + node("my:e", EVIDENCE, {}))
    suspects = screen.suspects(stored(sound)[0])
    must = {part for (_, part) in suspects.found if shapes.value(part, SH.severity) == SH.Violation}
    assert suspects.targets == len(
        {s for s, o in sound.subject_objects(RDF.type) if str(s).startswith("https://example.org/my/")}
    )
    assert not must


SHAPES = """
@prefix : <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:S a sh:NodeShape ; sh:targetClass :C ; sh:property
  [ sh:path :a ; sh:maxCount 2 ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
  [ sh:path ( :a :b ) ; sh:datatype xsd:integer ; sh:minInclusive 3 ] ,
  [ sh:path [ sh:inversePath :a ] ; sh:class :C ; sh:maxCount 1 ] ,
  [ sh:path [ sh:zeroOrMorePath :a ] ; sh:not [ sh:class :D ] ] ,
  [ sh:path :b ; sh:equals :c ] , [ sh:path :b ; sh:disjoint :d ] , [ sh:path :b ; sh:lessThan :d ] ,
  [ sh:path :t ; sh:uniqueLang true ; sh:minLength 2 ; sh:maxLength 4 ; sh:pattern "^[a-z]+$" ] ,
  [ sh:path :t ; sh:qualifiedValueShape [ sh:languageIn ( "en" ) ] ; sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 2 ] ;
  sh:xone ( [ sh:property [ sh:path :b ; sh:minCount 1 ] ] [ sh:property [ sh:path :t ; sh:minCount 1 ] ] ) ;
  sh:node [ sh:closed true ; sh:ignoredProperties ( <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ) ;
    sh:property [ sh:path :a ] , [ sh:path :b ] , [ sh:path :t ] , [ sh:path :c ] ] .
:P a sh:PropertyShape ; sh:targetObjectsOf :a ; sh:path :b ; sh:in ( 1 2 "x" :n1 ) .
:Q a sh:PropertyShape ; sh:targetSubjectsOf :b ; sh:path [ sh:alternativePath ( :a :b ) ] ; sh:minCount 2 .
"""
_HEAD = "@prefix : <https://example.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
_SUBJECTS = st.sampled_from([":n1", ":n2", ":n3", "_:x"])
_OBJECTS = st.sampled_from(
    [":n1", ":n2", ":n3", "1", "2", "5", "01", '"x"', '"ab"@en', '"cd"@en', '"ab"@EN', '"AB"@fr', '"abcde"@en',
     '"2010-01-01"^^xsd:date', '"2010-13-01"^^xsd:date', '""']
)  # fmt: skip
_FACTS = st.tuples(_SUBJECTS, st.sampled_from([":a", ":a", ":b", ":c", ":d", ":t"]), _OBJECTS) | st.tuples(
    _SUBJECTS, st.just("a"), st.sampled_from([":C", ":C", ":D"])
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_FACTS, max_size=14))
@pytest.mark.filterwarnings("ignore")
def test_every_component_on_random_graphs(facts) -> None:
    shapes = load(SHAPES)
    data = load(_HEAD + "\n".join(f"{' '.join(fact)} ." for fact in facts))
    assert results(screened_report(data, shapes)) == alone(data, shapes)
