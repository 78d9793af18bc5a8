"""Builds a release: the whole graph as one sorted N-Quads file, named by a checksum of what it says.

The id is the first 16 hexadecimal digits of the SHA-256 over the canonical N-Quads (RDFC-1.0, blank nodes named
canonically) of every graph but `.../graph/release`, which states that very id. So the same knowledge has the same id on
every machine, and anyone can verify it. A release is built once: as long as no file changes, it is read from the folder
that it was written to.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, Quad, Store

from ramp import __version__
from ramp.errors import HomeError
from ramp.files import write_whole
from ramp.graph.derive import derive
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.mappings import read_mappings
from ramp.graph.metadata import describe_dataset
from ramp.graph.namespaces import PREFIXES, RELEASE_GRAPH, scheme_prefixes
from ramp.graph.progress import Progress, silent
from ramp.graph.reading import read_files
from ramp.questions.describing import describe
from ramp.questions.reading import load_questions

_RECORD = "current.json"
_KEPT = 2


@dataclass(frozen=True, slots=True)
class Release:
    """A built release. `path`: its N-Quads file; `triples`: quads in it; `graphs`: quads of each named graph.

    `checksum` is the SHA-256 that `id` begins with, `digest` that of the file itself.
    """

    id: str
    checksum: str
    digest: str
    path: Path
    triples: int
    graphs: dict[str, int]


def build_release(folders: KnowledgeFolders, out: Path, progress: Progress = silent) -> Release:
    """The release of the knowledge folders, written to `out` unless it is there already.

    Raises KnowledgeError where a file is wrong, HomeError where `out` cannot be written. `out` never holds half a
    release: the file and its record are put in place by renaming.
    """
    fingerprint = folders.fingerprint(__version__, _code())
    ready = _recorded(out, fingerprint)
    if ready is not None:
        return ready
    lines, checksum, graphs = _content(folders, progress)
    text = "".join(lines).encode()
    name = f"{checksum[:16]}.nq"
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_whole(out / name, text)
        release = Release(checksum[:16], checksum, hashlib.sha256(text).hexdigest(), out / name, len(lines), graphs)
        record = {
            "fingerprint": fingerprint, "id": release.id, "checksum": checksum, "digest": release.digest,
            "triples": release.triples, "graphs": graphs,
        }  # fmt: skip
        write_whole(out / _RECORD, json.dumps(record, indent=1).encode())
        _prune(out, release.path)
    except OSError as error:
        raise HomeError(
            f"The release cannot be written to {out}: {error.strerror or error}",
            remedy="Make the folder writable, or name another one in RAMP_HOME",
            extra={"folder": str(out)},
        ) from None
    return release


def graph_prefixes(folders: KnowledgeFolders) -> dict[str, str]:
    """Every prefix that the graph uses, the concept schemes' included: for `sh:declare`, Turtle and TriG."""
    return PREFIXES | scheme_prefixes(folders.schemes())


def read_sources(folders: KnowledgeFolders, progress: Progress = silent) -> Store:
    """An in-memory store with all that a release states and derives, without its description of itself."""
    store = read_files(folders, progress)
    for file in folders.mapping_files():
        store.extend(read_mappings(folders, file))
    derive(store, folders, progress)
    store.extend(describe(load_questions(folders).values(), graph_prefixes(folders)))
    return store


def _content(folders: KnowledgeFolders, progress: Progress) -> tuple[list[str], str, dict[str, int]]:
    """Sorted N-Quads lines of the release, its checksum, and the number of quads of each graph."""
    store = read_sources(folders, progress)
    progress("Naming the release", 0, 1)
    dataset = Dataset(store)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    stated = _lines(dataset)
    checksum = hashlib.sha256("".join(stated).encode()).hexdigest()
    description = list(describe_dataset(store, checksum[:16], checksum))
    graphs = _graph_sizes(store)
    described = _lines(description)
    graphs[RELEASE_GRAPH.value] = len(described)
    progress("Naming the release", 1, 1)
    return sorted([*stated, *described]), checksum, dict(sorted(graphs.items()))


def _lines(quads: Iterable[Quad]) -> list[str]:
    """Canonical N-Quads lines in code point order (RDFC-1.0, section 5)."""
    return sorted({f"{quad} .\n" for quad in quads})


def _graph_sizes(store: Store) -> dict[str, int]:
    return {
        graph.value: sum(1 for _ in store.quads_for_pattern(None, None, None, graph))
        for graph in store.named_graphs()
        if isinstance(graph, NamedNode)
    }


def _recorded(out: Path, fingerprint: str) -> Release | None:
    """The release that was last written, if it is of these very inputs and its file is whole."""
    try:
        record = json.loads((out / _RECORD).read_bytes())
        if record["fingerprint"] != fingerprint:
            return None
        path = out / f"{record['id']}.nq"
        if hashlib.sha256(path.read_bytes()).hexdigest() != record["digest"]:
            return None
        return Release(
            record["id"], record["checksum"], record["digest"], path, record["triples"], dict(record["graphs"])
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _prune(out: Path, current: Path) -> None:
    """Removes older releases but the last, which a running service may be about to read."""
    others = sorted(
        (file for file in out.glob("*.nq") if file != current), key=lambda file: file.stat().st_mtime, reverse=True
    )
    for file in others[_KEPT - 1 :]:
        file.unlink(missing_ok=True)


def _code() -> str:
    """A checksum of the modules that decide what a release says: a changed rule makes another release."""
    digest = hashlib.sha256()
    rooms = Path(__file__).parent, Path(__file__).parent.parent / "questions"
    for file in sorted(file for room in rooms for file in room.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()
