"""A large file takes no more memory than a small one: what grows with it is a few bytes a node."""

import subprocess
import sys
from pathlib import Path

from ramp.graph.folders import KnowledgeFolders
from tests.intake.conftest import HEAD
from tests.intake.test_bulk import numbered

_CHILD = """
import resource, sys
from pathlib import Path
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.reading import read_files
from ramp.intake.bulk import check_file
from ramp.intake.check import Checker
from ramp.intake.knowledge import Knowledge
folders = KnowledgeFolders.find(Path(sys.argv[1]))
report = check_file(Checker(Knowledge.load(folders, read_files(folders))), Path(sys.argv[2]), "turtle")
print(report.records, report.ok, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
FEW, MANY = 5_000, 20_000
MORE = 60 * 1024
"""KiB that 15,000 further records (13 MB of Turtle) may add."""


def test_four_times_the_records_take_about_the_same_memory(repository: KnowledgeFolders, tmp_path: Path) -> None:
    peaks = []
    for count in (FEW, MANY):
        file = tmp_path / f"{count}.ttl"
        with file.open("w", encoding="utf-8") as out:
            out.write(HEAD)
            out.writelines(numbered(number, {}, {}, {}) for number in range(count))
        command = [sys.executable, "-c", _CHILD, str(repository.root), str(file)]
        told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout.split()
        assert told[:2] == [str(count), "True"]
        peaks.append(int(told[2]))
    assert peaks[1] - peaks[0] < MORE, peaks
