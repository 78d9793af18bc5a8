"""One HTTP client for all peers, in a process of its own: keep-alive connections, one request at a time on each.

Ready-made clients for Python take longer for a request than some peers for its answer, so this one is a bare protocol
on uvloop and httptools (the parts that uvicorn is made of). Its ceiling is measured with a server that does nothing.

    python -m bench.client < plan.json > figures.json
"""

import asyncio
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httptools
import uvloop

from bench.mix import fresh


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask whom. `texts` are (kind, query) in the order of asking, over and over.

    `seconds`: how long; `most`: at most so many requests; `serial`: with it every text is made new by a comment that
    begins so, without it texts repeat as they are.
    """

    host: str
    port: int
    path: str
    texts: list[tuple[str, str]]
    clients: int
    seconds: float
    most: int = 10**9
    serial: str | None = None


@dataclass(slots=True)
class Figures:
    """What came of a plan. `latencies`: seconds by kind; `failures`: how often by reason; `seconds`: wall clock."""

    seconds: float
    latencies: dict[str, list[float]]
    failures: dict[str, int]

    @property
    def requests(self) -> int:
        """Requests that were answered with status 200."""
        return sum(map(len, self.latencies.values()))


class _Run:
    """The state that the connections of one plan share."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.begun = time.perf_counter()
        self.until = self.begun + plan.seconds
        self.sent = 0
        self.latencies: dict[str, list[float]] = defaultdict(list)
        self.failures: Counter[str] = Counter()
        accept = "Accept: application/sparql-results+json\r\n"
        self._tail = f" HTTP/1.1\r\nHost: {plan.host}:{plan.port}\r\n{accept}\r\n".encode()
        self._plain = [(kind, self._request(text)) for kind, text in plan.texts] if plan.serial is None else []

    def next(self) -> tuple[str, bytes] | None:
        """Kind and bytes of the next request; None when it is enough."""
        if self.sent >= self.plan.most or time.perf_counter() >= self.until:
            return None
        number = self.sent
        self.sent += 1
        place = number % len(self.plan.texts)
        if self.plan.serial is None:
            return self._plain[place]
        kind, text = self.plan.texts[place]
        return kind, self._request(fresh(text, f"{self.plan.serial}-{number}"))

    def _request(self, text: str) -> bytes:
        return f"GET {self.plan.path}?{urlencode({'query': text})}".encode() + self._tail


class _Connection(asyncio.Protocol):
    """One client: sends the next request when the answer to the last one is whole, on a new connection if need be."""

    def __init__(self, run: _Run) -> None:
        self.run = run
        self.done = asyncio.get_running_loop().create_future()
        self.transport: asyncio.WriteTransport | None = None
        self.waiting: tuple[str, bytes] | None = None
        self.sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        self._send()

    def _send(self) -> None:
        assert self.transport is not None
        self.waiting = self.run.next()
        if self.waiting is None:
            self.transport.close()
            self._finish()
            return
        self.parser = httptools.HttpResponseParser(self)
        self.sent_at = time.perf_counter()
        self.transport.write(self.waiting[1])

    def data_received(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError:
            self._fail("no HTTP")

    def on_message_complete(self) -> None:
        assert self.waiting is not None
        seconds = time.perf_counter() - self.sent_at
        status = self.parser.get_status_code()
        if status == 200:
            self.run.latencies[self.waiting[0]].append(seconds)
        else:
            self.run.failures[f"status {status}"] += 1
        self.waiting = None
        keep = self.parser.should_keep_alive()
        asyncio.get_running_loop().call_soon(self._send if keep else self._finish)
        if not keep and self.transport is not None:
            self.transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if self.waiting is not None:
            self._fail("connection lost")

    def _fail(self, reason: str) -> None:
        self.run.failures[reason] += 1
        self.waiting = None
        self._finish()

    def _finish(self) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def _client(run: _Run, patience: float) -> None:
    """One client until the plan is done; a lost connection is opened anew."""
    loop = asyncio.get_running_loop()
    refused = 0
    while time.perf_counter() < run.until and run.sent < run.plan.most and refused < 20:
        try:
            _, connection = await loop.create_connection(lambda: _Connection(run), run.plan.host, run.plan.port)
        except OSError:
            run.failures["connection refused"] += 1
            refused += 1
            continue
        try:
            await asyncio.wait_for(connection.done, patience)
        except TimeoutError:
            run.failures["no answer in time"] += 1
            if connection.transport is not None:
                connection.waiting = None
                connection.transport.abort()


async def _carry_out(plan: Plan) -> Figures:
    run = _Run(plan)
    await asyncio.gather(*(_client(run, plan.seconds + 120) for _ in range(plan.clients)))
    return Figures(time.perf_counter() - run.begun, dict(run.latencies), dict(run.failures))


async def ask(plan: Plan) -> Figures:
    """Carries out a plan in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.client",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    out, _ = await process.communicate(json.dumps(asdict(plan)).encode())
    if process.returncode:
        raise RuntimeError(f"the client ended with status {process.returncode}")
    return Figures(**json.loads(out))


def percentile(values: Sequence[float], part: float) -> float:
    """The value below which `part` (0 to 1) of the values lie, by the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def main() -> None:
    """Reads a plan, writes the figures."""
    given: dict[str, Any] = json.load(sys.stdin)
    given["texts"] = [tuple(pair) for pair in given["texts"]]
    figures = uvloop.run(_carry_out(Plan(**given)))
    json.dump(asdict(figures), sys.stdout)


if __name__ == "__main__":
    main()
