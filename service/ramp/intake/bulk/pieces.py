"""Cuts a large file into pieces of whole records, reading it once and holding one piece at a time.

A piece knows where it begins, so that positions in it can be told in terms of the file.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from ramp.errors import DataSyntaxError, LimitError, french_number, in_french

RECORDS = 500
"""About how many records a piece holds."""
_BLOCK = 1 << 20
_LONGEST = 64 << 20
_SAVE_AS_UTF_8 = "Save the file with the encoding UTF-8", "Enregistrez le fichier avec l’encodage UTF-8"
"""Characters after which a statement must have ended."""
_STATEMENT = re.compile(
    r"""(?:[^"'<\#.\\]++ | \\. | <[^<>"{}|^`\s]*+> | <
      | \"\"\"(?:[^"\\]++|\\.|"(?!""))*+\"\"\" | '''(?:[^'\\]++|\\.|'(?!''))*+'''
      | "(?:[^"\\\n\r]++|\\.)*+"(?!") | '(?:[^'\\\n\r]++|\\.)*+'(?!')
      | \#[^\n\r]*+[\n\r] | \.(?=[^\s\#<"'\[(]))*+ \.(?=[\s\#<"'\[(])""",
    re.VERBOSE | re.DOTALL,
)
_DIRECTIVE = re.compile(r"(?:\s|\#[^\n\r]*[\n\r])*+@(?:prefix|base)\b", re.IGNORECASE)
_SPARQL_DIRECTIVES = re.compile(
    r"((?:\s|\#[^\n\r]*[\n\r])*+)((?:(?:prefix\s+[^\s<]*\s*|base\s*)<[^<>\s]*>\s*)+)", re.IGNORECASE
)
_SUBJECT = re.compile(r"(?:\s|\#[^\n\r]*[\n\r])*+(\S+)")
_PRACTICE = re.compile(r"(?:\#|:)Practice\b")


@dataclass(frozen=True, slots=True)
class Piece:
    """`head`: the prefixes, headings and so on that come before, on `head_lines` lines; `line`: the line of the file
    (from 1) on which `text` begins; `done`: bytes of the file that were read so far.
    """

    head: str
    text: str
    line: int
    done: int

    @property
    def head_lines(self) -> int:
        return self.head.count("\n")


def turtle_pieces(file: IO[bytes], records: int = RECORDS, *, whole: bool = False) -> Iterator[Piece]:
    """Pieces of Turtle or N-Triples. A piece begins with a new subject; `whole`: all in one piece.

    Raises DataSyntaxError where the text is not UTF-8.
    """
    head, last = "", ""
    held: list[str] = []
    seen, line, begun = 0, 1, 1
    for statement, done in _statements(file):
        subject, statement_head = _subject(statement), _directive(statement)
        fresh = subject != last and _PRACTICE.search(statement) is not None
        if held and not whole and ((fresh and seen >= records) or statement_head):
            yield Piece(head, "".join(held), begun, done)
            held, seen = [], 0
        if not held:
            begun = line
        head += statement_head
        held.append(statement)
        seen += fresh
        line += statement.count("\n")
        last = subject
    if any(not part.isspace() for part in held):
        yield Piece(head, "".join(held), begun, file.tell())


def csv_pieces(file: IO[bytes], records: int = RECORDS) -> Iterator[Piece]:
    """Pieces of a table whose first row holds the headings; `line` is the row."""
    text = io.TextIOWrapper(file, "utf-8-sig", errors="strict", newline="")
    first, number = "", 0
    held: list[str] = []
    begun = 2
    for row in _csv_rows(text):
        number += 1
        if not first:
            first = row
            continue
        held.append(row)
        if len(held) >= records:
            yield Piece(first, "".join(held), begun, file.tell())
            held, begun = [], number + 1
    if held:
        yield Piece(first, "".join(held), begun, file.tell())
    text.detach()


def json_line_pieces(file: IO[bytes], records: int = RECORDS) -> Iterator[Piece]:
    """Pieces of a file that holds one JSON object a line."""
    held: list[str] = []
    begun = 1
    for number, raw in enumerate(file, 1):
        held.append(_decoded(raw, number))
        if len(held) >= records:
            yield Piece("", "".join(held), begun, file.tell())
            held, begun = [], number + 1
    if held:
        yield Piece("", "".join(held), begun, file.tell())


def _csv_rows(text: io.TextIOWrapper) -> Iterator[str]:
    """Each row as it is written, line breaks within quotes included."""
    row = ""
    try:
        for line in text:
            row += line
            if row.count('"') % 2 == 0:
                yield row
                row = ""
            elif len(row) > _LONGEST:
                raise _endless()
    except UnicodeDecodeError:
        raise DataSyntaxError(
            "The table is not UTF-8",
            remedy=_SAVE_AS_UTF_8[0],
            extra=in_french("Le tableau n’est pas en UTF-8", _SAVE_AS_UTF_8[1]),
        ) from None
    except csv.Error as error:
        raise DataSyntaxError(
            f"The table cannot be read: {error}",
            remedy="Save it as CSV again",
            extra=in_french(f"Le tableau ne peut être lu : {error}", "Enregistrez-le de nouveau au format CSV"),
        ) from None
    if row:
        yield row


def _statements(file: IO[bytes]) -> Iterator[tuple[str, int]]:
    """Every statement with the white space before it; what does not end with a full stop comes last."""
    buffer, rest = "", b""
    first = True
    while block := file.read(_BLOCK):
        block = rest + block
        end = block.rfind(b"\n") + 1
        rest, block = block[end:], block[:end]
        buffer += _decoded(block, 0).removeprefix("\ufeff") if first else _decoded(block, 0)
        first = False
        at = 0
        while (found := _STATEMENT.match(buffer, at)) is not None:
            yield found.group(), file.tell()
            at = found.end()
        buffer = buffer[at:]
        if len(buffer) > _LONGEST:
            raise _endless()
    buffer += _decoded(rest, 0) + "\n"
    at = 0
    while (found := _STATEMENT.match(buffer, at)) is not None:
        yield found.group(), file.tell()
        at = found.end()
    if at < len(buffer):
        yield buffer[at:], file.tell()


def _subject(statement: str) -> str:
    found = _SUBJECT.match(statement)
    return found[1] if found else ""


def _directive(statement: str) -> str:
    """The directives that a statement is, or begins with, for the head of later pieces."""
    if _DIRECTIVE.match(statement):
        return f"{statement.strip()}\n"
    found = _SPARQL_DIRECTIVES.match(statement)
    return f"{found[2].strip()}\n" if found else ""


def _decoded(raw: bytes, line: int) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        where, place = (f" at line {line}", f" à la ligne {line}") if line else ("", "")
        raise DataSyntaxError(
            f"The text is not UTF-8{where}",
            remedy=_SAVE_AS_UTF_8[0],
            extra=in_french(f"Le texte n’est pas en UTF-8{place}", _SAVE_AS_UTF_8[1]),
        ) from None


def _endless() -> LimitError:
    return LimitError(
        f"A statement or row has more than {_LONGEST:,} characters",
        remedy="Check that every quote and every statement is closed",
        extra={
            "limit": _LONGEST,
            **in_french(
                f"Une déclaration ou une ligne compte plus de {french_number(_LONGEST)} caractères",
                "Vérifiez que chaque guillemet et chaque déclaration sont fermés",
            ),
        },
    )


def bodies(text: str) -> Iterator[tuple[str, str]]:
    """Each statement of a piece with the text of its subject, which is empty for directives and white space."""
    text += "\n"
    at = 0
    while (found := _STATEMENT.match(text, at)) is not None:
        statement = found.group()
        head = _SPARQL_DIRECTIVES.match(statement)
        if _DIRECTIVE.match(statement):
            yield statement, ""
        elif head is not None:
            yield head.group(), ""
            yield statement[head.end() :], _subject(statement[head.end() :])
        else:
            yield statement, _subject(statement)
        at = found.end()
    if not text[at:].isspace():
        yield text[at:], _subject(text[at:])
