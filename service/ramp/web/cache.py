"""Answers kept in memory for requests that come again, each bound to the version of the graph that it is of."""

from collections import OrderedDict
from typing import NamedTuple

Headers = list[tuple[bytes, bytes]]

_MOST_REQUESTS = 4096


class Stored(NamedTuple):
    """A whole response: what the client gets, the snapshot that it is true of, and the route that gave it."""

    snapshot: str
    etag: bytes
    headers: Headers
    body: bytes
    route: str


class AnswerCache:
    """The most recently used responses, at most `size` bytes of them; 0 keeps none."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.used = 0
        self._entries: OrderedDict[bytes, Stored] = OrderedDict()
        self._requests: OrderedDict[bytes, tuple[bytes, bytes]] = OrderedDict()

    def get(self, key: bytes, snapshot: str) -> Stored | None:
        """The response for `key` if it is of the version `snapshot`; one of another version is forgotten."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        if entry.snapshot != snapshot:
            self._drop(key)
            return None
        self._entries.move_to_end(key)
        return entry

    def put(self, key: bytes, entry: Stored) -> None:
        """Keep a response, unless it alone would take more than an eighth of the room."""
        if self._cost(key, entry) > self.size // 8:
            return
        self._drop(key)
        self._entries[key] = entry
        self.used += self._cost(key, entry)
        while self.used > self.size:
            self._drop(next(iter(self._entries)))

    def repeated(self, raw: bytes, snapshot: str) -> tuple[bytes, bytes] | None:
        """Head and body of the response to a request with exactly these bytes, if `remember` was told of them."""
        known = self._requests.get(raw)
        if known is None:
            return None
        key, head = known
        entry = self.get(key, snapshot)
        if entry is None:
            del self._requests[raw]
            return None
        return head, entry.body

    def remember(self, raw: bytes, key: bytes, headers: Headers) -> None:
        """A request with these bytes was answered (200) by the response for `key`, with these headers."""
        if len(self._requests) >= _MOST_REQUESTS:
            self._requests.popitem(last=False)
        lines = b"".join(b"%b: %b\r\n" % pair for pair in headers)
        self._requests[raw] = (key, b"HTTP/1.1 200 OK\r\n" + lines)

    def _drop(self, key: bytes) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self.used -= self._cost(key, entry)

    @staticmethod
    def _cost(key: bytes, entry: Stored) -> int:
        return len(key) + len(entry.body) + 1024
