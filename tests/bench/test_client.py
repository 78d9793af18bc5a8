"""The client counts what was answered and what was not, against real servers on the loopback interface."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from bench.client import Figures, Plan, ask, percentile

Reply = Callable[[int], bytes | None]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
LAST = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"
BUSY = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"


@asynccontextmanager
async def server(reply: Reply) -> AsyncIterator[tuple[int, list[str]]]:
    """A server that answers request n with `reply(n)`, None: it hangs up. Yields its port and the targets asked for."""
    asked: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                asked.append(head.split()[1].decode())
                answer = reply(len(asked))
                if answer is None:
                    break
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield listening.sockets[0].getsockname()[1], asked
    finally:
        listening.close()


def carried_out(reply: Reply, *, most: int, clients: int = 1, serial: str | None = None) -> tuple[Figures, list[str]]:
    async def run() -> tuple[Figures, list[str]]:
        async with server(reply) as (port, asked):
            texts = [("a", "ASK {}"), ("b", "SELECT * {}")]
            return await ask(Plan("127.0.0.1", port, "/q", texts, clients, 30, most, serial)), asked

    return asyncio.run(run())


@pytest.mark.parametrize("answer", [OK, CHUNKED, LAST], ids=["length", "chunked", "closing"])
@pytest.mark.parametrize("clients", [1, 4])
def test_every_request_is_answered_and_counted_once(answer: bytes, clients: int) -> None:
    figures, asked = carried_out(lambda _: answer, most=20, clients=clients)
    assert len(asked) == figures.requests == 20
    assert not figures.failures
    assert {kind: len(found) for kind, found in figures.latencies.items()} == {"a": 10, "b": 10}


def test_with_a_serial_no_text_comes_twice_and_without_one_texts_repeat() -> None:
    assert len(set(carried_out(lambda _: OK, most=10, serial="x")[1])) == 10
    assert len(set(carried_out(lambda _: OK, most=10)[1])) == 2


def test_an_error_and_a_lost_connection_are_failures_and_the_client_goes_on() -> None:
    replies = {2: BUSY, 4: None}
    figures, asked = carried_out(lambda number: replies.get(number, OK), most=10)
    assert len(asked) == 10
    assert figures.failures == {"status 503": 1, "connection lost": 1}
    assert figures.requests == 8


def test_percentiles_are_values_that_occurred() -> None:
    assert [percentile([4, 1, 3, 2], part) for part in (0, 0.5, 0.95, 1)] == [1, 3, 4, 4]
