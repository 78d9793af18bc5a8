"""The index of the names of the real graph."""

from pathlib import Path

import pytest
from bench.reconcile import index_of_release

from ramp.graph.folders import KnowledgeFolders
from ramp.linking.reconcile.matching import Index


@pytest.fixture(scope="package")
def index(repository: KnowledgeFolders, tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The index, made as `ramp link` makes it."""
    folder: Path = tmp_path_factory.mktemp("names")
    return Index(index_of_release(repository, folder))
