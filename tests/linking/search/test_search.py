"""What a search finds: words in any form and language, phrases, operators, facets, other spellings; never an error."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ramp.linking.search.reading import Group, Term, read
from ramp.linking.search.searching import Found

from .conftest import Find

SHELTER, CHARTER, TREATY, TRADE = "practice/shelter", "practice/charter", "instrument/treaty", "instrument/trade"
TURKEY, REPORT, ECOWAS = "state/tr", "document/report", "organization/ecowas"


def iris(found: Found) -> list[str]:
    """The results, without the base of their IRIs."""
    return [hit.iri.removeprefix("https://w3id.org/ramp/id/") for hit in found.hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("woman", {SHELTER}),
        ("women", {SHELTER}),
        ("femme", {SHELTER}),
        ("Turkey", {TURKEY, SHELTER}),
        ("turkiye", {TURKEY, SHELTER}),
        ("enfant", {CHARTER}),
        ("child", {CHARTER}),
        ("deja vu", {SHELTER}),
        ('"deja vu"', {SHELTER}),
        ('"vu deja"', set()),
        ("traite", {TRADE, TREATY}),
        ('"traité"', {TREATY}),
        ('"traite"', {TRADE, TREATY}),
        ("A/HRC/14/32", {REPORT}),
        ("the report of", {REPORT}),
        ("CEDEAO", {ECOWAS, SHELTER}),
        ("retour", {SHELTER, "https://w3id.org/ramp/scheme/theme/return", "scheme-theme"}),
        ("women OR extradition", {SHELTER, TREATY}),
        ("femmes OU extradition", {SHELTER, TREATY}),
        ("(women OR treaty) NOT extradition", {SHELTER}),
        ("women -trafficking", set()),
        ("women SAUF trafficking", set()),
        ("extrad*", {TREATY}),
        ("labour AND children", {CHARTER}),
        ("or", set()),
    ],
)
def test_finds(find: Find, text: str, expected: set[str]) -> None:
    assert set(iris(find(text))) == expected


def test_a_node_called_exactly_so_comes_first(find: Find) -> None:
    assert iris(find("ECOWAS"))[0] == ECOWAS
    assert iris(find("turkey"))[0] == TURKEY


def test_nodes_without_a_kind_never_appear(find: Find) -> None:
    assert "practice/withdrawn" not in iris(find("withdrawn"))
    assert find().total == 9


def test_another_spelling_only_where_nothing_contains_the_word(find: Find) -> None:
    found = find("extraditon")
    assert found.instead == "extradition"
    assert iris(found) == [TREATY]
    assert find("extradition").instead is None
    assert find("qqqqqqqq").total == 0


@pytest.mark.parametrize("text", ["(women", "women)", "AND", "women OR", "NOT", '"women', "((("])
def test_what_breaks_a_rule_is_read_literally_and_said(find: Find, text: str) -> None:
    found = find(text)
    assert found.literal
    assert (SHELTER in iris(found)) == ("women" in text)


def test_facets_count_what_choosing_them_leaves(find: Find) -> None:
    found = find("")
    kinds = {value.value: value.count for value in found.facets["kind"]}
    assert kinds == {"practice": 2, "instrument": 2, "concept": 2, "state": 1, "mechanism": 1, "report": 1}
    for value in found.facets["kind"]:
        assert find("", kind=(value.value,)).total == value.count
    narrowed = find("", kind=("practice",))
    assert {value.value for value in narrowed.facets["kind"]} == set(kinds)
    assert [value.count for value in narrowed.facets["mechanism"]] == [1]
    assert narrowed.facets["mechanism"][0].label["fr"].startswith("Communauté")
    assert {value.value: value.count for value in narrowed.facets["verification"]} == {"doubtful": 1, "unverified": 1}
    assert [value.value for value in narrowed.facets["period"]] == ["2010", "2000"]
    assert find("", kind=("practice", "report")).total == 3


def test_years(find: Find) -> None:
    assert iris(find("", since=2013)) == [CHARTER]
    assert iris(find("", until=2005)) == [SHELTER]
    assert set(iris(find("", since=2012, until=2015))) == {SHELTER, CHARTER}


def test_order_and_pages(find: Find) -> None:
    names = ["".join(text for text, _ in hit.name) for hit in find("", sort="name").hits]
    assert names == sorted(names, key=str.casefold)
    assert iris(find("", sort="date", limit=2)) == [CHARTER, SHELTER]
    assert iris(find("", limit=3)) + iris(find("", offset=3, limit=50)) == iris(find("", limit=50))
    assert find("", offset=5000).hits == ()


def test_what_was_found_is_marked(find: Find) -> None:
    hit = find("woman").hits[0]
    assert ("women", True) in hit.name
    assert ("women", True) in hit.snippet
    assert any("<script>" in text for text, _ in find("labour").hits[0].snippet)  # as text: the page escapes it
    assert ("femmes", True) in find("femme", language="fr").hits[0].name


def test_reads_a_tree() -> None:
    assert read("a* trafficking").tree == Term(("trafficking",))
    assert read("anti-trafficking").tree == Term(("anti", "trafficking"))
    assert read("UN").tree == Term(("un",))
    tree = read("x1 y1 OR z1").tree
    assert isinstance(tree, Group)
    assert tree.operator == "or"
    assert read("w " * 100).cut
    assert read("(" * 50).literal


@given(st.text(max_size=60) | st.text(alphabet='ab"«»()*- ANDORT', max_size=60))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_is_an_error(find: Find, text: str) -> None:
    found = find(text)
    assert found.total >= len(found.hits)
