"""Somebody's table with names in a column: read whole or refused, written anew with the matches beside the rows.

Three files come out: the table with five more columns, the mappings as SSSOM TSV, and the rows that a person should
look at. Each is written aside and put in place when all are whole.
"""

import csv
import io
import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import quote

from ramp import __version__
from ramp.errors import BadRequestError, DataSyntaxError, ParameterError, TooLargeError
from ramp.graph.namespaces import BASE

ADDED: Final = ("ramp_id", "ramp_name", "ramp_score", "ramp_match", "ramp_features")
"""The columns that are added: IRI, name, score 0 to 100, "yes", "review" or "no", what the score is made of."""
BYTES_MOST: Final = 256 * 1024 * 1024
_NO_LICENCE: Final = "https://w3id.org/sssom/license/unspecified"
"""What SSSOM says where the owner of a table has not said under which licence its mappings are."""
_FIELD_MOST: Final = 1_000_000
_SAMPLE = 64 * 1024
_QUOTED = re.compile(r'"[^"]*"')
"""What a separator does not count in, while it is guessed."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its headings, its rows, each as long as the headings, and how it was written."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    delimiter: str

    def column(self, name: str) -> int:
        """The place of a column by its heading. Raises ParameterError."""
        if name in self.headings:
            return self.headings.index(name)
        alike = [heading for heading in self.headings if heading.casefold().strip() == name.casefold().strip()]
        known = ", ".join(self.headings[:20])
        raise ParameterError(
            f"The table has no column {name!r}",
            remedy=f"Did you mean {alike[0]!r}?" if alike else f"It has {known}",
            extra={"parameter": "column", "available": list(self.headings)},
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What a name stands for: nothing (`id` empty), or a node with a score; `sure` where nobody need look."""

    id: str = ""
    name: str = ""
    score: float = 0.0
    sure: bool = False
    features: str = ""
    others: str = ""

    @property
    def verdict(self) -> str:
        """What stands in the column `ramp_match`."""
        return "yes" if self.sure else "review" if self.id else "no"


def read_table(path: Path, encoding: str = "utf-8-sig") -> Table:
    """The table in a CSV or TSV file. Raises DataSyntaxError, BadRequestError, TooLargeError, OSError."""
    if path.stat().st_size > BYTES_MOST:
        raise TooLargeError(
            f"{path} is longer than {BYTES_MOST:,} bytes", remedy="Cut it into several", extra={"limit": BYTES_MOST}
        )
    data = path.read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") and encoding == "utf-8-sig":
        encoding = "utf-16"
    if encoding != "utf-16" and (b"\0" in data[:_SAMPLE] or data[:4] == b"PK\x03\x04"):
        raise DataSyntaxError(
            f"{path} is no text but a binary file", remedy="Save the table as CSV with the encoding UTF-8"
        )
    try:
        text = data.decode(encoding)
    except LookupError:
        raise ParameterError(
            f"There is no encoding {encoding!r}", remedy="Use utf-8, windows-1252 or another that Python knows"
        ) from None
    except UnicodeError as error:
        raise DataSyntaxError(
            f"{path} is not written in {encoding.removesuffix('-sig')}: byte {getattr(error, 'start', 0):,} is wrong",
            remedy="Save it as UTF-8, or name its encoding with --encoding, such as --encoding windows-1252",
        ) from None
    if "\0" in text:
        raise DataSyntaxError(f"{path} is no text but a binary file", remedy="Save the table as CSV")
    return _parse(path, text)


def _parse(path: Path, text: str) -> Table:
    head = _QUOTED.sub("", text[:_SAMPLE]).splitlines()[0] if text else ""
    delimiter = "\t" if path.suffix == ".tsv" else max(",;\t", key=head.count)
    csv.field_size_limit(_FIELD_MOST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[str, ...]] = []
    try:
        headings = tuple(next(reader, ()))
        for cells in reader:
            if not any(cells):
                continue
            if len(cells) > len(headings):
                raise DataSyntaxError(
                    f"{path}, line {reader.line_num}: {len(cells)} cells where the table has {len(headings)} columns",
                    remedy="Put a cell that holds the separator into quotes",
                    extra={"line": reader.line_num},
                )
            rows.append((*cells, *[""] * (len(headings) - len(cells))))
    except csv.Error as error:
        raise DataSyntaxError(
            f"{path} is no valid CSV at line {reader.line_num}: {error}",
            remedy="Double the quotes within a cell in quotes",
            extra={"line": reader.line_num},
        ) from None
    if not any(headings):
        raise DataSyntaxError(f"{path} has no headings", remedy="Write the names of the columns in the first line")
    if twice := {heading for heading in headings if headings.count(heading) > 1}:
        raise DataSyntaxError(f"{path} has two columns {min(twice)!r}", remedy="Give each column a name of its own")
    if linked := [heading for heading in ADDED if heading in headings]:
        raise DataSyntaxError(
            f"{path} has a column {linked[0]} already: it is a table that ramp link wrote",
            remedy="Link the table that it was made from, or remove these columns",
        )
    return Table(headings, tuple(rows), delimiter)


def matched(table: Table, column: int, found: Mapping[str, Found]) -> str:
    """The table with the matches beside the rows."""
    rows = [(*row, *_cells(found[row[column].strip()])) for row in table.rows]
    return _written(table.delimiter, (*table.headings, *ADDED), rows)


def uncertain(table: Table, column: int, found: Mapping[str, Found]) -> str:
    """The rows that a person should look at, with the other candidates; line numbers are those of the table's rows."""
    rows = [
        (str(number), *row, *_cells(one), one.others)
        for number, row in enumerate(table.rows, 2)
        if not (one := found[row[column].strip()]).sure and row[column].strip()
    ]
    return _written(table.delimiter, ("row", *table.headings, *ADDED, "ramp_others"), rows)


def sssom(found: Mapping[str, Found], title: str, subjects: str, day: date) -> str:
    """The sure and likely matches as a mapping set (SSSOM TSV), for a person to review before it says identity."""
    lines = [
        f"#mapping_set_id: {subjects}",
        f'#mapping_set_title: "{_plain(title)}"',
        f"#license: {_NO_LICENCE}",
        f'#mapping_tool: "ramp link {__version__}"',
        f'#mapping_date: "{day.isoformat()}"',
        "#curie_map:",
        f"#  ramp: {BASE}",
        "#  skos: http://www.w3.org/2004/02/skos/core#",
        "#  semapv: https://w3id.org/semapv/vocab/",
        '#comment: "Found by name, not reviewed. A mapping is closeMatch until a person has looked at it."',
        "subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification\tconfidence\tcomment",
    ]
    for text, one in found.items():
        if one.id:
            lines.append(
                "\t".join(
                    (
                        f"{subjects}#{_fragment(text)}", _plain(text), "skos:closeMatch",
                        f"ramp:{one.id}", _plain(one.name), "semapv:LexicalMatching" if one.score >= 94
                        else "semapv:LexicalSimilarityThresholdMatching", f"{one.score / 100:.2f}",
                        "" if one.sure else "uncertain",
                    )
                )
            )  # fmt: skip
    return "\n".join(lines) + "\n"


def write_whole(files: Iterable[tuple[Path, str]]) -> None:
    """Put all files in place, or none: each is first written whole beside its place. Raises OSError."""
    with ExitStack() as stack:
        ready: list[tuple[Path, Path]] = []
        for path, text in files:
            handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
            stack.callback(_remove, Path(name))
            with open(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            ready.append((Path(name), path))
        for made, path in ready:
            made.chmod(0o644)
            made.replace(path)


def outputs(path: Path, output: Path | None) -> tuple[Path, Path, Path]:
    """Where the table with matches, the mappings and the uncertain rows go. Raises BadRequestError."""
    place = output or path.with_name(f"{path.stem}.linked{path.suffix or '.csv'}")
    made = place, place.with_name(f"{place.stem}.sssom.tsv"), place.with_name(f"{place.stem}.review{place.suffix}")
    if path.resolve() in [file.resolve() for file in made]:
        raise BadRequestError("The output would replace the table itself", remedy="Name another file with --output")
    return made


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _cells(one: Found) -> tuple[str, ...]:
    score = f"{one.score:g}" if one.id else ""
    return (BASE + one.id if one.id else "", one.name, score, one.verdict, one.features)


def _written(delimiter: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    made = io.StringIO(newline="")
    writer = csv.writer(made, delimiter=delimiter, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return made.getvalue()


def _plain(text: str) -> str:
    return " ".join(text.replace('"', "'").split())


def _fragment(text: str) -> str:
    return quote(text, safe="")
