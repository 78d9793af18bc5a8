"""The profiles, and that taking the shapes engine apart changes nothing in its results."""

import pyshacl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import RDF, SH, Graph, URIRef

from ramp.intake.check import SUBMISSION_BASE, Checker
from ramp.intake.facts import Facts
from ramp.intake.limits import Limits
from ramp.intake.profile import PROFILES, Profile
from ramp.intake.readers import form_of, read
from tests.intake.conftest import CLAIM, EVIDENCE, PRACTICE, record

VALUES = [
    '"text"@en', '"text"@fr, "Texte"@fr', '"plain"', '"2010-13"^^xsd:gYearMonth', '"2010"^^xsd:gYear', "org:ecowas",
    '"2010-02-30"^^xsd:date', "<https://w3id.org/ramp/id/state/sn>", "my:p", "my:c", "<https://example.org/no>", "[]",
    "<https://w3id.org/ramp/scheme/degree/fully>, <https://w3id.org/ramp/scheme/practice-type/network>", '""@en', "1",
    '"fr"^^xsd:language', "<https://w3id.org/ramp/id/instrument/palermo-protocol>", '"x"@en-GB',
]  # fmt: skip
EXTRA = [
    "ramp:outcome",
    "ramp:partner",
    "prov:used",
    "schema:endDate",
    "skos:altLabel",
    "ramp:nonsense",
    "dcterms:source",
    "ramp:titleTranslatedIn",
    "ramp:claimMeasure",
    "ramp:accessedOn",
    "adms:status",
    "dcterms:issued",
]


def changes(properties: dict[str, str]) -> st.SearchStrategy[dict[str, str | None]]:
    names = st.sampled_from([*(name for name in properties if name != "a"), *EXTRA])
    return st.dictionaries(names, st.none() | st.sampled_from(VALUES), max_size=4)


def judged(checker: Checker, text: str):
    submission = read(text.encode(), form_of("", "x.ttl"), SUBMISSION_BASE, checker.knowledge, Limits())
    facts = Facts(checker.with_context(list(submission.triples)))
    nodes = {}
    for subject, predicate, value in submission.triples:
        if predicate == RDF.type:
            nodes.setdefault(value, []).append(subject)
    return facts, nodes


def alone(checker: Checker) -> Graph:
    """The shapes, of which only those of the profiles have targets."""
    mine = {URIRef(f"https://w3id.org/ramp/shapes#{name}") for names in PROFILES.values() for name in names}
    shapes = Graph()
    for triple in checker.profile.graph:
        if triple[0] in mine or triple[1] not in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf):
            shapes.add(triple)
    return shapes


def keys(raws) -> set:
    return {(raw.component, raw.shape, raw.focus, str(raw.value), raw.severity) for raw in raws}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes(PRACTICE), changes(CLAIM), changes(EVIDENCE))
def test_the_screen_and_the_engine_find_the_same_to_the_last_result(
    checker: Checker, practice, claim, evidence
) -> None:
    facts, nodes = judged(checker, record(practice, claim, evidence))
    screened = checker.profile.run(facts, nodes, PROFILES)
    assert keys(screened) == keys(checker.profile.run(facts, nodes, PROFILES, screened=False))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes(PRACTICE), changes(CLAIM), changes(EVIDENCE))
def test_it_is_what_pyshacl_says_by_its_front_door(checker: Checker, practice, claim, evidence) -> None:
    facts, nodes = judged(checker, record(practice, claim, evidence))
    _, report, _ = pyshacl.validate(
        facts.graph, shacl_graph=alone(checker), inference="none", advanced=False, inplace=True
    )
    assert isinstance(report, Graph)
    mine = {str(node) for listed in nodes.values() for node in listed}
    theirs = set()
    for result in report.objects(None, SH.result):
        focus = report.value(result, SH.focusNode)
        if str(focus) in mine:
            theirs.add((report.value(result, SH.sourceConstraintComponent), report.value(result, SH.sourceShape), focus,
                        str(report.value(result, SH.value)), report.value(result, SH.resultSeverity)))  # fmt: skip
    assert keys(checker.profile.run(facts, nodes, PROFILES)) == theirs


def test_every_rule_of_the_profiles_speaks_both_languages(checker: Checker) -> None:
    graph = checker.profile.graph
    for names in PROFILES.values():
        for name in names:
            shape = URIRef(f"https://w3id.org/ramp/shapes#{name}")
            for inner in graph.objects(shape, SH.property):
                for predicate in (SH.name, SH.message):
                    languages = {text.language for text in graph.objects(inner, predicate)}
                    assert languages >= {"en", "fr"}, inner


def test_what_is_published_keeps_the_publication_profile(check, repository) -> None:
    for file in sorted((repository.data / "practices").glob("*.ttl")):
        assert check(file.read_bytes(), own_base="https://w3id.org/ramp/id/", profiles=tuple(PROFILES)).ok, file.name


def test_the_record_profile_is_closed(checker: Checker) -> None:
    for name in PROFILES["record"]:
        shape = URIRef(f"https://w3id.org/ramp/shapes#{name}")
        assert str(checker.profile.graph.value(shape, SH.closed)) == "true", name


def test_a_profile_that_names_a_shape_that_is_not_there_says_so(repository, tmp_path) -> None:
    import shutil

    from ramp.errors import KnowledgeError
    from ramp.graph.folders import KnowledgeFolders

    for part in ("ontology", "data"):
        (tmp_path / part).mkdir()
    shutil.copytree(repository.shapes, tmp_path / "shapes")
    (tmp_path / "shapes" / "vocabularies.ttl").unlink()
    with pytest.raises(KnowledgeError, match="missing"):
        Profile(KnowledgeFolders(tmp_path))
    (tmp_path / "shapes" / "must.ttl").write_text("no turtle")
    with pytest.raises(KnowledgeError, match="Turtle"):
        Profile(KnowledgeFolders(tmp_path))
