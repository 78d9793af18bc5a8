"""What a check gives back, and what is told of a file without reading it: light, so that the service need not load the
shapes engine, which only workers use."""

import hashlib
from dataclasses import dataclass
from typing import Any

from ramp.graph.namespaces import BASE

DEADLINE = 30.0
"""Seconds for one check; the first one of a worker also reads the shapes."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A file that could be read. `triples`: N-Triples of what it may say; `personal`: findings of personal data."""

    form: str
    triples: str
    report: dict[str, Any]
    valid: bool
    personal: int
    title: str
    records: int


def base_of(submission_id: str) -> str:
    """What relative IRIs and blank nodes of a submission are completed with."""
    return f"{BASE}submission/{submission_id}/"


def content_hash(data: bytes, media_type: str) -> str:
    """What makes two deliveries the same."""
    return hashlib.sha256(media_type.split(";")[0].strip().lower().encode() + b"\0" + data).hexdigest()
