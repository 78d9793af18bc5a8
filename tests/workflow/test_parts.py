"""The parts that need no service: states, identifiers, names of nodes, differences, addresses, migrations."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, BNode, Literal, URIRef
from sqlalchemy import inspect
from sqlalchemy.schema import CreateTable

from ramp.errors import ConflictError, ForbiddenError, HomeError, SettingsError
from ramp.graph.namespaces import RAMP, SKOS
from ramp.settings import load_settings
from ramp.workflow.actor import Actor, may_see
from ramp.workflow.database import Database
from ramp.workflow.diff import changes
from ramp.workflow.mail import is_address
from ramp.workflow.minting import mint, slug
from ramp.workflow.naming import named
from ramp.workflow.provenance import text_of
from ramp.workflow.shown import ShownNode, ShownValue
from ramp.workflow.states import RULES, Action, Role, State, allowed, require
from ramp.workflow.tables import Base, Submission

BASE = "https://w3id.org/ramp/submission/x/"
PRACTICE, CLAIM = URIRef(RAMP["Practice"].value), URIRef(RAMP["ResponseClaim"].value)
LABEL = URIRef(SKOS["prefLabel"].value)


@given(st.sampled_from(Action), st.sampled_from(State), st.sampled_from(Role), st.sampled_from(["", "  ", "Because."]))
def test_a_step_is_taken_only_where_its_rule_allows_it(action: Action, state: State, role: Role, reason: str) -> None:
    rule = RULES.get(action)
    if rule is None:
        assert action is Action.RECEIVE
        return
    if action in allowed(state, role) and (reason.strip() or not rule.reason):
        assert require(action, state, role, reason) == (rule.to or state)
    else:
        with pytest.raises((ConflictError, ForbiddenError)):
            require(action, state, role, reason)


def test_nothing_leads_out_of_the_final_states() -> None:
    for role in Role:
        assert allowed(State.REJECTED, role) == []
        assert allowed(State.WITHDRAWN, role) == []


@given(st.text())
def test_a_slug_is_safe_and_short(text: str) -> None:
    made = slug(text)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made)
    assert len(made) <= 60


def _triples(titles: list[str]) -> list[ox.Triple]:
    triples = []
    for number, title in enumerate(titles):
        node = ox.NamedNode(f"{BASE}{number}")
        triples += [
            ox.Triple(node, ox.NamedNode(RDF.type), RAMP["Practice"]),
            ox.Triple(node, SKOS["prefLabel"], ox.Literal(title, language="en")),
        ]
    return triples


@given(st.lists(st.text(max_size=20), max_size=8), st.lists(st.text(max_size=20), max_size=4))
def test_identifiers_are_unique_never_anothers_and_never_change(titles: list[str], others: list[str]) -> None:
    taken = {f"https://w3id.org/ramp/id/practice/{slug(other)}" for other in others}
    first = mint(_triples(titles), "x", {}, taken)
    assert len(set(first.values())) == len(titles)
    assert not set(first.values()) & taken
    changed = [f"{title} again" for title in titles]
    assert mint(_triples(changed), "x", first, taken) == first


def _record(titles: list[str], claims: list[str], blank: bool) -> list[tuple]:  # type: ignore[type-arg]
    triples = []
    for number, title in enumerate(titles):
        node = BNode() if blank else URIRef(f"{BASE}row/{number}")
        triples += [(node, RDF.type, PRACTICE), (node, LABEL, Literal(title, lang="en"))]
        for about in claims:
            claim = BNode()
            triples += [
                (claim, RDF.type, CLAIM),
                (claim, URIRef(RAMP["claimSubject"].value), node),
                (
                    claim,
                    URIRef(RAMP["claimRecommendation"].value),
                    URIRef(f"https://w3id.org/ramp/id/recommendation/{about}"),
                ),
            ]
    return triples


@given(
    st.lists(st.text("abcdef", min_size=1, max_size=5), unique=True, min_size=1, max_size=4),
    st.lists(st.sampled_from(["107", "111", "120"]), unique=True, max_size=3),
    st.randoms(use_true_random=False),
)
def test_a_node_keeps_its_name_whatever_its_place_and_format(titles: list[str], claims: list[str], random) -> None:  # type: ignore[no-untyped-def]
    before = named(_record(titles, claims, blank=True), BASE)
    assert not any(isinstance(term, BNode) for triple in before for term in triple)
    mixed = [*titles]
    random.shuffle(mixed)
    after = named(_record(mixed, claims[::-1], blank=False), BASE, before)
    assert set(after) == set(before)


def test_a_renamed_practice_keeps_its_name_and_a_new_one_gets_its_own() -> None:
    before = named(_record(["old"], ["111"], blank=True), BASE)
    renamed = named(_record(["new"], ["111"], blank=True), BASE, before)
    assert {triple[0] for triple in renamed} == {triple[0] for triple in before}
    more = named(_record(["old", "other"], ["111"], blank=True), BASE, before)
    assert {triple[0] for triple in before} < {triple[0] for triple in more}


def test_n_triples_are_sorted_and_each_once() -> None:
    triples = _triples(["b", "a"])
    assert text_of(triples + triples) == text_of(triples[::-1])


def test_a_difference_names_what_went_and_what_came() -> None:
    def node(*values: str) -> ShownNode:
        return ShownNode("i", "Practice", "Title", (("Partners", tuple(ShownValue(value) for value in values)),))

    (found,) = changes([node("UN", "AU")], [node("AU", "EU")])
    assert (found.row, found.removed, found.added) == ("Partners", (ShownValue("UN"),), (ShownValue("EU"),))
    assert changes([node("UN")], [node("UN")]) == []


@pytest.mark.parametrize("text", ["a@example.org", "first.last+tag@sub.example.org"])
def test_an_address_is_known(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    ["", "a", "a@", "@b.org", "a@b", "a b@c.org", "a@b.org\nBcc: x@y.org", "<a@b.org>", "a@b.org,c@d.org", "a@b@c.org"],
)
def test_what_could_be_more_than_an_address_is_none(text: str) -> None:
    assert not is_address(text)


@given(st.sampled_from(Role), st.booleans(), st.booleans(), st.booleans())
def test_only_sender_and_curators_see_it(role: Role, own: bool, draft: bool, account: bool) -> None:
    submission = Submission(id="x", account_id="me", key_hash="no", draft=draft)
    actor = Actor(role, ("me" if own else "you") if account else None)
    mine = own and account
    curates = account and role is not Role.SUBMITTER
    assert may_see(actor, submission) == (mine or (curates and not draft))


def test_the_migrations_make_the_tables_that_the_code_knows(tmp_path: Path) -> None:
    database = Database.open(load_settings(home=tmp_path))
    try:
        found = inspect(database.engine)
        assert set(Base.metadata.tables) == set(found.get_table_names()) - {"alembic_version"}
        for name, table in Base.metadata.tables.items():
            assert {column["name"] for column in found.get_columns(name)} == set(table.columns.keys())
        with database.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    finally:
        database.close()


def test_the_tables_can_be_made_in_postgresql() -> None:
    from sqlalchemy.dialects import postgresql

    for table in Base.metadata.tables.values():
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=postgresql.dialect()))


def test_a_wrong_address_or_a_damaged_file_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="RAMP_DATABASE_URL"):
        Database.open(load_settings(home=tmp_path, database_url="nonsense"))
    (tmp_path / "workflow.sqlite").write_bytes(b"no database at all, but long enough to look like one" * 40)
    with pytest.raises(HomeError, match="tables of submissions"):
        Database.open(load_settings(home=tmp_path))
