"""Turns the mapping tables (SSSOM TSV) into RDF: the direct triple, and a node that says who justified it and how.

    #mapping_set_id: https://w3id.org/ramp/mappings/states
    #license: https://creativecommons.org/licenses/by/4.0/
    #curie_map:
    #  ramp: https://w3id.org/ramp/
    subject_id <TAB> predicate_id <TAB> object_id <TAB> mapping_justification <TAB> confidence ...

A table with one bad cell is refused whole, with file, line, rule and remedy: a mapping that is silently missing would
look like a thing that has no counterpart. Source: https://mapping-commons.github.io/sssom/spec-formats-tsv/
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pyoxigraph import Literal, NamedNode, Quad

from ramp.errors import KnowledgeError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.namespaces import ID, RDF, SSSOM, XSD, expand
from ramp.graph.sssom import COLUMNS, JUSTIFICATIONS, NEGATION, REQUIRED_COLUMNS, REQUIRED_KEYS, SET_KEYS, Slot
from ramp.graph.syntax import yaml_place

_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True)
class _Table:
    """One mapping table being read: where it stands, under which name messages speak of it, what its prefixes mean."""

    name: str
    graph: NamedNode
    prefixes: dict[str, str]

    def fail(self, line: int, rule: str, remedy: str) -> KnowledgeError:
        return KnowledgeError(
            f"{self.name}, line {line}: {rule}", remedy=remedy, extra={"file": self.name, "line": line}
        )


def read_mappings(folders: KnowledgeFolders, file: Path) -> list[Quad]:
    """The quads of one mapping table, all in its graph `.../graph/mappings/{file}`.

    Raises KnowledgeError naming file, line, rule and remedy.
    """
    name, graph = folders.name(file), folders.graph_name(file)
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{name} is not UTF-8: {error.reason}", remedy="Save it as UTF-8") from None
    height = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    header = _header(name, lines[:height])
    table = _Table(name, graph, header["curie_map"])
    quads = list(_set_quads(table, header))
    origin: dict[NamedNode, int] = {}
    for line, row in _rows(table, lines[height:], height + 1):
        node, row_quads = _mapping(table, file, line, row)
        if node in origin:
            raise table.fail(line, f"the same mapping stands on line {origin[node]}", "Remove one of the two")
        origin[node] = line
        quads.extend(row_quads)
        quads.append(Quad(graph, SSSOM["mappings"], node, graph))
    return quads


def _header(name: str, lines: list[str]) -> dict[str, Any]:
    """The comment block as a mapping: YAML after the `#` of each line."""
    try:
        header = yaml.load("\n".join(line.removeprefix("#") for line in lines), Loader=yaml.BaseLoader) or {}
    except yaml.YAMLError as error:
        where = yaml_place(error)
        raise KnowledgeError(
            f"{name}: the comment block is no valid YAML {where}",
            remedy="Write 'key: value' after the '#', with quotes around a value that holds ': '",
            extra={"file": name, "line": where.line},
        ) from None
    if not isinstance(header, dict):
        header = {}
    missing = [key for key in REQUIRED_KEYS if not header.get(key)]
    if missing:
        raise KnowledgeError(
            f"{name}, line 1: the comment block lacks {', '.join(missing)}",
            remedy="Add '#" + missing[0] + ": ...' above the table (SSSOM, mapping set)",
            extra={"file": name, "line": 1},
        )
    if not isinstance(header["curie_map"], dict):
        raise KnowledgeError(
            f"{name}: curie_map is no list of prefixes",
            remedy="Write '#curie_map:' and below it one line '#  prefix: IRI' for each prefix",
            extra={"file": name},
        )
    return header


def _set_quads(table: _Table, header: dict[str, Any]) -> Iterator[Quad]:
    """What the comment block says of the table as a whole."""
    yield Quad(table.graph, RDF["type"], SSSOM["MappingSet"], table.graph)
    yield Quad(table.graph, SSSOM["mapping_set_id"], _uri(str(header["mapping_set_id"])), table.graph)
    for key, value in header.items():
        if key in ("mapping_set_id", "curie_map"):
            continue
        if key not in SET_KEYS:
            raise table.fail(1, f"the key {key} is unknown", f"Use one of {', '.join(sorted(SET_KEYS))}")
        for item in value if isinstance(value, list) else [value]:
            yield Quad(table.graph, SET_KEYS[key].property, _term(table, 1, key, SET_KEYS[key], str(item)), table.graph)


def _rows(table: _Table, lines: list[str], first: int) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and filled cells of each row below the column names; `first` is the line of the column names."""
    if not lines:
        raise table.fail(first, "there is no table", f"Write the column names, at least {', '.join(REQUIRED_COLUMNS)}")
    rows = csv.reader(io.StringIO("\n".join(lines)), delimiter="\t", quoting=csv.QUOTE_NONE)
    columns = next(rows)
    unknown = [column for column in columns if column not in COLUMNS]
    missing = [column for column in REQUIRED_COLUMNS if column not in columns]
    if unknown:
        raise table.fail(first, f"the column {unknown[0]!r} is unknown", f"Use one of {', '.join(sorted(COLUMNS))}")
    if missing:
        raise table.fail(first, f"the column {missing[0]} is missing", "Add it: SSSOM requires it of every mapping")
    for line, cells in enumerate(rows, first + 1):
        if not any(cells):
            continue
        if len(cells) != len(columns):
            raise table.fail(
                line,
                f"{len(cells)} cells where the table has {len(columns)} columns",
                "Separate the cells with single tabs and keep empty ones",
            )
        row = {column: cell.strip() for column, cell in zip(columns, cells, strict=True) if cell.strip()}
        empty = [column for column in REQUIRED_COLUMNS if column not in row]
        if empty:
            raise table.fail(line, f"{empty[0]} is empty", "Fill it: SSSOM requires it of every mapping")
        yield line, row


def _mapping(table: _Table, file: Path, line: int, row: dict[str, str]) -> tuple[NamedNode, list[Quad]]:
    """The node of one row and its quads, the direct triple first unless the mapping is negated."""
    terms = {
        column: [
            _term(table, line, column, COLUMNS[column], value)
            for value in (cell.split("|") if COLUMNS[column].several else [cell])
        ]
        for column, cell in row.items()
    }
    if row["mapping_justification"] not in JUSTIFICATIONS:
        raise table.fail(
            line,
            f"{row['mapping_justification']} is no mapping justification",
            f"Use one of {', '.join(sorted(JUSTIFICATIONS))}",
        )
    modifier = row.get("predicate_modifier", "")
    if modifier not in ("", NEGATION):
        raise table.fail(line, f"predicate_modifier is {modifier!r}", f"Leave it empty or write {NEGATION}")
    (subject,), (predicate,), (target,) = (terms[column] for column in REQUIRED_COLUMNS[:3])
    assert isinstance(subject, NamedNode)
    assert isinstance(predicate, NamedNode)
    key = "\n".join((subject.value, modifier, predicate.value, str(target)))
    stem = file.name.removesuffix(".sssom.tsv")
    node = ID[f"mapping/{stem}/{hashlib.sha256(key.encode()).hexdigest()[:12]}"]
    quads = [Quad(node, RDF["type"], SSSOM["Mapping"], table.graph)]
    if not modifier:
        quads.insert(0, Quad(subject, predicate, target, table.graph))
    quads += [
        Quad(node, COLUMNS[column].property, term, table.graph) for column, values in terms.items() for term in values
    ]
    return node, quads


def _term(table: _Table, line: int, column: str, slot: Slot, value: str) -> NamedNode | Literal:
    """The RDF term of one cell."""
    match slot.kind:
        case "reference":
            return _reference(table, line, column, value.strip())
        case "date":
            if not _DATE.fullmatch(value):
                raise table.fail(line, f"{column} {value!r} is no date", "Write it as 2026-11-24")
            return Literal(value, datatype=XSD["date"])
        case "number":
            try:
                number = float(value)
            except ValueError:
                number = -1.0
            if not 0 <= number <= 1:
                raise table.fail(line, f"{column} {value!r} is no number from 0 to 1", "Write it as 0.95")
            return Literal(number)
        case _:
            return Literal(value)


def _reference(table: _Table, line: int, column: str, value: str) -> NamedNode:
    try:
        iri = expand(value, table.prefixes)
    except ValueError as error:
        raise table.fail(
            line, f"{column} {value!r} is no IRI: {error}", "Percent-encode what IRIs cannot hold"
        ) from None
    if iri is not None:
        return iri
    prefix, colon, _ = value.partition(":")
    if not colon:
        raise table.fail(line, f"{column} {value!r} is neither an IRI nor a compact name", "Write it as prefix:name")
    raise table.fail(line, f"the prefix {prefix}: of {column} is unknown", f"Add '#  {prefix}: IRI' below #curie_map:")


def _uri(value: str) -> Literal:
    return Literal(value, datatype=XSD["anyURI"])
