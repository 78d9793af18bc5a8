"""What can be wrong with RAMP_HOME: rights, room, record of its version, graph, tables, leftovers."""

import json
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from ramp.access.tokens import Tokens
from ramp.operations import backup, home, restore, tables
from ramp.operations.doctor import Check, Finding
from ramp.settings import Settings
from ramp.workflow.database import newest_form

_ROOM: Final = 3
"""A new version and a release are written beside the old ones: so often the size of what is there must be free."""
_LEAST: Final = 256 * 1024 * 1024


def folder(settings: Settings) -> Iterator[Finding]:
    """The folder is there, ours, and closed to others."""
    path = settings.home
    if not path.is_dir():
        yield Finding("home", "warning", f"{path} is not there yet", "Start RAMP once: ramp serve, or ramp upgrade")
        return
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        yield Finding(
            "home", "error", f"{path} cannot be written by this user",
            "Give it to the user of the service: chown -R, or name another folder in RAMP_HOME",
        )  # fmt: skip
        return
    for name in ("tokens.json", tables.FILE):
        file = path / name
        if file.exists() and file.stat().st_mode & stat.S_IROTH and path.stat().st_mode & stat.S_IXOTH:
            yield Finding(
                "home", "warning", f"{file} can be read by every user of this machine",
                f"Close the folder: chmod o-rwx {path}",
            )  # fmt: skip
            return
    yield Finding("home", "ok", f"{path} can be written")


def version(settings: Settings) -> Iterator[Finding]:
    """Which RAMP used the home last."""
    home.refuse_newer(settings.home)
    if (settings.home / restore.RECORD).exists():
        yield Finding(
            "version", "warning", "A restore was interrupted", "Start RAMP or ramp upgrade: it is finished first"
        )
    found = home.recorded(settings.home)
    yield Finding("version", "ok", f"Used last by RAMP {found}" if found else "Not used by any RAMP yet")


def room(settings: Settings) -> Iterator[Finding]:
    """Free space on the disk of the home."""
    path = settings.home
    while not path.exists():
        path = path.parent
    free = shutil.disk_usage(path).free
    store = settings.home / "versions"
    used = sum(file.stat().st_size for file in store.rglob("*") if file.is_file()) if store.is_dir() else 0
    needed = max(_LEAST, _ROOM * used)
    said = f"{free // 2**20:,} MiB free, a new version may need {needed // 2**20:,} MiB"
    if free < needed:
        yield Finding("room", "error" if free < _LEAST else "warning", said, f"Make room on the disk of {path}")
    else:
        yield Finding("room", "ok", said)


def graph(settings: Settings) -> Iterator[Finding]:
    """The current version is there and opens."""
    pointer = settings.home / "current.json"
    if not pointer.exists():
        if settings.engine_query_url is None:
            yield Finding("graph", "warning", "There is no graph yet", "Start RAMP once: ramp serve, or ramp upgrade")
        return
    try:
        record = json.loads(pointer.read_text("utf-8"))
        store = ox.Store.read_only(str(settings.home / "versions" / Path(record["name"]).name))
        graphs = sum(1 for _ in store.named_graphs())
    except (OSError, RuntimeError, ValueError, KeyError, TypeError) as error:
        yield Finding(
            "graph", "error", f"The graph of {pointer} cannot be opened: {str(error).splitlines()[0]}",
            "Move current.json and versions/ away and start again: RAMP builds the graph anew and puts back "
            "what was published from the tables; or restore a backup",
        )  # fmt: skip
        return
    yield Finding("graph", "ok", f"Version {record['snapshot']} with {graphs} graphs opens")
    others = [path.name for path in (settings.home / "versions").iterdir() if path.name != Path(record["name"]).name]
    if others:
        yield Finding(
            "graph", "warning", f"{len(others)} other versions lie in versions/ (a write on its way, or interrupted)",
            "Nothing to do while RAMP runs; the next start removes leftovers",
        )  # fmt: skip


def submissions(settings: Settings) -> Iterator[Finding]:
    """The tables: they open, they have the newest form, and nothing waits to be published."""
    url = tables.address(settings)
    if url.get_backend_name() == "sqlite":
        file = Path(url.database or "")
        if not file.is_file():
            yield Finding(
                "tables", "warning", f"{file} is not there yet", "Start RAMP once: ramp serve, or ramp upgrade"
            )
            return
        if wrong := tables.check_sqlite(file):
            yield Finding("tables", "error", f"{file} is damaged: {wrong}", "Stop RAMP and restore a backup")
            return
    engine = create_engine(url)
    try:
        with closing(engine.connect()) as connection:
            form = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            pending = connection.execute(text("SELECT COUNT(*) FROM publication WHERE progress = 'pending'")).scalar()
    except SQLAlchemyError as error:
        yield Finding(
            "tables", "error", f"The tables cannot be read: {str(error).splitlines()[0]}",
            "Start that database server, or correct RAMP_DATABASE_URL; for new tables: ramp upgrade",
        )  # fmt: skip
        return
    finally:
        engine.dispose()
    newest = newest_form()
    if form is None or form < newest:
        yield Finding(
            "tables", "error", f"The tables have form {form} and not {newest}", "Stop RAMP and say ramp upgrade"
        )
    elif form > newest:
        yield Finding("tables", "error", f"The tables have form {form}, of a newer RAMP", "Install that RAMP")
    else:
        yield Finding("tables", "ok", f"The tables open and have the newest form ({form})")
    if pending:
        yield Finding(
            "tables", "warning", f"{pending} publications are not finished",
            "A running RAMP finishes them within a minute, a stopped one when it starts; if they stay, look at its log",
        )  # fmt: skip


def accounts(settings: Settings) -> Iterator[Finding]:
    """The tokens can be read."""
    yield Finding("tokens", "ok", f"{len(Tokens(settings.home).known())} tokens")


def leftovers(settings: Settings) -> Iterator[Finding]:
    """What interrupted runs have left."""
    left = [*backup.abandoned(settings.home)] if settings.home.is_dir() else []
    if left:
        yield Finding(
            "leftovers", "warning", f"{len(left)} folders of interrupted backups: {left[0]}",
            "The next ramp backup removes them",
        )  # fmt: skip
    else:
        yield Finding("leftovers", "ok", "No leftovers of interrupted backups")


CHECKS: Final[dict[str, Check]] = {
    "home": folder, "version": version, "room": room, "graph": graph, "tables": submissions, "tokens": accounts,
    "leftovers": leftovers,
}  # fmt: skip
