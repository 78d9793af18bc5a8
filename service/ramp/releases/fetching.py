"""Fetches the pages of a feed for a local copy: whole or not at all, and those that never change only once."""

import hashlib
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from ramp.errors import FeedError
from ramp.files import write_whole
from ramp.releases.following import is_immutable

PAGE_BYTES = 64 * 1024 * 1024
_TRIES, _WAIT_MOST = 5, 30.0


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one service. `kept`: the folder of those that never change, so that an interrupted run goes on."""

    client: httpx2.Client
    kept: Path

    @property
    def remembers(self) -> bool:
        """Whether pages are kept that an interrupted run fetched."""
        return self.kept.is_dir()

    def forget(self) -> None:
        """Fetch every page anew from now on."""
        shutil.rmtree(self.kept, ignore_errors=True)

    def page(self, address: str) -> bytes:
        """The page, from the folder where it was fetched before and never changes. Raises FeedError, OSError."""
        place = self.kept / hashlib.sha256(address.encode()).hexdigest()
        if place.is_file():
            return place.read_bytes()
        body = self.fresh(address)
        if is_immutable(body, address):
            self.kept.mkdir(exist_ok=True)
            write_whole(place, body)
        return body

    def fresh(self, address: str) -> bytes:
        """The body as the service gives it now, whole. Raises FeedError."""
        for rest in reversed(range(_TRIES)):
            try:
                with self.client.stream("GET", address, headers={"Accept": "application/n-quads"}) as response:
                    if response.status_code in (429, 503) and rest:
                        pause = response.headers.get("retry-after", "")
                        time.sleep(min(float(pause) if pause.isdigit() else 1.0, _WAIT_MOST))
                        continue
                    if response.status_code != 200:
                        raise FeedError(f"{address} answers {response.status_code}", remedy="Check the address")
                    return _whole(response, address)
            except (httpx2.HTTPError, httpx2.InvalidURL) as error:
                raise FeedError(
                    f"{address} cannot be read whole: {error or type(error).__name__}",
                    remedy="What was fetched is kept; run the same command again to go on",
                ) from None
        raise AssertionError("unreachable")


def feed_of(url: str) -> str:
    """The address of the feed of the service at `url`, which may be that of the feed already. Raises FeedError."""
    try:
        parts = urlsplit(url if "//" in url else f"http://{url}")
    except ValueError:  # brackets that hold no IPv6 address
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query:
        raise FeedError(f"{url} is no address of a service", remedy="Write it as https://ramp.example.org")
    whole = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
    return whole if whole.endswith("/feed/ldes") else f"{whole}/feed/ldes"


def _whole(response: httpx2.Response, address: str) -> bytes:
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > PAGE_BYTES:
            raise FeedError(f"{address} is larger than {PAGE_BYTES:,} bytes", remedy="Take a dump: /releases")
    return bytes(body)
