"""The process that all worker processes are forked from.

It imports what they need, once. A command that will need workers has it begin first: it imports beside the command.
"""

import multiprocessing
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext

_NEEDED = ["__main__", "ramp.engine.process"]


def context() -> ForkServerContext:
    """What processes are started with."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(_NEEDED)
    return found


def begin() -> None:
    """Start the process, if it does not run already; this returns before it is ready."""
    context()
    forkserver.ensure_running()
