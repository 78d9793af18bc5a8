"""The folder of a local copy, which holds one whole release or none.

    DIR/state.json      which release the copy is of; the only thing that changes, by renaming
    DIR/RELEASE.nq      that release as N-Quads; `DIR/graph.nq` is a link to it
    DIR/.pages/         pages that never change and were fetched already, so that an interrupted run goes on from there

What else is in the folder is left alone.
"""

import hashlib
import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, parse

from ramp.errors import HomeError
from ramp.files import cannot_write, hold, write_whole
from ramp.graph.metadata import describe_dataset
from ramp.graph.namespaces import RELEASE_GRAPH
from ramp.releases.pieces import canonical_lines
from ramp.releases.shelf import ID

_STATE, _LINK, _PAGES = "state.json", "graph.nq", ".pages"
_ANOTHER = "Name another folder for the copy"


@dataclass(frozen=True, slots=True)
class State:
    """Which release the copy is of; `position`: of its last member in the feed, `digest`: SHA-256 of the file."""

    feed: str
    release: str
    checksum: str
    position: int
    published: str
    digest: str


@dataclass(frozen=True, slots=True)
class Copy:
    """The copy in a folder. For the process that holds the folder."""

    folder: Path

    @property
    def pages(self) -> Path:
        """Where pages that never change are kept until the copy is whole."""
        return self.folder / _PAGES

    def state(self) -> State | None:
        """What the folder is a copy of; None where there is no copy, or not a whole one."""
        try:
            state = State(**json.loads((self.folder / _STATE).read_bytes()))
            with self._file(state.release).open("rb") as file:
                return state if hashlib.file_digest(file, "sha256").hexdigest() == state.digest else None
        except (OSError, ValueError, TypeError):
            return None

    def stated(self, state: State) -> list[Quad]:
        """The statements of the release that the copy is of, without those about the release itself."""
        quads = parse(path=str(self._file(state.release)), format=RdfFormat.N_QUADS)
        return [quad for quad in quads if quad.graph_name != RELEASE_GRAPH]

    def put(self, lines: list[str], *, feed: str, release: str, checksum: str, position: int, published: str) -> State:
        """Put a release in place of the former one; `lines`: its canonical N-Quads. Raises OSError."""
        store = Store()
        store.extend(parse("".join(lines), format=RdfFormat.N_QUADS))
        described = canonical_lines(describe_dataset(store, release, checksum))
        body = "".join(sorted([*lines, *described])).encode()
        state = State(feed, release, checksum, position, published, hashlib.sha256(body).hexdigest())
        write_whole(self._file(release), body)
        write_whole(self.folder / _STATE, json.dumps(asdict(state), indent=1).encode())
        self._point_to(release)
        shutil.rmtree(self.pages, ignore_errors=True)
        return state

    def _file(self, release: str) -> Path:
        return self.folder / f"{release}.nq"

    def _point_to(self, release: str) -> None:
        """Let `graph.nq` lead to the release, and remove the files of others."""
        link, aside = self.folder / _LINK, self.folder / f".{_LINK}.{secrets.token_hex(4)}"
        aside.symlink_to(self._file(release).name)
        aside.replace(link)
        for old in self.folder.glob("*.nq"):
            if old != link and old.stem != release and ID.fullmatch(old.stem):
                old.unlink()


@contextmanager
def held(folder: Path) -> Iterator[Copy]:
    """The copy in `folder`, for this process alone. Raises HomeError, also where a file of somebody is in the way."""
    with hold(folder, ".lock", unwritable=_ANOTHER, in_use="Wait for it to end, or name another folder"):
        link = folder / _LINK
        if link.exists() and not link.is_symlink():
            raise HomeError(f"{link} is there already and is no copy that ramp mirror made", remedy=_ANOTHER)
        try:
            yield Copy(folder)
        except OSError as error:
            raise cannot_write(folder, error, "Make room there, or name another folder for the copy") from None
