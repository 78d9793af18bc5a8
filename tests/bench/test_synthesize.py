"""Synthetic practices: as many as asked, the same for the same seed number, valid, and skewed like the real ones."""

from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from bench.seed import Seed, read_seed
from bench.synthesize import DENSITY, practice_iri, synthesize, write
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from ramp.graph.derive import derive
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.namespaces import ADMS, DCTERMS, DERIVED_GRAPH, PROV, RAMP, RDF, SCHEMA, SKOS
from ramp.graph.release import Release

MANY = 4000


def quads(lines: list[list[str]]) -> list[Quad]:
    return list(parse("".join(chain.from_iterable(lines)).encode(), format=RdfFormat.N_QUADS))


@pytest.fixture(scope="module")
def store(seed: Seed) -> Store:
    store = Store()
    store.extend(quads(list(synthesize(seed, MANY))))
    return store


def of(store: Store, kind: NamedNode) -> list[NamedNode]:
    return [q.subject for q in store.quads_for_pattern(None, RDF["type"], kind) if isinstance(q.subject, NamedNode)]


def values(store: Store, node: NamedNode, name: NamedNode) -> list[NamedNode | Literal]:
    return [q.object for q in store.quads_for_pattern(node, name, None) if isinstance(q.object, NamedNode | Literal)]


def test_there_are_as_many_as_asked_and_each_is_plainly_synthetic(store: Store) -> None:
    practices = of(store, RAMP["Practice"])
    assert {node.value for node in practices} == {practice_iri(number) for number in range(1, MANY + 1)}
    for node in practices[:200]:
        labels = {label.language: label.value for label in values(store, node, SKOS["prefLabel"])}
        assert labels["en"].startswith("Synthetic practice ")
        assert labels["fr"].startswith("Pratique synthétique ")


def test_the_same_seed_number_gives_the_same_bytes_and_another_one_others(seed: Seed) -> None:
    once, twice = (list(synthesize(seed, 50, seed_number=7)) for _ in range(2))
    assert once == twice
    assert once != list(synthesize(seed, 50, seed_number=8))


def test_a_larger_graph_begins_as_a_smaller_one(seed: Seed) -> None:
    assert list(synthesize(seed, 80))[:30] == list(synthesize(seed, 30))


def test_every_claim_and_evidence_line_is_whole(store: Store) -> None:
    supported = Counter(q.object for q in store.quads_for_pattern(None, RAMP["evidenceFor"], None))
    claims = of(store, RAMP["ResponseClaim"])
    assert claims
    for claim in claims:
        for name in (RAMP["claimSubject"], RAMP["claimRecommendation"], RAMP["degree"], RAMP["claimBasis"]):
            assert len(values(store, claim, name)) == 1
        for name in (PROV["wasAttributedTo"], ADMS["status"], DCTERMS["issued"]):
            assert values(store, claim, name)
        assert supported[claim] >= 1
    for line in of(store, RAMP["EvidenceLine"]):
        for name in (RAMP["evidenceFor"], RAMP["direction"], RAMP["evidenceKind"], DCTERMS["source"]):
            assert values(store, line, name)


def test_dates_are_dates_and_in_order(store: Store) -> None:
    for node in of(store, RAMP["Practice"]):
        begun, ended = (values(store, node, SCHEMA[name]) for name in ("startDate", "endDate"))
        assert all("1900" < date.value < "2027" for date in (*begun, *ended))
        if begun and ended:
            shared = min(len(begun[0].value), len(ended[0].value))
            assert begun[0].value[:shared] <= ended[0].value[:shared]


@pytest.mark.parametrize("name", ["practiceType", "ofMechanism", "reportedBy"])
def test_the_skew_is_that_of_the_real_practices(seed: Seed, store: Store, name: str) -> None:
    statements = [s.strip() for donor in seed.donors for s in (*donor.always, *donor.mechanisms)]
    real = Counter(s.partition(" ")[2] for s in statements if s.startswith(str(RAMP[name])))
    made = Counter(str(q.object) for q in store.quads_for_pattern(None, RAMP[name], None))
    assert set(made) <= set(real)
    for value, count in real.items():
        assert made[value] / MANY == pytest.approx(count / len(seed.donors), abs=0.03)


def test_claims_and_texts_are_as_many_and_as_long_as_the_density_says(seed: Seed, store: Store) -> None:
    claims = sum(len(donor.claims) for donor in seed.donors) / len(seed.donors)
    assert len(of(store, RAMP["ResponseClaim"])) / MANY == pytest.approx(DENSITY * claims, rel=0.1)
    words = sum(donor.description_words for donor in seed.donors) / len(seed.donors)
    texts = [q.object.value for q in store.quads_for_pattern(None, DCTERMS["description"], None)]
    assert sum(len(text.split()) for text in texts) / MANY == pytest.approx(words, rel=0.1)


def test_what_is_derived_is_what_the_rules_of_the_ontology_derive(seed: Seed, release: Release) -> None:
    synthetic = quads(list(synthesize(seed, 300, density=0.6)))
    stated = Store()
    stated.bulk_extend(
        q for q in parse(path=str(release.path), format=RdfFormat.N_QUADS) if q.graph_name != DERIVED_GRAPH
    )
    stated.extend([q for q in synthetic if q.graph_name != DERIVED_GRAPH])
    derive(stated, KnowledgeFolders.find())
    mine = {q for q in synthetic if q.graph_name == DERIVED_GRAPH}
    theirs = {q for q in stated.quads_for_pattern(None, None, None, DERIVED_GRAPH) if "synthetic-" in str(q.subject)}
    assert mine == theirs


@settings(max_examples=25, deadline=None)
@given(count=st.integers(0, 30), density=st.floats(0, 1), number=st.integers(0, 2**32))
def test_any_size_density_and_seed_number_give_valid_n_quads(
    seed: Seed, count: int, density: float, number: int
) -> None:
    lines = list(synthesize(seed, count, density=density, seed_number=number))
    assert len(lines) == count
    found = quads(lines)
    assert len(found) == len(set(found)) == sum(map(len, lines))


def test_a_file_is_the_release_and_the_synthetic_practices_after_it(
    seed: Seed, release: Release, tmp_path: Path
) -> None:
    path = tmp_path / "some.nq"
    written = write(seed, 20, path, base=release.path)
    lines = path.read_text("utf-8").splitlines(keepends=True)
    assert len(lines) == written.quads
    assert lines[: release.triples] == release.path.read_text("utf-8").splitlines(keepends=True)
    assert sorted(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(("count", "density"), [(-1, 0.5), (1, 1.1), (1, -0.1)])
def test_impossible_sizes_and_densities_are_refused(seed: Seed, count: int, density: float) -> None:
    with pytest.raises(ValueError, match=r"is a (number of practices|probability)"):
        list(synthesize(seed, count, density=density))


def test_a_release_without_practices_is_no_seed(empty: Path) -> None:
    with pytest.raises(ValueError, match="holds no practice"):
        read_seed(empty)
