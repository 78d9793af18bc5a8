"""How much a submission may hold. Every limit is checked as early as it can be: bytes before anything is parsed."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes are bytes, lengths are characters; the defaults are what the public service allows."""

    bytes: int = 5 * MIB
    depth: int = 64
    triples: int = 50_000
    literal: int = 20_000
    blank_nodes: int = 10_000
    rows: int = 5_000
    columns: int = 100
    archive_entries: int = 200
    archive_bytes: int = 60 * MIB
    archive_ratio: int = 120
    """Largest ratio of unpacked to packed size of a workbook part of more than 1 MiB."""
    faults: int = 300
    """Results of one rule after which its check stops and says so: each costs the engine about as much as a record."""
    results: int = 1_000
    """Most findings that a report spells out; the counts are always true."""
    per_rule: int = 50
    """Most findings of one rule and path that a report spells out."""

    def scaled(self, factor: int) -> "Limits":
        """The same with `factor` times the room, for a person's own machine."""
        names = ("bytes", "triples", "blank_nodes", "rows", "archive_bytes", "faults", "results")
        return Limits(**{name: getattr(self, name) * factor for name in names})
