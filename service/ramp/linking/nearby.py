"""IRIs that resemble one that does not exist: for the person who mistyped it, or has it from an older text."""

from itertools import islice

from pyoxigraph import NamedNode, Store
from rapidfuzz import fuzz, process

from ramp.graph.namespaces import RDF

_COUNT = 5
_LEAST = 60.0
_LOOKED_AT = 200_000
"""Typed nodes that are compared at most, so that a wrong address costs little however large the graph is."""


def near(store: Store, iri: str, base: str) -> tuple[str, ...]:
    """The IRIs below `base` that resemble `iri`, nearest first; those of the same kind of path before others."""
    quads = islice(store.quads_for_pattern(None, RDF["type"], None, None), _LOOKED_AT)
    known = {
        quad.subject.value
        for quad in quads
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(base)
    }
    wanted, cut = iri.removeprefix(base).lower(), len(base)
    branch = "/".join(wanted.split("/")[:2]) + "/"
    rest = {value: value[cut:].lower() for value in known}
    same = {value: text for value, text in rest.items() if text.startswith(branch)}
    found = _resembling(wanted, same)
    if len(found) < _COUNT:
        found += [value for value in _resembling(wanted, rest) if value not in found]
    return tuple(found[:_COUNT])


def _resembling(wanted: str, texts: dict[str, str]) -> list[str]:
    ranked = process.extract(wanted, texts, scorer=fuzz.ratio, limit=_COUNT, score_cutoff=_LEAST)
    return [value for _, _, value in ranked]
