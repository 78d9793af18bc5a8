"""What can be wrong with the machine and the package: workers, address, clock, knowledge, browser files."""

import multiprocessing
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from multiprocessing.connection import Connection
from typing import Final

from ramp.cli.serving import listen
from ramp.engine import sandbox
from ramp.errors import PortError
from ramp.graph.folders import KnowledgeFolders
from ramp.operations.doctor import Check, Finding
from ramp.settings import Settings

_SECONDS: Final = 30.0


def workers(settings: Settings) -> Iterator[Finding]:
    """A process can shut itself in as the workers do, and then has no sockets."""
    sockets = bool(settings.service_allow)
    context = multiprocessing.get_context("forkserver")
    here, there = context.Pipe()
    process = context.Process(target=_shut_in, args=(there, sockets), daemon=True)
    process.start()
    there.close()
    try:
        outcome = here.recv() if here.poll(_SECONDS) else "it did not answer"
    except EOFError:
        outcome = "it ended at once"
    process.kill()
    process.join()
    if outcome == "closed":
        yield Finding("workers", "ok", "A worker starts and has no sockets")
    elif outcome == "open" and sockets:
        yield Finding("workers", "ok", "A worker starts; it may open sockets, as RAMP_SERVICE_ALLOW asks")
    elif outcome == "open":
        yield Finding(
            "workers", "warning", "A worker starts, but this platform cannot take sockets away from it",
            "Run the service on Linux (x86-64 or arm64), or forbid it to connect out by a firewall",
        )  # fmt: skip
    else:
        yield Finding(
            "workers", "error", f"A worker cannot start: {outcome}",
            "The kernel must have seccomp, and the container or unit must allow prctl(2)",
        )  # fmt: skip


def _shut_in(pipe: Connection, sockets: bool) -> None:
    import socket

    try:
        sandbox.enter(sockets=sockets)
    except OSError as error:
        pipe.send(error.strerror or str(error))
        return
    try:
        socket.socket().close()
        pipe.send("open")
    except PermissionError:
        pipe.send("closed")


def address(settings: Settings) -> Iterator[Finding]:
    """The port is free, or RAMP itself listens there."""
    try:
        listen(settings.host, settings.port).close()
    except PortError as error:
        running = _home_in_use(settings)
        yield Finding(
            "address", "ok" if running else "error",
            f"{error.detail}" + (" (a RAMP with this home is running)" if running else ""),
            "" if running else error.remedy,
        )  # fmt: skip
        return
    yield Finding("address", "ok", f"{settings.host} port {settings.port} is free")


def _home_in_use(settings: Settings) -> bool:
    from ramp.errors import HomeError
    from ramp.operations.restore import held

    if not (settings.home / "lock").exists():
        return False
    try:
        with held(settings.home):
            return False
    except HomeError:
        return True


def clock(settings: Settings) -> Iterator[Finding]:
    """The clock is not before what was written already."""
    dated = [file for file in (settings.home / "current.json", settings.home / "home.json") if file.exists()]
    latest = max((file.stat().st_mtime for file in dated), default=0.0)
    if latest > time.time() + 60:
        day = datetime.fromtimestamp(latest, UTC).isoformat(timespec="seconds")
        yield Finding(
            "clock", "error", f"The clock is behind: the home was written at {day}",
            "Set the clock (NTP); sessions, dates of steps and of releases depend on it",
        )  # fmt: skip
    else:
        yield Finding("clock", "ok", f"It is {datetime.now(UTC).isoformat(timespec='seconds')}")


def knowledge(settings: Settings) -> Iterator[Finding]:
    """The knowledge folders are there. Raises KnowledgeError."""
    yield Finding("knowledge", "ok", f"The knowledge folders are in {KnowledgeFolders.find(settings.knowledge).root}")


def browser_files(settings: Settings) -> Iterator[Finding]:
    """What runs in the browser was built."""
    built = files("ramp.web").joinpath("static", "built")
    if built.is_dir() and any(file.name.endswith(".js") for file in built.iterdir()):
        yield Finding("browser", "ok", "The form and the query editor of the browser are built")
    else:
        yield Finding(
            "browser", "warning", "The form and the query editor of the browser are not built; plain forms are served",
            "In a checkout: make form (needs Node). A wheel carries them",
        )  # fmt: skip


CHECKS: Final[dict[str, Check]] = {
    "workers": workers, "address": address, "clock": clock, "knowledge": knowledge, "browser": browser_files,
}  # fmt: skip
