"""Range requests (RFC 9110, section 14): which parts of a file a client gets, before the file is opened."""

import re
from typing import Final

from starlette.types import Scope

from ramp.errors import RangeError

_SPEC: Final = r"(?:[0-9]{1,18}-[0-9]{0,18}|-[0-9]{1,18})"
_RANGE: Final = re.compile(rf"\s*bytes\s*=\s*({_SPEC}(?:\s*,\s*{_SPEC})*)\s*", re.IGNORECASE)


def with_parts_of(scope: Scope, size: int, etag: str) -> Scope:
    """The request with no Range but one that can be answered from a file of `size` bytes with this validator.

    A Range that is not written by the rules, of another unit, or for another version (If-Range) is passed over, so that
    the whole file is the answer; parts beyond the end are left out. Raises RangeError where no part is within the file.
    """
    given = dict(scope["headers"])
    if b"range" not in given:
        return scope
    asked = given[b"range"].decode("latin-1")
    headers = [(name, value) for name, value in scope["headers"] if name not in (b"range", b"if-range")]
    if given.get(b"if-range", etag.encode()) == etag.encode() and (parts := _within(asked, size)):
        headers.append((b"range", f"bytes={parts}".encode()))
    return {**scope, "headers": headers}


def _within(asked: str, size: int) -> str:
    """The parts that begin within the file, empty where the header has no meaning here."""
    found = _RANGE.fullmatch(asked)
    if found is None:
        return ""
    parts = ["".join(part.split()) for part in found[1].split(",")]
    bounds = [part.split("-") for part in parts]
    if any(first and last and int(first) > int(last) for first, last in bounds):
        return ""
    inside = [
        part
        for part, (first, last) in zip(parts, bounds, strict=True)
        if (int(first) < size if first else int(last) > 0 and size > 0)
    ]
    if not inside:
        raise RangeError(
            f"The file has {size:,} bytes, and no part of what Range asks for is among them",
            remedy=f"Ask for bytes from 0 to {max(size - 1, 0)}, or leave Range out",
            extra={
                "size": size,
                "detail_fr": f"Le fichier compte {size} octets, et Range n’en demande aucun",
                "remedy_fr": f"Demandez des octets de 0 à {max(size - 1, 0)}, ou omettez Range",
            },
            headers={"Content-Range": f"bytes */{size}"},
        )
    return ",".join(inside)
