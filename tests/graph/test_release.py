"""A release: the same knowledge gives the same bytes and id; it is built once; it is never half there."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    RdfFormat,
    Store,
)

from ramp.errors import HomeError, KnowledgeError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.namespaces import DATASET, DERIVED_GRAPH, GRAPH, QUESTIONS_GRAPH, RAMP, RELEASE_GRAPH, VOID
from ramp.graph.release import Release, build_release, graph_prefixes, read_sources


def load(release: Release) -> Store:
    store = Store()
    store.bulk_load(path=str(release.path), format=RdfFormat.N_QUADS)
    return store


def number(store: Store, query: str) -> int:
    results = store.query(query, use_default_graph_as_union=True)
    assert isinstance(results, QuerySolutions)
    value = next(results)[0]
    assert isinstance(value, Literal)
    return int(value.value)


def test_a_release_is_sorted_n_quads_without_duplicates(knowledge: KnowledgeFolders, tmp_path: Path) -> None:
    release = build_release(knowledge, tmp_path / "out")
    lines = release.path.read_text().splitlines()
    assert lines == sorted(set(lines))
    assert release.triples == len(lines) == sum(release.graphs.values())
    assert len(load(release)) == len(lines)


def test_the_same_knowledge_elsewhere_is_the_same_release(knowledge: KnowledgeFolders, tmp_path: Path) -> None:
    first = build_release(knowledge, tmp_path / "a")
    knowledge.root.rename(tmp_path / "moved")
    second = build_release(KnowledgeFolders.find(tmp_path / "moved"), tmp_path / "b")
    assert second.id == first.id
    assert second.path.read_bytes() == first.path.read_bytes()


def test_the_names_of_blank_nodes_in_a_file_do_not_matter(knowledge: KnowledgeFolders, tmp_path: Path) -> None:
    first = build_release(knowledge, tmp_path / "a")
    file = knowledge.data / "practices.ttl"
    text = file.read_text().replace("[ a dcterms:PeriodOfTime ; ramp:year 2005 ]", "_:period")
    file.write_text(text + "_:period a dcterms:PeriodOfTime ; ramp:year 2005 .\n")
    assert build_release(knowledge, tmp_path / "b").id == first.id


def test_the_id_is_the_checksum_of_the_canonical_form(knowledge: KnowledgeFolders, tmp_path: Path) -> None:
    release = build_release(knowledge, tmp_path / "out")
    dataset = Dataset(quad for quad in load(release) if quad.graph_name != RELEASE_GRAPH)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    text = "".join(sorted(f"{line}\n" for line in str(dataset).splitlines()))
    assert hashlib.sha256(text.encode()).hexdigest() == release.checksum
    assert release.id == release.checksum[:16]


def test_a_changed_fact_is_another_release(knowledge: KnowledgeFolders, tmp_path: Path) -> None:
    first = build_release(knowledge, tmp_path / "out")
    file = knowledge.data / "practices.ttl"
    file.write_text(file.read_text().replace("2009", "2010"))
    second = build_release(knowledge, tmp_path / "out")
    assert second.id != first.id
    assert first.path.is_file(), "the last release stays for whoever is about to read it"


def test_only_the_last_two_releases_are_kept(knowledge: KnowledgeFolders, tmp_path: Path) -> None:
    file = knowledge.data / "practices.ttl"
    text = file.read_text()
    for year in range(2010, 2014):
        file.write_text(text.replace("2009", str(year)))
        release = build_release(knowledge, tmp_path / "out")
    kept = list((tmp_path / "out").glob("*.nq"))
    assert len(kept) == 2
    assert release.path in kept


def test_an_unchanged_graph_is_not_built_again(knowledge: KnowledgeFolders, tmp_path: Path) -> None:
    told: list[str] = []
    first = build_release(knowledge, tmp_path / "out")
    second = build_release(knowledge, tmp_path / "out", lambda step, _done, _total: told.append(step))
    assert second == first
    assert told == []


@pytest.mark.parametrize("damage", ["cut", "gone", "record"])
def test_a_damaged_release_is_built_again(knowledge: KnowledgeFolders, tmp_path: Path, damage: str) -> None:
    first = build_release(knowledge, tmp_path / "out")
    whole = first.path.read_bytes()
    if damage == "cut":
        first.path.write_bytes(whole[:-100])
    elif damage == "gone":
        first.path.unlink()
    else:
        (tmp_path / "out" / "current.json").write_text("{")
    assert build_release(knowledge, tmp_path / "out") == first
    assert first.path.read_bytes() == whole


def test_a_folder_that_cannot_be_written_is_named(knowledge: KnowledgeFolders, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeError) as error:
        build_release(knowledge, tmp_path / "file" / "out")
    assert str(tmp_path / "file" / "out") in error.value.detail
    assert "RAMP_HOME" in error.value.remedy


def test_nothing_is_left_of_a_release_that_could_not_be_put_in_place(
    knowledge: KnowledgeFolders, tmp_path: Path
) -> None:
    release = build_release(knowledge, tmp_path / "probe")
    (tmp_path / "out" / release.path.name).mkdir(parents=True)
    with pytest.raises(HomeError):
        build_release(knowledge, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == [release.path.name]


def test_the_record_says_what_is_in_the_release(knowledge: KnowledgeFolders, tmp_path: Path) -> None:
    release = build_release(knowledge, tmp_path / "out")
    record = json.loads((tmp_path / "out" / "current.json").read_bytes())
    assert (record["id"], record["triples"], record["graphs"]) == (release.id, release.triples, release.graphs)


def test_derived_facts_have_a_graph_of_their_own(knowledge: KnowledgeFolders, tmp_path: Path) -> None:
    store = load(build_release(knowledge, tmp_path / "out"))
    derived = {
        (str(quad.subject), str(quad.object))
        for quad in store.quads_for_pattern(None, RAMP["ofMechanism"], None, DERIVED_GRAPH)
    }
    base = "https://w3id.org/ramp/id/"
    assert derived == {
        (f"<{base}practice/review>", f"<{base}organization/north>"),
        (f"<{base}practice/hotline>", f"<{base}organization/south>"),
    }


def test_a_rule_sees_what_the_rules_before_it_derived_and_repeats_nothing(knowledge: KnowledgeFolders) -> None:
    (knowledge.derivations / "z-last.rq").write_text(
        "PREFIX ramp: <https://w3id.org/ramp/ontology#>\n"
        "CONSTRUCT { ?m ramp:has ?p . ?p ramp:ofMechanism ?m } WHERE { ?p ramp:ofMechanism ?m }"
    )
    store = read_sources(knowledge)
    graph = list(store.quads_for_pattern(None, None, None, DERIVED_GRAPH))
    assert sorted(quad.predicate.value.rpartition("#")[2] for quad in graph) == ["has", "has"] + ["ofMechanism"] * 2


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("CONSTRUCT { ?s ?p ?o } WHERE {", "no valid SPARQL at line 1"),
        ("SELECT * { ?s ?p ?o }", "derives no triples"),
    ],
)
def test_a_bad_rule_is_named(knowledge: KnowledgeFolders, text: str, rule: str) -> None:
    (knowledge.derivations / "bad.rq").write_text(text)
    with pytest.raises(KnowledgeError, match=rule) as error:
        read_sources(knowledge)
    assert error.value.detail.startswith("ontology/derivations/bad.rq")


def test_the_release_counts_itself_rightly(knowledge: KnowledgeFolders, tmp_path: Path) -> None:
    release = build_release(knowledge, tmp_path / "out")
    store = load(release)
    without = Store()
    without.extend(quad for quad in store if quad.graph_name != RELEASE_GRAPH)
    for term, query in {
        "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
        "distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
        "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
        "classes": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }",
    }.items():
        said = number(store, f"SELECT ?n {{ <{DATASET.value}> <{VOID[term].value}> ?n }}")
        assert said == number(without, query), term
    for graph, size in release.graphs.items():
        if graph != RELEASE_GRAPH.value:
            assert number(store, f"SELECT ?n {{ <{graph}> <{VOID['triples'].value}> ?n }}") == size, graph


def test_the_release_says_which_property_leads_where(knowledge: KnowledgeFolders, tmp_path: Path) -> None:
    store = load(build_release(knowledge, tmp_path / "out"))
    answer = store.query(
        """ASK { GRAPH rampgraph:release {
          rampdata: void:classPartition [ void:class ramp:Practice ; void:entities 2 ; void:propertyPartition
              [ void:property ramp:carriedOutBy ; void:triples 2 ; void:classPartition [ void:class ramp:Mechanism ] ],
              [ void:property skos:prefLabel ; void:triples 4 ;
                void-ext:datatypePartition [ void-ext:datatype rdf:langString ] ] ] .
          rampdata: void:propertyPartition [ void:property ramp:carriedOutBy ; void:triples 2 ] ;
              void:vocabulary <https://w3id.org/ramp/ontology#>, <http://www.w3.org/2004/02/skos/core#> } }""",
        prefixes=graph_prefixes(knowledge) | {"rampdata": DATASET.value},
    )
    assert isinstance(answer, QueryBoolean)
    assert bool(answer)


def test_questions_and_prefixes_are_described_for_editors(knowledge: KnowledgeFolders, tmp_path: Path) -> None:
    store = load(build_release(knowledge, tmp_path / "out"))
    answer = store.query(
        """ASK { GRAPH rampgraph:questions {
          rampquery:practices a sh:SPARQLExecutable, sh:SPARQLSelectExecutable ;
              rdfs:label "Practices of a mechanism"@en, "Pratiques d'un mécanisme"@fr ;
              rdfs:comment "What a mechanism did."@en ; schema:keywords "practices" ; sh:select ?text ;
              sh:prefixes/sh:declare [ sh:prefix "theme" ;
                                       sh:namespace "https://w3id.org/ramp/scheme/theme/"^^xsd:anyURI ] .
          rampquery:is-founded sh:ask ?ask . rampquery:about sh:construct ?construct } }""",
        prefixes=graph_prefixes(knowledge),
    )
    assert isinstance(answer, QueryBoolean)
    assert bool(answer)
    assert QUESTIONS_GRAPH in set(store.named_graphs())


def test_the_real_graph_is_built_and_holds_every_file(repository: KnowledgeFolders, tmp_path: Path) -> None:
    release = build_release(repository, tmp_path / "out")
    assert re.fullmatch(r"[0-9a-f]{16}", release.id)
    for file in (*repository.turtle_files(), *repository.mapping_files()):
        assert release.graphs.get(repository.graph_name(file).value, 0) > 0, file
    for name in ("derived", "questions", "release"):
        assert release.graphs[GRAPH[name].value] > 0
    assert NamedNode(GRAPH["release"].value) in set(load(release).named_graphs())
