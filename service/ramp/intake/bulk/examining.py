"""One piece of a large file, checked: the screen looks at all of it, the checker only at suspect records."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

import pyoxigraph as ox

from ramp.errors import DataSyntaxError
from ramp.intake.bulk.pieces import Piece, bodies
from ramp.intake.bulk.suspicion import Node, Suspicion
from ramp.intake.check import SUBMISSION_BASE, Checker
from ramp.intake.finding import Finding
from ramp.intake.limits import Limits
from ramp.intake.position import Position
from ramp.intake.profile import SUBMITTED
from ramp.intake.readers import form_of
from ramp.intake.readers.terms import not_valid
from ramp.intake.report import Checked, CheckReport

_ROOM = 200
"""How many times the limits of one submission a piece may hold: what bounds a piece is its number of records."""


@dataclass(frozen=True, slots=True)
class Examined:
    """The report on a piece, and the nodes in it and referred to from it as numbers (64 bits of a hash)."""

    report: CheckReport
    own: frozenset[int] = frozenset()
    open: frozenset[int] = frozenset()


class Examiner:
    """Examines pieces against one state of the graph."""

    def __init__(
        self,
        checker: Checker,
        profiles: Sequence[str] = SUBMITTED,
        own_base: str | None = None,
        *,
        screened: bool = True,
    ) -> None:
        """`screened`: whether only suspects are checked; the findings are the same."""
        self._checker, self._profiles, self._base, self._screened = checker, profiles, own_base, screened
        self._suspicion = Suspicion(checker, profiles)
        self._limits = Limits().scaled(_ROOM)

    def examine(self, piece: Piece, form: str) -> Examined:
        """`form`: turtle, nquads, csv or jsonl. Raises RampError where the piece cannot be read."""
        if form == "csv":
            return Examined(self._csv(piece))
        if form == "jsonl":
            return Examined(self._lines(piece))
        return self._rdf(piece, form)

    def _check(self, text: str, ending: str, moved: Callable[[Position], Position]) -> CheckReport:
        report = self._checker.check(
            text.encode(), form_of("", f"piece{ending}"), own_base=self._base, limits=self._limits,
            profiles=self._profiles,
        )  # fmt: skip
        return replace(report, findings=tuple(_moved(finding, moved) for finding in report.findings))

    def _csv(self, piece: Piece) -> CheckReport:
        def moved(place: Position) -> Position:
            return replace(place, row=place.row + piece.line - 2) if place.row and place.row > 1 else place

        report = self._check(piece.head + piece.text, ".csv", moved)
        return report if piece.line == 2 else _without_headings(report)

    def _lines(self, piece: Piece) -> CheckReport:
        lines = [(number, line) for number, line in enumerate(piece.text.splitlines(), piece.line) if line.strip()]

        def moved(place: Position) -> Position:
            found = re.match(r"/(\d+)(.*)", place.pointer or "", re.DOTALL)
            return replace(place, line=lines[int(found[1])][0], pointer=found[2] or None) if found else place

        return self._check("[" + ",\n".join(line for _, line in lines) + "]", ".json", moved)

    def _rdf(self, piece: Piece, form: str) -> Examined:
        shift = piece.line - 1 - piece.head_lines
        try:
            quads = list(
                ox.parse(piece.head + piece.text, format=ox.RdfFormat.TURTLE, base_iri=self._base or SUBMISSION_BASE)
            )
        except SyntaxError as error:
            raise _syntax(error, shift) from None
        if not quads:
            return Examined(_nothing(form, self._checker.profile.count(self._profiles)))
        seen = self._suspicion.look(quads, self._base, self._limits.literal)
        suspects = seen.suspects if self._screened else seen.own
        report = _nothing(form, self._checker.profile.count(self._profiles))
        if suspects:
            text = self._excerpt(piece, suspects)
            report = self._check(
                text, ".ttl", lambda place: replace(place, line=place.line + shift) if place.line else place
            )
        checked = replace(report.checked, focus_nodes=seen.focus)
        report = replace(report, form=form, records=seen.records, checked=checked)
        return Examined(report, _numbers(seen.own), _numbers(seen.open))

    def _excerpt(self, piece: Piece, suspects: set[Node]) -> str:
        """The text of the suspects, each statement where it stands in the piece; the whole piece if in doubt."""
        statements = list(bodies(piece.text))
        probe = "".join(f"{subject} <urn:x> <urn:x> .\n" for _, subject in statements if subject)
        try:
            named = ox.parse(
                piece.head + _directives(statements) + probe, format=ox.RdfFormat.TURTLE,
                base_iri=self._base or SUBMISSION_BASE,
            )  # fmt: skip
            subjects = [triple.subject for triple in named]
        except SyntaxError:
            return piece.head + piece.text
        if len(subjects) != sum(1 for _, subject in statements if subject) or not suspects <= set(subjects):
            return piece.head + piece.text
        order = iter(subjects)
        kept = [
            statement if not subject or next(order) in suspects else _blanked(statement)
            for statement, subject in statements
        ]
        return piece.head + "".join(kept)


def _directives(statements: list[tuple[str, str]]) -> str:
    return "".join(f"{statement.strip()}\n" for statement, subject in statements if not subject)


def _blanked(statement: str) -> str:
    """As many lines and columns, and nothing in them."""
    lines = statement.split("\n")
    return "\n" * (len(lines) - 1) + " " * len(lines[-1])


def _moved(finding: Finding, moved: Callable[[Position], Position]) -> Finding:
    return replace(finding, position=moved(finding.position))


def _without_headings(report: CheckReport) -> CheckReport:
    """Without what was found about the headings, which the first piece has told already."""
    headings = [finding for finding in report.findings if finding.position.row == 1]
    counts = dict(report.counts)
    gone: Counter[tuple[str, str | None, str]] = Counter((f.rule, f.path, f.severity) for f in headings)
    for finding in headings:
        counts[finding.severity] -= 1
    groups = (
        replace(group, total=group.total - gone[key], shown=group.shown - gone[key])
        for group in report.groups
        if (key := (group.rule, group.path, group.severity))
    )
    return replace(
        report, counts=counts, groups=tuple(group for group in groups if group.total),
        findings=tuple(finding for finding in report.findings if finding not in headings),
    )  # fmt: skip


def _numbers(nodes: set[Node]) -> frozenset[int]:
    return frozenset(int.from_bytes(blake2b(str(node).encode(), digest_size=8).digest()) for node in nodes)


def _nothing(form: str, shapes: int) -> CheckReport:
    counts = {"violation": 0, "warning": 0, "info": 0}
    return CheckReport("", form, 0, Checked(0, shapes, 0), (), counts, ())


def _syntax(error: SyntaxError, shift: int) -> DataSyntaxError:
    reason = error.msg.rpartition(": ")[2] if error.lineno else error.msg
    line = error.lineno + shift if error.lineno else None
    return not_valid("Turtle", reason, line, error.offset)
