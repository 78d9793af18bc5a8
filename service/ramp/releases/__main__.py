"""The process that makes a release: a job as JSON comes in, the id of the new release goes out."""

import json
import os
import sys

from ramp.engine import sandbox
from ramp.errors import RampError
from ramp.releases.building import Job, build


def main() -> int:
    """0 where the release is there or was not needed, 2 with a sentence on standard error where it cannot be made."""
    parent = int(sys.argv[1])
    sandbox.enter(sockets=False)
    sandbox.die_with(parent)
    os.nice(15)  # readers first
    try:
        kept = build(Job(**json.load(sys.stdin)))
    except RampError as error:
        sys.stderr.write(error.sentence())
        return 2
    sys.stdout.write(kept.id if kept else "")
    return 0


if __name__ == "__main__":
    sys.exit(main())
