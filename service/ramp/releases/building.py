"""One release as a folder: the graph in every format, tables, checksums, and what changed since the release before.

It is made aside and put in place by renaming, in a process of its own (`python -m ramp.releases`), so that a release is
there whole or not at all whatever happens, and the service goes on meanwhile.
"""

import hashlib
import io
import json
import os
import secrets
import shutil
import zipfile
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from ramp.errors import HomeError
from ramp.graph.dumping import dump
from ramp.graph.metadata import describe_dataset
from ramp.graph.namespaces import GRAPH, RELEASE_GRAPH
from ramp.releases import changes, log
from ramp.releases.pieces import canonical_lines, checksum, split
from ramp.releases.shelf import EVENTS, FILES, GRAPH_FILE, MEMBERS, RECORD, Kept, Shelf
from ramp.releases.tables import write_tables

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Job:
    """What to make a release of: `content` (N-Quads), for the shelf in `folder`, dated `created` (UTC, seconds)."""

    content: str
    folder: str
    created: str
    prefixes: dict[str, str]


def build(job: Job) -> Kept | None:
    """Puts the release on the shelf; None where it says what the latest one says. Raises HomeError.

    The id is that of `build_release`: the first 16 digits of the checksum of every graph but `.../graph/release`. A
    content that comes back after another one gets a number behind it.
    """
    shelf = Shelf(Path(job.folder))
    quads = [
        quad for quad in parse(path=job.content, format=RdfFormat.N_QUADS)
        if quad.graph_name != RELEASE_GRAPH
    ]  # fmt: skip
    lines = canonical_lines(quads)
    mark, previous = checksum(lines), shelf.latest
    if previous is not None and previous.checksum == mark:
        return None
    same = sum(1 for kept in shelf.all if kept.checksum == mark)
    name = mark[:16] + (f"-{same + 1}" if same else "")
    aside = shelf.folder / f".new-{secrets.token_hex(6)}"
    try:
        (aside / FILES).mkdir(parents=True)
        _fill(aside, job, name, mark, quads, lines, previous)
        aside.replace(shelf.folder / name)
        _sync(shelf.folder)
    except OSError as error:
        raise HomeError(
            f"The release {name} cannot be written to {shelf.folder}: {error.strerror or error}",
            remedy="Make room on the disk or the folder writable; it is tried again at the next change or start",
            extra={"folder": str(shelf.folder)},
        ) from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Shelf(shelf.folder).get(name)


def _fill(
    aside: Path, job: Job, name: str, mark: str, quads: list[Quad], lines: list[str], previous: Kept | None
) -> None:
    earlier = [] if previous is None else previous.quads()
    before, after = split(earlier), split(quads)
    created = job.created if previous is None else max(job.created, _after(previous.created))
    names = changes.names_in(quads, changes.names_in(earlier))
    members = log.write(aside / MEMBERS, changes.between(before, after))
    counts = {"added": 0, "changed": 0, "withdrawn": 0}

    def counted() -> Any:
        for event in changes.by_node(before, after, names):
            counts[event["kind"]] += 1
            yield event

    events = log.write(aside / EVENTS, counted())
    store = Store()
    store.extend(parse("".join(lines), format=RdfFormat.N_QUADS))
    described = canonical_lines(describe_dataset(store, name, mark))
    store.extend(parse("".join(described), format=RdfFormat.N_QUADS))
    _write_dumps(aside / FILES, store, sorted([*lines, *described]), job.prefixes)
    write_tables(store, aside / FILES, name, created)
    files = [_listed(file) for file in sorted((aside / FILES).iterdir())]
    sums = "".join(f"{file['sha256']}  {file['name']}\n" for file in files)
    (aside / FILES / "SHA256SUMS").write_text(sums, encoding="ascii")
    files.append(_listed(aside / FILES / "SHA256SUMS"))
    record = Kept(
        id=name,
        number=1 if previous is None else previous.number + 1,
        checksum=mark,
        created=created,
        previous=None if previous is None else previous.id,
        triples=len(lines) + len(described),
        graphs=_sizes(store),
        members=members,
        events=events,
        counts=counts,
        files=tuple(files),
    )
    told = asdict(record)
    del told["folder"]
    (aside / RECORD).write_text(json.dumps(told, indent=1), encoding="utf-8")
    for file in (*(aside / FILES).iterdir(), *aside.glob("*.*")):
        _sync(file)
    _sync(aside / FILES)
    _sync(aside)


def _write_dumps(folder: Path, store: Store, lines: list[str], prefixes: dict[str, str]) -> None:
    (folder / GRAPH_FILE).write_text("".join(lines), encoding="utf-8")
    for file, form in (("ramp.trig", RdfFormat.TRIG), ("ramp.jsonld", RdfFormat.JSON_LD)):
        with (folder / file).open("wb") as target:
            dump(store, target, form, prefixes)
    with zipfile.ZipFile(folder / "ramp-turtle.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for graph in sorted(store.named_graphs(), key=str):
            if isinstance(graph, NamedNode):
                text = io.BytesIO()
                dump(store, text, RdfFormat.TURTLE, prefixes, graph)
                entry = zipfile.ZipInfo(f"{_file_name(graph.value)}.ttl", _ZIP_TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, text.getvalue())


def _file_name(graph: str) -> str:
    """The path of a graph in the archive, below the archive's own folder whatever the graph is called."""
    name = graph.removeprefix(GRAPH.iri)
    safe = "".join(letter if letter.isalnum() or letter in "-_./" else "_" for letter in name)
    return "/".join(part for part in safe.split("/") if part.strip(".")) or "graph"


def _listed(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"name": path.name, "bytes": path.stat().st_size, "sha256": digest}


def _sizes(store: Store) -> dict[str, int]:
    named = sorted(graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode))
    return {name: sum(1 for _ in store.quads_for_pattern(None, None, None, NamedNode(name))) for name in named}


def _after(created: str) -> str:
    """A second later: releases follow each other in time also where the clock was set back."""
    return (datetime.fromisoformat(created) + timedelta(seconds=1)).isoformat()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
