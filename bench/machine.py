"""What the figures were measured on: nothing that names the machine, all that explains the figures."""

import os
import platform
import subprocess
import time
from pathlib import Path
from typing import Final

import psutil

STOLEN: Final = 0.03
"""Share of processor time lost to other guests from which on a document says so."""


def describe() -> dict[str, str | int | float]:
    """Processor, cores, memory in GiB, system, Python."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count() or 1,
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
    }


def commit() -> str:
    """The commit measured, with a plus sign where files differ from it; "unknown" outside a checkout."""
    root = Path(__file__).parent.parent
    head = _output(["git", "-C", str(root), "rev-parse", "--short=10", "HEAD"])
    changed = _output(["git", "-C", str(root), "status", "--porcelain", "--", "service", "bench", "data", "ontology"])
    return f"{head}{'+' if changed else ''}" if head else "unknown"


def wait_until_idle(load: float, seconds: float) -> float:
    """Waits until the load of the last minute is below `load`, at most `seconds`; returns the load then."""
    until = time.monotonic() + seconds
    while (now := os.getloadavg()[0]) >= load and time.monotonic() < until:
        time.sleep(2)
    return round(now, 2)


class Stolen:
    """How much of the machine's processor time its host has given to other guests since this was made."""

    def __init__(self) -> None:
        self._begun = psutil.cpu_times()

    def share(self) -> float:
        """From 0 to 1, of all processor time that passed; 0 where the system does not tell."""
        now = psutil.cpu_times()
        passed = sum(now) - sum(self._begun)
        lost = getattr(now, "steal", 0.0) - getattr(self._begun, "steal", 0.0)
        return float(round(lost / passed, 3)) if passed > 0 else 0.0


def _output(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = {line.partition(":")[0].strip(): line.partition(":")[2].strip() for line in lines if ":" in line}
    return named.get("model name", platform.machine())
