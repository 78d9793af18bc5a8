"""The tables of submissions as one file: SQLite by its own backup, PostgreSQL by pg_dump and pg_restore."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, create_engine, inspect, literal, make_url, select, table
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from ramp.errors import HomeError, SettingsError
from ramp.settings import Settings

FILE = "workflow.sqlite"


def address(settings: Settings) -> URL:
    """Where the tables are. Raises SettingsError for a wrong address or another kind of database."""
    try:
        url = make_url(settings.database_url or f"sqlite:///{settings.home / FILE}")
    except ArgumentError:
        url = None
    if url is None or url.get_backend_name() not in ("sqlite", "postgresql"):
        raise SettingsError(
            "RAMP_DATABASE_URL is no address of SQLite or PostgreSQL",
            remedy="Write an SQLAlchemy address such as postgresql+psycopg://user@host/name, or leave it unset",
            extra={"setting": "RAMP_DATABASE_URL"},
        )
    return url


def copy_sqlite(source: Path, target: Path) -> bool:
    """Copy the tables as they are at one moment, also while a service writes; False where there are none yet.

    Raises HomeError.
    """
    if not source.is_file():
        return False
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            live.backup(copy)
    except sqlite3.Error as error:
        raise HomeError(
            f"{source} cannot be copied: {error}", remedy="Make room on the disk and look at the rights of the file"
        ) from None
    return True


def check_sqlite(file: Path) -> str | None:
    """What is wrong with a file of tables; None where it is whole."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as tables:
            found = tables.execute("PRAGMA integrity_check(1)").fetchone()[0]
            tables.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        return str(error)
    return None if found == "ok" else str(found)


def dump(url: URL, target: Path) -> None:
    """Write the tables of PostgreSQL, as they are at one moment. Raises HomeError."""
    _run("pg_dump", url, ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"])


def load(url: URL, source: Path) -> None:
    """Put tables back into PostgreSQL, all of them or none; those that are there are replaced. Raises HomeError."""
    options = ["--single-transaction", "--clean", "--if-exists", "--no-owner", "--no-privileges"]
    _run("pg_restore", url, [*options, str(source)])


def holds_submissions(url: URL) -> bool:
    """Whether there are tables in PostgreSQL with a submission or an account in them. Raises HomeError."""
    engine = create_engine(url)
    try:
        with engine.connect() as server:
            there = [name for name in ("submission", "account") if inspect(server).has_table(name)]
            return any(server.execute(select(literal(1)).select_from(table(name)).limit(1)).first() for name in there)
    except SQLAlchemyError as error:
        raise HomeError(
            f"The database of RAMP_DATABASE_URL cannot be read: {str(error).splitlines()[0]}",
            remedy="Look at RAMP_DATABASE_URL and at that server",
        ) from None
    finally:
        engine.dispose()


def without_password(url: URL) -> str:
    """The address as text, its password left out."""
    return url._replace(password=None).render_as_string(hide_password=False)


def _run(program: str, url: URL, arguments: list[str]) -> None:
    """The password goes by the environment: what stands in arguments can be seen by every user of the machine."""
    found = shutil.which(program)
    if found is None:
        raise HomeError(
            f"The tables are PostgreSQL's and {program} is not installed",
            remedy="Install the client programs of PostgreSQL (Debian: postgresql-client), or save that database "
            "by other means",
        )
    environment = dict(os.environ)
    if url.password is not None:
        environment["PGPASSWORD"] = str(url.password)
    command = [found, f"--dbname={without_password(url.set(drivername='postgresql'))}", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["it gave no reason"])[0]
        raise HomeError(f"{program} failed: {last}", remedy="Look at RAMP_DATABASE_URL and at that server")
