"""The command `ramp`."""

from ramp.cli.app import main

__all__ = ["main"]
