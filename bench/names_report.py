"""The table of the figures of reconciliation, for its own page and for docs/benchmarks.md."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

RESULTS: Final = Path(__file__).parent / "results" / "reconciliation.json"


def table(found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The lines of the table; `found`: the part of the set to its figures."""
    yield "| Part | Spellings | Decoys among them | Recall at 1 | Matched without a look | Precision | False matches |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for part, one in found.items():
        yield (
            f"| {part} | {one['rows']} | {one['decoys']} | {one['recall']:.3f} | {one['unseen']:.3f} "
            f"| {one['precision']:.3f} | {one['false']:.3f} |"
        )
