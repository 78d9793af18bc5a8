"""A validation result as the shapes engine has it, before it is put into words."""

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib.term import Node


@dataclass(frozen=True, slots=True)
class Raw:
    """One validation result as pySHACL has it; `details` are the results inside it (sh:detail)."""

    component: Node
    shape: Node
    severity: Node
    focus: Node
    path: Node | None
    value: Node | None
    details: tuple["Raw", ...] = ()


def leaves(raw: Raw) -> Iterator[Raw]:
    """The innermost causes of a result."""
    if not raw.details:
        yield raw
    for detail in raw.details:
        yield from leaves(detail)
