"""Bearer tokens for those who may write: made here, shown once, kept only as a hash.

A token is `ramp_` + 43 random characters (256 bits), so its SHA-256 is as hard to guess and no slow hash is needed.
The file `RAMP_HOME/tokens.json` is read again when it changes: a revoked token is refused at once by a running service.
"""

import fcntl
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from ramp.errors import HomeError, NotFoundError, ParameterError

Role = Literal["submitter", "curator", "admin"]
ROLES: tuple[Role, ...] = ("submitter", "curator", "admin")


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept: `hash` is the SHA-256 (hex) of the secret, `created` a UTC time."""

    id: str
    name: str
    role: Role
    created: str
    hash: str


class Tokens:
    """The tokens of one RAMP_HOME."""

    def __init__(self, home: Path) -> None:
        self._home, self._file = home, home / "tokens.json"
        self._seen: tuple[int, int, int] | None = None
        self._tokens: tuple[Token, ...] = ()

    def create(self, name: str, role: str) -> tuple[Token, str]:
        """A new token and its secret, which is nowhere else. Raises ParameterError or HomeError."""
        if role not in ROLES:
            raise ParameterError(f"There is no role {role!r}", remedy=f"Use one of {', '.join(ROLES)}")
        if not name.strip():
            raise ParameterError("A token needs a name", remedy="Name the person or the program that will use it")
        secret = f"ramp_{secrets.token_urlsafe(32)}"
        with self._writing() as tokens:
            token = Token(
                id=secrets.token_hex(4),
                name=name.strip(),
                role=role,
                created=datetime.now(UTC).isoformat(timespec="seconds"),
                hash=_hash(secret),
            )
            tokens.append(token)
        return token, secret

    def known(self) -> tuple[Token, ...]:
        """All tokens, oldest first. Raises HomeError where the file cannot be read."""
        try:
            status = self._file.stat()
        except FileNotFoundError:
            self._seen, self._tokens = None, ()
            return ()
        seen = (status.st_mtime_ns, status.st_size, status.st_ino)
        if seen != self._seen:
            try:
                records = json.loads(self._file.read_text("utf-8"))
                self._tokens = tuple(Token(**record) for record in records)
            except (OSError, ValueError, TypeError) as error:
                raise HomeError(
                    f"{self._file} cannot be read: {error}", remedy="Delete it and make the tokens anew"
                ) from None
            self._seen = seen
        return self._tokens

    def revoke(self, token_id: str) -> Token:
        """Remove the token with this id. Raises NotFoundError or HomeError."""
        with self._writing() as tokens:
            for token in tokens:
                if token.id == token_id:
                    tokens.remove(token)
                    return token
        raise NotFoundError(f"There is no token {token_id!r}", remedy="List the tokens: ramp token list")

    def find(self, secret: str) -> Token | None:
        """The token with this secret. It takes as long whichever it is, or none."""
        given = _hash(secret)
        found = None
        for token in self.known():
            if hmac.compare_digest(token.hash, given):
                found = token
        return found

    @contextmanager
    def _writing(self) -> Iterator[list[Token]]:
        try:
            self._home.mkdir(parents=True, exist_ok=True)
            with (self._home / "tokens.lock").open("a", encoding="utf-8") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                tokens = [*self.known()]
                yield tokens
                aside = self._file.with_name(f".tokens.{secrets.token_hex(4)}")
                descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    json.dump([asdict(token) for token in tokens], file, indent=1)
                    file.flush()
                    os.fsync(file.fileno())
                aside.replace(self._file)
        except OSError as error:
            raise HomeError(
                f"{self._home} cannot be written: {error.strerror}",
                remedy="Make it writable, or name another folder in RAMP_HOME",
            ) from None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
