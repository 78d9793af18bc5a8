"""What a person reads for each kind of fault: what, where, how to mend it, in both languages."""

import pytest

from tests.intake.conftest import Check, record


def test_a_good_record_is_valid_and_says_how_much_was_checked(check: Check) -> None:
    report = check(record())
    assert (report.outcome, report.records, report.findings) == ("valid", 1, ())
    assert report.checked.focus_nodes == 3
    assert report.checked.shapes > 100


CASES = {
    "no title": ({"skos:prefLabel": None}, {}, {}, "missing", 11, "Missing: title.", None),
    "no reporter": ({"ramp:reportedBy": None}, {}, {}, "missing", 12, "who reports it", None),
    "two kinds": (
        {"ramp:practiceType": "<https://w3id.org/ramp/scheme/practice-type/training>,"
                              " <https://w3id.org/ramp/scheme/practice-type/network>"},
        {}, {}, "too-many", 15, "2 values", None),
    "unknown organisation": ({"ramp:reportedBy": "org:ecowass"}, {}, {}, "class", 16, "organisation",
                             "<https://w3id.org/ramp/id/organization/ecowas>"),
    "State as text": ({"dcterms:spatial": '"Senegal"'}, {}, {}, "class", 18, "State",
                      "<https://w3id.org/ramp/id/state/sn>"),
    "unknown kind": ({"ramp:practiceType": "<https://w3id.org/ramp/scheme/practice-type/trainings>"}, {}, {},
                     "vocabulary", 15, "practice types", "practice-type:training"),
    "date and time": ({"schema:startDate": '"2010-10-05T08:00:00Z"^^xsd:dateTime'}, {}, {}, "date", 19, "2010-10",
                      '"2010-10-05"^^xsd:date'),
    "no such day": ({"schema:startDate": '"2010-02-31"^^xsd:date'}, {}, {}, "date", 19, "2010-02-31",
                    '"2010-02"^^xsd:gYearMonth'),
    "end before start": ({"schema:endDate": '"2009"^^xsd:gYear'}, {}, {}, "date-order", 20, "2009", None),
    "unknown property": ({"ramp:carriedOutBye": "org:ecowas"}, {}, {}, "unknown-property", 20, "ramp:carriedOutBye",
                         "ramp:carriedOutBy"),
    "no degree": ({}, {"ramp:degree": None}, {}, "missing", 22, "degree", None),
    "no such recommendation": ({}, {"ramp:claimRecommendation": "<https://w3id.org/ramp/id/recommendation/999>"}, {},
                               "class", 24, "recommendation", None),
    "no evidence": ({}, {}, {"ramp:evidenceFor": None}, "missing", 22, "evidence", None),
    "no direction": ({}, {}, {"ramp:direction": None}, "missing", 30, "direction", None),
    "two titles": ({"skos:prefLabel": '"One title"@en, "Two titles"@en, "Un titre"@fr'}, {}, {}, "too-many", 13,
                   "skos:altLabel", None),
    "title without language": ({"skos:prefLabel": '"Drill"'}, {}, {}, "datatype", 13, "language tag", None),
}  # fmt: skip


@pytest.mark.parametrize(("practice", "claim", "evidence", "kind", "line", "words", "suggestion"), CASES.values(),
                         ids=CASES)  # fmt: skip
def test_a_fault_is_named_placed_and_has_a_remedy(
    check: Check, practice, claim, evidence, kind, line, words, suggestion
) -> None:
    report = check(record(practice, claim, evidence))
    assert report.outcome == "invalid"
    found = [finding for finding in report.findings if finding.kind == kind and words in finding.message.en]
    assert found, [(finding.kind, finding.message.en) for finding in report.findings]
    finding = found[0]
    assert abs((finding.position.line or 0) - line) <= 1
    assert finding.suggestion == suggestion
    assert finding.remedy or finding.message
    assert finding.message.fr
    assert finding.message.fr != finding.message.en
    assert finding.rule.startswith("https://w3id.org/ramp/shapes#")


def test_every_finding_of_every_case_is_bilingual_and_belongs_to_a_record(check: Check) -> None:
    for practice, claim, evidence, *_ in CASES.values():
        for finding in check(record(practice, claim, evidence)).findings:
            assert all(finding.message)
            assert finding.remedy == ("", "") or all(finding.remedy)
            assert finding.position.line
            assert finding.record or finding.kind in ("own-nodes", "record-type")


def test_nothing_checked_is_not_valid(check: Check) -> None:
    assert check("").outcome == "nothing-checked"
    report = check(record({"a": "ramp:Practise"}, None, None))
    assert report.outcome == "invalid"
    assert "record-type" in {finding.kind for finding in report.findings}


def test_one_language_is_enough_and_the_other_is_recommended(check: Check) -> None:
    report = check(record({"skos:prefLabel": '"Exercice pour les tests"@fr'}))
    assert report.ok
    assert [finding.message.fr for finding in report.findings] == ["Il manque : titre en anglais."]


def test_what_strangers_say_of_the_status_of_claims_is_not_taken_over(check: Check) -> None:
    status = "<https://w3id.org/ramp/scheme/submission-status/accepted>"
    report = check(record(claim={"adms:status": status}))
    assert report.ok
    assert [finding.kind for finding in report.findings] == ["curator-status"]


def test_many_findings_are_grouped_counted_and_cut(check: Check) -> None:
    text = record() + "".join(f"my:x{number} a ramp:ResponseClaim .\n" for number in range(300))
    report = check(text)
    assert report.counts["violation"] == sum(group.total for group in report.groups if group.severity == "violation")
    assert report.counts["violation"] >= 300 * 6
    assert len(report.findings) <= 1_000
    assert report.left_out == sum(report.counts.values()) - len(report.findings)
    assert max(group.shown for group in report.groups) <= 50


def test_a_rule_broken_everywhere_is_told_and_not_counted_to_the_end(check: Check) -> None:
    few, many = (
        check(record() + "".join(f"my:x{number} a ramp:ResponseClaim .\n" for number in range(count)))
        for count in (300, 600)
    )
    assert not [finding for finding in few.findings if finding.kind == "faults"]
    (stopped,) = [finding for finding in many.findings if finding.kind == "faults"]
    assert stopped.severity == "info"
    assert many.outcome == "invalid"
    assert max(group.total for group in many.groups) == 301


def test_every_practice_of_the_graph_passes(check: Check, repository) -> None:
    for file in sorted((repository.data / "practices").glob("*.ttl")):
        report = check(file.read_bytes(), own_base="https://w3id.org/ramp/id/")
        assert report.ok, (file.name, report.findings[:3])
        assert report.checked.unmatched == 0


def test_the_base_of_the_submitter_owns_her_records_and_no_others(check: Check) -> None:
    assert check(record(), own_base="https://example.org/my/").ok
    report = check(record(), own_base="https://example.org/other/")
    assert {finding.kind for finding in report.findings} == {"own-nodes"}


@pytest.mark.parametrize("where", ["practice", "evidence"])
def test_a_source_in_words_is_complained_of_once_with_what_to_give_instead(check: Check, where: str) -> None:
    wrong = {"dcterms:source": '"Annual report, page 12"'}
    report = check(record(wrong) if where == "practice" else record(evidence=wrong))
    (finding,) = [finding for finding in report.findings if "Annual report" in finding.message.en]
    assert "address of a page" in finding.remedy.en
    assert "adresse de page" in finding.remedy.fr
