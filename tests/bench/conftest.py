"""The release of this checkout and the seed drawn from it, built once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from bench.seed import Seed, read_seed

from ramp.graph.folders import KnowledgeFolders
from ramp.graph.release import Release, build_release


@pytest.fixture(scope="session")
def release(
    repository: KnowledgeFolders, built: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory
) -> Release:
    return build_release(repository, built(tmp_path_factory.mktemp("release")) / "releases")


@pytest.fixture(scope="session")
def seed(release: Release) -> Seed:
    return read_seed(release.path)


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A release file that holds nothing."""
    path = tmp_path / "empty.nq"
    path.touch()
    return path
