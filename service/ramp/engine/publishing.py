"""Puts a release into an engine elsewhere, graph by graph, so that nobody reads a mixture of two releases.

Into an empty server the graphs go one after another, and the release is there when the last triples say so. Of a later
release only the graphs that differ are written, all in one change (see `writing`); what was published besides, such as
accepted submissions, stays, and what the new release lacks is remembered (see `retiring`).
"""

import secrets
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ramp.engine import release_graphs, state
from ramp.engine.endpoint import Endpoint
from ramp.engine.protocol import ReleaseFile
from ramp.engine.retired import RETIRED_GRAPH
from ramp.engine.retiring import retired_graph
from ramp.engine.writing import Steps, Writer, put_text
from ramp.errors import SettingsError
from ramp.graph.namespaces import DATASET
from ramp.graph.progress import Progress, silent
from ramp.settings import Settings

_STEP = "Writing graphs"


@dataclass(frozen=True, slots=True)
class Published:
    """What was done: graphs written, removed, left as they were; the version that the server holds now."""

    snapshot: str
    written: int
    removed: int
    kept: int


def publish(settings: Settings, release: ReleaseFile, progress: Progress = silent) -> Published:
    """Make `release` the one that the server of the settings holds; blocking.

    Raises SettingsError where no server is set, and what `Endpoint` raises.
    """
    if settings.engine_query_url is None or settings.engine_update_url is None:
        raise SettingsError(
            "There is no SPARQL server to publish to",
            remedy="Set RAMP_ENGINE_QUERY_URL and RAMP_ENGINE_UPDATE_URL; without them `ramp serve` answers by itself",
            extra={"setting": "RAMP_ENGINE_UPDATE_URL"},
        )
    endpoint = Endpoint(settings)
    rows, server = _rows(endpoint, state.QUERY, settings)
    now = state.state_of(rows, datetime.now(UTC))
    new = release_graphs.marks(release.path)
    there = {row["s"]: row["o"] for row in _rows(endpoint, state.MARKS, settings)[0]}
    changed = sorted(graph for graph, mark in new.items() if there.get(graph) != mark)
    gone = sorted(g for g, mark in there.items() if mark.startswith(release_graphs.MARK) and g not in new)
    if now is not None and now.release == release.id and not changed and not gone:
        return Published(now.snapshot, 0, 0, len(new))
    besides = any(not mark.startswith(release_graphs.MARK) for graph, mark in there.items() if graph not in _OWN)
    snapshot = f"{release.id}.{secrets.token_hex(6)}" if besides else release.id
    marks = {graph: new[graph] for graph in changed} | dict.fromkeys(gone, "")
    with tempfile.TemporaryDirectory(prefix="ramp-publish-") as folder:
        files = release_graphs.split(release.path, Path(folder))
        if now is None:
            for done, graph in enumerate(changed):
                progress(_STEP, done, len(changed))
                _put(endpoint, graph, files[graph], settings.update_deadline)
            progress(_STEP, len(changed), len(changed))
            text = state.written(snapshot, marks, datetime.now(UTC), release.id)
            endpoint.update(text, settings.update_deadline)
        else:
            steps = Steps(marks=marks)
            steps.steps += [(graph, files[graph]) for graph in changed]
            steps.steps += [f"DROP SILENT GRAPH <{graph}>" for graph in gone]
            replaced = [graph for graph in (*changed, *gone) if graph in there]
            retired = retired_graph(
                lambda text: endpoint.ask(text, "results", settings.update_deadline).body, release.path, replaced
            )
            if retired is not None:
                snapshot = f"{release.id}.{secrets.token_hex(6)}"
                steps.add(RETIRED_GRAPH.value, retired, Path(folder) / "retired.nt", snapshot)
            told = settings.engine_atomic
            writer = Writer(settings, endpoint, None, atomic=state.atomic(server) if told is None else told)
            writer.send(steps, snapshot, release.id)
    return Published(snapshot, len(changed), len(gone), len(new) - len(changed))


_OWN = frozenset({DATASET.value, state.EVERYTHING})


def _put(endpoint: Endpoint, graph: str, file: Path, seconds: float) -> None:
    if endpoint.graphs_url is not None:
        endpoint.put(graph, file, seconds)
    else:
        endpoint.update(put_text(graph, file.read_text("utf-8")), seconds)


def _rows(endpoint: Endpoint, query: str, settings: Settings) -> tuple[list[dict[str, str]], str]:
    fetched = endpoint.ask(query, "results", settings.deadline)
    return state.rows_of(fetched.body), fetched.server
