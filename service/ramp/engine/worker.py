"""What runs inside a worker process, and nowhere else: parsing and evaluating what came from outside.

A worker holds one opened version at a time. That is the only state, it belongs to the process (see `_Worker`), and it
is gone with it. Functions here take and return plain values; they raise RampError, which travels back whole.
"""

import gzip
import io
import json
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox

from ramp.engine import sandbox
from ramp.engine.output import Counted, Spool
from ramp.engine.planning import Planner
from ramp.engine.protocol import Answer, Change, Page, QueryRequest
from ramp.engine.saying import data_syntax, evaluation, query_syntax
from ramp.errors import DataSyntaxError, QuerySyntaxError, RampError, StoreError, in_french

RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
RDF = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
}
WORTH_COMPRESSING = 1400
"""Bytes below which gzip saves no packet."""


class _Worker:
    """The one process-wide place of a worker: which version is open, its plans, and how much memory a task may take."""

    path: str | None = None
    store: ox.Store | None = None
    planner: Planner | None = None
    memory: int | None = None

    @classmethod
    def opened(cls, path: str) -> ox.Store:
        if cls.store is None or cls.path != path:
            cls.store = cls.planner = None
            sandbox.limit_memory(None)
            cls.store, cls.path = _open(Path(path)), path
            cls.planner = Planner(cls.store, Path(path), cls.memory)
            sandbox.limit_memory(cls.memory)
        return cls.store


def start(service: int, stderr_folder: Path, memory: int, sockets: bool) -> None:
    """Shut the new process in before its first task; `service` is the process that it works for.

    SIGTERM ends it at once, also inside the engine.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which drains
    sandbox.redirect_stderr(stderr_folder / f"worker-{os.getpid()}.err")
    sandbox.enter(sockets=sockets)
    sandbox.die_with(service)
    _Worker.memory = memory


def warm(path: Path) -> bool:
    """Open the version so that the first query need not wait; True when it can be read."""
    return bool(opened(path).query("ASK { GRAPH ?g { ?s ?p ?o } }") is not None)


def opened(path: Path) -> ox.Store:
    """The store of the version at `path`, for reading; for the functions of other rooms that run in a worker."""
    return _Worker.opened(str(path))


def graph_names(path: Path) -> list[str]:
    """The IRIs of the named graphs of this version."""
    return [graph.value for graph in opened(path).named_graphs()]


def graph_exists(path: Path, graph: str) -> bool:
    """Whether the named graph holds a triple in this version."""
    return next(opened(path).quads_for_pattern(None, None, None, ox.NamedNode(graph)), None) is not None


def run_query(path: str, snapshot: str, request: QueryRequest, spool: str, spool_bytes: int, limit: int) -> Answer:
    """Evaluate and serialise `request` on the version at `path`: whole, or an error.

    Both paths are text, which is through the pipe in a tenth of the time of a Path. `spool` is the file for an answer
    of more than `spool_bytes`; more than `limit` bytes uncompressed is an error.
    """
    store = _Worker.opened(path)
    begun = time.perf_counter()
    result = _result(store, request)
    with Spool(spool, spool_bytes) as buffer:
        counted = Counted(gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=5) if request.gzip else buffer, limit)
        kind = "rdf" if isinstance(result, ox.QueryTriples) else "results"
        rows = None
        try:
            if isinstance(result, ox.QueryTriples):
                result.serialize(cast(IO[bytes], counted), format=RDF[request.rdf])
            else:
                if request.page is not None and isinstance(result, ox.QuerySolutions):
                    result, rows = page_of(result, request.page, limit)
                result.serialize(cast(IO[bytes], counted), format=RESULTS[request.results])
        except (RuntimeError, OSError, ValueError) as error:
            raise evaluation(error) from None
        counted.close()
        body = buffer.finish()
    return Answer(
        body=body,
        kind=cast(Any, kind),
        rows=rows,
        snapshot=snapshot,
        seconds=time.perf_counter() - begun,
        size=counted.size,
        gzip=request.gzip,
    )


def _result(store: ox.Store, request: QueryRequest) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """As `evaluated`, with the text as it is planned; a syntax error is told of the text as it was sent."""
    dataset = _dataset(request)
    assert _Worker.planner is not None  # it comes with the store
    text = _Worker.planner.text(request)
    try:
        return evaluated(store, text, **dataset)
    except QuerySyntaxError:
        if text == request.text:
            raise
    return evaluated(store, request.text, **dataset)


def evaluated(store: ox.Store, text: str, **arguments: Any) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """What a query gives on a store, not yet serialised. Raises QuerySyntaxError or EvaluationError."""
    try:
        return store.query(text, **arguments)
    except SyntaxError as error:
        raise query_syntax(error) from None
    except (RuntimeError, OSError, ValueError) as error:
        raise evaluation(error) from None


def run_changes(source: Path, target: Path, changes: Sequence[Change]) -> None:
    """Copy the version at `source` to `target` (hard links) and apply `changes` there.

    The source is never written: a worker that dies half way leaves a folder that nobody reads.
    """
    sandbox.limit_memory(None)
    _open(source).backup(target)
    store = ox.Store(target)
    sandbox.limit_memory(_Worker.memory)
    failure: RampError | None = None
    try:
        for change in changes:
            apply(store, change)
    except RampError as error:
        failure = error
        failure.__traceback__ = failure.__context__ = None  # they hold the store open, and its folder goes next
    if failure is not None:
        del store
        raise failure
    sandbox.limit_memory(None)
    store.flush()


def _open(path: Path) -> ox.Store:
    try:
        return ox.Store.read_only(str(path))
    except (OSError, RuntimeError) as error:
        raise StoreError(
            f"The store in {path} cannot be opened: {str(error).splitlines()[0]}",
            remedy="Move that folder away and start again: RAMP builds it anew from the release",
        ) from None


def _dataset(request: QueryRequest) -> dict[str, Any]:
    """The arguments that give the query its dataset (SPARQL 1.1 Protocol 2.1.4) and its bindings."""
    arguments: dict[str, Any] = {"base_iri": request.base_iri}
    if request.substitutions:
        arguments["substitutions"] = dict(request.substitutions)
    if request.default_graphs is not None or request.named_graphs is not None:
        arguments["default_graph"] = [ox.NamedNode(iri) for iri in request.default_graphs or ()]
        arguments["named_graphs"] = [ox.NamedNode(iri) for iri in request.named_graphs or ()]
    else:
        arguments["use_default_graph_as_union"] = not request.own_dataset
    return arguments


def apply(store: ox.Store, change: Change) -> None:
    """One change of a store. Raises QuerySyntaxError, DataSyntaxError or EvaluationError."""
    try:
        if change.action == "update":
            store.update(change.text, base_iri=change.base_iri)
            return
        target = None if change.graph is None else ox.NamedNode(change.graph)
        if change.action in ("put", "delete"):
            store.clear() if target is None else store.remove_graph(target)
        if change.data is not None:
            if change.rdf == "rdfxml":
                _refuse_doctype(change.data)
            store.bulk_load(path=str(change.data), format=RDF[change.rdf], base_iri=change.base_iri, to_graph=target)
        if change.action == "put" and target is not None:
            store.add_graph(target)
    except SyntaxError as error:
        raise (query_syntax(error) if change.action == "update" else data_syntax(error)) from None
    except (RuntimeError, OSError, ValueError) as error:
        raise evaluation(error) from None


def page_of(result: ox.QuerySolutions, page: Page, limit: int) -> tuple[ox.QuerySolutions, int]:
    """The rows of the page, and how many rows there are in all."""
    whole = io.BytesIO()
    result.serialize(cast(IO[bytes], Counted(whole, limit)), format=ox.QueryResultsFormat.JSON)
    document = json.loads(whole.getvalue())
    rows = document["results"]["bindings"]
    document["results"]["bindings"] = rows[page.offset : page.offset + page.limit]
    cut = ox.parse_query_results(json.dumps(document).encode(), ox.QueryResultsFormat.JSON)
    return cast(ox.QuerySolutions, cut), len(rows)


def _refuse_doctype(path: Path) -> None:
    """Entities of a document type declaration can grow without end, so none is parsed."""
    with path.open("rb") as file:
        text = file.read().replace(b"\0", b"").upper()  # UTF-16 too
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise DataSyntaxError(
            "RDF/XML with a document type declaration is not read",
            remedy="Write its entities out and leave the declaration away, or send Turtle",
            extra=in_french(
                "Le RDF/XML avec une déclaration de type de document n’est pas lu",
                "Remplacez les entités par leur texte et supprimez la déclaration, ou envoyez du Turtle",
            ),
        )
