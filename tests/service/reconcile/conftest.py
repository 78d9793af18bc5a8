"""A server of the real graph, whose names are looked up."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from ramp.graph.folders import KnowledgeFolders


@pytest.fixture(scope="package")
def client(serve: Any, repository: KnowledgeFolders, eventually: Any) -> Iterator[httpx.Client]:
    """A client of that server, once the index of names is there."""
    site = serve(knowledge=repository.root)
    with httpx.Client(base_url=site.url, timeout=60, headers={"Accept": "*/*"}) as client:
        assert eventually(lambda: client.get("/reconcile/suggest/entity?prefix=ecowas").status_code == 200, 60)
        yield client
