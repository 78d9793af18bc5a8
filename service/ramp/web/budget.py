"""How much of the service one client may use: processing seconds by address, refilled with time, in memory only."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from ramp.errors import BudgetError, french_number, in_french

_MOST_CLIENTS = 20_000


class Budget:
    """A token bucket of processing seconds for each client address; `size` 0 means that nothing is counted."""

    def __init__(self, size: float, refill: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.size, self.refill, self._clock = size, refill, clock
        self._spent: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def check(self, client: str) -> None:
        """Raises BudgetError with Retry-After when `client` has nothing left."""
        if not self.size:
            return
        over = self._now(client) - self.size
        if over >= 0:
            wait = max(1, math.ceil((over + min(1.0, self.size)) / self.refill))
            raise BudgetError(
                f"This address has used its {self.size:g} processing seconds; it gets {self.refill:g} back in a second",
                remedy=f"Come back in {wait} s, make the queries more selective, or take the dump",
                extra={
                    "limit": self.size,
                    "retryAfter": wait,
                    **in_french(
                        f"Cette adresse a épuisé ses {french_number(self.size)} secondes de calcul ; elle en regagne "
                        f"{french_number(self.refill)} par seconde",
                        f"Revenez dans {wait} s, rendez les requêtes plus sélectives, ou prenez la copie complète des "
                        "données",
                    ),
                },
                headers={"Retry-After": str(wait)},
            )

    def charge(self, client: str, seconds: float) -> None:
        """Count `seconds` of processing."""
        if not self.size:
            return
        self._spent[client] = (self._now(client) + seconds, self._clock())
        self._spent.move_to_end(client)
        while len(self._spent) > _MOST_CLIENTS:
            self._spent.popitem(last=False)

    def _now(self, client: str) -> float:
        spent, at = self._spent.get(client, (0.0, 0.0))
        return max(0.0, spent - (self._clock() - at) * self.refill)
