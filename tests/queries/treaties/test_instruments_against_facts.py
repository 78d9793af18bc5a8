"""Answers on instruments and their links compared with the facts by another way: worked out from the YAML alone."""

from collections.abc import Callable
from typing import Any

import pytest

Facts = Callable[[str], Any]
Rows = Callable[..., list[dict[str, str | None]]]

LINKS = {
    "based_on": "cites",
    "implements": "derivesFrom",
    "supplements": "supplements",
    "amends": "amends",
    "replaces": "replaces",
    "endorsed_by": "endorsedBy",
}
MECHANISM_TYPES = ("regional-organization", "sub-regional-organization", "consultative-process")


def instruments(facts: Facts) -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in facts("instruments")["instruments"]}


def links(facts: Facts) -> set[tuple[str, str, str]]:
    """(text, link, target); links written at their target are turned round."""
    found = set()
    for text, record in instruments(facts).items():
        for key, link in LINKS.items():
            found |= {(text, link, target) for target in record.get(key, [])}
        for key, link in (("amended_by", "amends"), ("replaced_by", "replaces")):
            found |= {(other, link, text) for other in record.get(key, [])}
    return found


def bodies_of(facts: Facts, mechanism: str) -> set[str]:
    """The mechanism and everything that is a part of it, at any depth."""
    records = facts("organizations")["organizations"]
    found = {mechanism}
    while True:
        more = {
            record["id"]
            for record in records
            if found & {record.get("part_of"), *record.get("parent_organizations", [])} and record["id"] not in found
        }
        if not more:
            return found
        found |= more


def of_mechanism(facts: Facts, mechanism: str) -> list[dict[str, Any]]:
    bodies = bodies_of(facts, mechanism)
    return [item for item in instruments(facts).values() if bodies & set(item.get("adopted_by", []))]


def end(name: str | None) -> str:
    """The identifier of an instrument, organisation or concept."""
    return str(name).partition("/")[2]


@pytest.mark.parametrize(
    "root",
    ["palermo-protocol", "ecowas-declaration-2001", "coe-trafficking-convention", "osce-action-plan-2003", "untoc"],
)
def test_the_chain_from_an_instrument(facts: Facts, rows: Rows, root: str) -> None:
    every = links(facts)
    distance = {root: 0}
    while True:
        near = {text: min(distance[target] for source, _, target in every if source == text and target in distance) + 1
                for text, _, target in every if target in distance and text not in distance}  # fmt: skip
        if not near:
            break
        distance |= near
    expected = {link for link in every if link[0] in distance and link[2] in distance and link[0] != root}
    answer = rows("instrument-chain", root=root)
    # The consolidated text of a treaty is a node of its own, but no record of the facts.
    found = {
        (end(row["text"]), str(row["link"]), end(row["target"])) for row in answer if row["link"] != "consolidates"
    }
    assert found == expected
    assert {end(row["text"]): int(row["distance"] or -1) for row in answer if row["link"] != "consolidates"} == {
        text: min(steps, 4) for text, steps in distance.items() if text != root
    }


@pytest.mark.parametrize("mechanism", ["ecowas", "asean", "osce", "oas", "league-of-arab-states"])
@pytest.mark.parametrize("date", ["2004-06-01", "2010-10-04", "2019-01-01"])
def test_the_instruments_of_a_mechanism_and_their_standing(facts: Facts, rows: Rows, mechanism: str, date: str) -> None:
    answer = {end(row["instrument"]): row for row in rows("instruments-of-mechanism", mechanism=mechanism, date=date)}
    records = {item["id"]: item for item in of_mechanism(facts, mechanism)}
    assert set(answer) == set(records)
    for name, record in records.items():
        row = answer[name]
        assert row["adoptedOn"] == record.get("adopted")
        assert row["enteredIntoForceOn"] == record.get("entry_into_force")
        assert (row["validFrom"], row["validTo"]) == (record.get("valid_from"), record.get("valid_to"))
        adopted = record.get("adopted")
        if adopted and adopted > date:
            assert row["standing"] == "not-yet"
        if row["standing"] == "in-force":
            assert "status" not in record
            assert not record.get("legally_binding") or record.get("entry_into_force") or record.get("valid_from")
            assert record.get("valid_to", "9999") >= date[: len(record.get("valid_to", "9999"))]
            replacing = [other for other, link, target in links(facts) if link == "replaces" and target == name]
            assert not any(instruments(facts)[other].get("adopted", "9999") <= date for other in replacing)
        if row["standing"] == "expired":
            assert record["valid_to"] < date


@pytest.mark.parametrize("mechanism", ["ecowas", "asean", "oas"])
def test_instruments_in_force_are_those_of_the_mechanism(facts: Facts, rows: Rows, mechanism: str) -> None:
    kept = {"in-force", "entry-into-force-unknown", "date-imprecise", "not-dated"}
    listed = {row["instrument"]: row["standing"] for row in rows("instruments-of-mechanism", mechanism=mechanism)}
    answer = {row["instrument"]: row["standing"] for row in rows("instruments-in-force-on-date", mechanism=mechanism)}
    assert answer == {name: standing for name, standing in listed.items() if standing in kept}
    assert {end(name) for name in answer} <= {item["id"] for item in of_mechanism(facts, mechanism)}


def test_every_instrument_in_force_is_shown_whatever_its_mechanism(facts: Facts, rows: Rows) -> None:
    date = "2010-10-04"
    replaced = {target for _, link, target in links(facts) if link == "replaces"}
    expected = {
        name
        for name, item in instruments(facts).items()
        if item.get("legally_binding")
        and len(item.get("entry_into_force", "")) == 10
        and item["entry_into_force"] <= date
        and not item.keys() & {"valid_from", "valid_to", "status"}
        and name not in replaced
    }
    answer = {
        end(row["instrument"])
        for row in rows("instruments-in-force-on-date", date=date)
        if row["standing"] == "in-force"
    }
    assert expected
    assert expected <= answer


@pytest.mark.parametrize("mechanism", ["ecowas", "european-union", "oas", "asean"])
def test_the_bodies_of_a_mechanism(facts: Facts, rows: Rows, mechanism: str) -> None:
    answer = rows("bodies-of-mechanism", mechanism=mechanism)
    assert {end(row["body"]) for row in answer} == bodies_of(facts, mechanism)
    records = {record["id"]: record for record in facts("organizations")["organizations"]}
    for row in answer:
        record = records[end(row["body"])]
        assert end(row["type"]) == record["type"]
        assert row["founded"] == record.get("founded")
        assert row["bodyEn"] == record["name_en"]


@pytest.mark.parametrize("instrument", ["palermo-protocol", "ohchr-guidelines", "coe-trafficking-convention"])
def test_the_provisions_of_an_instrument(facts: Facts, rows: Rows, instrument: str) -> None:
    record = instruments(facts)[instrument]
    expected = sorted(
        str(item.get("number", item.get("article")))
        for key in ("articles", "key_provisions", "principles", "guidelines")
        for item in record.get(key, [])
    )
    answer = {row["provision"]: row for row in rows("provisions-of-instrument", instrument=instrument)}
    assert sorted(str(row["number"]) for row in answer.values()) == expected


@pytest.mark.parametrize("instrument", ["palermo-protocol", "ecowas-initial-plan-2002", "slavery-convention-1926"])
def test_the_fact_sheet_of_an_instrument(facts: Facts, rows: Rows, instrument: str) -> None:
    record = instruments(facts)[instrument]
    answer = rows("instrument-fact-sheet", instrument=instrument)
    values = {row["value"] for row in answer}
    assert {record["title_en"], record["title_fr"], record["adopted"], record["summary"], record["why"]} <= values
    assert {row["value"] for row in answer if row["propertyEn"] == "adopted by"} == {
        f"organization/{body}" for body in record["adopted_by"]
    }
    for text, link, target in links(facts):
        if text == instrument:
            assert f"instrument/{target}" in values, link
        if target == instrument:
            assert f"instrument/{text}" in values, link
    pages = {source if isinstance(source, str) else source.get("url") for source in record["sources"]} - {None}
    assert {row["value"] for row in answer if row["part"] == "9"} >= pages


@pytest.mark.parametrize("mechanism", ["ecowas", "saarc", "osce"])
def test_everything_about_a_mechanism(facts: Facts, rows: Rows, mechanism: str) -> None:
    record = next(item for item in facts("organizations")["organizations"] if item["id"] == mechanism)
    parts: dict[str, set[str | None]] = {}
    for row in rows("mechanism-fact-sheet", mechanism=mechanism):
        parts.setdefault(str(row["part"]), set()).add(row["value"])
    assert {record["name_en"], record["name_fr"], record["founded"]} <= parts["1"]
    assert parts["2"] == {f"organization/{body}" for body in bodies_of(facts, mechanism) - {mechanism}}
    assert {f"state/{state.lower()}" for state in record["members"]} <= parts["3"]
    assert parts["8"] == {f"instrument/{item['id']}" for item in of_mechanism(facts, mechanism)}
    carried = bodies_of(facts, mechanism)
    done = {
        f"practice/{item['id']}"
        for item in facts("practices")["practices"]
        if carried & set(item.get("carried_out_by", []))
    }
    assert done <= parts["9"]
