"""What the rest of RAMP may ask of an engine, and what it gets back: plain values that cross process borders."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Concatenate, Literal, ParamSpec, Protocol, TypeVar

from pyoxigraph import BlankNode, NamedNode, Triple, Variable
from pyoxigraph import Literal as RdfLiteral

P = ParamSpec("P")
T = TypeVar("T")
Term = NamedNode | BlankNode | RdfLiteral | Triple
ResultsName = Literal["json", "xml", "csv", "tsv"]
RdfName = Literal["turtle", "ntriples", "rdfxml", "jsonld", "nquads", "trig"]

DEFAULT_GRAPH_UNION: None = None
"""`default_graphs=None`: the default graph is the union of all named graphs."""


class _Fields:
    """Pickles the fields in their order: for small values several times as fast as what dataclasses do themselves."""

    __slots__: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), tuple([getattr(self, name) for name in self.__slots__])


@dataclass(frozen=True, slots=True)
class Page:
    """`limit` rows of a SELECT result from row `offset` (from 0) on."""

    offset: int
    limit: int


@dataclass(frozen=True, slots=True)
class QueryRequest(_Fields):
    """One query with all that its answer depends on, apart from the version of the graph.

    `results` is used for SELECT and ASK, `rdf` for CONSTRUCT and DESCRIBE. With `default_graphs` or `named_graphs` the
    dataset is the one of the SPARQL Protocol (section 2.1.4), without them the union of the named graphs unless the
    text has a FROM clause of its own (`own_dataset`). `substitutions` bind variables as terms.
    `page` cuts the rows of a SELECT out of the whole result, which is evaluated and counted all the same.
    """

    text: str
    results: ResultsName = "json"
    rdf: RdfName = "turtle"
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    own_dataset: bool = False
    substitutions: Mapping[Variable, Term] = field(default_factory=dict)
    base_iri: str | None = None
    gzip: bool = False
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class Answer(_Fields):
    """A whole answer: bytes, or a file that its reader deletes, both in the format asked for.

    `kind` says which of the two formats was used; `seconds` is processing time; `snapshot` the version;
    `rows` the number of rows in all, where a page was asked for.
    """

    body: bytes | Path
    kind: Literal["results", "rdf"]
    snapshot: str
    seconds: float
    size: int
    gzip: bool = False
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One step of a write: an update text, or data put into, added to or removed with a graph.

    `graph` is the IRI of the target graph; None means the graphs that the data itself names (put: the whole dataset).
    `data` is a file, so that large bodies do not travel through pipes.
    """

    action: Literal["update", "put", "post", "delete"]
    text: str = ""
    graph: str | None = None
    data: Path | None = None
    rdf: RdfName = "turtle"
    base_iri: str | None = None


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """A built release: its id and its N-Quads file."""

    id: str
    path: Path


class Figures(Protocol):
    """Counters for the metrics: workers killed and dead, tasks that wait and run."""

    kills: int
    deaths: int
    waiting: int
    running: int


class Engine(Protocol):
    """A SPARQL engine: whole answers from one version at a time."""

    @property
    def snapshot(self) -> str:
        """The id of the version that the next query is answered from; it changes with every committed write."""

    @property
    def release(self) -> str:
        """The id of the release that the current version began as."""

    @property
    def modified(self) -> datetime:
        """When the current version was committed, to the second."""

    @property
    def caveat(self) -> str | None:
        """What whoever runs the service should know about this engine; None where nothing."""

    @property
    def size(self) -> int:
        """The number of workers."""

    @property
    def figures(self) -> Figures:
        """Counters of the workers."""

    @property
    def spool(self) -> Path:
        """Where incoming data may be put, to be read by `change`; emptied at every start."""

    async def query(self, request: QueryRequest, *, deadline: float | None = None) -> Answer:
        """Answer `request` within `deadline` seconds of wall clock.

        Raises QuerySyntaxError, DeadlineError, MemoryLimitError, ResultSizeError, EvaluationError or BusyError; of an
        engine elsewhere also EngineAnswerError and EngineGoneError.
        """

    async def work(
        self, deadline: float, function: Callable[Concatenate[Path, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """`function(path, ...)` in a worker, where `path` is a local store of the current version.

        For what comes from outside and is no query, and for what reads many small parts of the graph. Raises as
        `query` does.
        """

    async def change(self, changes: Sequence[Change]) -> str:
        """Apply all `changes` or none; return the id of the new version.

        Raises as `query` does, and DataSyntaxError where data cannot be parsed.
        """

    async def graph_exists(self, graph: str) -> bool:
        """Whether the named graph has at least one triple."""

    async def close(self) -> None:
        """Let running work finish for `drain_seconds`, then end every process."""
