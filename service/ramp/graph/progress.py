"""How long-running work reports where it stands, without knowing who watches: a bar, a log, or nobody."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many steps of it are done, and how many there are."""


def silent(_step: str, _done: int, _total: int) -> None:
    """Nobody watches."""
