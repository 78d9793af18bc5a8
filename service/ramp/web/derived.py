"""What is made of a whole version of the graph once and then serves every reader of it: its description, its terms,
its rules, the first rows of an answer."""

from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")

_MOST = 256


class Derived:
    """The values made of one version, `most` of them at most; with another version they are forgotten."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._snapshot = ""
        self._values: dict[Hashable, Any] = {}

    async def get(self, snapshot: str, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """The value `key` of the version `snapshot`, by `make` unless it is there. What `make` raises is not kept."""
        if snapshot != self._snapshot:
            self._snapshot, self._values = snapshot, {}
        if key in self._values:
            return self._values[key]  # type: ignore[no-any-return]
        made = await make()
        if snapshot == self._snapshot and len(self._values) < self._most:
            self._values[key] = made
        return made
