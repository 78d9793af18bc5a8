"""Reads what a request brings, up to a limit: into memory, or into a file that a worker will parse."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
from fastapi import Request

from ramp.errors import TooLargeError, french_number, in_french


async def bounded_body(request: Request, limit: int) -> bytes:
    """The body, of at most `limit` bytes. Raises TooLargeError before it has read more."""
    return b"".join([chunk async for chunk in _chunks(request, limit)])


@asynccontextmanager
async def body_file(request: Request, limit: int, folder: Path) -> AsyncIterator[Path]:
    """A file in `folder` with the body, of at most `limit` bytes; it is gone afterwards. Raises TooLargeError."""
    path = folder / f"body-{secrets.token_hex(8)}"
    try:
        async with await anyio.open_file(path, "xb") as file:
            async for chunk in _chunks(request, limit):
                await file.write(chunk)
        yield path
    finally:
        path.unlink(missing_ok=True)


async def _chunks(request: Request, limit: int) -> AsyncIterator[bytes]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise TooLargeError(
                f"The body is longer than {limit:,} bytes",
                remedy="Send less at once",
                extra={
                    "limit": limit,
                    **in_french(
                        f"Le corps de la requête dépasse {french_number(limit)} octets",
                        "Envoyez moins de données à la fois",
                    ),
                },
            )
        yield chunk
