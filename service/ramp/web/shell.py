"""The outermost layer: answers repeated requests from the cache before any framework runs, and sees every response.

It also takes the language off the path, sets the headers that every response carries, answers CORS preflights for
reads, counts, and logs.
"""

import asyncio
import logging
import time
from typing import cast

from fastapi import FastAPI
from starlette.datastructures import State
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ramp.web import tongues
from ramp.web.cache import AnswerCache, Headers, Stored
from ramp.web.language import by_path
from ramp.web.service import Service

_CACHED_PATHS = ("/sparql", "/sparql/", "/queries/")
_READING = "GET, HEAD, POST, QUERY, OPTIONS"
_KEY_HEADERS = (b"accept", b"accept-encoding", b"accept-language", b"content-type")
_ALWAYS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"Accept-Ranges, Content-Range, ETag, Link, Retry-After"),
]
_PAGE = [
    (
        b"content-security-policy",
        b"default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'",
    ),
    (b"x-frame-options", b"DENY"),
]
_PRIVATE = ("/graphs", "/sparql/update")


class Shell:
    """The ASGI application that a server runs; `app` is the FastAPI application inside.

    `queries` answers `/sparql` without it: the same function, and none of the layers that only other routes need.
    """

    def __init__(self, app: FastAPI, service: Service, queries: ASGIApp | None = None) -> None:
        self.app, self._service = app, service
        self._queries = queries or cast(ASGIApp, app)
        self._inner = cast(ASGIApp, app)
        self._repeated = service.metrics.requests.labels("repeated", "GET", 200)
        self._hits = service.metrics.cache_hits

    @property
    def state(self) -> State:
        """The state of the application inside."""
        return self.app.state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        begun = time.perf_counter()
        scope["ramp.status"] = 0
        scope["ramp.snapshot"] = self._service.engine.snapshot
        tongues.take(scope)
        headers = dict(scope["headers"])
        if (location := tongues.elsewhere(scope, headers)) is not None:
            await tongues.redirect(location, scope, _dressed(scope, send))
        elif scope["method"] == "OPTIONS" and b"access-control-request-method" in headers:
            await _preflight(scope, send)
        elif not await self._from_cache(scope, headers, receive, send):
            inner = self._queries if _is_query(scope) else self._inner
            await inner(scope, scope.pop("ramp.receive", receive), _dressed(scope, send))
        # what was sent leaves at the end of this turn of the loop, so counting waits for the next
        asyncio.get_running_loop().call_soon(self._count, scope, time.perf_counter() - begun)

    async def _from_cache(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive, send: Send) -> bool:
        """Whether the response was in the cache, and is sent. Otherwise the request's key and body are in the scope."""
        path, method = scope["path"], scope["method"]
        tongue = by_path(scope)
        if not (tongue or path == "/" or path.startswith(_CACHED_PATHS)) or method not in ("GET", "POST"):
            return False
        if b"authorization" in headers or b"cookie" in headers:  # what may depend on who asks
            return False
        body = b""
        if method == "POST":
            if not path.startswith(_CACHED_PATHS):
                return False
            body, replay, whole = await _body(receive, self._service.settings.query_bytes * 3 + 4096)
            scope["ramp.receive"] = replay
            if not whole:
                return False
        host = b"" if path.startswith("/sparql") else headers.get(b"host", b"")
        parts = (
            (tongue or "").encode(),
            path.encode(),
            method.encode(),
            scope["query_string"],
            host,
            *(headers.get(n, b"") for n in _KEY_HEADERS),
        )
        key = b"\0".join((*parts, body))
        stored = self._service.cache.get(key, self._service.engine.snapshot)
        if stored is None:
            scope["ramp.key"] = key
            self._service.metrics.cache_misses.inc()
            return False
        self._service.metrics.cache_hits.inc()
        scope["ramp.route"] = stored.route
        scope["ramp.cached"] = True
        raw = scope.get("ramp.raw")
        if raw is not None and b"if-none-match" not in headers:
            self._service.cache.remember(raw, key, _dressing(stored.headers))
        await _send_stored(stored, headers.get(b"if-none-match") if method == "GET" else None, scope, send)
        return True

    @property
    def cache(self) -> AnswerCache:
        """Where repeated requests are answered from."""
        return self._service.cache

    @property
    def snapshot(self) -> str:
        """The version that requests are answered from now."""
        return self._service.engine.snapshot

    def count_repeated(self) -> None:
        """One more response from the cache that never came here; it is counted, and logged only at debug level."""
        self._repeated.inc()
        self._hits.inc()

    def _count(self, scope: Scope, seconds: float) -> None:
        route = scope.get("ramp.route") or getattr(scope.get("route"), "path", "other")
        method = (
            scope["method"]
            if scope["method"] in ("GET", "HEAD", "POST", "PUT", "DELETE", "QUERY", "OPTIONS")
            else "other"
        )
        self._service.metrics.requests.labels(route, method, scope["ramp.status"]).inc()
        self._service.metrics.seconds.labels(route).observe(seconds)
        log = self._service.log
        if log.isEnabledFor(logging.INFO):
            log.info(
                "request",
                extra={
                    "method": method,
                    "path": scope["path"],
                    "status": scope["ramp.status"],
                    "ms": round(seconds * 1000, 2),
                    "cached": bool(scope.get("ramp.cached")),
                },
            )


def _is_query(scope: Scope) -> bool:
    return scope["path"] in ("/sparql", "/sparql/") and scope["method"] in ("GET", "HEAD", "POST", "QUERY")


def _dressed(scope: Scope, send: Send) -> Send:
    """`send` with the headers that every response carries."""

    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            scope["ramp.status"] = message["status"]
            headers = tongues.vary(scope, list(message["headers"]))
            names = {name.lower() for name, _ in headers}
            more = _ALWAYS + (_PAGE if _is_page(headers) else [])
            if scope["path"].startswith(_PRIVATE) and scope["method"] not in ("GET", "HEAD"):
                more = [pair for pair in more if not pair[0].startswith(b"access-control")]
            message["headers"] = headers + [pair for pair in more if pair[0] not in names]
        await send(message)

    return dressed


def _dressing(headers: Headers) -> Headers:
    """The headers of a kept response, with those that every response carries."""
    return headers + _ALWAYS + (_PAGE if _is_page(headers) else [])


async def _send_stored(stored: Stored, condition: bytes | None, scope: Scope, send: Send) -> None:
    fresh = condition is not None and _matches(condition, stored.etag)
    headers = _dressing(stored.headers)
    if fresh:
        headers = [pair for pair in headers if pair[0] not in (b"content-length", b"content-type", b"content-encoding")]
    scope["ramp.status"] = 304 if fresh else 200
    await send({"type": "http.response.start", "status": scope["ramp.status"], "headers": headers})
    await send({"type": "http.response.body", "body": b"" if fresh else stored.body})


def _matches(condition: bytes, etag: bytes) -> bool:
    """Whether If-None-Match names the validator (RFC 9110, section 13.1.2)."""
    parts = [part.strip().removeprefix(b"W/") for part in condition.split(b",")]
    return etag in parts or parts == [b"*"]


async def _preflight(scope: Scope, send: Send) -> None:
    """CORS for reads: any origin, never with credentials; what writes is not offered at all."""
    headers: list[tuple[bytes, bytes]] = [(b"content-length", b"0"), (b"vary", b"Origin")]
    scope["ramp.route"] = "preflight"
    if not scope["path"].startswith("/sparql/update"):
        reading = b"GET, HEAD" if scope["path"].startswith(_PRIVATE) else _READING.encode()
        headers += [
            (b"access-control-allow-origin", b"*"),
            (b"access-control-allow-methods", reading),
            (b"access-control-allow-headers", b"Accept, Accept-Language, Content-Type, If-None-Match, If-Range, Range"),
            (b"access-control-max-age", b"86400"),
        ]
    scope["ramp.status"] = 204
    await send({"type": "http.response.start", "status": 204, "headers": headers[1:]})
    await send({"type": "http.response.body", "body": b""})


async def _body(receive: Receive, limit: int) -> tuple[bytes, Receive, bool]:
    """The body up to `limit`, a `receive` that gives it again, and whether it is whole."""
    messages: list[Message] = []
    size = 0
    while True:
        message = await receive()
        messages.append(message)
        size += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body") or size > limit:
            break
    whole = messages[-1]["type"] == "http.request" and not messages[-1].get("more_body")
    body = b"".join(message.get("body", b"") for message in messages) if whole else b""
    waiting = iter(messages)

    async def replay() -> Message:
        return next(waiting, None) or await receive()

    return body, replay, whole


def _is_page(headers: list[tuple[bytes, bytes]]) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in headers)
