"""A server that does nothing but answer: what the client can measure at most.

python -m bench.null PORT
"""

import asyncio
import sys

import uvloop

_BODY = b'{"head":{"vars":[]},"results":{"bindings":[]}}'
_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nContent-Length: "
    + str(len(_BODY)).encode()
    + b"\r\n\r\n"
    + _BODY
)


class _Null(asyncio.Protocol):
    """Answers when the end of a request without a body has come."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.WriteTransport = transport  # type: ignore[assignment]
        self.last = b""

    def data_received(self, data: bytes) -> None:
        self.last = self.last[-3:] + data
        if self.last.endswith(b"\r\n\r\n"):
            self.transport.write(_ANSWER)


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(_Null, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1])))
