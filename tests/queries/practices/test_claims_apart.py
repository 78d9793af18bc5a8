"""What does not count as coverage is shown apart: the real graph holds few such claims, so these tests add some."""

from collections.abc import Callable

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store

from ramp.graph.derive import derive
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.namespaces import GRAPH
from ramp.questions import Question, bind
from ramp.questions.answering import ask

NEEDED = ("data/agents", "data/recommendations/a-hrc-14-32", "ontology/ramp", "ontology/schemes/practice-type")

HEAD = """
@base <https://w3id.org/ramp/id/> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix degree: <https://w3id.org/ramp/scheme/degree/> .
@prefix evidence-direction: <https://w3id.org/ramp/scheme/evidence-direction/> .
@prefix evidence-kind: <https://w3id.org/ramp/scheme/evidence-kind/> .
@prefix claim-basis: <https://w3id.org/ramp/scheme/claim-basis/> .
@prefix practice-type: <https://w3id.org/ramp/scheme/practice-type/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix ramp: <https://w3id.org/ramp/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix submission-status: <https://w3id.org/ramp/scheme/submission-status/> .
@prefix verification-status: <https://w3id.org/ramp/scheme/verification-status/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<organization/test-mechanism> a ramp:Mechanism ; skos:prefLabel "Test mechanism"@en, "Mécanisme d'essai"@fr .
<practice/test> a ramp:Practice ; skos:prefLabel "Test practice"@en, "Pratique d'essai"@fr ;
    ramp:practiceType practice-type:training ; ramp:carriedOutBy <organization/test-mechanism> .
"""

PRO = (
    "<practice/test/evidence/1> a ramp:EvidenceLine ; ramp:direction evidence-direction:supports ;"
    " ramp:evidenceFor {} ."
)
CONTRA = (
    "<practice/test/evidence/2> a ramp:EvidenceLine ; ramp:direction evidence-direction:disputes ;"
    ' skos:editorialNote "Seen otherwise."@en ; ramp:evidenceKind evidence-kind:report ; ramp:evidenceFor {} .'
)
DOUBT = "{} ramp:verificationStatus verification-status:unverified ."
SEARCH = (
    "<search/test> a ramp:SearchRecord ; ramp:searchedMechanism <organization/test-mechanism> ;"
    ' ramp:searchedFor <recommendation/111> ; ramp:searchedOn "2026-01-31"^^xsd:date ;'
    " prov:wasAttributedTo <agent/ramp-curation> ."
)

Rows = list[dict[str, str]]


def claim(status: str = "accepted", degree: str = "addresses", *extra: str) -> str:
    """A claim that the test practice answers paragraph 111, with statements about it in place of {}."""
    node = f"<claim/test/{status}-{degree}>"
    return "\n".join(
        [
            f"{node} a ramp:ResponseClaim ; ramp:claimSubject <practice/test> ;"
            f" adms:status submission-status:{status} ; ramp:degree degree:{degree} ;"
            " ramp:claimRecommendation <recommendation/111> ;"
            ' dcterms:issued "2026-02-01"^^xsd:date ; ramp:claimBasis claim-basis:self-report ;'
            " prov:wasAttributedTo <organization/test-mechanism> .",
            *(statement.format(node) for statement in extra),
        ]
    )


@pytest.fixture
def with_more(
    graph: Store, questions: dict[str, Question], repository: KnowledgeFolders
) -> Callable[[str], Callable[..., Rows]]:
    """Asks questions of the real graph with more Turtle in it."""

    def prepared(turtle: str) -> Callable[..., Rows]:
        store = Store()
        for part in NEEDED:
            store.extend(graph.quads_for_pattern(None, None, None, GRAPH[part]))
        store.load(HEAD + turtle, RdfFormat.TURTLE, to_graph=GRAPH["test"])
        derive(store, repository)

        def asked(name: str, **values: str) -> Rows:
            results = ask(store, questions[name], bind(questions[name], values))
            assert isinstance(results, QuerySolutions)
            columns = [variable.value for variable in results.variables]
            return [
                {column: term.value for column, term in zip(columns, solution, strict=True) if term is not None}
                for solution in results
            ]

        return asked

    return prepared


@pytest.mark.parametrize(
    ("turtle", "state"),
    [
        ("", "not-searched"),
        (SEARCH, "searched-none-found"),
        (claim("accepted", "addresses", PRO), "claimed-with-evidence"),
        (claim("accepted", "addresses"), "claimed-without-evidence"),
        (claim("in-review", "addresses", PRO), "under-review"),
        (claim("accepted", "addresses", PRO, DOUBT), "under-review"),
        (claim("disputed", "addresses", PRO), "disputed"),
        (claim("accepted", "addresses", PRO, CONTRA), "disputed"),
        (claim("withdrawn", "addresses", PRO), "not-searched"),
        (claim("rejected", "addresses", PRO) + SEARCH, "searched-none-found"),
        (claim("accepted", "contradicts", PRO), "not-searched"),
    ],
)
def test_the_matrix_tells_the_states_apart(
    with_more: Callable[[str], Callable[..., Rows]], turtle: str, state: str
) -> None:
    rows = with_more(turtle)("coverage-matrix", mechanism="test-mechanism")
    states = {row["number"]: row["state"] for row in rows}
    assert states.pop("111") == state
    assert set(states.values()) == {"not-searched"}


def test_the_matrix_of_a_day_knows_only_what_was_said_by_then(with_more: Callable[[str], Callable[..., Rows]]) -> None:
    asked = with_more(claim("accepted", "addresses", PRO) + SEARCH)

    def on(date: str) -> str:
        rows = asked("coverage-matrix", mechanism="test-mechanism", paragraph="111", asOf=date)
        assert len(rows) == 1
        return rows[0]["state"]

    assert on("2026-01-30") == "not-searched"
    assert on("2026-01-31") == "searched-none-found"
    assert on("2026-02-01") == "claimed-with-evidence"


@pytest.mark.parametrize("turtle", [claim("disputed", "addresses", PRO), claim("accepted", "addresses", PRO, CONTRA)])
def test_disputed_claims_are_listed_with_their_grounds(
    with_more: Callable[[str], Callable[..., Rows]], turtle: str
) -> None:
    asked = with_more(turtle)
    for row in (*asked("disputed-claims"), *asked("disputed-claims", mechanism="test-mechanism", paragraph="111")):
        assert row["subjectEn"] == "Test practice"
        assert ("note" in row) == ("disputes" in turtle)
    assert len(asked("disputed-claims")) == 1
    assert asked("disputed-claims", mechanism="ecowas") == []
    assert asked("disputed-claims", paragraph="112") == []


def test_a_search_for_a_mechanism_is_listed(with_more: Callable[[str], Callable[..., Rows]]) -> None:
    asked = with_more(SEARCH)
    (row,) = asked("searches", mechanism="test-mechanism", paragraph="111", since="2026-01-01")
    assert row["ofMechanismEn"] == "Test mechanism"
    assert "claim" not in row
    assert asked("searches", mechanism="test-mechanism", since="2026-02-01") == []


@pytest.mark.parametrize(
    ("turtle", "claims"),
    [(claim("in-review", "addresses", PRO), "1"), (claim("accepted", "addresses"), "1"), (claim("withdrawn"), "0")],
)
def test_a_claim_that_does_not_count_leaves_the_gap_open(
    with_more: Callable[[str], Callable[..., Rows]], turtle: str, claims: str
) -> None:
    rows = with_more(turtle)("recommendations-without-practice", mechanism="test-mechanism")
    (row,) = (row for row in rows if row["number"] == "111")
    assert row["otherClaims"] == claims
    assert len(rows) == 33


def test_a_claim_that_counts_closes_the_gap(with_more: Callable[[str], Callable[..., Rows]]) -> None:
    asked = with_more(claim("accepted", "addresses", PRO))
    rows = asked("recommendations-without-practice", mechanism="test-mechanism")
    assert "111" not in {row["number"] for row in rows}
    assert [row["kind"] for row in asked("monitoring-bodies", mechanism="test-mechanism")] == ["practice"]
