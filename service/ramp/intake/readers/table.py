"""Makes a record of each row: what a CSV file and a workbook have in common. Every value keeps its cell.

A cell holds names as people write them: a label in either language, an acronym, a code. What no name of the graph fits
is a finding with the nearest names; nothing is guessed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from openpyxl.utils import get_column_letter
from rapidfuzz import process
from rdflib import RDF, Literal, URIRef

from ramp.errors import DataSyntaxError, LimitError, in_french
from ramp.graph.namespaces import RAMP, SCHEME
from ramp.intake import dates, rules
from ramp.intake.fields import Field, fields
from ramp.intake.finding import Text
from ramp.intake.knowledge import Knowledge
from ramp.intake.limits import Limits
from ramp.intake.ownership import usable
from ramp.intake.position import Position
from ramp.intake.privacy import masked, screen
from ramp.intake.readers.terms import literal
from ramp.intake.register import Register, folded
from ramp.intake.submission import Submission

Row = tuple[int, Sequence[str]]
"""Number of the row (from 1) and the texts of its cells."""

_FEW = 12
"""Most terms of a list that a report writes out where none of them is near."""
_CLAIM_SUBJECT, _EVIDENCE_FOR = URIRef(RAMP["claimSubject"].value), URIRef(RAMP["evidenceFor"].value)
_TYPES = {"practice": "Practice", "claims": "ResponseClaim", "evidence": "EvidenceLine"}
HEADING_ROWS = 10
"""Rows from the top among which the headings are looked for."""


class Table:
    """Reads the rows of one sheet into a submission."""

    def __init__(self, submission: Submission, knowledge: Knowledge, limits: Limits, sheet: str | None) -> None:
        self._submission, self._register, self._limits, self._sheet = submission, knowledge.register, limits, sheet
        self._fields = fields(knowledge)
        self._columns: dict[int, Field] = {}

    def read(self, rows: Iterable[Row]) -> bool:
        """Adds the records of the rows below the headings. False where no headings of practices are found."""
        count = 0
        for number, cells in rows:
            if not self._columns:
                if number > HEADING_ROWS:
                    return False
                self._headings(number, cells)
                continue
            if any(cell.strip() for cell in cells):
                count += 1
                if count > self._limits.rows:
                    raise LimitError(
                        f"The table has more than {self._limits.rows:,} rows",
                        remedy="Send fewer records at a time",
                        extra={
                            "limit": self._limits.rows,
                            **in_french(
                                f"Le tableau a plus de {self._limits.rows} lignes", "Envoyez moins de fiches à la fois"
                            ),
                        },
                    )
                _Row(self._submission, self._register, self._limits, self._sheet, number, self._by_field(cells)).add()
        return bool(self._columns)

    def _headings(self, number: int, cells: Sequence[str]) -> None:
        spellings = {spelling: field for field in self._fields for spelling in field.spellings()}
        found = {index: spellings[folded(cell)] for index, cell in enumerate(cells) if folded(cell) in spellings}
        if len(found) < 2:
            return
        self._columns = found
        for index, cell in enumerate(cells):
            if cell.strip() and index not in found:
                names = {field.label.en: field for field in self._fields if field not in found.values()}
                near = process.extractOne(cell, list(names), score_cutoff=70)
                place = Position(sheet=self._sheet, row=number, cell=get_column_letter(index + 1))
                self._submission.findings.append(
                    rules.unknown_column(masked(cell[:60]), near[0] if near else None, place)
                )

    def _by_field(self, cells: Sequence[str]) -> list[tuple[Field, str, str]]:
        """Every column there is, those that the table does not have too: they have defaults, and can be missed."""
        given = [
            (field, cells[index].strip() if index < len(cells) else "", get_column_letter(index + 1))
            for index, field in self._columns.items()
        ]
        present = set(self._columns.values())
        return given + [(field, "", "") for field in self._fields if field not in present]


class _Row:
    """One practice with its claims and evidence."""

    def __init__(
        self, submission: Submission, register: Register, limits: Limits, sheet: str | None, number: int,
        cells: list[tuple[Field, str, str]],
    ) -> None:  # fmt: skip
        self._submission, self._limits, self._sheet, self._number = submission, limits, sheet, number
        self._register = register
        self._cells = cells
        part = f"{quote(sheet)}/" if sheet else ""
        self._practice = URIRef(f"{submission.base}{part}row/{number}")
        self._nodes: dict[str, list[URIRef]] = {"practice": [self._practice], "claims": [], "evidence": []}

    def add(self) -> None:
        place = Position(sheet=self._sheet, row=self._number)
        self._submission.add((self._practice, RDF.type, URIRef(RAMP["Practice"].value)), place)
        self._split("recommendation", "claims", _CLAIM_SUBJECT)
        self._split("source", "evidence", _EVIDENCE_FOR)
        for field, text, column in self._cells:
            if field.key in ("recommendation", "source"):
                continue
            at = self._at(column)
            values = list(self._values(field, text, at)) if text else list(self._default(field))
            for node in self._nodes[field.on]:
                self._submission.places.setdefault((node, field.predicate), at)
                if field.lang:
                    self._submission.tongues.setdefault((node, field.predicate, field.lang), at)
                for value in values:
                    self._submission.add((node, field.predicate, value), at)

    def _split(self, key: str, on: str, link: URIRef) -> None:
        """One claim for each recommendation; one evidence line for each page, for all claims."""
        field, text, column = next(((f, t, c) for f, t, c in self._cells if f.key == key), (None, "", ""))
        if field is None:
            return
        at = self._at(column)
        for predicate in (link, field.predicate):
            self._submission.places.setdefault((self._practice, predicate), at)
        for number, value in enumerate(self._values(field, text, at), start=1):
            node = URIRef(f"{self._practice}/{on}/{number}")
            self._nodes[on].append(node)
            self._submission.add((node, RDF.type, URIRef(RAMP[_TYPES[on]].value)), at)
            self._submission.add((node, field.predicate, value), at)
            for target in self._nodes["claims"] if on == "evidence" else [self._practice]:
                self._submission.add((node, link, target), at)
            if on == "evidence":
                if not self._nodes["claims"]:  # the practice is complained of already
                    self._submission.unread.add((node, link))
                supports = URIRef(f"{SCHEME.iri}evidence-direction/supports")
                self._submission.add((node, URIRef(RAMP["direction"].value), supports), at)
        for claim in self._nodes["claims"]:
            if on == "evidence":
                self._submission.places.setdefault((claim, link), at)
                if text:
                    self._submission.unread.add((claim, link))

    def _default(self, field: Field) -> Iterator[URIRef | Literal]:
        """What an empty cell means. Where another cell tells it and is empty too, only that other one is missed."""
        if field.default:
            yield URIRef(f"{SCHEME.iri}{field.group}/{field.default}")
        elif field.default_from:
            self._submission.unread.update((node, field.predicate) for node in self._nodes[field.on])
            for other, text, column in self._cells:
                if other.key == field.default_from and text:
                    yield from list(self._values(other, text, self._at(column), silent=True))[:1]

    def _values(self, field: Field, text: str, at: Position, silent: bool = False) -> Iterator[URIRef | Literal]:
        complaints = len(self._submission.findings)
        for part in self._parts(field, text):
            value = self._value(field, part, at)
            if value is not None:
                yield value
            else:
                for node in (*self._nodes[field.on], self._practice):
                    self._submission.unread.add((node, field.predicate))
                if field.key == "recommendation":
                    self._submission.unread.add((self._practice, _CLAIM_SUBJECT))
        if silent:
            del self._submission.findings[complaints:]

    def _parts(self, field: Field, text: str) -> list[str]:
        if not field.many:
            return [text] if text else []
        parts = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
        if field.kind == "name":
            find = self._register.find
            parts = [
                piece.strip()
                for part in parts
                for piece in (part.split(",") if "," in part and not find(part, field.group) else [part])
                if piece.strip()
            ]
        return list(dict.fromkeys(parts))

    def _value(self, field: Field, text: str, at: Position) -> URIRef | Literal | None:
        match field.kind:
            case "name":
                return self._name(field, text, at)
            case "date":
                lexical = dates.exact(text)
                if lexical is None:
                    self._complain(rules.bad_date, field, text, at, better=dates.suggested(text),
                                   other=dates.other_reading(text))  # fmt: skip
                    return None
                return dates.literal(lexical)
            case "page":
                if usable(text) and text.startswith("http"):
                    return URIRef(text)
                self._complain(rules.bad_link, field, text, at)
                return None
        return literal(text, field.lang or self._language(), None, at, self._limits)

    def _name(self, field: Field, text: str, at: Position) -> URIRef | None:
        register = self._register
        found = register.find(text, field.group)
        if len(found) == 1:
            return URIRef(found[0])
        near = [register.entries[iri] for iri in found] or register.nearest(text, field.group)
        names = [Text(entry.label("en"), entry.label("fr")) for entry in near[:3]]
        label = names[0].in_(self._language()) if names else None
        every = register.group(field.group)
        terms = [Text(entry.label("en"), entry.label("fr")) for entry in every] if len(every) <= _FEW else []
        finding = rules.unknown_name(
            field.label, masked(text[:80]), names, terms, at, focus=str(self._practice), path=str(field.predicate),
            value=masked(text[:80]), suggestion=label,
        )  # fmt: skip
        self._submission.findings.append(finding)
        self._screen(field, text, at)
        return None

    def _complain(self, rule: object, field: Field, text: str, at: Position, **more: object) -> None:
        shown = masked(text[:80])
        call = rule(field.label, shown, *more.values(), at, focus=str(self._practice),  # type: ignore[operator]
                    path=str(field.predicate), value=shown)  # fmt: skip
        self._submission.findings.append(call)
        self._screen(field, text, at)

    def _screen(self, field: Field, text: str, at: Position) -> None:
        """What was not read makes no triple, so it is searched for personal data here."""
        for pattern, what in screen(text):
            found = rules.personal_data(pattern, what, at, str(self._practice), str(field.predicate))
            self._submission.findings.append(found)

    def _language(self) -> str:
        """French where only the French title is given."""
        titles = {field.lang for field, text, _ in self._cells if field.key == "title" and text}
        return "fr" if titles == {"fr"} else "en"

    def _at(self, column: str) -> Position:
        return Position(sheet=self._sheet, row=self._number, cell=column or None)


def no_headings(what: Text) -> DataSyntaxError:
    return DataSyntaxError(
        f"The {what.en} has no row of headings that is known here",
        remedy="Start from the template: ramp template practices.xlsx, or /template.xlsx",
        extra=in_french(
            f"Le {what.fr} n'a pas de ligne d'en-têtes connue ici",
            "Partez du modèle : ramp template pratiques.xlsx, ou /template.xlsx",
        ),
    )
