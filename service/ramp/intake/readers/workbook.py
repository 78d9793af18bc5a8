"""Reads XLSX: values only, after the archive itself has been looked at, so that no bomb is ever unpacked."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from ramp.errors import DataSyntaxError, LimitError, in_french
from ramp.intake.finding import Text
from ramp.intake.knowledge import Knowledge
from ramp.intake.limits import MIB, Limits
from ramp.intake.readers.table import Row, Table, no_headings
from ramp.intake.submission import Submission

EXAMPLE, LISTS = "Example", "Lists"
"""Sheets of the template that hold no records of the submitter's."""


def read(data: bytes, base: str, knowledge: Knowledge, limits: Limits) -> Submission:
    """Every sheet with the headings of the template. Raises DataSyntaxError, LimitError."""
    guard(data, limits)
    submission = Submission("xlsx", base, table=True)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False, keep_vba=False)
        try:
            read_any = False
            for sheet in book.worksheets:
                if sheet.title in (EXAMPLE, LISTS):
                    continue
                table = Table(submission, knowledge, limits, sheet.title)
                read_any = table.read(_rows(sheet, limits)) or read_any
        finally:
            book.close()
    except (DataSyntaxError, LimitError):
        raise
    except (InvalidFileException, zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError,
            IndexError, EOFError, SyntaxError, OSError) as error:  # fmt: skip
        raise _broken(type(error).__name__) from None
    if not read_any:
        raise no_headings(Text("workbook", "classeur"))
    return submission


def guard(data: bytes, limits: Limits) -> None:
    """Refuses archives that would unpack into too much, and whatever is no plain workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
        raise _broken("no archive") from None
    if len(parts) > limits.archive_entries:
        raise _bomb(f"it has {len(parts):,} parts", limits.archive_entries)
    total = sum(part.file_size for part in parts)
    if total > limits.archive_bytes:
        raise _bomb(f"it unpacks to {total:,} bytes", limits.archive_bytes)
    for part in parts:
        if part.file_size > MIB and part.file_size > limits.archive_ratio * max(part.compress_size, 1):
            raise _bomb(f"{part.filename[:60]!r} unpacks to more than {limits.archive_ratio} times its size",
                        limits.archive_ratio)  # fmt: skip
        if part.flag_bits & 0x1:
            raise DataSyntaxError(
                "The workbook is encrypted",
                remedy="Save it without a password",
                extra=in_french("Le classeur est chiffré", "Enregistrez-le sans mot de passe"),
            )
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise _broken("no xl/workbook.xml")


def _rows(sheet: Any, limits: Limits) -> Iterator[Row]:
    sheet.reset_dimensions()  # what the file says of its own size is not believed
    limit = limits.rows + 1_000
    for number, row in enumerate(sheet.iter_rows(max_col=limits.columns, values_only=True), start=1):
        if number > limit:
            raise LimitError(
                f"The sheet {sheet.title[:40]!r} has more than {limit:,} rows",
                remedy="Send fewer records at a time, and delete empty rows",
                extra={
                    "limit": limit,
                    **in_french(
                        f"La feuille {sheet.title[:40]!r} a plus de {limit} lignes",
                        "Envoyez moins de fiches à la fois, et supprimez les lignes vides",
                    ),
                },
            )
        yield number, [cell_text(value) for value in row]


def cell_text(value: Any) -> str:
    """The value as a person sees it in the cell; a day without its midnight, a whole number without its point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _broken(why: str) -> DataSyntaxError:
    return DataSyntaxError(
        f"The file cannot be opened as a workbook ({why})",
        remedy="Save it again as .xlsx, or send it as CSV",
        extra=in_french(
            f"Le fichier ne peut pas être ouvert comme classeur ({why})",
            "Enregistrez-le de nouveau en .xlsx, ou envoyez-le en CSV",
        ),
    )


def _bomb(why: str, limit: int) -> LimitError:
    return LimitError(
        f"The workbook is not opened: {why}, more than is read here",
        remedy="Copy the rows into a fresh template",
        extra={
            "limit": limit,
            **in_french(
                "Le classeur n'est pas ouvert : décompressé, il dépasse ce qui est lu ici",
                "Copiez les lignes dans un modèle neuf",
            ),
        },
    )
