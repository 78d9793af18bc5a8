"""The connection to the tables: opened once, brought to the present form by migrations, used in whole transactions.

SQLite serves one service. Several share PostgreSQL: rows carry their revision, so that of two who change the same one
is told so, and what must happen once at a time is done under an advisory lock, which goes with a killed service.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib.resources import as_file, files
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from ramp.errors import BusyError, ConflictError, HomeError, SettingsError, in_french
from ramp.settings import Settings

T = TypeVar("T")

_MIGRATING, _PUBLISHING = 0x52414D50_01, 0x52414D50_02
"""Numbers of the advisory locks: RAMP in ASCII, then which."""
_TURN_SECONDS, _TURN_PAUSE = 60.0, 0.05
_DISK = ("full", "disk I/O error", "readonly database", "unable to open")
"""What SQLite says where the disk is full, broken or read-only."""
_AGAIN = {"40001", "40P01"}
"""SQLSTATE of transactions that PostgreSQL gave up for the sake of others."""


class Database:
    """The tables of one service. Blocking methods; `run` calls a function in a thread, in one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._sessions = sessionmaker(engine, expire_on_commit=False)

    @classmethod
    def open(cls, settings: Settings) -> "Database":
        """Connect and migrate. Raises SettingsError for a wrong address, HomeError where the tables cannot be used."""
        address = settings.database_url or f"sqlite:///{settings.home / 'workflow.sqlite'}"
        try:
            url = make_url(address)
            if url.get_backend_name() == "sqlite":
                settings.home.mkdir(parents=True, exist_ok=True)
            engine = create_engine(url, pool_pre_ping=url.get_backend_name() != "sqlite")
        except (ArgumentError, ImportError) as error:
            raise SettingsError(
                f"RAMP_DATABASE_URL has an unusable value: {str(error).splitlines()[0]}",
                remedy="Write an SQLAlchemy address such as postgresql+psycopg://user@host/name, or leave it unset",
                extra={"setting": "RAMP_DATABASE_URL"},
            ) from None
        if url.get_backend_name() == "sqlite":
            _prepare_sqlite(engine)
        try:
            with engine.connect() as connection:
                if url.get_backend_name() == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _MIGRATING})
                migrate(connection)
                connection.commit()
        except HomeError:
            engine.dispose()
            raise
        except (SQLAlchemyError, OSError) as error:
            engine.dispose()
            raise HomeError(
                f"The tables of submissions cannot be opened: {str(error).splitlines()[0]}",
                remedy="Make the home folder writable, or put back a copy of workflow.sqlite"
                if url.get_backend_name() == "sqlite"
                else "Start that database server, or correct RAMP_DATABASE_URL",
            ) from None
        return cls(engine)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """All or nothing. Raises ConflictError where somebody else changed the same submission first, BusyError where
        the tables cannot be reached or their disk takes nothing more."""
        try:
            with self._sessions.begin() as session:
                yield session
        except StaleDataError:
            raise ConflictError(
                "Somebody else changed this submission at the same moment",
                remedy="Read it again, then decide",
                extra=in_french(
                    "Quelqu’un d’autre a modifié cette contribution au même moment", "Relisez-la, puis décidez"
                ),
            ) from None
        except IntegrityError:
            raise ConflictError(
                "The same thing was written at the same moment",
                remedy="Try again",
                extra=in_french("La même chose a été enregistrée au même moment", "Réessayez"),
            ) from None
        except OperationalError as error:
            if "locked" in str(error.orig) or getattr(error.orig, "sqlstate", None) in _AGAIN:
                raise ConflictError(
                    "Somebody else is writing",
                    remedy="Try again in a moment",
                    extra=in_french("Quelqu’un d’autre est en train d’enregistrer", "Réessayez dans un instant"),
                ) from None
            if self.shared:
                raise _away() from None
            if any(words in str(error.orig) for words in _DISK):
                raise _no_room(str(error.orig)) from None
            raise

    @property
    def shared(self) -> bool:
        """Whether several services may use these tables."""
        return self.engine.dialect.name == "postgresql"

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Only one service at a time is here. Raises BusyError where it takes another one too long."""
        if not self.shared:
            yield
            return
        connection = await asyncio.to_thread(self._take_turn)
        try:
            yield
        finally:
            await asyncio.to_thread(_give_turn, connection)

    def _take_turn(self) -> Connection:
        end = time.monotonic() + _TURN_SECONDS
        try:
            connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            asked = text("SELECT pg_try_advisory_lock(:number)")
            while not connection.execute(asked, {"number": _PUBLISHING}).scalar():
                if time.monotonic() > end:
                    connection.close()
                    raise BusyError(
                        "Another service is publishing",
                        remedy="Try again in a moment",
                        extra=in_french("Un autre service est en train de publier", "Réessayez dans un instant"),
                    )
                time.sleep(_TURN_PAUSE)
        except DBAPIError:
            raise _away() from None
        return connection

    async def run(self, function: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """`function(session, ...)` in one transaction, in a thread."""

        def work() -> T:
            with self.transaction() as session:
                return function(session, *arguments, **named)

        return await asyncio.to_thread(work)

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def _give_turn(connection: Connection) -> None:
    """Close the connection, not only give it back: the lock goes with it, whatever happened to it."""
    connection.invalidate()
    connection.close()


def _no_room(reason: str) -> BusyError:
    """The error for what cannot be kept because the disk of the service does not take it; nothing was changed."""
    return BusyError(
        f"The service cannot keep this: {reason}",
        remedy="Try again later; whoever runs the service should look at its disk (ramp doctor)",
        extra=in_french(
            f"Le service ne peut pas enregistrer cet envoi : {reason}",
            "Réessayez plus tard ; l’exploitant du service devrait vérifier son disque (ramp doctor)",
        ),
        headers={"Retry-After": "60"},
    )


def _away() -> BusyError:
    return BusyError(
        "The tables of submissions cannot be reached",
        remedy="Try again later",
        headers={"Retry-After": "5"},
        extra=in_french("Les tables des contributions ne peuvent pas être atteintes", "Réessayez plus tard"),
    )


def migrate(connection: Connection) -> None:
    """Bring the tables to the newest form; several services that start at once wait for each other."""
    with as_file(files("ramp.workflow").joinpath("migrations")) as folder:
        form, newest = _form(connection), newest_form()
        if form == newest:
            return
        if form is not None and form > newest:
            raise HomeError(
                f"The tables of submissions were written by a newer RAMP (form {form}; this one knows {newest})",
                remedy="Install that RAMP, or restore a backup that was made before the upgrade: ramp restore",
            )
        from alembic import command  # takes a fifth of a second, and only a new or an old database needs it
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def newest_form() -> str:
    """The number of the newest migration that this RAMP knows."""
    names = files("ramp.workflow").joinpath("migrations", "versions").iterdir()
    return max(file.name.partition("_")[0] for file in names if file.name[0].isdigit() and file.name.endswith(".py"))


def _form(connection: Connection) -> str | None:
    """The number of the migration that the tables are at; None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return cast(str | None, connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())


def _prepare_sqlite(engine: Engine) -> None:
    """Write-ahead log, foreign keys, and transactions that take the write lock at their beginning."""

    @event.listens_for(engine, "connect")
    def connect(connection: Any, record: object) -> None:
        del record
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
