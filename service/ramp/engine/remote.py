"""The engine elsewhere: any SPARQL 1.1 server, with the guarantees of the embedded one.

Queries and updates go to the server over HTTP; workers check what is sent and rewrite what comes back, so that an
answer is whole, of one version, and in the format asked for whatever the server does. What version the server holds is
read from a few triples in it (see `state`), at most every `engine_check_seconds`; where an update is not a
transaction there, also after each answer. Several services may share one server.
"""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Concatenate, ParamSpec, TypeVar

from ramp.background import Background
from ramp.engine import reading, release_graphs, state
from ramp.engine.embedded import EmbeddedEngine
from ramp.engine.endpoint import Endpoint, Fetched, Want
from ramp.engine.local_copy import LocalCopy
from ramp.engine.pool import PoolFigures
from ramp.engine.protocol import Answer, Change, QueryRequest, ReleaseFile
from ramp.engine.state import State
from ramp.engine.writing import Writer
from ramp.errors import BusyError, RampError, StoreError, in_french
from ramp.questions.inlining import substituted
from ramp.settings import Settings
from ramp.sparql.portable import portable

P = ParamSpec("P")
T = TypeVar("T")

_STATE_SECONDS = 5.0
_PAUSE = 0.05
_WHOLE = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"


class RemoteEngine:
    """Answers from the server that the settings name. Open it with `await RemoteEngine.open(...)`, and `close` it."""

    def __init__(self, settings: Settings, local: EmbeddedEngine) -> None:
        self._settings, self._local = settings, local
        self._endpoint = Endpoint(settings)
        self._copy = LocalCopy(local, settings.home, self._endpoint.query_url)
        self._threads = ThreadPoolExecutor(settings.engine_connections, "engine")
        self._asking = 0
        self._state: State | None = None
        self._server = ""
        self._following = asyncio.Lock()
        self._watching = Background()

    @classmethod
    async def open(cls, settings: Settings, release: ReleaseFile) -> "RemoteEngine":
        """Have workers and the local copy ready. Raises HomeError, StoreError, EngineGoneError, EngineAnswerError.

        `release` is what the local copy begins as, so that little is fetched where the server holds the same.
        """
        engine = cls(settings, await EmbeddedEngine.open(settings, release))
        try:
            if await engine.look() is None:
                raise StoreError(
                    "The SPARQL server at RAMP_ENGINE_QUERY_URL holds no release of RAMP",
                    remedy="Put one into it: ramp publish",
                )
            if not _rows(await engine._ask(state.UNION, "results", _STATE_SECONDS)):
                raise StoreError(
                    "The default graph of the SPARQL server is not the union of its named graphs",
                    remedy="Start it so: oxigraph serve --union-default-graph; fuseki-server --set "
                    "tdb2:unionDefaultGraph=true; see docs/engines.md",
                )
            await engine._begin(release)
            await engine._follow()
        except BaseException:
            await engine.close()
            raise
        engine._watching.start(engine._watch())
        return engine

    @property
    def snapshot(self) -> str:
        """See `Engine.snapshot`."""
        return self._required().snapshot

    @property
    def release(self) -> str:
        """See `Engine.release`."""
        return self._required().release

    @property
    def modified(self) -> datetime:
        """See `Engine.modified`."""
        return self._required().modified

    @property
    def size(self) -> int:
        """The number of workers."""
        return self._local.size

    @property
    def figures(self) -> PoolFigures:
        """Counters of the worker pool."""
        return self._local.figures

    @property
    def spool(self) -> Path:
        """See `Engine.spool`."""
        return self._local.spool

    @property
    def caveat(self) -> str | None:
        """See `Engine.caveat`."""
        return state.caveat(self._server)

    @property
    def atomic(self) -> bool:
        """Whether one update is one transaction for those who read at the same time."""
        told = self._settings.engine_atomic
        return state.atomic(self._server) if told is None else told

    async def query(self, request: QueryRequest, *, deadline: float | None = None) -> Answer:
        """See `Engine.query`."""
        seconds = deadline or self._settings.deadline
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        terms = {variable.value: str(term) for variable, term in request.substitutions.items()}
        text = portable(substituted(request.text, terms, columns=True) if terms else request.text)
        want = await self._local.work(seconds, reading.kind_of, text, request.base_iri)
        known = self._required()
        while True:
            fetched = await self._ask(
                self._dialect(text, request), want, max(0.1, end - loop.time()), request.default_graphs or (),
                request.named_graphs or (),
            )  # fmt: skip
            if self.atomic or await self._same(known):
                break
            if loop.time() > end:
                raise _being_written()
            await asyncio.sleep(_PAUSE)
            known = await self._settled(end)
        spool = self.spool / f"answer-{secrets.token_hex(8)}"
        try:
            return await self._local.work(
                seconds, reading.answer_of, known.snapshot, fetched, want, request, spool,
                self._settings.spool_bytes, self._settings.result_bytes,
            )  # fmt: skip
        except BaseException:
            spool.unlink(missing_ok=True)
            raise

    async def graph_exists(self, graph: str) -> bool:
        """See `Engine.graph_exists`."""
        text = f"SELECT ?s WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} LIMIT 1"
        return bool(_rows(await self._ask(text, "results", self._settings.deadline)))

    async def work(
        self, deadline: float, function: Callable[Concatenate[Path, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """See `Engine.work`."""
        return await self._local.work(deadline, function, *args, **kwargs)

    async def change(self, changes: Sequence[Change]) -> str:
        """See `Engine.change`. Where an update is no transaction, a change that fails may be done in part."""
        writer = Writer(self._settings, self._endpoint, self._local, atomic=self.atomic)
        snapshot = await writer.carry_out(changes, self._required().release)
        with suppress(RampError):  # it is written; where the copy cannot follow at once, the watcher brings it there
            await self.look()
            await self._follow()
        return snapshot

    async def look(self) -> State | None:
        """What the server holds now; None where it holds no release. Raises EngineGoneError, EngineAnswerError."""
        fetched = await self._ask(state.QUERY, "results", _STATE_SECONDS)
        self._server = fetched.server.lower()
        found = state.state_of(_rows(fetched), datetime.now(UTC))
        if found is not None and not found.writing:
            self._state = found
        return found

    async def close(self) -> None:
        """See `Engine.close`."""
        await self._watching.close()
        self._threads.shutdown(wait=False, cancel_futures=True)
        await self._local.close()

    def _required(self) -> State:
        if self._state is None:
            raise _being_written()
        return self._state

    def _dialect(self, text: str, request: QueryRequest) -> str:
        """The text as this server wants it: base, and Virtuoso's own graphs kept out of the union."""
        lines = [f"BASE <{request.base_iri}>"] if request.base_iri else []
        if state.VIRTUOSO in self._server and request.default_graphs is None and not request.own_dataset:
            lines = [*(f"DEFINE input:default-graph-exclude <{graph}>" for graph in sorted(state.FOREIGN)), *lines]
        return "\n".join([*lines, text])

    async def _same(self, known: State) -> bool:
        """Whether the version is still `known` and nobody is writing."""
        found = await self.look()
        return found is not None and not found.writing and found.snapshot == known.snapshot

    async def _settled(self, end: float) -> State:
        """The version as soon as nobody is writing."""
        loop = asyncio.get_running_loop()
        while True:
            found = await self.look()
            if found is not None and not found.writing:
                return found
            if loop.time() > end:
                return self._required()
            await asyncio.sleep(_PAUSE)

    async def _ask(
        self,
        text: str,
        want: Want,
        seconds: float,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Fetched:
        """The answer of the server, in a thread; cancelling this gives the request up."""
        settings = self._settings
        if self._asking >= settings.engine_connections + settings.queue:
            raise BusyError(
                f"{self._asking} requests are on their way already",
                remedy="Try again in a moment",
                extra=in_french(f"{self._asking} requêtes sont déjà en cours", "Réessayez dans un instant"),
                headers={"Retry-After": "2"},
            )
        stop = Event()
        self._asking += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._threads,
                lambda: self._endpoint.ask(
                    text, want, seconds, default_graphs=default_graphs, named_graphs=named_graphs, stop=stop
                ),
            )
        finally:
            self._asking -= 1
            stop.set()

    async def _follow(self) -> None:
        """Bring the local copy to the version that the server holds."""
        async with self._following:
            known = self._state
            if known is None or known.snapshot == self._copy.version:
                return
            marks = {row["s"]: row["o"] for row in _rows(await self._ask(state.MARKS, "results", _STATE_SECONDS))}
            seconds = self._settings.update_deadline

            async def graphs() -> set[str]:
                return {row["s"] for row in _rows(await self._ask(state.GRAPHS, "results", seconds))}

            async def fetch(graph: str) -> Fetched:
                return await self._ask(_WHOLE.format(graph=graph), "rdf", seconds)

            await self._copy.follow(known.snapshot, marks, graphs, fetch)

    async def _begin(self, release: ReleaseFile) -> None:
        """A copy that is of no version yet has the graphs of the release, which need not be fetched."""
        if not self._copy.version and self._local.snapshot == release.id:
            self._copy.holds(await asyncio.to_thread(release_graphs.marks, release.path))

    async def _watch(self) -> None:
        """Look at the server from time to time; where it is away, what is known stays so."""
        while True:
            await asyncio.sleep(self._settings.engine_check_seconds)
            with suppress(RampError):
                await self.look()
                await self._follow()


def _rows(fetched: Fetched) -> list[dict[str, str]]:
    return state.rows_of(fetched.body)


def _being_written() -> BusyError:
    return BusyError(
        "The graph is being written",
        remedy="Ask again in a moment",
        extra=in_french("Le graphe est en cours d’écriture", "Redemandez dans un instant"),
        headers={"Retry-After": "5"},
    )
