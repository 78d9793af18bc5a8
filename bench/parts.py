"""Where the time of RAMP's lookups goes: the engine in its worker, the service around it, HTTP and the client.

The service counts the first two itself (`/metrics`), the client sees the whole; means, since they add up.
"""

import re
from collections.abc import Callable
from typing import Final

from bench.asking import page
from bench.client import Figures
from bench.processes import Server

_ENGINE: Final = re.compile(r"^ramp_processing_seconds_total (\S+)$", re.MULTILINE)
_SERVICE: Final = re.compile(r'^ramp_request_seconds_sum\{route="/sparql"\} (\S+)$', re.MULTILINE)


def lookup_parts(server: Server, ask: Callable[[], Figures]) -> dict[str, float]:
    """Mean milliseconds of what `ask` asks of the RAMP at `server`, while nobody else asks.

    `engine`: evaluation and serialisation in the worker; `service`: the rest of RAMP (protocol, guard, the way to the
    worker and back, headers); `transport`: HTTP parser, loopback, client and what RAMP counts and logs after an answer;
    `whole`: all of it. Empty where nothing was answered.
    """
    engine, service = _seconds(server)
    figures = ask()
    if not figures.requests:
        return {}
    engine_after, service_after = _seconds(server)
    whole = sum(map(sum, figures.latencies.values()))
    seconds = {
        "engine": engine_after - engine,
        "service": service_after - service - (engine_after - engine),
        "transport": whole - (service_after - service),
        "whole": whole,
    }
    return {name: float(f"{value / figures.requests * 1000:.3g}") for name, value in seconds.items()}


def _seconds(server: Server) -> tuple[float, float]:
    """What the service has counted so far: seconds of its workers, seconds of requests to `/sparql`."""
    text = page(server, "/metrics")
    engine, service = _ENGINE.search(text), _SERVICE.search(text)
    return float(engine[1]) if engine else 0.0, float(service[1]) if service else 0.0
