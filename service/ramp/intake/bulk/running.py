"""A whole large file: cut, examined piece by piece, and put together, with progress."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import IO

from ramp.errors import LimitError
from ramp.graph.progress import Progress, silent
from ramp.intake.bulk.examining import Examined, Examiner
from ramp.intake.bulk.merging import Merged
from ramp.intake.bulk.pieces import RECORDS, Piece, csv_pieces, json_line_pieces, turtle_pieces
from ramp.intake.check import Checker
from ramp.intake.limits import MIB, Limits
from ramp.intake.profile import SUBMITTED
from ramp.intake.report import CheckReport
from ramp.validation.forked import forked

BULK_BYTES = 5 * MIB
"""Size from which a file is checked piece by piece."""
WHOLE_BYTES = 256 * MIB
"""Largest file whose records may be scattered over it, as it must be held in memory at once."""
BULK_FORMS = {".ttl": "turtle", ".nt": "ntriples", ".csv": "csv", ".jsonl": "jsonl"}
"""Ending of a file name to the form in which it can be cut."""


def bulk_form(name: str) -> str | None:
    """The form of a file that can be cut into pieces; None for one that cannot."""
    return BULK_FORMS.get(Path(name).suffix.lower())


def pieces(file: IO[bytes], form: str, records: int = RECORDS, *, whole: bool = False) -> Iterator[Piece]:
    """The pieces of a file of that form. Raises DataSyntaxError, LimitError."""
    if form == "csv":
        return csv_pieces(file, records)
    if form == "jsonl":
        return json_line_pieces(file, records)
    return turtle_pieces(file, records, whole=whole)


def check_file(
    checker: Checker,
    path: Path,
    form: str,
    *,
    source: str = "",
    own_base: str | None = None,
    limits: Limits | None = None,
    profiles: Sequence[str] = SUBMITTED,
    progress: Progress = silent,
    records: int = RECORDS,
    processes: int = 1,
) -> CheckReport:
    """The report on a file, with the findings that `Checker.check` would have.

    `processes`: how many pieces are examined at once, each in a copy of this process; the report is the same.
    A file whose records are scattered is gone through once more as a whole, if it is not too large for that. Raises
    RampError where the file cannot be read.
    """
    examiner = Examiner(checker, profiles, own_base)
    size = path.stat().st_size
    for whole in (False, True):
        if whole and size > WHOLE_BYTES:
            raise scattered()
        merged = Merged(source, form, limits or Limits())
        with path.open("rb") as file:
            work = partial(_examined, examiner, form)
            for examined, done in forked(work, pieces(file, form, records, whole=whole), processes):
                merged.add(examined)
                progress("Checking the records", done, size)
        if (report := merged.finish()) is not None:
            return report
    raise AssertionError("a single piece is never scattered")


def _examined(examiner: Examiner, form: str, piece: Piece) -> tuple[Examined, int]:
    return examiner.examine(piece, form), piece.done


def scattered() -> LimitError:
    """The records of a file are scattered over it, and it is too large to be held in memory."""
    return LimitError(
        "What belongs to one record stands in distant parts of the file, and the file is too large to be read at once",
        remedy="Write each record in one place (its claims and evidence after it), or split the file",
        extra={"limit": WHOLE_BYTES},
    )
