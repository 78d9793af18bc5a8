"""A local copy of a graph that follows its change feed (LDES), for those who keep RAMP beside their own data.

    DIR/state.json      which release the copy is of; the only thing that changes, by renaming
    DIR/RELEASE.nq      that release as N-Quads; `DIR/graph.nq` is a link to it
    DIR/.pages/         pages that never change and were fetched already, so that an interrupted run goes on from there

The copy is replaced only by one whose checksum (RDFC-1.0) is the one that the feed states.
"""

import fcntl
import hashlib
import json
import os
import shutil
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx2
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from ramp.errors import FeedError, HomeError
from ramp.graph.metadata import describe_dataset
from ramp.graph.namespaces import RELEASE_GRAPH
from ramp.graph.progress import Progress, silent
from ramp.releases.pieces import Key, Pieces, canonical_lines, checksum, joined, split
from ramp.releases.shelf import ID
from ramp.releases.stream import AS, FEED, LDES, TREE

PAGE_BYTES = 64 * 1024 * 1024
_PAGES_MOST = 1_000_000
_TRIES, _WAIT_MOST = 5, 30.0
_STATE, _LINK, _PAGES = "state.json", "graph.nq", ".pages"


@dataclass(frozen=True, slots=True)
class State:
    """Which release the copy is of; `position`: of its last member in the feed, `digest`: SHA-256 of the file."""

    feed: str
    release: str
    checksum: str
    position: int
    published: str
    digest: str


@dataclass(slots=True)
class _Member:
    node: str = ""
    graph: str = ""
    kind: str = ""
    published: str = ""
    release: str = ""
    position: int = -1
    completes: bool = False
    checksum: str = ""
    lines: list[Triple] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Link:
    """A page that the entry page leads to, and the last moment that it holds members of, if that is said."""

    address: str
    until: str


def mirror(url: str, folder: Path, progress: Progress = silent) -> tuple[State, bool]:
    """Brings the copy in `folder` up to the newest whole release of the feed; the state, and whether anything changed.

    `url`: the address of a service, or of its feed. Raises FeedError, HomeError; the copy is then as it was.
    """
    feed = _feed(url)
    with _held(folder), httpx2.Client(timeout=60, follow_redirects=True) as client:
        state = _state(folder)
        if state is not None and state.feed != feed:
            raise FeedError(
                f"{folder} is a copy of {state.feed}", remedy="Name another folder, or remove this one to begin anew"
            )
        try:
            return _follow(client, feed, folder, state, progress)
        except FeedError:
            if state is None:
                raise
            return _follow(client, feed, folder, None, progress)  # the feed began anew: so does the copy


def _follow(
    client: httpx2.Client, feed: str, folder: Path, state: State | None, progress: Progress
) -> tuple[State, bool]:
    members = _members(client, feed, folder, state, progress)
    last = next((member for member in reversed(members) if member.completes), None)
    if last is None:
        if state is not None and not members:
            return state, False
        raise FeedError(f"{feed} holds no whole release yet", remedy="Try again in a moment")
    pieces = {} if state is None else split(_stated(folder / f"{state.release}.nq"))
    progress("Applying", 0, 1)
    for member in members[: members.index(last) + 1]:
        _apply(pieces, member)
    lines = canonical_lines(joined(pieces))
    mark = checksum(lines)
    if mark != last.checksum:
        raise FeedError(
            f"The release {last.release} of {feed} states the checksum {last.checksum[:16]}…, and its members have "
            f"{mark[:16]}…",
            remedy="The former copy is kept. Tell whoever runs that service, and try again",
            extra={"stated": last.checksum, "found": mark},
        )
    made = _write(folder, feed, last, lines, mark)
    progress("Applying", 1, 1)
    return made, True


def _members(client: httpx2.Client, feed: str, folder: Path, state: State | None, progress: Progress) -> list[_Member]:
    """The members after those of the copy, in their order, none missing."""
    links = [link for link in _links(client, feed) if state is None or not link.until or link.until > state.published]
    found: dict[int, _Member] = {}
    for number, link in enumerate(links):
        progress("Fetching pages", number, len(links))
        for member in _read(_fetch_page(client, folder, link.address), link.address):
            found[member.position] = member
    progress("Fetching pages", len(links), len(links))
    start = 0 if state is None else state.position + 1
    if state is not None and state.position in found and found[state.position].release != state.release:
        raise FeedError(f"{feed} tells another history than before", remedy="Remove the folder to begin anew")
    positions = sorted(position for position in found if position >= start)
    if positions != list(range(start, start + len(positions))):
        raise FeedError(
            f"{feed} leaves out members: {len(positions)} were found after {start}, and they do not follow each other",
            remedy="The former copy is kept. Try again; if it stays so, tell whoever runs that service",
        )
    return [found[position] for position in positions]


def _links(client: httpx2.Client, feed: str) -> list[_Link]:
    quads = _parse(_fetch(client, feed), feed)
    told: dict[object, dict[str, object]] = defaultdict(dict)
    for quad in quads:
        if quad.predicate in (TREE["node"], TREE["value"]) or str(quad.predicate).endswith("#type>"):
            told[quad.subject][str(quad.predicate)] = quad.object
    if not any(quad.object == LDES["EventStream"] for quad in quads):
        raise FeedError(f"{feed} is no event stream (LDES)", remedy="Give the address of a RAMP service")
    until: dict[str, str] = {}
    for relation in told.values():
        node, value = relation.get(str(TREE["node"])), relation.get(str(TREE["value"]))
        if isinstance(node, NamedNode):
            address = urldefrag(urljoin(feed, node.value)).url
            if urlsplit(address).netloc != urlsplit(feed).netloc:
                raise FeedError(
                    f"{feed} leads to another server: {address[:200]}",
                    remedy="Mirror the service under its public address (setting RAMP_PUBLIC_URL there)",
                )
            upper = any(term == TREE["LessThanOrEqualToRelation"] for term in relation.values())
            until[address] = value.value if upper and isinstance(value, Literal) else until.get(address, "")
    if len(until) > _PAGES_MOST:
        raise FeedError(f"{feed} has more than {_PAGES_MOST:,} pages", remedy="Take a dump: /releases")
    return [_Link(address, moment) for address, moment in sorted(until.items(), key=_order)]


def _order(link: tuple[str, str]) -> tuple[bool, str, int, str]:
    """Pages in the order of time; those that still grow last."""
    return (not link[1], link[1], len(link[0]), link[0])


def _fetch_page(client: httpx2.Client, folder: Path, address: str) -> bytes:
    """The page, from the folder where it was fetched before and never changes."""
    kept = folder / _PAGES / hashlib.sha256(address.encode()).hexdigest()
    if kept.is_file():
        return kept.read_bytes()
    body = _fetch(client, address)
    if any(quad.predicate == LDES["immutable"] for quad in _parse(body, address)):
        kept.parent.mkdir(exist_ok=True)
        _replace(kept, body)
    return body


def _fetch(client: httpx2.Client, address: str) -> bytes:
    """The body, whole. Raises FeedError."""
    for rest in reversed(range(_TRIES)):
        try:
            with client.stream("GET", address, headers={"Accept": "application/n-quads"}) as response:
                if response.status_code in (429, 503) and rest:
                    pause = response.headers.get("retry-after", "")
                    time.sleep(min(float(pause) if pause.isdigit() else 1.0, _WAIT_MOST))
                    continue
                if response.status_code != 200:
                    raise FeedError(f"{address} answers {response.status_code}", remedy="Check the address")
                body = bytearray()
                for piece in response.iter_bytes():
                    body += piece
                    if len(body) > PAGE_BYTES:
                        raise FeedError(
                            f"{address} is larger than {PAGE_BYTES:,} bytes", remedy="Take a dump: /releases"
                        )
                return bytes(body)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise FeedError(
                f"{address} cannot be read whole: {error or type(error).__name__}",
                remedy="What was fetched is kept; run the same command again to go on",
            ) from None
    raise AssertionError("unreachable")


def _read(body: bytes, address: str) -> Iterator[_Member]:
    """The members of a page. Raises FeedError where one is not whole."""
    quads = _parse(body, address)
    iris = {quad.object for quad in quads if quad.predicate == TREE["member"]}
    members: dict[object, _Member] = {iri: _Member() for iri in iris if isinstance(iri, NamedNode)}
    owner: dict[object, object] = {iri: iri for iri in members}
    waiting = [quad for quad in quads if quad.subject in members or isinstance(quad.subject, BlankNode)]
    below: dict[object, list[Quad]] = defaultdict(list)
    for quad in waiting:
        below[quad.subject].append(quad)
    for iri in members:
        stack: list[object] = [iri]
        while stack:
            for quad in below[stack.pop()]:
                if isinstance(quad.object, BlankNode) and quad.object not in owner:
                    owner[quad.object] = iri
                    stack.append(quad.object)
    for quad in waiting:
        if quad.subject not in owner:
            continue
        member = members[owner[quad.subject]]
        name, value = quad.predicate.value, quad.object
        if not name.startswith(FEED.iri) or isinstance(quad.subject, BlankNode):
            member.lines.append(quad.triple)
        elif isinstance(value, NamedNode | Literal):
            _tell(member, name.removeprefix(FEED.iri), value.value, address)
    for iri, member in members.items():
        node = NamedNode(member.node) if member.node else None
        if node is None or member.position < 0 or not ID.fullmatch(member.release) or not member.published:
            raise FeedError(f"{address}: the member {iri} is not whole", remedy="Tell whoever runs that service")
        member.lines = [
            Triple(node, line.predicate, line.object) if line.subject == iri else line for line in member.lines
        ]
        yield member


def _tell(member: _Member, name: str, value: str, address: str) -> None:
    match name:
        case "versionOf":
            member.node = value
        case "graph" | "kind" | "published" | "checksum":
            setattr(member, name, value)
        case "release":
            member.release = value.rpartition("/")[2]
        case "completes":
            member.completes = value == "true"
        case "position":
            if not value.isdigit() or len(value) > 15:
                raise FeedError(f"{address}: a member has no position", remedy="Tell whoever runs that service")
            member.position = int(value)


def _apply(pieces: Pieces, member: _Member) -> None:
    key = Key(member.node, member.graph)
    if member.kind == AS["Delete"].value:
        pieces.pop(key, None)
    else:
        pieces[key] = "".join(sorted({f"{line} .\n" for line in member.lines}))


def _parse(body: bytes, address: str) -> list[Quad]:
    try:
        return list(parse(body, format=RdfFormat.N_QUADS))
    except (SyntaxError, ValueError) as error:
        raise FeedError(
            f"{address} is no N-Quads: {str(error).splitlines()[0][:200]}", remedy="Check that it is a RAMP service"
        ) from None


def _stated(path: Path) -> list[Quad]:
    return [quad for quad in parse(path=str(path), format=RdfFormat.N_QUADS) if quad.graph_name != RELEASE_GRAPH]


def _write(folder: Path, feed: str, last: _Member, lines: list[str], mark: str) -> State:
    store = Store()
    store.extend(parse("".join(lines), format=RdfFormat.N_QUADS))
    described = canonical_lines(describe_dataset(store, last.release, mark))
    body = "".join(sorted([*lines, *described])).encode()
    digest = hashlib.sha256(body).hexdigest()
    state = State(feed, last.release, mark, last.position, last.published, digest)
    name = f"{last.release}.nq"
    _replace(folder / name, body)
    _replace(folder / _STATE, json.dumps(asdict(state), indent=1).encode())
    aside = folder / f".{_LINK}"
    aside.unlink(missing_ok=True)
    aside.symlink_to(name)
    aside.replace(folder / _LINK)
    for old in folder.glob("*.nq"):
        if old.name not in (name, _LINK):
            old.unlink()
    shutil.rmtree(folder / _PAGES, ignore_errors=True)
    return state


def _state(folder: Path) -> State | None:
    """What the folder is a copy of; None where there is no copy, or not a whole one."""
    try:
        state = State(**json.loads((folder / _STATE).read_bytes()))
        with (folder / f"{state.release}.nq").open("rb") as file:
            return state if hashlib.file_digest(file, "sha256").hexdigest() == state.digest else None
    except (OSError, ValueError, TypeError):
        return None


def _replace(path: Path, body: bytes) -> None:
    aside = path.with_name(f".{path.name}.part")
    with aside.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def _feed(url: str) -> str:
    parts = urlsplit(url if "//" in url else f"http://{url}")
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query:
        raise FeedError(f"{url} is no address of a service", remedy="Write it as https://ramp.example.org")
    whole = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
    return whole if whole.endswith("/feed/ldes") else f"{whole}/feed/ldes"


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """The folder, for this process alone. Raises HomeError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("a", encoding="utf-8")
    except OSError as error:
        raise HomeError(
            f"The folder {folder} cannot be written: {error.strerror}", remedy="Name another folder for the copy"
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise HomeError(
                f"Another run writes to {folder}", remedy="Wait for it to end, or name another folder"
            ) from None
        yield
