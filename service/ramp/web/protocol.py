"""Answers a request that was just answered before the HTTP parser looks at it: the same bytes get the same answer.

Clients that ask again (pages that reload, dashboards, crawlers) send the same bytes. Where such a request has been
answered from the cache once, its bytes lead straight to that answer, as long as the graph is the same version. Whatever
is not exactly that takes the ordinary way through uvicorn, which this class extends.
"""

from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ramp.web.cache import AnswerCache
from ramp.web.shell import Shell

_END = b"\r\n\r\n"
_LONGEST = 4096
_NOT_PLAIN = (
    *(b"\nconnection: close", b"\nupgrade:", b"\nexpect:"),
    *(b"\ncontent-length:", b"\ntransfer-encoding:", b"\nauthorization:"),
)


class CachingProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol with that short way; the application must be a Shell."""

    def __init__(self, config: Any, *arguments: Any, **options: Any) -> None:
        super().__init__(config, *arguments, **options)
        self._shell = cast(Shell, config.app)
        self._cache: AnswerCache = self._shell.cache
        self._raw: bytes | None = None

    def data_received(self, data: bytes) -> None:
        """Answer at once if these very bytes are a request whose answer is known."""
        idle = self.cycle is None or self.cycle.response_complete
        found = self._cache.repeated(data, self._shell.snapshot) if idle and not self.pipeline else None
        if found is None or self.flow.write_paused:
            self._raw = data if idle and _is_one_plain_get(data) else None
            super().data_received(data)
            return
        self._unset_keepalive_if_required()
        head, body = found
        date = b"".join(name + b": " + value + b"\r\n" for name, value in self.server_state.default_headers)
        self.transport.write(b"".join((head, date, b"\r\n", body)))
        self.server_state.total_requests += 1
        self._shell.count_repeated()
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def on_message_begin(self) -> None:
        """Let the application know the bytes of the request, so that it can tell the cache what answers them."""
        super().on_message_begin()
        cast(dict[str, Any], self.scope)["ramp.raw"] = self._raw
        self._raw = None


def _is_one_plain_get(data: bytes) -> bool:
    """Whether the bytes are one whole GET over HTTP/1.1 that leaves the connection open."""
    if len(data) > _LONGEST or not data.startswith(b"GET "):
        return False
    line = data.find(b"\r\n")
    if not data.endswith(b" HTTP/1.1", 0, line) or data.find(_END) != len(data) - len(_END):
        return False
    headers = data[line:].lower()
    return not any(name in headers for name in _NOT_PLAIN)
