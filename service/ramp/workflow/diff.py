"""What changed between two versions of a record, in words: per node and property, what went and what came."""

from collections.abc import Sequence
from dataclasses import dataclass

from ramp.workflow.shown import ShownNode, ShownValue


@dataclass(frozen=True, slots=True)
class Change:
    """One property of one node that has changed."""

    node: str
    kind: str
    row: str
    removed: tuple[ShownValue, ...]
    added: tuple[ShownValue, ...]


def changes(before: Sequence[ShownNode], after: Sequence[ShownNode]) -> list[Change]:
    """The differences in the order of the newer version, nodes that are gone at the end."""
    old = {node.iri: node for node in before}
    new = {node.iri: node for node in after}
    found: list[Change] = []
    for iri in [*new, *(iri for iri in old if iri not in new)]:
        node = new.get(iri) or old[iri]
        earlier, later = dict(old[iri].rows) if iri in old else {}, dict(new[iri].rows) if iri in new else {}
        for row in [*later, *(row for row in earlier if row not in later)]:
            was, is_ = earlier.get(row, ()), later.get(row, ())
            removed = tuple(value for value in was if value not in is_)
            added = tuple(value for value in is_ if value not in was)
            if removed or added:
                found.append(Change(node.title, node.kind, row, removed, added))
    return found
