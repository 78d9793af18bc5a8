"""Turns an engine's answer into an HTTP response: validators, encoding, files; and stops work that nobody waits for."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import anyio
from fastapi import Request, Response
from starlette.background import BackgroundTask
from starlette.responses import StreamingResponse

from ramp.engine import Answer
from ramp.errors import BusyError
from ramp.web import service, tongues
from ramp.web.cache import Stored

T = TypeVar("T")

VARY = "Accept, Accept-Encoding"
REVALIDATE = "no-cache"
"""Keep it, but ask each time whether it is still true: the ETag answers that for the price of nothing."""
IMMUTABLE = "public, max-age=31536000, immutable"
"""Keep it for a year and do not ask: it never changes."""
CLIENT_GONE = 499
_CHUNK = 256 * 1024
_UNWATCHED = 0.01
"""Seconds in which a client that goes away is not noticed: watching one costs as much as a small answer."""


class ClientGoneError(Exception):
    """The client closed the connection before its answer was there."""


async def while_connected(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`, which is cancelled as soon as the client goes away. Raises ClientGoneError then.

    Nobody looks for the client in the first moment, in which most answers are there already.
    """
    watch = _Watch(request)
    begin = asyncio.get_running_loop().call_later(_UNWATCHED, watch.begin)
    try:
        return await work
    except asyncio.CancelledError:
        if watch.gone and watch.task.uncancel() == 0:
            raise ClientGoneError from None
        raise
    finally:
        begin.cancel()
        watch.end()


class _Watch:
    """Cancels the task that made it when the client of its request goes away."""

    def __init__(self, request: Request) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.request, self.task = request, task
        self.gone = False
        self._watcher: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Look for the client from now on."""
        self._watcher = asyncio.get_running_loop().create_task(self._look())

    def end(self) -> None:
        """The client may go."""
        if self._watcher is not None:
            self._watcher.cancel()

    async def _look(self) -> None:
        while (await self.request.receive())["type"] != "http.disconnect":
            pass
        self.gone = True
        self.task.cancel()


def etag(snapshot: str, *parts: object) -> str:
    """A strong validator for one representation of one address in one version of the graph."""
    if not parts:
        return f'"{snapshot}"'
    digest = hashlib.blake2s("\0".join(map(str, parts)).encode(), digest_size=6).hexdigest()
    return f'"{snapshot}-{digest}"'


def matches(request: Request, tag: str) -> bool:
    """Whether If-None-Match names this validator (RFC 9110, section 13.1.2)."""
    header = request.headers.get("if-none-match")
    if header is None or request.method not in ("GET", "HEAD"):
        return False
    return header.strip() == "*" or tag in (part.strip().removeprefix("W/") for part in header.split(","))


def not_modified(tag: str, vary: str = VARY) -> Response:
    """The client has it already."""
    return Response(status_code=304, headers={"ETag": tag, "Vary": vary, "Cache-Control": REVALIDATE})


def respond(
    request: Request, answer: Answer, content_type: str, *, tag: str | None, extra: dict[str, str] | None = None
) -> Response:
    """The response for a whole answer; with a validator it may be kept, here and elsewhere."""
    headers = {"Vary": VARY, "Content-Type": content_type, **(extra or {})}
    if answer.gzip:
        headers["Content-Encoding"] = "gzip"
    if tag is None:
        headers["Cache-Control"] = "no-store"
    else:
        headers |= {"ETag": tag, "Cache-Control": REVALIDATE}
    if isinstance(answer.body, Path):
        path = answer.body
        headers["Content-Length"] = str(path.stat().st_size)
        return StreamingResponse(
            _chunks(path), headers=headers, background=BackgroundTask(path.unlink, missing_ok=True)
        )
    response = Response(answer.body, headers=headers)
    if tag is not None:
        keep(request, response, answer.snapshot, tag)
    return response


def keep(request: Request, response: Response, snapshot: str, tag: str) -> None:
    """Let the cache answer this request from now on, as long as the graph is the version `snapshot`."""
    key = request.scope.get("ramp.key")
    if key is not None:
        route = str(request.scope.get("ramp.route") or getattr(request.scope.get("route"), "path", "other"))
        headers = tongues.vary(request.scope, response.raw_headers)
        stored = Stored(snapshot, tag.encode(), headers, bytes(response.body), route)
        service.of(request).cache.put(key, stored)


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    try:
        async with await anyio.open_file(path, "rb") as file:
            while chunk := await file.read(_CHUNK):
                yield chunk
    finally:
        path.unlink(missing_ok=True)


def read_whole(answer: Answer) -> bytes:
    """The body in memory; its file, if it was one, is removed."""
    if isinstance(answer.body, bytes):
        return answer.body
    try:
        return answer.body.read_bytes()
    finally:
        answer.body.unlink(missing_ok=True)


async def charged(request: Request, work: Awaitable[Answer]) -> Answer:
    """The answer of `work`, whose processing time the client pays for, also when it fails."""
    known = service.of(request)
    client = client_of(request)
    begun = asyncio.get_running_loop().time()
    seconds: float | None = None
    try:
        answer = await work
        seconds = answer.seconds
        return answer
    except BusyError:
        seconds = 0.0
        raise
    finally:
        if seconds is None:
            seconds = min(asyncio.get_running_loop().time() - begun, known.settings.deadline)
        known.metrics.processing.inc(seconds)
        if not request.scope.get("ramp.token"):
            known.budget.charge(client, seconds)


def client_of(request: Request) -> str:
    """The address that the budget is kept for; of IPv6 the network of the subscriber (/64)."""
    host = request.client.host if request.client else "local"
    return ":".join(host.split(":")[:4]) if host.count(":") > 3 else host
