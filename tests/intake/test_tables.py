"""Tables: what people write in cells, the template and the way back with comments."""

import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ramp.intake import dates
from ramp.intake.check import Checker
from ramp.intake.fields import fields
from ramp.intake.readers import form_of
from ramp.intake.template import make
from ramp.intake.workbook import annotate
from tests.intake.conftest import Check

GOOD = {
    "Title (English)": "Drill for the tests",
    "Titre (français)": "Exercice pour les tests",
    "Kind of practice": "training",
    "Signalée par": "CEDEAO",
    "Carried out by": "ECOWAS; UNODC",
    "States covered": "Sénégal, Cote d'Ivoire; GH",
    "Start": "octobre 2010",
    "Description (English)": "Officials of all members rehearse once a year what they would do.",
    "Recommendations answered": "111; 120",
    "Dans quelle mesure": "répond en partie",
    "Evidence: pages": "https://example.org/a; https://example.org/b",
    "Kind of evidence": "report",
}


def table(*rows: dict[str, str], delimiter: str = ",") -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_row_in_either_language_is_a_record_with_its_claims(check: Check, delimiter: str, encoding: str) -> None:
    report = check(table(GOOD, delimiter=delimiter).encode(encoding), ".csv")
    assert (report.outcome, report.records, report.findings) == ("valid", 1, ())
    assert report.checked.focus_nodes == 1 + 2 + 2


BAD = {
    "Kind of practice": ("trainning", "known-name", "C", "training"),
    "Signalée par": ("CEDAEO", "known-name", "D", "Economic Community of West African States"),
    "States covered": ("Sénégale", "known-name", "F", "Senegal"),
    "Start": ("05/10/2010", "date-form", "G", "2010-10-05"),
    "Recommendations answered": ("999", "known-name", "I", None),
    "Dans quelle mesure": ("mostly", "known-name", "J", None),
    "Evidence: pages": ("www.example.org", "link-form", "K", None),
}


@pytest.mark.parametrize("column", BAD)
def test_a_bad_cell_is_named_with_the_nearest_value_and_said_once(check: Check, column: str) -> None:
    value, kind, cell, suggestion = BAD[column]
    report = check(table(GOOD, {**GOOD, column: value}), ".csv")
    errors = [finding for finding in report.findings if finding.severity == "violation"]
    assert [(error.kind, error.position.cell, error.position.row) for error in errors] == [(kind, cell, 3)]
    assert errors[0].suggestion == suggestion
    assert errors[0].record == "Drill for the tests"


@pytest.mark.parametrize(("column", "cell"), [("Kind of practice", "C"), ("Signalée par", "D"),
                                              ("Recommendations answered", "I"), ("Dans quelle mesure", "J"),
                                              ("Evidence: pages", "K")])  # fmt: skip
def test_an_empty_cell_that_is_needed_is_named(check: Check, column: str, cell: str) -> None:
    report = check(table({**GOOD, column: ""}), ".csv")
    errors = [finding for finding in report.findings if finding.severity == "violation"]
    assert {error.position.cell for error in errors} <= {cell, "I"}
    assert cell in {error.position.cell for error in errors}
    assert all("ramp:" not in error.remedy.en for error in errors)


def test_a_missing_translation_or_page_is_placed_in_its_own_column(check: Check) -> None:
    row = {**GOOD, "Titre (français)": "", "Recommendations answered": "999", "Evidence: pages": ""}
    report = check(table(row), ".csv")
    warnings = {(finding.message.en, finding.position.cell) for finding in report.findings if finding.kind == "missing"}
    assert {("Missing: title in French.", "B"), ("Missing: source.", "K")} <= warnings


@pytest.mark.parametrize(("typed", "meant"), [("Maly", "Mali"), ("Pery", "Peru"), ("Quok", None)])
def test_one_wrong_letter_in_a_short_name_is_near_enough(check: Check, typed: str, meant: str | None) -> None:
    report = check(table({**GOOD, "States covered": typed}), ".csv")
    assert [finding.suggestion for finding in report.findings if finding.value == typed] == [meant]


def test_unknown_columns_are_said_with_the_one_that_was_meant(check: Check) -> None:
    report = check(table({**GOOD, "Outcome (Englisch)": "x", "Colour": "red"}), ".csv")
    found = {finding.value: finding.suggestion for finding in report.findings if finding.kind == "known-column"}
    assert found == {"Outcome (Englisch)": "Outcome (English)", "Colour": None}


@pytest.mark.parametrize("form", ["ttl", "jsonld"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_filled_templates_are_valid(checker: Checker, check: Check, form: str, lang: str) -> None:
    report = check(make(form, checker.knowledge, lang), f".{form}")
    assert report.outcome == "valid"
    assert report.findings == ()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_workbook_goes_round(checker: Checker, check: Check, lang: str) -> None:
    """Empty it holds nothing; with the example copied in it is valid; spoilt it comes back with comments."""
    empty = make("xlsx", checker.knowledge, lang)
    assert check(empty, ".xlsx").outcome == "nothing-checked"
    book = openpyxl.load_workbook(io.BytesIO(empty))
    sheet, example = book["Practices"], book["Example"]
    for cell in example[2]:
        for row in (2, 3):
            sheet.cell(row, cell.column, cell.value)
    report = check(saved(book), ".xlsx")
    assert (report.outcome, report.records, report.findings) == ("valid", 2, ())
    headings = {str(cell.value).split(" /")[0].strip(" *"): cell.column_letter for cell in sheet[1]}
    spoilt = headings["Kind of practice"]
    sheet[f"{spoilt}3"] = "trainning"
    sheet[f"{headings['Reach']}3"] = '=HYPERLINK("https://example.org","x")'
    report = check(saved(book), ".xlsx")
    assert [(f.position.sheet, f.position.cell, f.position.row) for f in report.findings] == [("Practices", spoilt, 3)]
    back = openpyxl.load_workbook(io.BytesIO(annotate(saved(book), report, lang)))["Practices"]
    comment = back[f"{spoilt}3"].comment
    assert comment is not None
    assert ("Vouliez-vous" if lang == "fr" else "Did you mean") in comment.text
    assert back[f"{spoilt}3"].value == "trainning"
    assert all(cell.data_type != "f" for row in back.iter_rows() for cell in row)


def test_lists_offer_every_term_and_only_names_that_are_understood(checker: Checker) -> None:
    book = openpyxl.load_workbook(io.BytesIO(make("xlsx", checker.knowledge, "fr")))
    lists = book["Lists"]
    register = checker.knowledge.register
    ambiguous = []
    groups = {field.heading.removesuffix(" *"): field.group for field in fields(checker.knowledge)}
    for column in lists.iter_cols():
        heading, *names = [str(cell.value) for cell in column if cell.value is not None]
        group = groups[heading]
        assert len(names) == len(register.group(group))
        ambiguous += [name for name in names if len(register.find(name, group)) != 1]
    assert ambiguous == []
    rules = book["Practices"].data_validations.dataValidation
    assert len([rule for rule in rules if rule.type == "list"]) >= 10
    help_texts = [str(cell.value) for cell in book["Read me - Lisez-moi"][1]]
    assert help_texts == ["How to fill in this workbook", "Comment remplir ce classeur"]


@pytest.mark.parametrize("name", ["Read me - Lisez-moi", "Example"])
def test_rows_are_high_enough_for_their_text(checker: Checker, name: str) -> None:
    """Spreadsheet programs do not fit rows that a file says nothing of: lines of text would lie upon each other."""
    sheet = openpyxl.load_workbook(io.BytesIO(make("xlsx", checker.knowledge, "en")))[name]
    for number, row in enumerate(sheet.iter_rows(), start=1):
        longest = max(len(str(cell.value or "")) / sheet.column_dimensions[cell.column_letter].width for cell in row)
        assert (sheet.row_dimensions[number].height or 0) >= 15 * longest


def test_headings_are_one_to_one(checker: Checker) -> None:
    seen: dict[str, str] = {}
    for field in fields(checker.knowledge):
        for spelling in field.spellings():
            assert seen.setdefault(spelling, field.name) == field.name
        assert field.hint.en
        assert field.hint.fr


def test_numbers_and_days_of_a_workbook_are_read_as_they_look(checker: Checker, check: Check) -> None:
    import datetime

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(GOOD))
    row = {**GOOD, "Start": datetime.datetime(2010, 10, 5), "Recommendations answered": 111}
    sheet.append([row[name] for name in GOOD])
    row["Start"] = 2010
    sheet.append([row[name] for name in GOOD])
    report = check(saved(book), ".xlsx")
    assert (report.outcome, report.records, report.findings) == ("valid", 2, ())


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "exact", "suggested"),
    [
        ("2010", "2010", "2010"), ("2010-1", "2010-01", "2010-01"), ("2010-10-05", "2010-10-05", "2010-10-05"),
        ("5 October 2010", "2010-10-05", "2010-10-05"), ("1er août 2010", "2010-08-01", "2010-08-01"),
        ("October 5, 2010", "2010-10-05", "2010-10-05"), ("déc. 2010", "2010-12", "2010-12"),
        ("25/10/2010", "2010-10-25", "2010-10-25"), ("10/25/2010", "2010-10-25", "2010-10-25"),
        ("05/05/2010", "2010-05-05", "2010-05-05"), ("10/2010", "2010-10", "2010-10"),
        ("05/10/2010", None, "2010-10-05"), ("31/02/2010", None, "2010"), ("2010-13-05", None, "2010-05-13"),
        ("2010-02-31", None, "2010-02"), ("2010-10-05T08:00:00Z", None, "2010-10-05"), ("about 2010", None, "2010"),
        ("soon", None, None), ("", None, None), ("99999", None, None), ("0000-00-00", None, None),
    ],
)  # fmt: skip
def test_dates(text: str, exact: str | None, suggested: str | None) -> None:
    assert dates.exact(text) == exact
    assert dates.suggested(text) == suggested


@given(st.text(max_size=30) | st.from_regex(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}", fullmatch=True))
def test_a_date_is_always_well_formed(text: str) -> None:
    for found in (dates.exact(text), dates.suggested(text)):
        assert found is None or dates.literal(found).value is not None or len(found) in (4, 7)


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


@given(st.dictionaries(st.sampled_from(list(GOOD)), CELLS, min_size=2))
def test_no_cells_bring_forth_anything_but_a_report(check: Check, row: dict[str, str]) -> None:
    assert form_of("", "x.csv").name == "csv"
    if any(name in row for name in GOOD):
        assert check(table(row), ".csv").outcome in ("valid", "invalid", "nothing-checked")
