"""What the service runs in worker processes for a large file: cutting it, and examining its pieces one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ramp.errors import LimitError
from ramp.intake.bulk.examining import Examined, Examiner
from ramp.intake.bulk.pieces import Piece
from ramp.intake.bulk.running import pieces
from ramp.intake.check import Checker
from ramp.intake.worker import checker_for

_MOST_PIECES = 2_000


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece in a file of its own. `done`: bytes of the whole up to its end."""

    path: Path
    head: str
    line: int
    done: int


class _Held:
    """The one process-wide place of a worker for its examiner; it goes with the checker that it was made of."""

    checker: Checker | None = None
    asked: tuple[object, ...] = ()
    examiner: Examiner | None = None

    @classmethod
    def ready(cls, checker: Checker, profiles: Sequence[str], base: str | None) -> Examiner:
        asked = (tuple(profiles), base)
        if cls.examiner is None or cls.checker is not checker or cls.asked != asked:
            cls.examiner = Examiner(checker, profiles, base)
            cls.checker, cls.asked = checker, asked
        return cls.examiner


def cut(path: Path, whole: Path, form: str, folder: Path) -> list[Cut]:
    """Writes the pieces of the file `whole` into `folder`. Raises RampError where it cannot be cut."""
    del path
    found: list[Cut] = []
    with whole.open("rb") as file:
        for number, piece in enumerate(pieces(file, form)):
            if number >= _MOST_PIECES:
                raise LimitError(
                    f"The file has more than {_MOST_PIECES:,} pieces", remedy="Split it", extra={"limit": _MOST_PIECES}
                )
            target = folder / f"{number}"
            target.write_text(piece.text, "utf-8", newline="")
            found.append(Cut(target, piece.head, piece.line, piece.done))
    return found


def examine(path: Path, root: Path, part: Cut, form: str, base: str | None, profiles: Sequence[str]) -> Examined:
    """The report on one piece. Raises RampError where it cannot be read."""
    examiner = _Held.ready(checker_for(path, root), profiles, base)
    with part.path.open(encoding="utf-8", newline="") as file:
        return examiner.examine(Piece(part.head, file.read(), part.line, part.done), form)
