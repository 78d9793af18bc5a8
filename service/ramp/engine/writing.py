"""Changes an engine elsewhere, so that nobody sees half of a change.

Where one update is one transaction, all of a change is one update. Where it is not, the writer says first that it
writes; services that read wait until it says that it is done. That word has an end, so that a writer that was killed
stops nobody for ever.
"""

import asyncio
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pyoxigraph import NamedNode

from ramp.engine import reading, state
from ramp.engine.embedded import EmbeddedEngine
from ramp.engine.endpoint import Endpoint
from ramp.engine.protocol import Change
from ramp.errors import EvaluationError, RampError, in_french
from ramp.settings import Settings
from ramp.sparql.portable import portable
from ramp.sparql.tokens import read

_GRACE = timedelta(seconds=30)


@dataclass(slots=True)
class Steps:
    """A change as it is sent: texts of updates, or a file of N-Triples for a graph, in order."""

    steps: list[str | tuple[str, Path]] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)

    def add(self, graph: str, triples: bytes, file: Path, mark: str) -> None:
        """Put the triples (N-Triples), written to `file`, in place of a graph, or remove it where there are none."""
        file.write_bytes(triples)
        self.steps.append((graph, file) if triples else f"DROP SILENT GRAPH <{graph}>")
        self.marks[graph] = mark if triples else ""

    def text(self) -> str:
        """All steps as one update."""
        parts = [
            step if isinstance(step, str) else put_text(step[0], step[1].read_text("utf-8")) for step in self.steps
        ]
        return " ;\n".join(part for part in parts if part)


class Writer:
    """Writes for one service; `local` has the workers that parse what came from outside."""

    def __init__(self, settings: Settings, endpoint: Endpoint, local: EmbeddedEngine | None, *, atomic: bool) -> None:
        self._settings, self._endpoint, self._local, self._atomic = settings, endpoint, local, atomic

    async def carry_out(self, changes: Sequence[Change], release: str) -> str:
        """Apply `changes`; return the id of the version that they make. Raises as `Engine.change`."""
        snapshot = f"{release}.{secrets.token_hex(6)}"
        files: list[Path] = []
        try:
            steps = await self._steps(changes, snapshot, files)
            await asyncio.to_thread(self.send, steps, snapshot)
        finally:
            for file in files:
                file.unlink(missing_ok=True)
        return snapshot

    def send(self, steps: Steps, snapshot: str, release: str | None = None) -> None:
        """Write, blocking; `release` where the version is the beginning of another release."""
        seconds = self._settings.update_deadline
        done = state.written(snapshot, steps.marks, datetime.now(UTC), release)
        if self._atomic:
            self._endpoint.update(" ;\n".join(part for part in (steps.text(), done) if part), seconds)
            return
        writer = secrets.token_hex(6)
        until = datetime.now(UTC) + timedelta(seconds=seconds * max(1, len(steps.steps))) + _GRACE
        self._endpoint.update(state.begun(writer, until), seconds)
        try:
            for step in steps.steps:
                if isinstance(step, str):
                    self._endpoint.update(step, seconds)
                elif self._endpoint.graphs_url is not None:
                    self._endpoint.put(*step, seconds)
                else:
                    self._endpoint.update(put_text(step[0], step[1].read_text("utf-8")), seconds)
        except RampError:
            with suppress(RampError):  # something may be written, so it is another version; the first error is told
                self._endpoint.update(f"{done} ;\n{state.ended(writer, until)}", seconds)
            raise
        self._endpoint.update(f"{done} ;\n{state.ended(writer, until)}", seconds)

    async def _steps(self, changes: Sequence[Change], snapshot: str, files: list[Path]) -> Steps:
        assert self._local is not None
        steps = Steps()
        for change in changes:
            if change.action == "update":
                steps.steps.append(await self._update(change))
                steps.marks[state.EVERYTHING] = snapshot
                continue
            if change.graph is None:
                raise EvaluationError(
                    "An engine elsewhere changes graph by graph",
                    remedy="Name the graph",
                    extra=in_french("Un moteur distant est modifié graphe par graphe", "Nommez le graphe"),
                )
            if change.graph == state.STATE_GRAPH.value:
                raise EvaluationError(
                    f"{change.graph} is RAMP's own",
                    remedy="Use another name for the graph",
                    extra=in_french(f"{change.graph} est réservé à RAMP", "Donnez un autre nom au graphe"),
                )
            steps.marks[change.graph] = snapshot
            if change.action == "delete":
                steps.steps.append(f"DROP SILENT GRAPH {NamedNode(change.graph)}")
                continue
            file = self._local.spool / f"sent-{secrets.token_hex(8)}"
            files.append(file)
            await self._local.work(self._settings.update_deadline, reading.triples_of, change, file)
            if change.action == "put":
                steps.steps.append((change.graph, file))
            else:
                text = await asyncio.to_thread(file.read_text, "utf-8")
                steps.steps.append(_insert(change.graph, text))
        return steps

    async def _update(self, change: Change) -> str:
        assert self._local is not None
        await self._local.work(self._settings.update_deadline, reading.check_update, change.text, change.base_iri)
        text = portable(change.text)
        tokens = list(read(text).tokens)
        while tokens and tokens[-1].text == ";":
            tokens.pop()
        end = tokens[-1].start + len(tokens[-1].text) if tokens else 0
        return "\n".join([*([f"BASE <{change.base_iri}>"] if change.base_iri else []), text[:end]])


def put_text(graph: str, triples: str) -> str:
    """The update that puts N-Triples in place of a graph."""
    parts = [f"DROP SILENT GRAPH {NamedNode(graph)}", _insert(graph, triples)]
    return " ;\n".join(part for part in parts if part)


def _insert(graph: str, triples: str) -> str:
    return f"INSERT DATA {{ GRAPH {NamedNode(graph)} {{\n{triples}}} }}" if triples.strip() else ""
