"""Answers on treaties and membership compared with the facts by another way: worked out from the YAML alone."""

from collections.abc import Callable
from typing import Any

import pytest

Facts = Callable[[str], Any]
Rows = Callable[..., list[dict[str, str | None]]]

MECHANISMS = (
    "african-union", "asean", "cbss", "council-of-europe", "eac", "eccas", "ecowas", "european-union",
    "league-of-arab-states", "mercosur", "oas", "osce", "saarc", "sadc",
)  # fmt: skip
DATES = ("2004-01-01", "2010-10-05", "2016-07-01", "2025-06-30")
JOINING = {"accession", "readmission"}
LEAVING = {"withdrawal", "cessation"}


def organization(facts: Facts, name: str) -> dict[str, Any]:
    return next(item for item in facts("organizations")["organizations"] if item["id"] == name)


def members_on(facts: Facts, mechanism: str, date: str) -> set[str]:
    """Members on a date: what the present members and the dated changes of membership say together."""
    record = organization(facts, mechanism)
    changes: dict[str, list[tuple[str, bool]]] = {}
    for event in record.get("member_events", []):
        if event["event"] in JOINING | LEAVING and "date" in event:
            changes.setdefault(event["state"], []).append((event["date"], event["event"] in JOINING))
    found = set()
    for state in set(record.get("members", [])) | set(changes):
        steps = sorted(changes.get(state, []))
        # A State that was suspended and came back had not left; any other one that joined was not a member before.
        member = not steps or not steps[0][1] or first_change(record, state) == "suspension"
        for day, joins in steps:
            if day <= date:
                member = joins
        if member:
            found.add(state.lower())
    return found


def first_change(record: dict[str, Any], state: str) -> str:
    """The earliest dated change of membership of a State."""
    events = [event for event in record.get("member_events", []) if event["state"] == state and "date" in event]
    return str(min(events, key=lambda event: event["date"])["event"])


def standings(facts: Facts, treaty: str, date: str) -> dict[str, str]:
    """What the acts of each State make it on a date; a State without a joining act is not in it."""
    found = {}
    for act in facts("ratifications")["ratifications"]:
        if act["instrument"] != treaty or act["action"] in ("signature", "withdrawal"):
            continue
        since = act["entry_into_force"] or act["date"]
        if "record" in act.get("unverified", {}):
            standing = "act-unverified"
        elif since is None:
            standing = "act-undated"
        elif len(since) < 10 and date.startswith(since):
            standing = "act-date-imprecise"
        else:
            standing = "party" if since <= date else "became-party-later"
        found[act["state"].lower()] = standing
    return found


@pytest.mark.parametrize("date", DATES)
@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_members_that_were_not_party(facts: Facts, rows: Rows, mechanism: str, date: str) -> None:
    standing = standings(facts, "palermo-protocol", date)
    expected = {state: standing.get(state, "no-act-known") for state in members_on(facts, mechanism, date)}
    expected = {f"state/{state}": value for state, value in expected.items() if value != "party"}
    answer = rows("members-not-party", mechanism=mechanism, date=date)
    assert {row["state"]: row["standing"] for row in answer} == expected
    assert len(answer) == len(expected)


@pytest.mark.parametrize("date", DATES)
@pytest.mark.parametrize(
    "treaty",
    ["palermo-protocol", "coe-trafficking-convention", "asean-actip-2015", "saarc-trafficking-convention-2002"],
)
def test_parties_on_a_date(facts: Facts, rows: Rows, treaty: str, date: str) -> None:
    expected = {
        state if state == "european-union" else f"state/{state}": standing
        for state, standing in standings(facts, treaty, date).items()
        if standing != "became-party-later"
    }
    expected = {name if "/" in name else f"organization/{name}": standing for name, standing in expected.items()}
    answer = [row for row in rows("parties-on-date", treaty=treaty, date=date) if row["standing"] != "named-in-text"]
    assert {row["party"]: row["standing"] for row in answer} == expected


@pytest.mark.parametrize("mechanism", ["ecowas", "asean", "saarc", "osce"])
def test_the_timeline_ends_with_the_number_of_parties(facts: Facts, rows: Rows, mechanism: str) -> None:
    members = {
        state.lower()
        for state in (
            *organization(facts, mechanism)["members"],
            *(event["state"] for event in organization(facts, mechanism).get("member_events", [])),
        )
    }
    acts = [
        act
        for act in facts("ratifications")["ratifications"]
        if act["instrument"] == "palermo-protocol" and act["state"].lower() in members
    ]
    parties = {act["state"] for act in acts if act["action"] != "signature" and act["date"]}
    answer = rows("ratification-timeline", mechanism=mechanism, treaty="palermo-protocol")
    assert sorted(str(row["actOn"]) for row in answer) == sorted(str(act["date"]) for act in acts)
    assert max(int(row["partiesSoFar"] or 0) for row in answer) == len(parties)
    assert [row["actOn"] for row in answer] == sorted(str(row["actOn"]) for row in answer)


@pytest.mark.parametrize("state", ["SN", "AF", "MD"])
def test_the_acts_of_a_state(facts: Facts, rows: Rows, state: str) -> None:
    expected = sorted(
        (act["instrument"], act["action"], act["date"] or "", act["entry_into_force"] or "")
        for act in facts("ratifications")["ratifications"]
        if act["state"] == state
    )
    answer = sorted(
        (
            str(row["treaty"]).removeprefix("instrument/"),
            str(row["actKind"]).removeprefix("treaty-action/"),
            row["date"] or "",
            row["effectiveOn"] or "",
        )
        for row in rows("treaty-actions-of-state", state=state.lower())
        if row["record"] == "act"
    )
    assert sorted(set(answer)) == expected


def test_counts_reported_and_recorded(facts: Facts, rows: Rows) -> None:
    acts = [act for act in facts("ratifications")["ratifications"] if act["instrument"] == "palermo-protocol"]
    record = next(item for item in facts("instruments")["instruments"] if item["id"] == "palermo-protocol")
    counts = {item["date"]: item["parties"] for item in record["participation_history"]}
    counts[record["participation"]["as_of"]] = record["participation"]["parties"]
    answer = [row for row in rows("party-counts", treaty="palermo-protocol") if row["source"] == "reported-count"]
    assert {row["countedOn"]: int(row["reportedParties"] or -1) for row in answer} == counts
    for row in answer:
        dated = {
            act["state"]
            for act in acts
            if act["action"] != "signature" and act["date"] and act["date"] <= str(row["countedOn"])
        }
        assert int(row["recordedParties"] or -1) == len(dated)
        assert int(row["missing"] or -1) == counts[row["countedOn"]] - len(dated)


def test_how_complete_the_acts_are(facts: Facts, rows: Rows) -> None:
    answer = {row["treaty"]: row for row in rows("treaty-coverage")}
    for treaty in (
        "palermo-protocol",
        "coe-trafficking-convention",
        "asean-actip-2015",
        "child-trafficking-agreement-2005",
    ):
        acts = [act for act in facts("ratifications")["ratifications"] if act["instrument"] == treaty]
        row = answer[f"instrument/{treaty}"]
        assert int(row["acts"] or -1) == len(acts)
        assert int(row["undated"] or -1) == sum(act["date"] is None for act in acts)
        assert int(row["derivedDates"] or -1) == sum(act["date_kind"] == "derived" for act in acts)
        assert int(row["unverifiedDates"] or -1) == sum(act["date_kind"] == "unverified" for act in acts)
        assert int(row["unverifiedActs"] or -1) == sum("record" in act.get("unverified", {}) for act in acts)


def test_signatories_that_did_not_become_party(facts: Facts, rows: Rows) -> None:
    expected = set()
    acts = facts("ratifications")["ratifications"]
    joined = {(act["instrument"], act["state"]) for act in acts if act["action"] not in ("signature", "withdrawal")}
    for act in acts:
        if act["action"] == "signature" and (act["instrument"], act["state"]) not in joined:
            expected.add((f"instrument/{act['instrument']}", f"state/{act['state'].lower()}"))
    answer = rows("signatories-not-party")
    assert {(row["treaty"], row["state"]) for row in answer} == expected
    coverage = next(item for item in facts("ratifications")["coverage"] if item["instrument"] == "palermo-protocol")
    confirmed = {row["state"] for row in answer if row["confirmed"] == "true"}
    assert confirmed >= {f"state/{state.lower()}" for state in coverage["signatories_not_seen_as_parties"]}


@pytest.mark.parametrize("date", DATES)
def test_states_in_several_mechanisms(facts: Facts, rows: Rows, date: str) -> None:
    answer: dict[str, set[str]] = {}
    for row in rows("states-in-several-mechanisms", date=date, atLeast="1"):
        answer.setdefault(str(row["state"]), set()).add(str(row["mechanism"]).removeprefix("organization/"))
    for state in ("rw", "ml", "gb", "ve", "kh", "ly"):
        expected = {mechanism for mechanism in MECHANISMS if state in members_on(facts, mechanism, date)}
        assert answer.get(f"state/{state}", set()) & set(MECHANISMS) == expected


@pytest.mark.parametrize("state", ["sn", "ke", "th"])
def test_the_memberships_of_a_state(facts: Facts, rows: Rows, state: str) -> None:
    keys = {
        "members": "member",
        "partner_states": "partner-state",
        "associated_states": "associated-state",
        "co_chairs": "co-chair",
    }
    expected = {
        (f"organization/{record['id']}", f"membership-role/{role}")
        for record in facts("organizations")["organizations"]
        for key, role in keys.items()
        if state.upper() in record.get(key, [])
    }
    assert {(row["organization"], row["role"]) for row in rows("memberships-of-state", state=state)} >= expected


def test_changes_of_membership(facts: Facts, rows: Rows) -> None:
    expected = sorted(
        (
            f"organization/{record['id']}",
            f"state/{event['state'].lower()}",
            f"membership-event/{event['event']}",
            event.get("date", ""),
        )
        for record in facts("organizations")["organizations"]
        for event in record.get("member_events", [])
    )
    answer = sorted(
        {
            (str(row["mechanism"]), str(row["state"]), str(row["kind"]), row["date"] or "", str(row["event"]))
            for row in rows("membership-events")
        }
    )
    assert [row[:4] for row in answer] == expected
