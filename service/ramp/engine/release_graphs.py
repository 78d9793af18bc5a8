"""A release graph by graph: the file of each, and a mark that changes when what it says does.

The N-Quads of a release are sorted and canonical, one quad a line, so a mark is a checksum over lines.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

MARK: Final = "release:"
"""What the mark of a graph of a release begins with; one that was written later has another."""
_DIGITS: Final = 16


def marks(release: Path) -> dict[str, str]:
    """The mark of each graph, by its IRI."""
    sums: dict[str, hashlib._Hash] = {}
    for graph, line in _lines(release):
        sums.setdefault(graph, hashlib.sha256()).update(line)
    return {graph: MARK + found.hexdigest()[:_DIGITS] for graph, found in sums.items()}


def split(release: Path, folder: Path) -> dict[str, Path]:
    """Write each graph as N-Triples into `folder`; return the files by the IRI of the graph."""
    files: dict[str, Path] = {}
    opened: dict[str, IO[bytes]] = {}
    try:
        for graph, line in _lines(release):
            if graph not in opened:
                files[graph] = folder / f"{len(files)}.nt"
                opened[graph] = files[graph].open("wb")
            opened[graph].write(line)
    finally:
        for file in opened.values():
            file.close()
    return files


def _lines(release: Path) -> Iterator[tuple[str, bytes]]:
    """The graph of each quad and the quad's triple as a line of N-Triples."""
    with release.open("rb") as file:
        for line in file:
            triple, graph, _ = line.rsplit(b" ", 2)
            yield graph[1:-1].decode(), triple + b" .\n"
