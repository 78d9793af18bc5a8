"""IRIs that resemble one that does not exist: for the person who mistyped it, or has it from an older text."""

from bisect import bisect_left
from dataclasses import dataclass
from heapq import nsmallest
from itertools import islice
from pathlib import Path

from pyoxigraph import NamedNode
from rapidfuzz import fuzz, process

from ramp.engine.worker import opened
from ramp.graph.namespaces import RDF

_COUNT = 5
_LEAST = 60.0
_LOOKED_AT = 200_000
"""Typed nodes that are known at most, so that a wrong address costs little however large the graph is."""
_LOT = 5_000
"""Texts that are compared at a stretch: other threads wait so long, a few milliseconds."""
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Known:
    """The typed nodes below `base` of one version of the graph: `texts`, the rest of each IRI in small letters, in
    order, and beside each in `rests` the rest as it is."""

    base: str
    texts: tuple[str, ...]
    rests: tuple[str, ...]

    def near(self, iri: str) -> tuple[str, ...]:
        """The IRIs that resemble `iri`, nearest first; those of the same kind of path before others."""
        wanted = iri.removeprefix(self.base).lower()
        branch = "/".join(wanted.split("/")[:2]) + "/"
        begin, end = bisect_left(self.texts, branch), bisect_left(self.texts, branch + _LAST)
        found = self._resembling(wanted, begin, end)
        if len(found) < _COUNT:
            found += [at for at in self._resembling(wanted, 0, len(self.texts)) if at not in found]
        return tuple(self.base + self.rests[at] for at in found[:_COUNT])

    def _resembling(self, wanted: str, begin: int, end: int) -> list[int]:
        """The places of the texts from `begin` to `end` that are most like `wanted`."""
        ranked: list[tuple[float, int]] = []
        for start in range(begin, end, _LOT):
            lot = self.texts[start : min(start + _LOT, end)]
            close = process.extract(wanted, lot, scorer=fuzz.ratio, limit=_COUNT, score_cutoff=_LEAST)
            ranked = nsmallest(_COUNT, [*ranked, *((-score, start + at) for _, score, at in close)])
        return [at for _, at in ranked]


def known(path: Path, base: str) -> Known:
    """What the typed nodes below `base` are called, `_LOOKED_AT` at most; in a worker, on the store at `path`."""
    quads = islice(opened(path).quads_for_pattern(None, RDF["type"], None, None), _LOOKED_AT)
    nodes = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    rests = (node.removeprefix(base) for node in nodes if node.startswith(base))
    pairs = sorted((rest if (text := rest.lower()) == rest else text, rest) for rest in rests)
    return Known(base, tuple(text for text, _ in pairs), tuple(rest for _, rest in pairs))
