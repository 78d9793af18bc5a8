"""Reads the pages that everyone reads once for each version of the graph, before a reader comes.

What such a page takes from the whole graph is kept afterwards (`kept`, `derived`, `coverage.remembered`), so that the
first reader of a version waits no longer than the next. The responses themselves are not kept by it. After the pages
that are always there come those of the recommendations: few, and the longest answers of all.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping

from jinja2 import Environment
from starlette.types import ASGIApp, Message, Scope

from ramp.background import REST, Background
from ramp.engine import Engine
from ramp.web import tongues
from ramp.web.language import LANGUAGES, Language

PAGES = (
    "/", "/mechanisms", "/recommendations", "/practices", "/instruments", "/states", "/sources", "/matrix", "/compare",
    "/map", "/search", "/ontology", "/shapes", "/catalog", "/linksets",
)  # fmt: skip
"""The pages that read the whole graph."""
WRONG = "/id/-"
"""An address that no node has: what wrong addresses are compared with is made when the first of them comes."""
CLIENT = "read-ahead"
"""Under this name the budget counts it."""
_LOOK_SECONDS = 0.5
_QUIET_LOOKS = 4
"""So many looks long a version has to stand before its pages are read: one of several changes in a row does not."""


class ReadAhead:
    """Follows the versions of an engine. `start` it inside the event loop, `close` it."""

    def __init__(
        self,
        app: ASGIApp,
        engine: Engine,
        templates: Mapping[Language, Environment],
        more: Callable[[str], Iterable[str]],
        log: logging.Logger,
    ) -> None:
        """`more` gives the paths of further pages of a version, of which one language reads what both show."""
        self._app, self._engine, self._templates, self._more, self._log = app, engine, templates, more, log
        self._following = Background()

    async def start(self) -> None:
        """From now on."""
        self._following.start(self._follow())

    async def close(self) -> None:
        """No more."""
        await self._following.close()

    async def _follow(self) -> None:
        read, seen, looks = "", self._engine.snapshot, _QUIET_LOOKS
        await asyncio.sleep(REST)
        await asyncio.to_thread(_compile, self._templates.values())
        while True:
            if (now := self._engine.snapshot) != seen:
                seen, looks = now, 0
            elif seen != read and (looks := looks + 1) > _QUIET_LOOKS:
                await self._read(seen)
                read = seen
            await asyncio.sleep(_LOOK_SECONDS)

    async def _read(self, snapshot: str) -> None:
        for path in self._paths(snapshot):
            if self._engine.snapshot != snapshot:
                return
            try:
                if (status := await _visit(self._app, path)) >= 500:
                    self._log.warning("read ahead", extra={"path": path, "status": status})
            except Exception as error:  # a reader of the page is told
                self._log.exception("read ahead", exc_info=error, extra={"path": path})
            await asyncio.sleep(0)

    def _paths(self, snapshot: str) -> Iterator[str]:
        yield from (f"/{lang}{path}" for path in PAGES for lang in LANGUAGES)
        yield f"/{LANGUAGES[0]}{WRONG}"
        yield from (f"/{LANGUAGES[0]}{path}" for path in self._more(snapshot))  # known once the pages above are read


def _compile(environments: Iterable[Environment]) -> None:
    """Each template, as the first page made from it would."""
    for environment in environments:
        for name in environment.list_templates(extensions=["html"]):
            environment.get_template(name)


async def _visit(app: ASGIApp, path: str) -> int:
    """The status of a page, asked for inside the service: nothing counts, logs or keeps the response."""
    scope: Scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "method": "GET",
        "path": path, "raw_path": path.encode(), "root_path": "", "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"accept", b"text/html")],
        "client": (CLIENT, 0), "server": None,
    }  # fmt: skip
    tongues.take(scope)
    waiting = [{"type": "http.request", "body": b"", "more_body": False}]
    status = 0

    async def receive() -> Message:
        return waiting.pop() if waiting else await asyncio.Future()

    async def send(message: Message) -> None:
        nonlocal status
        status = message.get("status", status)

    await app(scope, receive, send)
    return status
