"""The page of a recommendation holds what the questions about it say."""

import csv
import io

import pytest

from ...conftest import Server


@pytest.mark.parametrize("name", ["111", "125", "g"])
def test_every_claim_and_its_evidence_are_there(matrix: Server, name: str) -> None:
    answer = matrix.client.get(
        "/queries/claims-of-recommendation", params={"format": "csv", "limit": "10000", "paragraph": name}
    )
    page = matrix.client.get(f"/en/id/recommendation/{name}").text
    bespoke = page[page.index('id="place"') : page.index('class="turn"')]
    for row in csv.DictReader(io.StringIO(answer.text)):
        if row["status"].rpartition("/")[2] in ("accepted", "in-review", "disputed"):
            assert row["subject"] in bespoke


def test_what_it_asks_for_and_where_it_stands(matrix: Server) -> None:
    page = matrix.client.get("/fr/id/recommendation/134").text
    for said in (
        "134.1",
        "Extradition",
        "A/HRC/14/32, paragraphe 134",
        "/fr/id/recommendation/133",
        "/fr/id/recommendation/135",
        "Mécanismes sans affirmation",
        "Poursuites et réponse judiciaire",
    ):
        assert said in page


def test_a_day_takes_claims_and_searches_away(matrix: Server) -> None:
    page = matrix.client.get("/en/id/recommendation/113", params={"asOf": "2012"}).text
    assert "No claim is recorded here." in page
    assert "searched, none found" in page
    assert "Looked for on the site." in page
    later = matrix.client.get("/en/id/recommendation/113").text
    assert "No claim is recorded here." not in later
    assert matrix.client.get("/en/id/recommendation/113", params={"asOf": "soon"}).status_code == 400


def test_nothing_that_was_submitted_runs(matrix: Server) -> None:
    page = matrix.client.get("/en/id/recommendation/125").text
    assert "alert(1)" in page
    assert "<script>alert" not in page
