"""Draws query results for a reader at a terminal: short names instead of IRIs, text without quotes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Triple

from ramp.graph.namespaces import ID

if TYPE_CHECKING:
    from rich.console import Console

Term = NamedNode | BlankNode | Literal | Triple | None

_NUMBERS = {"integer", "decimal", "double", "float"}


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a SELECT, taken out of the engine: names of the columns, and a term or nothing in each cell."""

    names: list[str]
    rows: list[list[Term]]

    @classmethod
    def of(cls, results: QuerySolutions) -> "Rows":
        """All rows of the results."""
        names = [variable.value for variable in results.variables]
        return cls(names, [[solution[name] for name in names] for solution in results])


def short(term: Term, prefixes: Mapping[str, str]) -> str:
    """A term as a person would write it: `organization/ecowas`, `theme:monitoring`, `2010-10-05`."""
    if term is None:
        return ""
    if isinstance(term, Literal):
        return term.value
    if not isinstance(term, NamedNode):
        return str(term)
    if term.value.startswith(ID.iri):
        return term.value.removeprefix(ID.iri)
    fits = [(len(iri), prefix, iri) for prefix, iri in prefixes.items() if term.value.startswith(iri)]
    if fits:
        _, prefix, iri = max(fits)
        return f"{prefix}:{term.value.removeprefix(iri)}"
    return term.value


def draw(answer: Rows, prefixes: Mapping[str, str], hidden: Iterable[str], console: "Console") -> None:
    """Prints the rows, without the `hidden` columns and those that are empty: as a table, or one below the other.

    One below the other where the table would be wider than the terminal.
    """
    from rich.measure import Measurement  # here, so that what is no table does not wait for it
    from rich.table import Table
    from rich.text import Text

    left_out = set(hidden)
    shown = [
        index
        for index, name in enumerate(answer.names)
        if name not in left_out and any(row[index] is not None for row in answer.rows)
    ]
    cells = [[Text(short(row[index], prefixes)) for index in shown] for row in answer.rows]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for index in shown:
        right = _numeric([row[index] for row in answer.rows])
        table.add_column(Text(answer.names[index]), justify="right" if right else "left", overflow="fold")
    for row in cells:
        table.add_row(*row)
    if not shown:
        return
    if Measurement.get(console, console.options.update(max_width=100_000), table).maximum <= console.width:
        console.print(table)
        return
    for row in cells:
        record = Table(box=None, pad_edge=False, show_header=False)
        record.add_column(style="bold")
        record.add_column(overflow="fold")
        for index, cell in zip(shown, row, strict=True):
            if cell:
                record.add_row(Text(answer.names[index]), cell)
        console.print(record, "")


def other_language(names: list[str], language: str) -> list[str]:
    """The columns whose twin in `language` is there: `stateFr` beside `stateEn` when English is wanted."""
    suffix, other = ("En", "Fr") if language == "en" else ("Fr", "En")
    stems = [name.removesuffix(other) for name in names if name.endswith(other)]
    return [stem + other for stem in stems if stem + suffix in names]


def _numeric(column: list[Term]) -> bool:
    filled = [term for term in column if term is not None]
    return bool(filled) and all(
        isinstance(term, Literal) and term.datatype.value.rpartition("#")[2] in _NUMBERS for term in filled
    )
