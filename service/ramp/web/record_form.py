"""The form for one practice, and the table with one row that it is sent as: what a workbook holds, a page can hold."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.datastructures import FormData

from ramp.workflow.shown import FormField

MEDIA_TYPE, FILE_NAME = "text/csv", "form.csv"
_ROW = 2


def values_of(form: FormData, fields: Sequence[FormField]) -> dict[str, list[str]]:
    """The values of the record's fields in a form, by field."""
    return {
        field.name: [value.strip() for value in form.getlist(field.name) if isinstance(value, str) and value.strip()]
        for field in fields
    }


def to_table(values: Mapping[str, list[str]], fields: Sequence[FormField]) -> bytes:
    """The values as CSV: a row of names and a row of values."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow([field.name for field in fields])
    table.writerow(["; ".join(values.get(field.name, ())) for field in fields])
    return out.getvalue().encode()


def from_table(data: bytes, fields: Sequence[FormField]) -> dict[str, list[str]]:
    """The values of a table that `to_table` has written; columns that there are no more are left out."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8", "replace"), newline="")))
    if len(rows) < _ROW:
        return {}
    cells = dict(zip(rows[0], rows[1], strict=False))
    found: dict[str, list[str]] = {}
    for field in fields:
        text = cells.get(field.name, "")
        parts = text.split(";") if field.many else [text]
        found[field.name] = [part.strip() for part in parts if part.strip()]
    return found


def by_field(
    findings: Sequence[Mapping[str, Any]], fields: Sequence[FormField]
) -> tuple[dict[str, list[Mapping[str, Any]]], list[Mapping[str, Any]]]:
    """The findings of the check beside the fields that they are about, and those about none."""
    beside: dict[str, list[Mapping[str, Any]]] = {}
    rest: list[Mapping[str, Any]] = []
    for finding in findings:
        column = _column(str(finding["position"].get("cell") or ""))
        if finding["position"].get("row") == _ROW and 0 < column <= len(fields):
            beside.setdefault(fields[column - 1].name, []).append(finding)
        else:
            rest.append(finding)
    return beside, rest


def title_of(values: Mapping[str, list[str]]) -> str:
    """What a draft is called in lists."""
    return next((values[name][0] for name in ("title.en", "title.fr") if values.get(name)), "")[:300]


def _column(letters: str) -> int:
    """`C` as 3, `AA` as 27; 0 for none."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
