"""Answers on sources, doubt, titles, identifiers and bodies compared with the facts: worked out from the YAML alone."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

Facts = Callable[[str], Any]
Rows = Callable[..., list[dict[str, str | None]]]

FILES = (
    "organizations",
    "instruments",
    "practices",
    "ratifications",
    "states",
    "crosswalk",
    "reports",
    "findings",
    "recommendations",
)


def mappings(value: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in a document, at any depth."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from mappings(inner)


def organizations(facts: Facts) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = facts("organizations")["organizations"]
    return records


def test_pages_that_are_copies(facts: Facts, rows: Rows) -> None:
    expected = {
        (part["url"], part["mirror_of"])
        for name in FILES
        for part in mappings(facts(name))
        if {"url", "mirror_of"} <= set(part)
    }
    answer = {(row["copy"], row["officialPage"]) for row in rows("mirrors")}
    # Addresses in the graph are percent-encoded where the facts are not.
    assert len(answer) == len(expected)
    assert {pair for pair in expected if pair[0].isascii() and "|" not in pair[0]} & answer


@pytest.mark.parametrize(
    ("file", "key", "kind"),
    [("instruments", "title_fr_kind", "Instrument"), ("practices", "title_fr_kind", "Practice")],
)
def test_french_titles_that_are_translations(facts: Facts, rows: Rows, file: str, key: str, kind: str) -> None:
    # A record to which the facts give no French title got one made for RAMP.
    expected = {item["id"] for item in facts(file)[file] if item.get(key, "translation") == "translation"}
    answer = {str(row["node"]).partition("/")[2]: row for row in rows("translated-titles", kind=kind)}
    assert {name for name in answer if "/" not in name} == expected
    titles = {item["id"]: item["title_fr"] for item in facts(file)[file] if "title_fr" in item}
    assert all(answer[name]["translation"] == titles[name] for name in expected & set(titles))


@pytest.mark.parametrize("family", ["ecowas", "osce", "asean"])
def test_doubts_about_the_instruments_of_a_file(facts: Facts, rows: Rows, family: str, store: Any) -> None:
    graph = f"https://w3id.org/ramp/graph/data/instruments/{family}"
    listed = store.query(
        f"SELECT DISTINCT ?i {{ GRAPH <{graph}> {{ ?i a <https://w3id.org/ramp/ontology#Instrument> }} }}"
    )
    names = {solution["i"].value.rpartition("/id/instrument/")[2] for solution in listed}
    expected = sum(
        len(part["unverified"])
        for item in facts("instruments")["instruments"]
        if item["id"] in names
        for part in mappings(item)
        if "unverified" in part
    )
    answer = rows("unverified-by-file", file=f"data/instruments/{family}")
    assert sum(int(row["facts"] or 0) for row in answer) == expected


def test_doubts_by_confidence(facts: Facts, rows: Rows) -> None:
    expected = Counter(
        doubt["confidence"]
        for part in mappings(facts("ratifications")["ratifications"])
        for doubt in part.get("unverified", {}).values()
    )
    answer: Counter[str] = Counter()
    for row in rows("unverified-by-file"):
        if str(row["file"]).startswith("graph/data/treaty-actions/"):
            answer[str(row["confidence"]).rpartition("/")[2]] += int(row["facts"] or 0)
    assert answer == expected


@pytest.mark.parametrize("record", ["organization/oas", "instrument/udhr", "practice/samm-training-2023"])
def test_what_is_unverified_in_a_record(facts: Facts, rows: Rows, record: str) -> None:
    file, _, name = record.partition("/")
    item = next(item for item in facts(f"{file}s")[f"{file}s"] if item["id"] == name)
    answer = {row["doubt"]: row for row in rows("unverified-of-record", record=record) if row["node"] == record}
    assert Counter(str(row["confidence"]).rpartition("/")[2] for row in answer.values()) == Counter(
        doubt["confidence"] for doubt in item.get("unverified", {}).values()
    )


@pytest.mark.parametrize(
    "source", ["https://whatconvention.org/en/ratifications/317", "https://right-docs.org/doc/a-hrc-14-32"]
)
def test_what_rests_on_a_page(facts: Facts, rows: Rows, source: str) -> None:
    acts = sum(
        source in [part if isinstance(part, str) else part.get("url") for part in act.get("sources", [])]
        for act in facts("ratifications")["ratifications"]
    )
    answer = rows("source-facts", page=source)
    assert answer
    assert sum(str(row["node"]).startswith("treaty-action/") for row in answer) == acts
    counted = next(row for row in rows("sources-by-use", atLeast="1") if row["source"] == source)
    assert int(counted["treatyActs"] or 0) == acts
    assert int(counted["records"] or 0) == len({row["node"] for row in answer})


@pytest.mark.parametrize("name", ["ecowas", "osce", "unicef"])
def test_identifiers_elsewhere(facts: Facts, rows: Rows, name: str) -> None:
    record = next(item for item in organizations(facts) if item["id"] == name)
    targets = {row["target"] for row in rows("same-as", node=f"organization/{name}")}
    assert f"http://www.wikidata.org/entity/{record['wikidata']}" in targets
    expected = {
        item["iri"]
        for item in facts("crosswalk")["mappings"]
        if item["entity"] == name and "iri" in item and item["scheme"] != "wikidata"
    }
    assert expected <= targets


def test_states_have_their_codes_and_wikidata_item(facts: Facts, rows: Rows) -> None:
    answer = {row["state"]: row for row in rows("states")}
    for item in facts("states")["states"]:
        row = answer[f"state/{item['iso2'].lower()}"]
        assert (row["alpha2"], row["alpha3"], row["m49"]) == (item["iso2"], item["iso3"], item["m49"])
        assert (row["stateEn"], row["stateFr"]) == (item["name_en"], item["name_fr"])
        assert (row["unStatus"], row["memberSince"]) == (f"un-status/{item['un_status']}", item.get("un_member_since"))


@pytest.mark.parametrize("region", ["Africa", "Asia", "Europe"])
def test_states_of_a_region(facts: Facts, rows: Rows, region: str) -> None:
    expected = {f"state/{item['iso2'].lower()}" for item in facts("states")["states"] if item["un_region"] == region}
    assert {row["state"] for row in rows("states", region=region.lower())} == expected


def test_organizations_by_type(facts: Facts, rows: Rows) -> None:
    expected = {(f"organization/{item['id']}", item["type"]) for item in organizations(facts)}
    assert {(row["organization"], str(row["type"]).rpartition("/")[2]) for row in rows("organizations")} == expected


def test_holders_of_offices(facts: Facts, rows: Rows) -> None:
    expected = Counter(
        (item["id"], holder.get("from"), holder.get("to"))
        for item in organizations(facts)
        for holder in item.get("office_holders", [])
    )
    expected += Counter(
        (holder["mandate"], holder["start"], holder.get("end")) for holder in facts("reports")["mandate_holders"]
    )
    answer = {row["membership"]: row for row in rows("office-holders")}.values()
    assert (
        Counter((str(row["organization"]).partition("/")[2], row["from"], row["until"]) for row in answer) == expected
    )


def test_mandates(facts: Facts, rows: Rows) -> None:
    expected = sorted(
        (item["id"], renewal["date"]) for item in organizations(facts) for renewal in item.get("mandate_renewals", [])
    )
    answer = {row["mandate"]: row for row in rows("mandates")}.values()
    found = sorted((str(row["organization"]).partition("/")[2], str(row["date"])) for row in answer)
    assert [pair for pair in found if pair in expected] == expected


def test_meetings(facts: Facts, rows: Rows) -> None:
    expected = sorted(
        (item["id"], meeting["start"]) for item in organizations(facts) for meeting in item.get("meetings", [])
    )
    found = sorted((str(row["organizer"]).partition("/")[2], str(row["start"])) for row in rows("meetings"))
    assert [pair for pair in found if pair in expected] == expected


@pytest.mark.parametrize("series", ["thematic", "addendum", "related"])
def test_reports_of_a_series(facts: Facts, rows: Rows, series: str) -> None:
    expected = sorted(
        (item["symbol"], item["year"], item["subject"])
        for item in facts("reports")["reports"]
        if item["series"] == series
    )
    answer = {row["report"]: row for row in rows("reports-of-special-rapporteur", series=series)}.values()
    assert sorted((str(row["symbol"]), str(row["year"]), str(row["subject"])) for row in answer) == expected


def test_the_structure_of_the_report(facts: Facts, rows: Rows) -> None:
    record = next(item for item in facts("reports")["reports"] if item["id"] == "a-hrc-14-32")
    answer = rows("report-structure")
    assert {row["number"] for row in answer if row["kind"] == "subdivision-type/chapter"} == {
        str(part["paragraphs"]) for part in record["structure"]
    }
    stated = {str(row["recommendation"]).rpartition("/")[2] for row in answer if row["recommendation"]}
    assert stated == {*(str(number) for number in range(106, 138)), "g"}


@pytest.mark.parametrize("text", ["CEDEAO", "SAARC", "Palerme"])
def test_names_are_found(facts: Facts, rows: Rows, text: str) -> None:
    names = ("name_en", "name_fr", "abbr_en", "abbr_fr", "title_en", "title_fr", "short_title_fr")
    expected = {
        f"{kind}/{item['id']}"
        for kind in ("organization", "instrument", "practice")
        for item in facts(f"{kind}s")[f"{kind}s"]
        if any(text.lower() in item.get(key, "").lower() for key in names)
    }
    assert expected
    assert expected <= {row["node"] for row in rows("find-by-label", text=text)}


def test_the_number_of_records(facts: Facts, rows: Rows) -> None:
    counts: Counter[str] = Counter()
    for row in rows("graph-statistics"):
        counts[str(row["kind"]).rpartition("#")[2]] += int(row["nodes"] or 0)
    assert counts["TreatyAction"] == len(facts("ratifications")["ratifications"])
    assert counts["Practice"] == len(facts("practices")["practices"])
    assert counts["State"] == len(facts("states")["states"])
    assert counts["Report"] == len(facts("reports")["reports"])
