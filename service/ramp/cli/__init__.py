"""The command `ramp`."""

import sys


def main() -> None:
    """Runs the command line. Exit status: 0 done, 1 the graph breaks a rule, 2 wrong input, 130 interrupted."""
    try:
        from ramp.cli.app import app  # here, so that Ctrl-C while the program loads is no traceback either

        app()
    except KeyboardInterrupt:
        sys.exit(130)
