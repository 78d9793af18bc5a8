"""Runs the service: takes the port, builds the release, opens the engine, and serves until it is told to stop."""

import asyncio
import errno
import gc
import socket
import time

import typer
import uvicorn
import uvloop

from ramp.cli.graph import ready_release
from ramp.engine import Engine
from ramp.errors import PortError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.release import Release
from ramp.operations import upgrade
from ramp.settings import Settings
from ramp.web import create_app
from ramp.web.protocol import CachingProtocol


def run(settings: Settings, folders: KnowledgeFolders, begun: float) -> None:
    """Serves until SIGINT or SIGTERM. `begun`: when the command started, on the monotonic clock.

    Raises PortError, KnowledgeError, HomeError or StoreError.
    """
    with listen(settings.host, settings.port) as listener:
        upgrade.ready(settings)
        release = ready_release(settings, folders)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_run(settings, folders, release, listener, begun))


def listen(host: str, port: int) -> socket.socket:
    """A socket that holds the address, so that a taken port is known before anything is built. Raises PortError."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=2048)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # asyncio sets it on sockets of its own only
        return listener
    except (OSError, UnicodeError) as error:
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        raise PortError(
            f"{host} port {port} is not available: {_reason(error)}",
            remedy="Stop that program or name another port: ramp serve --port 8001"
            if taken
            else "Name another address: ramp serve --host 127.0.0.1 --port 8001",
            extra={"host": host, "port": port},
        ) from None


def _reason(error: OSError | UnicodeError) -> str:
    if isinstance(error, socket.gaierror | UnicodeError):
        return "there is no such host"
    reasons = {
        errno.EADDRINUSE: "another program listens there",
        errno.EACCES: "that needs more rights",
        errno.EADDRNOTAVAIL: "this machine has no such address",
    }
    return reasons.get(error.errno or 0, error.strerror or str(error))


async def _run(
    settings: Settings, folders: KnowledgeFolders, release: Release, listener: socket.socket, begun: float
) -> None:
    async with upgrade.opened(settings, release) as engine:
        config = uvicorn.Config(
            create_app(settings, engine, folders),
            log_config=None,
            access_log=False,
            http=CachingProtocol,
            server_header=False,
            proxy_headers=True,
            forwarded_allow_ips=settings.trusted_proxies,
            timeout_graceful_shutdown=int(settings.drain_seconds),
        )
        if engine.caveat is not None:
            typer.echo(f"Warning: {engine.caveat}.", err=True)
        host, port = listener.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        typer.echo(
            f"RAMP serves release {_told(engine, release)} at http://{shown}:{port}/ "
            f"after {time.monotonic() - begun:.1f} s. Ctrl-C stops it.",
            err=True,
        )
        gc.freeze()  # what was made so far stays: nobody needs to look for garbage in it, again and again
        await uvicorn.Server(config).serve(sockets=[listener])


def _told(engine: Engine, release: Release) -> str:
    return f"{release.id} ({release.triples:,} statements)" if engine.release == release.id else engine.release
