"""The matrix as a workbook: the table, its cells one a row, and the legend."""

import io
from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ramp.web.coverage import showing
from ramp.web.coverage.cells import Matrix
from ramp.web.coverage.marks import MARKS
from ramp.web.coverage.records import FIELDS, records
from ramp.web.coverage.table import said
from ramp.web.language import Language, words

_BOLD = Font(bold=True)


def as_workbook(shown: Matrix, lang: Language, release: str, modified: datetime) -> bytes:
    """The file, the same for the same release: its dates are those of the release."""
    t, book = words(lang), Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = t["coverage_sheet_matrix"]
    _table(sheet, shown, lang)
    rows = book.create_sheet(t["coverage_sheet_cells"])
    rows.append(list(FIELDS))
    for record in records(shown):
        _append(rows, [record[name] for name in FIELDS])
    rows.freeze_panes = "A2"
    legend = book.create_sheet(t["coverage_legend"])
    for mark in MARKS.values():
        _append(legend, [mark.symbol, t[mark.word], t[f"{mark.word}_about"]])
    for told in ("coverage_not_ranking", "licence"):
        _append(legend, ["", t[told]])
    _append(legend, ["", f"{t['as_of']} {release}"])
    legend.column_dimensions["B"].width = 44
    legend.column_dimensions["C"].width = 90
    book.properties.created = book.properties.modified = modified.replace(tzinfo=None)
    book.properties.creator = "RAMP"
    book.properties.title = t["coverage_title"]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _table(sheet: Worksheet, shown: Matrix, lang: Language) -> None:
    t = words(lang)
    _append(sheet, [t["coverage_recommendation"], *(showing.short(one, lang) for one in shown.mechanisms)])
    for name in sheet[1]:
        name.font = _BOLD
    for section, rows in shown.sections:
        _append(sheet, [showing.heading(section, lang)])
        sheet[sheet.max_row][0].font = _BOLD
        for row in rows:
            found = [shown.cells[one.name, row.name] for one in shown.mechanisms]
            told = [f"{MARKS[cell.state].symbol} {said(t, cell, lang)}" for cell in found]
            _append(sheet, [showing.numbered(row, lang), *told])
            for place, cell in zip(sheet[sheet.max_row][1:], found, strict=True):
                mark = MARKS[cell.state]
                place.fill = PatternFill("solid", fgColor=mark.back.lstrip("#"))
                place.font = Font(color=mark.ink.lstrip("#"))
    sheet.freeze_panes = "B2"
    sheet.column_dimensions["A"].width = 70
    for number in range(2, len(shown.mechanisms) + 2):
        sheet.column_dimensions[get_column_letter(number)].width = 24


def _append(sheet: Worksheet, values: list[str | int | None]) -> None:
    """A row in which no text is taken for a formula."""
    sheet.append(values)
    for cell in sheet[sheet.max_row]:
        if isinstance(cell.value, str):
            cell.data_type = "s"
