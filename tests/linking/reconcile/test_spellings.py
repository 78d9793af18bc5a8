"""Whether real-world spellings find their nodes, by the labelled set; and what must hold of every node."""

import json
import sqlite3

import pytest
from bench.names_report import RESULTS
from bench.reconcile import BARS, Figures, measure, page, read_spellings, results, written

from ramp.linking.reconcile.folding import fold, symbol_key
from ramp.linking.reconcile.matching import Index
from ramp.linking.reconcile.scoring import MATCH_SCORE
from ramp.linking.reconcile.storing import FILE


@pytest.fixture(scope="module")
def figures(index: Index) -> dict[str, Figures]:
    """What the labelled set gives."""
    return measure(index)


def test_the_set_is_large_and_has_decoys() -> None:
    spellings = read_spellings()
    assert len(spellings) >= 300
    assert sum(not one.expected for one in spellings) >= 50
    assert len({one.why for one in spellings}) >= 50
    held = sum(one.held_out for one in spellings)
    assert 0.25 < held / len(spellings) < 0.42


@pytest.mark.parametrize("part", ["seen while tuning", "held out"])
def test_recall_and_false_matches_reach_the_bar(figures: dict[str, Figures], part: str) -> None:
    assert figures[part].recall >= BARS["recall"], figures[part].missed
    assert figures[part].false_rate < BARS["false"], figures[part].false


def test_the_page_of_figures_is_as_measured(figures: dict[str, Figures]) -> None:
    assert written() == page(figures), "write it anew with make bench-reconcile"
    assert json.loads(RESULTS.read_text("utf-8")) == results(figures)


def test_every_node_is_found_by_its_identifier_and_by_its_exact_name(index: Index, tmp_path: object) -> None:
    del tmp_path
    with sqlite3.connect(f"file:{index.folder / FILE}?mode=ro", uri=True) as database:
        nodes = database.execute("SELECT key, kind, en, fr FROM entity WHERE gone=0").fetchall()
    database.close()
    assert len(nodes) > 1000
    for key, kind, english, french in nodes:
        for text in (f"https://w3id.org/ramp/{key}", key):
            best = index.lookup(text)[0]
            assert (best.entity.key, best.score, best.match) == (key, 100.0, True)
        for name in {english, french or english}:
            found = index.lookup(name, [kind], 50)
            assert key in [one.entity.key for one in found if one.score >= MATCH_SCORE], name


def test_namesakes_are_never_a_match(index: Index) -> None:
    found = index.lookup("Fighting the Crime of Trafficking in Persons, Especially Women, Adolescents, and Children")
    assert found[0].score == found[1].score == 100
    assert not any(one.match for one in found)


def test_features_say_why(index: Index) -> None:
    for text, feature in (
        ("Economic Community of West African States", "name_exact"),
        ("economic community of west african states", "name_fold"),
        ("CEDEAO", "acronym"),
        ("2011/36/EU", "symbol"),
        ("SEN", "code"),
        ("http://www.wikidata.org/entity/Q7159", "foreign_identifier"),
        ("Swaziland", "former_name"),
        ("Council for the States of the Baltic Sea", "name_token_sort"),
        ("Econmic Community of West African States", "name_letters"),
    ):
        best = index.lookup(text)[0]
        assert feature in best.features, (text, best)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("CETS No. 197", "cets197"),
        ("STCE n° 197", "cets197"),
        ("Directive 2011/36/UE", "201136eu"),
        ("2011/36/EU", "201136eu"),
        ("ILO Convention No. 29", "ilo29"),
        ("C029", "ilo29"),
        ("A/HRC/14/32", "ahrc1432"),
        ("no digits here", None),
    ],
)
def test_symbols_come_down_to_one_form(text: str, key: str | None) -> None:
    assert symbol_key(text) == key


def test_folding_leaves_letters_of_other_scripts() -> None:
    assert fold("جامعة الدول العربية")
    assert fold("Côte d’Ivoire") == fold("cote d'ivoire") == "cote d ivoire"
    assert fold("U.S.A.") == "usa"
