"""The queries of the benchmark: valid, reproducible, and about what is in the data."""

import pytest
from bench.mix import KINDS, Constants, Kind, constants, fresh, texts
from bench.seed import Seed
from bench.synthesize import practice_iri
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store

from ramp.graph.release import Release

BY_NAME = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


@pytest.fixture(scope="module")
def store(release: Release) -> Store:
    store = Store()
    store.bulk_load(path=str(release.path), format=RdfFormat.N_QUADS)
    return store


@pytest.fixture(scope="module")
def known(seed: Seed) -> Constants:
    return constants(seed, 0)


@BY_NAME
def test_every_kind_finds_something_in_the_real_graph(kind: Kind, store: Store, known: Constants) -> None:
    answers = [list(store.query(text, use_default_graph_as_union=True)) for text in texts(kind, known, 12, 1)]
    assert any(answers)


@BY_NAME
def test_the_same_seed_number_gives_the_same_texts(kind: Kind, known: Constants) -> None:
    assert texts(kind, known, 5, 3) == texts(kind, known, 5, 3)
    assert texts(kind, known, 5, 3) == texts(kind, known, 9, 3)[:5]


@given(serial=st.from_regex(r"[a-z0-9 -]{1,20}", fullmatch=True))
def test_a_fresh_text_asks_the_same(serial: str, store: Store, known: Constants) -> None:
    text = texts(KINDS[0], known, 1, 1)[0]
    again = fresh(text, serial)
    assert again != text
    assert set(map(str, store.query(again, use_default_graph_as_union=True))) == set(
        map(str, store.query(text, use_default_graph_as_union=True))
    )


def test_synthetic_practices_are_looked_up_where_there_are_some(seed: Seed) -> None:
    assert practice_iri(1) in constants(seed, 5000).practices
    assert practice_iri(1) not in constants(seed, 0).practices
