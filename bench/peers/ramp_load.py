"""Installs an N-Quads file into a home folder in the place of the bundled release, so that `ramp serve` serves it.

python -m bench.peers.ramp_load FILE HOME
"""

import sys
from pathlib import Path

from ramp.cli.graph import ready_release
from ramp.engine.protocol import ReleaseFile
from ramp.engine.versions import Versions
from ramp.graph.folders import KnowledgeFolders
from ramp.settings import load_settings


def main() -> None:
    """The release of the knowledge folders is built too: `ramp serve` looks for it, and takes what bears its id."""
    settings = load_settings()
    release = ready_release(settings, KnowledgeFolders.find(settings.knowledge))
    versions = Versions(settings.home)
    try:
        versions.install(ReleaseFile(release.id, Path(sys.argv[1])))
    finally:
        versions.close()


if __name__ == "__main__":
    main()
