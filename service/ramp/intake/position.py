"""Where something stands in the file that was sent, in the words of that kind of file."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Position:
    """Line and column (from 1) of a text, JSON Pointer (RFC 6901) of JSON, or sheet, row and column of a table."""

    line: int | None = None
    column: int | None = None
    pointer: str | None = None
    sheet: str | None = None
    row: int | None = None
    cell: str | None = None
    """Column letter of a workbook or table: `C`."""

    def as_dict(self) -> dict[str, Any]:
        """Only what is known."""
        return {key: value for key, value in asdict(self).items() if value is not None}

    def text(self, lang: str) -> str:
        """In words: `line 12, column 5`, `sheet Practices, cell C4`, `/claims/0/degree`."""
        french = lang == "fr"
        if self.row is not None:
            place = f"{'cellule' if french else 'cell'} {self.cell}{self.row}" if self.cell else (
                f"{'ligne' if french else 'row'} {self.row}"
            )  # fmt: skip
            return f"{'feuille' if french else 'sheet'} {self.sheet}, {place}" if self.sheet else place
        if self.pointer is not None:
            return self.pointer or "/"
        if self.line is not None:
            line = f"{'ligne' if french else 'line'} {self.line}"
            return f"{line}, {'colonne' if french else 'column'} {self.column}" if self.column else line
        return ""


NOWHERE = Position()
