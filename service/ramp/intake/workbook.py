"""Writes workbooks: the template with its lists and instructions, and a checked workbook with a comment on each bad
cell.
"""

import io
import math
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from ramp.intake.fields import Field
from ramp.intake.finding import Finding
from ramp.intake.limits import Limits
from ramp.intake.readers.workbook import EXAMPLE, LISTS, guard
from ramp.intake.register import Register
from ramp.intake.render.csv_table import neutral
from ramp.intake.render.words import said
from ramp.intake.report import CheckReport

PRACTICES, HELP = "Practices", "Read me - Lisez-moi"
_ROWS = 1_000
_HEAD = PatternFill("solid", fgColor="DCE6F1")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_FACE = "Calibri"
_LINE = 15.5
"""Height of a line of text of 11 points, in points. Spreadsheet programs do not all fit rows to wrapped text."""
_MARKS = {"violation": PatternFill("solid", fgColor="F8CBAD"), "warning": PatternFill("solid", fgColor="FFE699"),
          "info": PatternFill("solid", fgColor="DDEBF7")}  # fmt: skip
_HELP = (
    ("How to fill in this workbook", "Comment remplir ce classeur"),
    ("One row is one practice, on the sheet “Practices”. A star marks what every record must have.",
     "Une ligne est une pratique, feuille « Practices ». Un astérisque marque ce que toute fiche doit comporter."),
    ("Cells with a list offer its terms; several values in a cell are separated by ; (semicolon).",
     "Les cellules à liste en proposent les termes ; séparer plusieurs valeurs par ; (point-virgule)."),
    ("Titles and texts may be in English, in French or in both: one language is enough, though both columns have a "
     "star.",
     "Titres et textes peuvent être en anglais, en français ou dans les deux langues : une langue suffit, bien que les "
     "deux colonnes portent l'astérisque."),
    ("Dates: a year, a month or a day (2010, 2010-10, 2010-10-05), as exact as you know them.",
     "Dates : une année, un mois ou un jour (2010, 2010-10, 2010-10-05), selon ce que vous savez."),
    ("Never write the name, age, telephone number or anything else that could identify a victim.",
     "N'écrivez jamais le nom, l'âge, le numéro de téléphone ni rien qui puisse identifier une victime."),
    ("The sheet “Example” is a made-up example; it is not read. Before you send the file, check it on the page “Check "
     "practice records” of RAMP's site.",
     "La feuille « Example » est un exemple inventé, qui n'est pas lu. Avant l'envoi, vérifiez le fichier à la page "
     "« Vérifier des fiches de pratiques » du site de RAMP."),
)  # fmt: skip


def write(columns: list[Field], register: Register, lang: str) -> bytes:
    """The template: instructions in both languages, a sheet to fill in, an example, the lists in one language."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = PRACTICES
    _headings(sheet, columns, lang)
    choices = _lists(book.create_sheet(LISTS), columns, register, lang)
    for number, field in enumerate(columns, start=1):
        _validation(sheet, number, field, choices.get(field.group), lang)
    _example(book.create_sheet(EXAMPLE), columns, register, lang)
    _help(book.create_sheet(HELP, 0), columns)
    book.active = book.worksheets.index(sheet)
    return _saved(book)


def annotate(data: bytes, report: CheckReport, lang: str) -> bytes:
    """The workbook again with the findings as comments and colours on their cells. Cells themselves are not changed.

    A cell that would be run as a formula is turned into a text. Raises DataSyntaxError, LimitError as the reader does.
    """
    guard(data, Limits().scaled(20))
    book = load_workbook(io.BytesIO(data), keep_links=False, keep_vba=False)
    by_cell: dict[tuple[str, str], list[Finding]] = {}
    for finding in report.findings:
        place = finding.position
        if place.sheet and place.row:
            by_cell.setdefault((place.sheet, f"{place.cell or 'A'}{place.row}"), []).append(finding)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    cell.value = neutral(str(cell.value))
                    cell.data_type = "s"
    for (name, where), findings in by_cell.items():
        if name in book.sheetnames:
            cell = book[name][where]
            text = "\n".join(_sentence(finding, lang) for finding in findings[:5])
            cell.comment = Comment(text, "RAMP", width=420, height=60 + 40 * min(len(findings), 5))
            cell.fill = _MARKS[min((finding.severity for finding in findings), key=list(_MARKS).index)]
    return _saved(book)


def _sentence(finding: Finding, lang: str) -> str:
    return " ".join(part for part in (*said(finding, lang), finding.remedy.in_(lang)) if part)


def _headings(sheet: Any, columns: list[Field], lang: str) -> None:
    for number, field in enumerate(columns, start=1):
        cell = sheet.cell(1, number, field.heading)
        cell.font, cell.fill = Font(name=_FACE, bold=True), _HEAD
        cell.alignment = _WRAPPED
        cell.comment = Comment(field.hint.in_(lang), "RAMP", width=320, height=90)
        wide = field.kind == "text" and field.key in ("title", "description", "outcome", "challenge")
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width, column.alignment = 42 if wide else 24, _WRAPPED
        if field.kind == "date":
            column.number_format = "@"
    _fit(sheet, 1)
    sheet.freeze_panes = "B2"


def _lists(sheet: Any, columns: list[Field], register: Register, lang: str) -> dict[str, str]:
    """Writes a column for each list, headed as the first column that uses it; the reference of each, by group."""
    references: dict[str, str] = {}
    groups: dict[str, Field] = {}
    for field in columns:
        if field.kind == "name" and field.group:
            groups.setdefault(field.group, field)
    for number, (group, field) in enumerate(groups.items(), start=1):
        sheet.cell(1, number, field.heading.removesuffix(" *")).font = Font(name=_FACE, bold=True)
        names = [_choice(register, entry.iri, group, lang) for entry in register.group(group)]
        for row, name in enumerate(sorted(names), start=2):
            sheet.cell(row, number, neutral(name))
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = 60
        references[group] = f"'{LISTS}'!${letter}$2:${letter}${max(2, len(names) + 1)}"
    sheet.protection.sheet = True
    return references


def _choice(register: Register, iri: str, group: str, lang: str) -> str:
    """What a list shows: the label in one language, a recommendation with its number."""
    entry = register.entries[iri]
    label = entry.label(lang)
    if len(register.find(label, group)) > 1:
        return f"{label} ({entry.slug})"
    return f"{entry.slug} – {label}" if group == "recommendation" else label


def _validation(sheet: Any, number: int, field: Field, reference: str | None, lang: str) -> None:
    """A list to choose from, which does not refuse what is typed: several values, acronyms and codes are fine too."""
    letter = get_column_letter(number)
    rule = DataValidation(type="list" if reference else None, formula1=reference, allow_blank=True)
    rule.showErrorMessage = False
    rule.showInputMessage = True
    rule.promptTitle, rule.prompt = field.label.in_(lang)[:32], field.hint.in_(lang)[:255]
    rule.add(f"{letter}2:{letter}{_ROWS}")
    sheet.add_data_validation(rule)


def _example(sheet: Any, columns: list[Field], register: Register, lang: str) -> None:
    _headings(sheet, columns, lang)
    for number, field in enumerate(columns, start=1):
        text = "; ".join(_shown(register, field, slug, lang) for slug in field.example)
        cell = sheet.cell(2, number, text or None)
        cell.alignment, cell.font = _WRAPPED, Font(name=_FACE)
    _fit(sheet, 2)


def _shown(register: Register, field: Field, slug: str, lang: str) -> str:
    if field.kind != "name":
        return slug
    found = register.find(slug, field.group)
    return _choice(register, found[0], field.group, lang) if found else slug


def _help(sheet: Any, columns: Iterable[Field]) -> None:
    sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = 70
    starred = [(field, " *" if field.required else "") for field in columns]
    rows = [*_HELP, ("", "")]
    rows += [(f"{f.label.en}{star}: {f.hint.en}", f"{f.label.fr}{star} : {f.hint.fr}") for f, star in starred]
    for row, pair in enumerate(rows, start=1):
        for column, text in enumerate(pair, start=1):
            cell = sheet.cell(row, column, text or None)
            cell.alignment = _WRAPPED
            cell.font = Font(name=_FACE, bold=row == 1, size=14 if row == 1 else 11)
        _fit(sheet, row)
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _fit(sheet: Any, row: int) -> None:
    """Makes a row as high as its wrapped text needs."""
    lines = 1
    for cell in sheet[row]:
        wide = sheet.column_dimensions[cell.column_letter].width * 11 / (cell.font.size or 11)
        lines = max(lines, math.ceil(len(str(cell.value or "")) / wide))
    tallest = max(cell.font.size or 11 for cell in sheet[row])
    sheet.row_dimensions[row].height = lines * _LINE * tallest / 11


def _saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
