"""Reads CSV: comma, semicolon or tab, UTF-8 or what a Western spreadsheet program writes."""

import csv
import io

from ramp.errors import DataSyntaxError, LimitError, in_french
from ramp.intake.finding import Text
from ramp.intake.knowledge import Knowledge
from ramp.intake.limits import Limits
from ramp.intake.readers.table import Row, Table, no_headings
from ramp.intake.submission import Submission


def read(data: bytes, base: str, knowledge: Knowledge, limits: Limits) -> Submission:
    """A table of practices. Raises DataSyntaxError with the line, LimitError."""
    submission = Submission("csv", base, table=True)
    if not Table(submission, knowledge, limits, None).read(_rows(_text(data), limits)):
        raise no_headings(Text("table", "tableau"))
    return submission


def _text(data: bytes) -> str:
    if b"\0" in data:
        raise DataSyntaxError(
            "The file is not a text",
            remedy="Save the table as CSV with the encoding UTF-8",
            extra=in_french(
                "Le fichier n'est pas un texte", "Enregistrez le tableau au format CSV avec l'encodage UTF-8"
            ),
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _rows(text: str, limits: Limits) -> list[Row]:
    head = text[:20_000].splitlines()[:10]
    delimiter = max(",;\t", key=lambda mark: sum(line.count(mark) for line in head))
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    csv.field_size_limit(max(limits.literal * 2, 131_072))
    try:
        for cells in reader:
            if len(cells) > limits.columns:
                raise LimitError(
                    f"Line {reader.line_num} has {len(cells)} columns; at most {limits.columns} are read",
                    remedy="Use the columns of the template",
                    extra={
                        "limit": limits.columns,
                        "line": reader.line_num,
                        **in_french(
                            f"La ligne {reader.line_num} a {len(cells)} colonnes, {limits.columns} au plus sont lues",
                            "Utilisez les colonnes du modèle",
                        ),
                    },
                )
            rows.append((len(rows) + 1, cells))
    except csv.Error as error:
        raise DataSyntaxError(
            f"The table is not valid CSV at line {reader.line_num}: {error}",
            remedy="Put a text that holds quotes or line breaks into quotes, and double the quotes inside",
            extra={
                "line": reader.line_num,
                **in_french(
                    f"Le tableau n'est pas valide en CSV, ligne {reader.line_num} : {error}",
                    "Mettez entre guillemets un texte qui contient des guillemets ou des sauts de ligne, et doublez-y "
                    "les guillemets",
                ),
            },
        ) from None
    return rows
