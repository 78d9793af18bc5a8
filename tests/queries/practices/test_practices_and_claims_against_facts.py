"""The answers on practices, claims and recommendations, compared with the facts as they were collected.

Each expectation is worked out from the YAML alone, so that a mistake of the conversion and one of the query both show.
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., list[dict[str, str]]]

SOME = ("ecowas", "asean", "council-of-europe", "osce", "saarc", "eccas")
some_mechanisms = pytest.mark.parametrize("mechanism", SOME)


def number(row: dict[str, str], column: str = "paragraph") -> str:
    """The paragraph that a recommendation's IRI ends in."""
    return row[column].removeprefix("recommendation/")


def names(rows: list[dict[str, str]], column: str) -> set[str]:
    """The ids that the IRIs of a column end in."""
    return {row[column].rpartition("/")[2] for row in rows if column in row}


@some_mechanisms
def test_the_matrix_counts_what_the_facts_claim(answer: Ask, facts: Any, mechanism: str) -> None:
    practices, instruments = facts.practices_of(mechanism), facts.instruments_of(mechanism)
    expected = facts.answers(practices) + facts.answers(instruments)
    unseen = Counter(
        paragraph for record in instruments if facts.doubted(record) for paragraph in facts.paragraphs(record)
    )
    rows = {number(row): row for row in answer("coverage-matrix", mechanism=mechanism)}
    assert set(rows) == set(facts.recommendations)
    assert {
        paragraph: int(row["withEvidence"]) for paragraph, row in rows.items() if row["withEvidence"] != "0"
    } == dict(expected)
    assert {
        paragraph: int(row["withoutEvidence"]) for paragraph, row in rows.items() if row["withoutEvidence"] != "0"
    } == (dict(unseen))
    for paragraph, row in rows.items():
        assert (row["state"] == "claimed-with-evidence") == bool(expected[paragraph])
        assert (row["state"] == "claimed-without-evidence") == (not expected[paragraph] and bool(unseen[paragraph]))
        assert row["number"] == paragraph


def test_the_matrix_knows_the_mechanisms_of_the_facts(answer: Ask, facts: Any) -> None:
    mechanisms = {name for name in facts.organizations if facts.mechanisms_of(name) == {name}}
    assert names(answer("coverage-matrix"), "mechanism") == mechanisms


@some_mechanisms
def test_the_gaps_are_the_paragraphs_that_no_practice_names(answer: Ask, facts: Any, mechanism: str) -> None:
    practices = facts.answers(facts.practices_of(mechanism))
    instruments = facts.answers(facts.instruments_of(mechanism))
    rows = answer("recommendations-without-practice", mechanism=mechanism)
    assert {number(row) for row in rows} == {
        paragraph for paragraph in facts.recommendations if not practices[paragraph]
    }
    for row in rows:
        assert int(row["byInstruments"]) == instruments[number(row)]


@pytest.mark.parametrize("most", [0, 3, 10])
def test_the_gaps_overall(answer: Ask, facts: Any, most: int) -> None:
    practices = facts.answers(list(facts.practices.values()))
    instruments = facts.answers(list(facts.instruments.values()))
    rows = answer("recommendations-without-practice-overall", atMost=str(most))
    assert {number(row): int(row["practices"]) for row in rows} == {
        paragraph: practices[paragraph] for paragraph in facts.recommendations if practices[paragraph] <= most
    }
    for row in rows:
        assert int(row["instruments"]) == instruments[number(row)]


@some_mechanisms
def test_monitoring_bodies_and_the_claims_on_paragraph_111(answer: Ask, facts: Any, mechanism: str) -> None:
    rows = answer("monitoring-bodies", mechanism=mechanism)
    found = {
        kind: names([row for row in rows if row["kind"] == kind], "answer")
        for kind in ("body", "practice", "instrument")
    }
    assert found["body"] == {
        name
        for name, record in facts.organizations.items()
        if record["type"] in ("monitoring-body", "treaty-body") and mechanism in facts.mechanisms_of(name)
    }
    for kind, records in (("practice", facts.practices_of(mechanism)), ("instrument", facts.instruments_of(mechanism))):
        assert found[kind] == {
            record["id"] for record in records if "111" in facts.paragraphs(record) and not facts.doubted(record)
        }


@some_mechanisms
def test_the_evidence_of_monitoring_practices_is_that_of_the_facts(answer: Ask, facts: Any, mechanism: str) -> None:
    rows = [row for row in answer("monitoring-bodies", mechanism=mechanism) if row["kind"] == "practice"]
    for record in facts.practices_of(mechanism):
        if "111" in facts.paragraphs(record):
            pages = {line["url"] for line in record["evidence"] if "url" in line}
            assert pages <= {row["evidence"] for row in rows if row["answer"].endswith("/" + record["id"])}


@some_mechanisms
def test_claims_of_a_recommendation(answer: Ask, facts: Any, mechanism: str) -> None:
    for paragraph in ("111", "113", "119", "g"):
        expected = {
            record["id"]
            for record in [*facts.practices_of(mechanism), *facts.instruments_of(mechanism)]
            if paragraph in facts.paragraphs(record)
        }
        assert (
            names(answer("claims-of-recommendation", paragraph=paragraph, mechanism=mechanism), "subject") == expected
        )


def test_claims_without_evidence_are_those_on_instruments_that_no_source_shows(answer: Ask, facts: Any) -> None:
    expected = {
        (record["id"], paragraph)
        for record in facts.instruments.values()
        if facts.doubted(record)
        for paragraph in facts.paragraphs(record)
    }
    for name in ("claims-without-evidence", "claims-under-review", "searches"):
        rows = answer(name)
        assert {(row["subject"].rpartition("/")[2], number(row)) for row in rows} == expected, name


def test_measures_of_113_hold_every_answer_once_and_apart(answer: Ask, facts: Any) -> None:
    rows = answer("measure-answers")
    measures = facts.recommendations["113"]["measures"]
    assert {row["measureNumber"]: row["measureEn"] for row in rows if "measure" in row} == {
        f"113.{place}": text for place, text in enumerate(measures, start=1)
    }
    expected = {
        record["id"]
        for record in [*facts.practices.values(), *facts.instruments.values()]
        if "113" in facts.paragraphs(record) and not facts.doubted(record)
    }
    on_measure = names([row for row in rows if row["level"] == "measure"], "answer")
    on_whole = names([row for row in rows if row["level"] == "paragraph"], "answer")
    assert on_measure | on_whole == expected
    assert not on_measure & on_whole


def test_a_measure_without_an_answer_says_so(answer: Ask) -> None:
    rows = answer("measure-answers", mechanism="saarc")
    assert {(row["measureNumber"], row["level"]) for row in rows if row["level"] != "paragraph"} == {
        ("113.1", "measure"), ("113.2", "none"), ("113.3", "none"),
    }  # fmt: skip


@pytest.mark.parametrize("country", ["NG", "TH", "MD", "BD"])
def test_practices_of_a_country(answer: Ask, facts: Any, country: str) -> None:
    expected = {
        name
        for name, record in facts.practices.items()
        if country in record.get("countries", []) or country in record.get("host_country", [])
    }
    assert names(answer("practices", country=country.lower()), "practice") == expected


@some_mechanisms
@pytest.mark.parametrize("theme", ["monitoring", "victim-support", "part-prevention"])
def test_practices_of_a_theme(answer: Ask, facts: Any, mechanism: str, theme: str) -> None:
    part = theme.removeprefix("part-")
    themes = {theme}
    if part != theme:
        # A part takes in every theme of its own recommendations.
        themes = {
            each for record in facts.recommendations.values() if record["section"] == part for each in record["themes"]
        }
    wanted = {paragraph for paragraph, record in facts.recommendations.items() if themes & set(record["themes"])}
    expected = {record["id"] for record in facts.practices_of(mechanism) if wanted & set(facts.paragraphs(record))}
    assert names(answer("practices", mechanism=mechanism, theme=theme), "practice") == expected


@some_mechanisms
def test_practices_of_a_period(answer: Ask, facts: Any, mechanism: str) -> None:
    def may_fall(record: dict[str, Any], first: str, last: str) -> bool:
        started, ended = record.get("started"), record.get("ended")
        return (started is None or started <= last[: len(started)]) and (ended is None or ended >= first[: len(ended)])

    for first, last in (("2010-01-01", "2010-10-04"), ("2015-06-01", "2015-06-30"), ("1990-01-01", "1999-12-31")):
        rows = answer("practices", mechanism=mechanism, **{"from": first, "to": last})
        records = facts.practices_of(mechanism)
        assert names(rows, "practice") == {record["id"] for record in records if may_fall(record, first, last)}
        undated = {record["id"] for record in records if "started" not in record}
        assert names([row for row in rows if row["dated"] == "false"], "practice") <= undated


@some_mechanisms
@pytest.mark.parametrize(
    ("parameter", "field", "value"),
    [
        ("beneficiary", "beneficiaries", "children"),
        ("beneficiary", "beneficiaries", "judiciary"),
        ("exploitation", "forms_of_exploitation", "forced-labour"),
        ("type", "practice_type", "training"),
    ],
)
def test_practices_by_a_filter(answer: Ask, facts: Any, mechanism: str, parameter: str, field: str, value: str) -> None:
    rows = answer("practices", mechanism=mechanism, **{parameter: value})
    expected = {record["id"] for record in facts.practices_of(mechanism) if value in record.get(field, "")}
    assert names(rows, "practice") == expected


@some_mechanisms
def test_practices_by_kind_are_counted(answer: Ask, facts: Any, mechanism: str) -> None:
    rows = answer("practices-by-mechanism-and-type", mechanism=mechanism)
    records = facts.practices_of(mechanism)
    assert {row["type"].rpartition("/")[2]: int(row["practices"]) for row in rows} == dict(
        Counter(record["practice_type"] for record in records)
    )
    for row in rows:
        kind = row["type"].rpartition("/")[2]
        starts = [record["started"] for record in records if record["practice_type"] == kind and "started" in record]
        assert row.get("firstStart") == (min(starts) if starts else None)


@some_mechanisms
def test_practices_by_theme_are_counted(answer: Ask, facts: Any, mechanism: str) -> None:
    rows = {row["theme"].rpartition("/")[2]: row for row in answer("practices-by-theme", mechanism=mechanism)}
    for theme in ("monitoring", "data-collection", "children", "compensation"):
        wanted = {paragraph for paragraph, record in facts.recommendations.items() if theme in record["themes"]}
        assert int(rows[theme]["recommendations"]) == len(wanted)
        for column, records in (
            ("practices", facts.practices_of(mechanism)),
            ("instruments", facts.instruments_of(mechanism)),
        ):
            hits = [
                record for record in records if wanted & set(facts.paragraphs(record)) and not facts.doubted(record)
            ]
            assert int(rows[theme][column]) == len(hits), (theme, column)


@some_mechanisms
def test_practices_with_an_evaluation_or_figures(answer: Ask, facts: Any, mechanism: str) -> None:
    rows = answer("practices-with-outcome", mechanism=mechanism)
    records = facts.practices_of(mechanism)
    assert names([row for row in rows if row["ground"] == "evaluation"], "practice") == {
        record["id"] for record in records if any(line["kind"] == "evaluation" for line in record["evidence"])
    }
    assert names([row for row in rows if row["ground"] == "figures"], "practice") == {
        record["id"]
        for record in records
        if re.search("[0-9]", re.sub("(19|20)[0-9]{2}", "", record.get("outcome", "")))
    }


def bodies_with_a_part(record: dict[str, Any]) -> set[str]:
    """The organizations with a record that carried out a practice or were partners in it."""
    partners = {partner["organization"] for partner in record.get("partners", []) if "organization" in partner}
    return set(record.get("carried_out_by", [])) | partners


@pytest.mark.parametrize("least", [2, 3, 4])
def test_shared_practices(answer: Ask, facts: Any, least: int) -> None:
    rows = answer("shared-practices", atLeast=str(least))
    expected = {name for name, record in facts.practices.items() if len(bodies_with_a_part(record)) >= least}
    assert names(rows, "practice") == expected
    for row in rows:
        assert int(row["organizations"]) == len(bodies_with_a_part(facts.practices[row["practice"].rpartition("/")[2]]))


def test_practices_shared_by_mechanisms(answer: Ask, facts: Any) -> None:
    expected = {
        name
        for name, record in facts.practices.items()
        if len(set().union(*(facts.mechanisms_of(body) for body in bodies_with_a_part(record)))) >= 2
    }
    assert names(answer("shared-practices", mechanismsOnly="true"), "practice") == expected


@pytest.mark.parametrize("organization", ["ecowas", "european-union", "unodc", "osce"])
def test_the_partners_of_practices(answer: Ask, facts: Any, organization: str) -> None:
    parts = {"carried-out": "carried_out_by", "reported": "reported_by", "concerned": "concerns"}
    rows = answer("practice-partners", organization=organization)
    expected = {
        name
        for name, record in facts.practices.items()
        if organization in bodies_with_a_part(record) | set(record["reported_by"]) | set(record.get("concerns", []))
    }
    assert names(rows, "practice") == expected
    for name in expected:
        record, own = facts.practices[name], [row for row in rows if row["practice"] == f"practice/{name}"]
        for part, field in parts.items():
            assert names([row for row in own if row["part"] == part], "body") == set(record.get(field, []))
        assert {row["name"] for row in own if row["part"] == "funder"} == set(record.get("funders", []))
        assert {row["name"] for row in own if row["part"] == "partner" and "name" in row} == {
            partner["name"] for partner in record.get("partners", []) if "name" in partner
        }


def test_the_dakar_invitations_are_those_of_the_annex(answer: Ask, facts: Any) -> None:
    consultation = facts.file("recommendations")["consultation"]
    annex = {entry["id"] for entry in consultation["invited"]}
    marked = {name for name, record in facts.organizations.items() if record.get("invited_to_dakar_2010") is True}
    assert names(answer("dakar-invited"), "participant") == annex | marked
    assert {row["status"] for row in answer("dakar-invited")} == {"participation-status/invited"}


@some_mechanisms
@pytest.mark.parametrize("date", ["2010-10-04", "2016-01-01"])
def test_what_the_invited_had_in_place(answer: Ask, facts: Any, mechanism: str, date: str) -> None:
    def period(record: dict[str, Any], field: str) -> str:
        day = record.get(field)
        if day is None:
            return "not dated"
        if facts.doubted(record, field):
            return "date in doubt"
        if day != date and date.startswith(day):
            return "unclear"
        return "by then" if day <= date else "since"

    expected = {(record["id"], period(record, "started")) for record in facts.practices_of(mechanism)}
    expected |= {(record["id"], period(record, "adopted")) for record in facts.instruments_of(mechanism)}
    rows = answer("dakar-invited", participant=mechanism, date=date)
    assert {(row["item"].rpartition("/")[2], row["period"]) for row in rows} == expected
    counts = next(
        row for row in answer("dakar-invited-counts", date=date) if row["participant"].endswith("/" + mechanism)
    )
    adopted = Counter(
        period(record, "adopted") for record in facts.instruments_of(mechanism) if not facts.doubted(record)
    )
    started = Counter(period(record, "started") for record in facts.practices_of(mechanism))
    for column, tally in (("instruments", adopted), ("practices", started)):
        assert int(counts[column + "ByThen"]) == tally["by then"]
        assert int(counts[column + "Since"]) == tally["since"]
        assert int(counts[column + "Undecided"]) == tally.total() - tally["by then"] - tally["since"]


def test_the_dakar_consultation(answer: Ask, facts: Any) -> None:
    consultation = facts.file("recommendations")["consultation"]
    rows = answer("dakar-consultation")

    def of(aspect: str, column: str) -> set[str]:
        return {row[column] for row in rows if row["aspect"] == aspect}

    assert of("objective", "itemEn") == {entry["en"] for entry in consultation["objectives"]}
    assert of("panel-topic", "itemFr") == {entry["fr"] for entry in consultation["panel_topics"]}
    assert of("language", "item") == set(consultation["working_languages"])
    assert of("start", "item") | of("end", "item") == {str(consultation["start"]), str(consultation["end"])}
    seats = {row["item"].rpartition("/")[2]: row["placeEn"] for row in rows if "placeEn" in row}
    for entry in consultation["invited"]:
        assert seats[entry["id"]].startswith(entry["seat"].split(",")[0])


@pytest.mark.parametrize(
    "name", ["ecowas-annual-review", "commit-task-forces-and-meetings", "greta-country-evaluations"]
)
def test_the_fact_sheet_of_a_practice(answer: Ask, facts: Any, name: str) -> None:
    record, rows = facts.practices[name], answer("practice-fact-sheet", practice=name)
    values: dict[str, set[str]] = {}
    for row in rows:
        values.setdefault(re.split("[#/]", row["aspect"])[-1], set()).add(row["value"])
    assert values["prefLabel"] == {record["title_en"], record["title_fr"]}
    assert values["description"] == {record["description"]}
    assert values["practiceType"] == {f"practice-type/{record['practice_type']}"}
    assert values["carriedOutBy"] == {f"organization/{body}" for body in record["carried_out_by"]}
    assert values["spatial"] == {f"state/{code.lower()}" for code in record["countries"]}
    assert values["claimRecommendation"] == {f"recommendation/{number}" for number in record["implements_paragraphs"]}
    assert values["used"] == {f"instrument/{used}" for used in record["uses_instruments"]}
    assert values.get("outcome", set()) == ({record["outcome"]} if "outcome" in record else set())
    assert {line["url"] for line in record["evidence"]} <= values["source"]


def same_matter(facts: Any, paragraph: str) -> set[str]:
    """The provisions that the recommendation names, and those whose own record names its paragraph."""
    record = facts.recommendations[paragraph]
    named = {f"instrument/ohchr-guidelines/guideline/{place}" for place in record["ohchr"]}
    named |= {f"instrument/palermo-protocol/article/{place}" for place in record["palermo"]}
    kinds = {"articles": "article", "key_provisions": "article", "principles": "principle", "guidelines": "guideline"}
    for name, instrument in facts.instruments.items():
        for field, kind in kinds.items():
            for provision in instrument.get(field, []):
                if paragraph in map(str, provision.get("bears_on_paragraphs", [])):
                    named.add(f"instrument/{name}/{kind}/{provision.get('number', provision.get('article'))}")
    return named


@pytest.mark.parametrize("paragraph", ["107", "113", "137", "g"])
def test_the_fact_sheet_of_a_recommendation(answer: Ask, facts: Any, paragraph: str) -> None:
    record, rows = facts.recommendations[paragraph], answer("recommendation-fact-sheet", paragraph=paragraph)

    def of(aspect: str, column: str = "value") -> set[str]:
        return {row[column] for row in rows if row["aspect"] == aspect}

    assert of("label") == {record["label_en"], record["label_fr"]}
    assert of("summary") == {record["summary_en"], record["summary_fr"]}
    assert of("addressee") == {f"addressee/{group}" for group in record["addressee"]}
    assert of("theme") == {f"theme/{theme}" for theme in record["themes"]}
    assert of("measure", "valueEn") == set(record["measures"])
    assert of("section") == {f"document/a-hrc-14-32/section/{record['section']}"}
    assert of("same matter") == same_matter(facts, paragraph)
    for aspect, records in (("practices", facts.practices), ("instruments", facts.instruments)):
        tally = facts.answers(list(records.values()))[paragraph]
        assert of(aspect) == ({str(tally)} if tally else set())


def test_recommendations_by_theme_and_by_addressee(answer: Ask, facts: Any) -> None:
    themes = {(row["subject"].rpartition("/")[2], number(row)) for row in answer("recommendations-by-theme")}
    groups = {(row["addressee"].rpartition("/")[2], number(row)) for row in answer("recommendations-by-addressee")}
    for found, field in ((themes, "themes"), (groups, "addressee")):
        assert found == {
            (value, paragraph) for paragraph, record in facts.recommendations.items() for value in record[field]
        }


@pytest.mark.parametrize(
    ("provision", "field", "place"),
    [("ohchr-guidelines/guideline/8", "ohchr", 8), ("ohchr-guidelines/guideline/5", "ohchr", 5),
     ("palermo-protocol/article/9", "palermo", 9)],
)  # fmt: skip
def test_recommendations_near_a_provision(answer: Ask, facts: Any, provision: str, field: str, place: int) -> None:
    rows = answer("recommendations-near-provision", provision=provision)
    near = {paragraph for paragraph, record in facts.recommendations.items() if place in record[field]}
    assert {number(row) for row in rows if row["step"] == "0"} == near
    themes = set().union(*(facts.recommendations[paragraph]["themes"] for paragraph in near))
    assert {number(row): int(row["sharedThemes"]) for row in rows} == {
        paragraph: len(themes & set(record["themes"]))
        for paragraph, record in facts.recommendations.items()
        if themes & set(record["themes"])
    }


@pytest.mark.parametrize("kind", ["achievement", "challenge"])
def test_findings(answer: Ask, facts: Any, kind: str) -> None:
    expected = {
        (record["statement"], str(paragraph))
        for record in facts.file("findings")["findings"]
        if record["kind"] == kind
        for paragraph in record["paragraphs"]
    }
    assert {(row["statement"], row["number"]) for row in answer("findings", kind=kind)} == expected


@some_mechanisms
def test_evidence_by_kind(answer: Ask, facts: Any, mechanism: str) -> None:
    rows = {row["evidenceKind"].rpartition("/")[2]: row for row in answer("evidence-by-kind", mechanism=mechanism)
            if "evidenceKind" in row}  # fmt: skip
    lines = [(record, line) for record in facts.practices_of(mechanism) for line in record["evidence"]]
    assert {kind: int(row["lines"]) for kind, row in rows.items()} == dict(Counter(line["kind"] for _, line in lines))
    for kind, row in rows.items():
        holders = {record["id"]: record for record, line in lines if line["kind"] == kind}
        assert int(row["subjects"]) == len(holders)
        assert int(row["claims"]) == sum(len(facts.paragraphs(record)) for record in holders.values())


def test_nobody_has_disputed_a_claim_in_the_facts(answer: Ask) -> None:
    assert answer("disputed-claims") == []
