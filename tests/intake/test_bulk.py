"""Large files: cut into pieces, screened and explained, they have the findings that they have in one go."""

import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ramp.errors import DataSyntaxError
from ramp.intake.bulk import check_file
from ramp.intake.bulk.pieces import turtle_pieces
from ramp.intake.check import Checker
from ramp.intake.limits import Limits
from ramp.intake.readers import form_of
from ramp.intake.report import CheckReport
from tests.intake.conftest import CLAIM, EVIDENCE, HEAD, PRACTICE, node
from tests.intake.test_profile import changes
from tests.intake.test_readers import PLAIN

_BLANK = re.compile(r"(?:_:)?\b[0-9a-f]{8,}\b")
"""Blank nodes without a label get another name each time that they are read."""
LIMITS = Limits().scaled(100)


def numbered(number: int, practice, claim, evidence) -> str:
    parts = []
    for name, given_, made in (("p", PRACTICE, practice), ("c", CLAIM, claim), ("e", EVIDENCE, evidence)):
        own = {
            key: value.replace("my:p", f"my:p{number}").replace("my:c", f"my:c{number}")
            for key, value in given_.items()
        }
        parts.append(node(f"my:{name}{number}", own, made))
    return "".join(parts)


def told(report: CheckReport) -> tuple:
    findings = sorted(
        _BLANK.sub("_:", repr((f.sort_key()[:-1], f.rule, f.kind, f.focus, f.path, f.value, f.record, f.message)))
        for f in report.findings
    )
    groups = {(group.rule, group.path): group.total for group in report.groups}
    return report.outcome, report.records, report.checked, report.counts, findings, groups


def both(checker: Checker, path: Path, form: str, records: int = 2) -> tuple[CheckReport, CheckReport]:
    """In pieces, and in one go."""
    whole = checker.check(path.read_bytes(), form_of("", path.name), limits=LIMITS)
    return check_file(checker, path, form, limits=LIMITS, records=records), whole


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(changes(PRACTICE), changes(CLAIM), changes(EVIDENCE)), min_size=1, max_size=5))
def test_in_pieces_or_in_one_go_the_findings_are_the_same(checker: Checker, tmp_path: Path, parts) -> None:
    path = tmp_path / "many.ttl"
    path.write_text(HEAD + "".join(numbered(number, *part) for number, part in enumerate(parts)), "utf-8")
    pieces, whole = both(checker, path, "turtle")
    assert told(pieces) == told(whole)


def test_scattered_records_are_judged_as_wholes(checker: Checker, tmp_path: Path) -> None:
    path = tmp_path / "scattered.ttl"
    practices = "".join(node(f"my:p{n}", PRACTICE, {}) for n in range(9))
    claims = "".join(node(f"my:c{n}", CLAIM | {"ramp:claimSubject": f"my:p{n}"}, {}) for n in range(8))
    lines = "".join(node(f"my:e{n}", EVIDENCE | {"ramp:evidenceFor": f"my:c{n}"}, {}) for n in range(8))
    path.write_text(HEAD + practices + claims + lines, "utf-8")
    pieces, whole = both(checker, path, "turtle")
    assert told(pieces) == told(whole)
    assert pieces.counts["violation"] == 1  # the practice without a claim


def test_copies_of_the_process_give_the_same_report_and_the_same_errors(checker: Checker, tmp_path: Path) -> None:
    path = tmp_path / "records.ttl"
    wrong = {"schema:startDate": '"1999-13"^^xsd:gYearMonth'}
    records = [numbered(n, wrong if n % 4 == 0 else {}, {}, {}) for n in range(20)]
    path.write_text(HEAD + "".join(records), "utf-8")
    told: list[int] = []
    one = check_file(checker, path, "turtle", records=2)
    two = check_file(checker, path, "turtle", records=2, processes=2, progress=lambda _, done, total: told.append(done))
    assert two == one
    assert len(one.findings) >= 5
    assert told == sorted(told)
    assert told[-1] == path.stat().st_size
    path.write_text(HEAD + "".join(records) + "my:z a ramp:Practice ; ramp:scope } .\n", "utf-8")
    with pytest.raises(DataSyntaxError, match="line"):
        check_file(checker, path, "turtle", records=2, processes=2)


def test_a_finding_says_the_line_of_the_file(checker: Checker, tmp_path: Path) -> None:
    path = tmp_path / "lines.ttl"
    wrong = {"schema:startDate": '"1999-13"^^xsd:gYearMonth'}
    records = [numbered(n, wrong if n == 7 else {}, {}, {}) for n in range(9)]
    path.write_text(HEAD + "".join(records), "utf-8")
    (finding,) = [f for f in check_file(checker, path, "turtle", records=2).findings if f.severity == "violation"]
    assert "1999-13" in path.read_text("utf-8").splitlines()[(finding.position.line or 0) - 1]


def test_a_syntax_error_says_the_line_of_the_file(checker: Checker, tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    good = "".join(numbered(n, {}, {}, {}) for n in range(9))
    path.write_text(HEAD + good + "my:z a ramp:Practice ; ramp:scope } .\n", "utf-8")
    with pytest.raises(DataSyntaxError, match=f"line {(HEAD + good).count(chr(10)) + 1}"):
        check_file(checker, path, "turtle", records=2)


@pytest.mark.parametrize(("name", "form"), [("table.csv", "csv"), ("records.ttl", "turtle")])
def test_a_file_in_another_encoding_is_refused_in_both_languages(
    checker: Checker, tmp_path: Path, name: str, form: str
) -> None:
    path = tmp_path / name
    path.write_bytes("title.fr,reportedBy\nFormé à Dakar,ecowas\n".encode("latin-1"))
    with pytest.raises(DataSyntaxError, match="not UTF-8") as refused:
        check_file(checker, path, form, records=2)
    assert "n’est pas en UTF-8" in refused.value.extra["detail_fr"]
    assert "UTF-8" in refused.value.extra["remedy_fr"]


def test_a_table_and_lines_of_json_say_row_and_line(checker: Checker, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    row = "Drill number {0},A yearly drill of all officials.,training,ecowas,ecowas,{1}\n"
    table.write_text(
        "Title (English),Description (English),Type of practice,Reported by,Carried out by,Start\n"
        + "".join(row.format(n, "2010-13" if n == 6 else "2010") for n in range(9)),
        "utf-8",
    )
    pieces, whole = both(checker, table, "csv")
    assert sorted(f.position.row or 0 for f in pieces.findings) == sorted(f.position.row or 0 for f in whole.findings)
    lines = tmp_path / "many.jsonl"
    records = [{**PLAIN, "id": f"https://example.org/my/p{n}", "claims": []} for n in range(5)]
    records[3]["startMonth"] = "2010-13"
    lines.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    report = check_file(checker, lines, "jsonl", records=2)
    assert {f.position.line for f in report.findings if "startMonth" in (f.position.pointer or "")} == {4}


TRICKY = '''@prefix : <https://e.org/a.b#> . # a dot. "quote
PREFIX x: <https://e.org/x.>
:a.b :p "a . b", """c . " d""", 'e . f', 1.5, .5, x:c.d . :c :q <https://e.org/x.y>, "\\"." .
@base <https://e.org/> . <z> :p [ :q "x . y" ] ; :r ( "(" ) .
'''


def test_statements_end_where_the_grammar_says() -> None:
    import pyoxigraph as ox

    for block in (TRICKY, TRICKY * 30):
        joined = "".join(piece.text for piece in turtle_pieces(io.BytesIO(block.encode()), 1))
        assert joined.strip() == block.strip()
        found = sum(
            len(list(ox.parse(piece.head + piece.text, format=ox.RdfFormat.TURTLE, base_iri="https://e.org/")))
            for piece in turtle_pieces(io.BytesIO(block.encode()), 1)
        )
        assert found == len(list(ox.parse(block, format=ox.RdfFormat.TURTLE, base_iri="https://e.org/")))
