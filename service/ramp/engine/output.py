"""Where an answer is written: counted, so that it is never cut in silence; spooled, so that memory lasts."""

import gzip
import io
from pathlib import Path
from typing import IO, Any, cast

from ramp.errors import ResultSizeError, french_number, in_french


def too_large(limit: int) -> ResultSizeError:
    """The error of an answer of more than `limit` bytes."""
    return ResultSizeError(
        f"The answer is larger than {limit:,} bytes and was not sent",
        remedy="Add LIMIT, ask for fewer variables, use a named query with pages (/queries), or take the dump",
        extra={
            "limit": limit,
            **in_french(
                f"La réponse dépasse {french_number(limit)} octets et n’a pas été envoyée",
                "Ajoutez LIMIT, demandez moins de variables, utilisez une requête nommée avec des pages (/queries), ou "
                "prenez la copie complète des données",
            ),
        },
    )


class Counted:
    """A binary file that refuses to grow beyond a limit, so that no answer is ever cut in silence."""

    def __init__(self, file: Any, limit: int) -> None:
        self.file, self.limit, self.size = file, limit, 0

    def write(self, data: bytes) -> int:
        self.size += len(data)
        if self.size > self.limit:
            raise too_large(self.limit)
        self.file.write(data)
        return len(data)

    def flush(self) -> None:
        """Nothing to do: the file is read only after `close`."""

    def close(self) -> None:
        if isinstance(self.file, gzip.GzipFile):
            self.file.close()


class Spool:
    """Bytes in memory up to a size, in a file above it; the file is removed when the answer fails."""

    def __init__(self, path: str, size: int) -> None:
        self.path, self.limit = path, size
        self.memory: io.BytesIO | None = io.BytesIO()
        self.file: IO[bytes] | None = None

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if self.file is not None:
            self.file.close()
            if kind is not None:
                Path(self.path).unlink(missing_ok=True)

    def write(self, data: bytes) -> int:
        if self.memory is not None and self.memory.tell() + len(data) > self.limit:
            self.file = open(self.path, "xb")  # noqa: SIM115
            self.file.write(self.memory.getbuffer())
            self.memory = None
        (self.file or cast(io.BytesIO, self.memory)).write(data)
        return len(data)

    def flush(self) -> None:
        if self.file is not None:
            self.file.flush()

    def finish(self) -> bytes | Path:
        if self.memory is not None:
            return self.memory.getvalue()
        self.flush()
        return Path(self.path)
