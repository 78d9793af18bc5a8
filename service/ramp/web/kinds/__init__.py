"""Nodes with a page of their own making: which class is shown how.

Every module of this package shows one class. It exports `KIND`, the IRI of the class, and

    async def context(request: Request, node: NamedNode, as_of: str | None) -> dict[str, Any]

which gives what its template `kinds/{module}.html` needs besides the general facts. It may export `PARAMETERS`, the
names of further parameters that its page takes, `RANK`: of several kinds of one node the highest is shown, and `SHOWN`,
the properties that its template shows, of the node and of what points to it: the general facts leave them out.
"""

import pkgutil
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any

from fastapi import Request
from pyoxigraph import NamedNode

Context = Callable[[Request, NamedNode, str | None], Awaitable[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Kind:
    """How the nodes of one class are shown."""

    template: str
    context: Context
    parameters: tuple[str, ...]
    rank: int
    shown: frozenset[str]


@cache
def kinds() -> Mapping[str, Kind]:
    """The kinds by the IRI of their class."""
    found: dict[str, Kind] = {}
    for known in pkgutil.iter_modules(__path__):
        module = import_module(f"{__name__}.{known.name}")
        if hasattr(module, "KIND"):
            found[str(module.KIND)] = Kind(
                f"kinds/{known.name}.html",
                module.context,
                tuple(getattr(module, "PARAMETERS", ())),
                int(getattr(module, "RANK", 0)),
                frozenset(property.value for property in getattr(module, "SHOWN", ())),
            )
    return MappingProxyType(found)


def kind_of(classes: Iterable[str]) -> Kind | None:
    """The kind that shows a node of these classes."""
    known = [kinds()[iri] for iri in classes if iri in kinds()]
    return max(known, key=lambda kind: kind.rank, default=None)


@cache
def shown() -> Mapping[str, frozenset[str]]:
    """What each class leaves to its own page, by the IRI of the class, the kind that is shown first."""
    ranked = sorted(kinds().items(), key=lambda pair: -pair[1].rank)
    return MappingProxyType({iri: kind.shown for iri, kind in ranked})


def parameters() -> tuple[str, ...]:
    """The names of all parameters that pages of nodes take."""
    return ("asOf", *sorted({name for kind in kinds().values() for name in kind.parameters}))
