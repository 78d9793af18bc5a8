"""The graph as tables, for people who work with spreadsheets and data frames: CSV, Parquet, and a Frictionless package.

A row is a node; a column is a path of properties. Where a node can have several values a CSV cell joins them by " | "
and a Parquet cell is a list. Dates are as exact as the source: year, month or day.
"""

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode, QuerySolutions, Store

from ramp.graph.namespaces import PREFIXES

SEPARATOR = " | "
_DATE = r"^-?\d{4}(-\d{2}(-\d{2})?)?$"
_LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the SPARQL path that leads to its values, and what it is called in English and in French."""

    name: str
    path: str
    en: str
    fr: str
    kind: Literal["text", "iri", "date", "boolean", "count"] = "iri"
    language: str = ""
    several: bool = False
    to: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: the classes whose nodes are its rows, and its columns."""

    name: str
    classes: tuple[str, ...]
    en: str
    fr: str
    columns: tuple[Column, ...]


def _names(what: str) -> tuple[Column, Column]:
    return (
        Column("name_en", "skos:prefLabel", f"English name of the {what}", "Nom anglais", "text", "en"),
        Column("name_fr", "skos:prefLabel", f"French name of the {what}", "Nom français", "text", "fr"),
    )


TABLES = (
    Table(
        "organizations", ("org:Organization", "org:OrganizationalUnit", "ramp:Mechanism"),
        "Organisations, their organs and processes", "Organisations, organes et processus",
        (
            *_names("organisation"),
            Column("acronym", "ramp:acronym", "Acronyms", "Sigles", "text", several=True),
            Column("classification", "org:classification", "Kind of body", "Type d’organe", several=True),
            Column("parent", "org:subOrganizationOf|org:unitOf", "Body that it belongs to", "Relève de", several=True),
            Column("mechanism", "ramp:ofMechanism", "Regional mechanism", "Mécanisme régional", several=True),
            Column("founded", "schema:foundingDate", "Founded", "Création", "date"),
            Column("dissolved", "schema:dissolutionDate", "Dissolved", "Dissolution", "date"),
            Column("homepage", "foaf:homepage", "Web site", "Site web", several=True),
        ),
    ),
    Table(
        "instruments", ("ramp:Instrument",),
        "Treaties, declarations, plans and other texts", "Traités, déclarations, plans et autres textes",
        (
            *_names("instrument"),
            Column("symbol", "eli:id_local|dcterms:identifier", "Symbols", "Cotes", "text", several=True),
            Column("type", "eli:work_type", "Kind of text", "Nature du texte", several=True),
            Column("status", "adms:status", "Status", "Statut", several=True),
            Column("binding", "ramp:legallyBinding", "Legally binding", "Juridiquement contraignant", "boolean"),
            Column("adopted", "eli:date_document", "Adopted", "Adoption", "date"),
            Column("in_force", "eli:first_date_entry_in_force", "Entry into force", "Entrée en vigueur", "date"),
            Column("adopted_by", "ramp:adoptedBy", "Adopted by", "Adopté par", several=True),
            Column("mechanism", "ramp:ofMechanism", "Regional mechanism", "Mécanisme régional", several=True),
            Column("page", "foaf:page", "Best page for the text", "Page de référence", several=True),
        ),
    ),
    Table(
        "practices", ("ramp:Practice",), "Reported practices", "Pratiques signalées",
        (
            *_names("practice"),
            Column("description", "dcterms:description", "Summary", "Résumé", "text", "en"),
            Column("type", "ramp:practiceType", "Type of practice", "Type de pratique", several=True),
            Column("reported_by", "ramp:reportedBy", "Reported by", "Signalée par", several=True),
            Column("carried_out_by", "ramp:carriedOutBy", "Carried out by", "Menée par", several=True),
            Column("mechanism", "ramp:ofMechanism", "Regional mechanism", "Mécanisme régional", several=True),
            Column("start", "schema:startDate", "Beginning", "Début", "date"),
            Column("end", "schema:endDate", "End", "Fin", "date"),
            Column("states", "dcterms:spatial", "States concerned", "États concernés", several=True),
            Column("responds_to", "ramp:respondsTo", "Answers", "Répond à", several=True),
            Column("source", "dcterms:source", "Sources", "Sources", several=True),
        ),
    ),
    Table(
        "claims", ("ramp:ResponseClaim",),
        "Claims that something answers a recommendation", "Affirmations de réponse à une recommandation",
        (
            Column("subject", "ramp:claimSubject", "Practice or instrument", "Pratique ou instrument"),
            Column("recommendation", "ramp:claimRecommendation", "Recommendation", "Recommandation"),
            Column("measure", "ramp:claimMeasure", "Measure", "Mesure"),
            Column("degree", "ramp:degree", "Degree", "Degré"),
            Column("basis", "ramp:claimBasis", "Basis", "Fondement"),
            Column("claimant", "prov:wasAttributedTo", "Claimant", "Auteur", several=True),
            Column("status", "adms:status", "Status", "Statut", several=True),
            Column("issued", "dcterms:issued", "Made on", "Date", "date"),
            Column("evidence", "^ramp:evidenceFor", "Lines of evidence", "Éléments de preuve", "count"),
        ),
    ),
    Table(
        "treaty-actions", ("ramp:TreatyAction",), "Acts of States on treaties", "Actes des États relatifs aux traités",
        (
            Column("actor", "ramp:actor", "State or organisation", "État ou organisation"),
            Column("treaty", "ramp:treaty", "Treaty", "Traité", to="instruments"),
            Column("action", "ramp:actionKind", "Act", "Acte"),
            Column("date", "ramp:actionDate", "Date of the act", "Date de l’acte", "date"),
            Column("date_status", "ramp:dateStatus", "How the date is known", "Certitude de la date"),
            Column("effective", "ramp:effectiveDate", "Date of effect", "Date d’effet", "date"),
            Column("effective_status", "ramp:effectiveDateStatus", "How that date is known", "Certitude de cette date"),
        ),
    ),
)  # fmt: skip
"""In the order of the data package."""


def write_tables(store: Store, folder: Path, version: str, created: str) -> None:
    """Writes each table as `NAME.csv` and `NAME.parquet`, and `datapackage.json` for all."""
    resources = []
    for table in TABLES:
        rows = _rows(store, table)
        _write_csv(folder / f"{table.name}.csv", table, rows)
        _write_parquet(folder / f"{table.name}.parquet", table, rows)
        resources.append(_resource(folder, table))
    package = {
        "profile": "tabular-data-package",
        "name": "ramp",
        "id": f"https://w3id.org/ramp/release/{version}",
        "title": "RAMP: Regional Anti-trafficking Mechanisms and Practices",
        "homepage": "https://w3id.org/ramp/",
        "version": version,
        "created": created,
        "licenses": [_LICENCE],
        "contributors": [{"title": "RAMP project", "role": "publisher"}],
        "resources": resources,
    }
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=1), encoding="utf-8")


def _rows(store: Store, table: Table) -> dict[str, dict[str, list[str]]]:
    classes = " ".join(table.classes)
    nodes = sorted(node for node, _ in _pairs(store, f"?s a ?v VALUES ?v {{ {classes} }} FILTER(isIRI(?s))"))
    rows: dict[str, dict[str, list[str]]] = {node: defaultdict(list) for node in dict.fromkeys(nodes)}
    for column in table.columns:
        languages = f'FILTER(LANG(?v) = "{column.language}")' if column.language else ""
        found: dict[str, set[str]] = defaultdict(set)
        for node, value in _pairs(store, f"?s a ?c VALUES ?c {{ {classes} }} ?s {column.path} ?v {languages}"):
            found[node].add(value)
        for node, values in found.items():
            if node in rows:
                rows[node][column.name] = [str(len(values))] if column.kind == "count" else sorted(values)
    return rows


def _pairs(store: Store, pattern: str) -> list[tuple[str, str]]:
    found = store.query(f"SELECT ?s ?v WHERE {{ {pattern} }}", use_default_graph_as_union=True, prefixes=PREFIXES)
    assert isinstance(found, QuerySolutions)
    return [
        (row["s"].value, row["v"].value)
        for row in found
        if isinstance(row["s"], NamedNode) and isinstance(row["v"], NamedNode | RdfLiteral)
    ]


def _write_csv(path: Path, table: Table, rows: dict[str, dict[str, list[str]]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")  # RFC 4180
        writer.writerow(["id", *(column.name for column in table.columns)])
        for node, cells in rows.items():
            writer.writerow([node, *(SEPARATOR.join(_cell(column, cells)) for column in table.columns)])


def _cell(column: Column, cells: dict[str, list[str]]) -> list[str]:
    """The values of one cell. A column for one value that the graph gives several of takes the first, as sorted."""
    values = cells.get(column.name, ["0"] if column.kind == "count" else [])
    return values if column.several else values[:1]


def _write_parquet(path: Path, table: Table, rows: dict[str, dict[str, list[str]]]) -> None:
    import pyarrow as pa  # it loads numpy too, and only the process that makes a release needs them
    import pyarrow.parquet as pq

    def field(name: str, kind: Any, en: str, fr: str) -> Any:
        return pa.field(name, kind, metadata={"title_en": en, "title_fr": fr})

    fields, arrays = [field("id", pa.string(), "Identifier", "Identifiant")], [pa.array(list(rows), pa.string())]
    for column in table.columns:
        kind = {"count": pa.int64(), "boolean": pa.bool_()}.get(column.kind, pa.string())
        cells = [[_plain(column, value) for value in _cell(column, row)] for row in rows.values()]
        kind = pa.list_(kind) if column.several else kind
        fields.append(field(column.name, kind, column.en, column.fr))
        arrays.append(pa.array(cells if column.several else [next(iter(cell), None) for cell in cells], kind))
    pq.write_table(pa.Table.from_arrays(arrays, schema=pa.schema(fields)), path, compression="zstd")


def _plain(column: Column, value: str) -> str | int | bool:
    if column.kind == "count":
        return int(value)
    return value in ("true", "1") if column.kind == "boolean" else value


def _resource(folder: Path, table: Table) -> dict[str, Any]:
    """The CSV file as a tabular resource (https://specs.frictionlessdata.io/tabular-data-resource/)."""
    keys = [
        {"fields": column.name, "reference": {"resource": column.to, "fields": "id"}}
        for column in table.columns if column.to
    ]  # fmt: skip
    path = folder / f"{table.name}.csv"
    schema: dict[str, Any] = {
        "fields": [
            {"name": "id", "type": "string", "format": "uri", "title": "Identifier", "title_fr": "Identifiant",
             "constraints": {"required": True, "unique": True}},
            *(_described(column) for column in table.columns),
        ],
        "primaryKey": "id",
        "missingValues": [""],
    }  # fmt: skip
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": table.name, "title": table.en, "title_fr": table.fr, "path": path.name,
        "profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
        "bytes": path.stat().st_size, "dialect": {"lineTerminator": "\r\n"},
        "parquet": f"{table.name}.parquet", "schema": schema,
    }  # fmt: skip


def _described(column: Column) -> dict[str, Any]:
    kind = {"boolean": "boolean", "count": "integer"}.get(column.kind, "string")
    field: dict[str, Any] = {"name": column.name, "type": kind, "title": column.en, "title_fr": column.fr}
    if column.several:
        field["description"] = f"Several values are separated by {SEPARATOR.strip()!r} between spaces"
    elif column.kind == "iri":
        field["format"] = "uri"
    elif column.kind == "date":
        field["constraints"] = {"pattern": _DATE}
    return field
