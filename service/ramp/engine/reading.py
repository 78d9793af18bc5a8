"""What workers do for an engine elsewhere: check texts before they are sent, and rewrite what comes back.

An answer is parsed and written anew, so that it is whole, in the format asked for, and the same whichever server gave
it. Data on its way there is parsed here too, and sent as N-Triples.
"""

import gzip
import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, cast

import pyoxigraph as ox

from ramp.engine import worker
from ramp.engine.endpoint import Fetched, Want
from ramp.engine.output import Counted, Spool
from ramp.engine.protocol import Answer, Change, QueryRequest, RdfName
from ramp.errors import EngineAnswerError, RampError, in_french
from ramp.graph.namespaces import XSD

RDF: Final[Mapping[str, RdfName]] = {
    "application/n-triples": "ntriples",
    "text/turtle": "turtle",
    "application/rdf+xml": "rdfxml",
}
"""The formats that graphs come in."""
_TYPED: Final = b'"typed-literal"'
_BOOLEANS: Final = {"1": "true", "0": "false"}
_ASKED: Final = b"__ASK_RETVAL"
_NAMED_BLANK: Final = re.compile(rb'"type"\s*:\s*"bnode"')
_PLAIN_LABEL: Final = re.compile(r"[A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A graph that was fetched: its file, in which format, and whether it holds nothing."""

    graph: str
    file: Path
    media_type: str
    empty: bool


def merge(path: Path, parts: Sequence[Part], target: Path) -> None:
    """Write the graphs as one file of N-Quads, in which no two of them share a blank node."""
    del path
    with target.open("wb") as out:
        for part in parts:
            form = worker.RDF[RDF[part.media_type]]
            quads = ox.parse(path=str(part.file), format=form, base_iri=part.graph, rename_blank_nodes=True)
            graph = ox.NamedNode(part.graph)
            moved = (ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads)
            ox.serialize(moved, output=cast(IO[bytes], out), format=ox.RdfFormat.N_QUADS)


def kind_of(path: Path, text: str, base: str | None) -> Want:
    """Which kind of answer a query has. Raises QuerySyntaxError with line and column, EvaluationError.

    The engine elsewhere gets only what Oxigraph takes for SPARQL, and so nothing that is an extension of its own.
    """
    del path
    return "rdf" if isinstance(worker.evaluated(ox.Store(), text, base_iri=base), ox.QueryTriples) else "results"


def check_update(path: Path, text: str, base: str | None) -> None:
    """Pass an update that is SPARQL. Raises QuerySyntaxError or EvaluationError."""
    del path
    worker.apply(ox.Store(), Change("update", text=text, base_iri=base))


def triples_of(path: Path, change: Change, target: Path) -> int:
    """Write the data of `change` as N-Triples with new names of blank nodes into `target`; return how many lines.

    Raises DataSyntaxError.
    """
    del path
    store = ox.Store()
    worker.apply(store, Change("post", graph=change.graph, data=change.data, rdf=change.rdf, base_iri=change.base_iri))
    with target.open("wb") as out:
        ox.serialize(_triples(iter(store)), output=cast(IO[bytes], out), format=ox.RdfFormat.N_TRIPLES)
    return len(store)


def answer_of(
    path: Path, snapshot: str, fetched: Fetched, want: Want, request: QueryRequest, spool: Path, room: int, limit: int
) -> Answer:
    """The answer as `request` wants it: whole, or an error. Raises EngineAnswerError, ResultSizeError."""
    del path
    begun = time.perf_counter()
    rows = None
    with Spool(str(spool), room) as buffer:
        counted = Counted(gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=5) if request.gzip else buffer, limit)
        out = cast(IO[bytes], counted)
        try:
            if want == "rdf":
                quads = ox.parse(fetched.body, format=worker.RDF[RDF[fetched.media_type]], base_iri=request.base_iri)
                ox.serialize(_triples(iter(quads)), output=out, format=worker.RDF[request.rdf])
            else:
                result = solutions(fetched)
                if request.page is not None and isinstance(result, ox.QuerySolutions):
                    result, rows = worker.page_of(result, request.page, limit)
                result.serialize(out, format=worker.RESULTS[request.results])
        except RampError:
            raise
        except (SyntaxError, ValueError, RuntimeError, OSError, KeyError, TypeError) as error:
            raise _unreadable(error) from None
        counted.close()
        body = buffer.finish()
    return Answer(
        body=body, kind=want, rows=rows, snapshot=snapshot, seconds=time.perf_counter() - begun, size=counted.size,
        gzip=request.gzip,
    )  # fmt: skip


def solutions(fetched: Fetched) -> ox.QuerySolutions | ox.QueryBoolean:
    """The results in a body, a server's own ways smoothed. Raises SyntaxError or ValueError."""
    if fetched.media_type.endswith("xml"):
        return ox.parse_query_results(fetched.body, ox.QueryResultsFormat.XML)
    body = fetched.body
    if _TYPED in body or _ASKED in body or _NAMED_BLANK.search(body):
        body = json.dumps(_smoothed(json.loads(body))).encode()
    return ox.parse_query_results(body, ox.QueryResultsFormat.JSON)


def _smoothed(document: Any) -> Any:
    """Virtuoso's `typed-literal` (SPARQL 1.0), its answers to ASK, and its names of blank nodes with signs in them."""
    if document["head"].get("vars") == [_ASKED.decode()]:
        return {"head": {}, "boolean": bool(document["results"]["bindings"])}
    for row in document.get("results", {}).get("bindings", ()):
        for term in row.values():
            if term["type"] == "typed-literal":
                term["type"] = "literal"
                if term.get("datatype") == XSD["boolean"].value:
                    term["value"] = _BOOLEANS.get(term["value"], term["value"])
            elif term["type"] == "bnode" and not _PLAIN_LABEL.fullmatch(term["value"]):
                term["value"] = "b" + term["value"].encode().hex()
    return document


def _triples(quads: Iterator[ox.Quad]) -> Iterator[ox.Triple]:
    return (ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads)


def _unreadable(error: Exception) -> EngineAnswerError:
    return EngineAnswerError(
        "The answer of the SPARQL server behind this service cannot be read: "
        f"{(str(error).splitlines() or [type(error).__name__])[0][:160]}",
        remedy="Ask again; if it stays so, whoever runs this service should look at that server",
        extra=in_french(
            "La réponse du serveur SPARQL derrière ce service ne peut pas être lue : "
            f"{(str(error).splitlines() or [type(error).__name__])[0][:160]}",
            "Redemandez ; si cela persiste, l’exploitant de ce service devrait vérifier ce serveur",
        ),
    )
