"""The file that a backup is: a tar archive that begins with a manifest, and nothing in it that the manifest lacks.

    manifest.json   format, version of RAMP, time, kind of the tables, and name, bytes and SHA-256 of every other member
    home/...        files of RAMP_HOME by their path there
    tables.dump     the tables, where they are PostgreSQL's (pg_dump, custom format)
    settings.env    the settings that were not the defaults, without secrets

Reading trusts nothing: a member that is no plain file, is not in the manifest, or differs from it ends the reading.
"""

import hashlib
import io
import json
import os
import re
import secrets
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Final

from ramp.errors import HomeError, RampError, StoreError
from ramp.operations import home

FORMAT: Final = 1
MANIFEST, DUMP, SETTINGS, HOME = "manifest.json", "tables.dump", "settings.env", "home"
_MANIFEST_BYTES = 64 * 1024 * 1024
_PIECE = 1024 * 1024
_NAME = re.compile(
    r"tables\.dump|settings\.env|home/(?:current\.json|home\.json|tokens\.json|workflow\.sqlite"
    r"|(?:versions|releases)(?:/(?!\.\.?(?:/|$))[A-Za-z0-9._@+-]{1,200}){1,5})"
)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive: `bytes` its length, `sha256` its checksum (hex)."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself. `created`: ISO 8601, UTC; `tables`: sqlite or postgresql; `snapshot`: the id of
    the version of the graph, None where the graph is kept by a server elsewhere."""

    ramp: str
    created: str
    tables: str
    snapshot: str | None
    files: tuple[Member, ...]
    format: int = FORMAT

    @property
    def size(self) -> int:
        """Bytes of all members."""
        return sum(member.bytes for member in self.files)


def members(folder: Path) -> tuple[Member, ...]:
    """Every file below the folder with its length and checksum, in the order of the names."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple(Member(path.relative_to(folder).as_posix(), *_measured(path)) for path in files)


def write(target: Path, folder: Path, manifest: Manifest) -> None:
    """Write the files of the folder and their manifest to `target`: there whole or not at all, for its owner only.

    Raises HomeError where it cannot be written.
    """
    aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT) as archive:
                text = json.dumps(asdict(manifest), indent=1).encode()
                archive.addfile(_entry(MANIFEST, len(text)), io.BytesIO(text))
                for member in manifest.files:
                    with (folder / member.name).open("rb") as source:
                        archive.addfile(_entry(member.name, member.bytes), source)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(target)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise HomeError(
            f"The backup cannot be written to {target}: {error.strerror or error}",
            remedy="Make room there, or name another file",
        ) from None


def extract(source: Path, folder: Path, room: int) -> Manifest:
    """Put the members into the empty folder, each compared with the manifest; at most `room` bytes.

    Raises StoreError where the archive is not whole and unchanged, HomeError where it is of a newer RAMP or too large.
    """
    try:
        with source.open("rb") as file, tarfile.open(fileobj=file, mode="r|") as archive:
            entries = iter(archive)
            manifest = _manifest(source, archive, next(entries, None))
            if manifest.size > room:
                raise HomeError(
                    f"The backup needs {manifest.size:,} bytes and there are {room:,} free in {folder.parent}",
                    remedy="Make room on that disk, or name another folder in RAMP_HOME",
                )
            _extract_all(source, archive, entries, manifest, folder)
    except tarfile.TarError as error:
        raise damaged(source, f"it is no whole tar archive ({error})") from None
    except RampError:
        raise
    except OSError as error:
        raise HomeError(
            f"{error.filename or folder}: {error.strerror or error}", remedy="Look at the file, the folder and the disk"
        ) from None
    return manifest


def damaged(source: Path, reason: str) -> StoreError:
    """The error that says that an archive cannot be used."""
    return StoreError(f"{source} is no usable backup: {reason}", remedy="Nothing was changed; use another backup")


def _extract_all(
    source: Path, archive: tarfile.TarFile, entries: Iterator[tarfile.TarInfo], manifest: Manifest, folder: Path
) -> None:
    wanted = {member.name: member for member in manifest.files}
    for entry in entries:
        member = wanted.pop(entry.name, None)
        if member is None:
            raise damaged(source, f"{entry.name[:200]!r} is not in its manifest, or there twice")
        content = archive.extractfile(entry) if entry.isreg() else None
        if content is None or entry.size != member.bytes:
            raise damaged(source, f"{entry.name} is no plain file of {member.bytes} bytes")
        target = folder / member.name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            if _copied(content, file) != member.sha256:
                raise damaged(source, f"the checksum of {entry.name} is another than in its manifest")
            file.flush()
            os.fsync(file.fileno())
    if wanted:
        raise damaged(source, f"{len(wanted)} files of its manifest are missing, {min(wanted)} among them")


def _manifest(source: Path, archive: tarfile.TarFile, entry: tarfile.TarInfo | None) -> Manifest:
    content = archive.extractfile(entry) if entry is not None and entry.isreg() and entry.name == MANIFEST else None
    if content is None or entry is None or entry.size > _MANIFEST_BYTES:
        raise damaged(source, f"it does not begin with {MANIFEST}")
    try:
        record = json.loads(content.read())
        version, format = str(record["ramp"]), int(record["format"])
        if format > FORMAT or home.newer(version):
            raise HomeError(
                f"{source} was made by RAMP {version[:40]}, which is newer than this one",
                remedy=f"Install RAMP {version[:40]} or later",
            )
        files = tuple(Member(str(f["name"]), int(f["bytes"]), str(f["sha256"])) for f in record["files"])
        tables, snapshot = str(record["tables"]), record["snapshot"]
    except (ValueError, KeyError, TypeError):
        raise damaged(source, f"its {MANIFEST} cannot be read") from None
    for member in files:
        if not _NAME.fullmatch(member.name) or member.bytes < 0:
            raise damaged(source, f"{member.name[:200]!r} is no file of a RAMP_HOME")
    return Manifest(version, str(record.get("created", "")), tables, snapshot and str(snapshot), files)


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def _measured(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def _copied(source: IO[bytes], target: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := source.read(_PIECE):
        digest.update(piece)
        target.write(piece)
    return digest.hexdigest()
