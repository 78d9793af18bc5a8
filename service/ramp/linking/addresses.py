"""Where an IRI of the graph answers on this service, and which IRI an address stands for.

The service describes `https://w3id.org/ramp/...` under its own address: `.../id/practice/x` answers at
`/id/practice/x`. Addresses are references relative to the service, so that a page can be served under any host.
"""

from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote

from pyoxigraph import NamedNode

from ramp.errors import NotFoundError
from ramp.graph.namespaces import BASE

HEADS: Final = ("id", "scheme", "graph", "query", "ontology", "shapes", "dataset", "mappings", "prefixes", "problem")
"""First parts of the paths of IRIs that answer here."""
_KEPT = "/%:@!$&'()*+,;=~-._"


@lru_cache(maxsize=20_000)
def local(iri: str, base: str = BASE) -> str | None:
    """The address of an IRI on this service, percent-encoded (RFC 3987, section 3.1); None where it is not ours."""
    if not iri.startswith(base):
        return None
    path, hash_, fragment = iri[len(base) :].partition("#")
    if not path and not fragment:
        return "/"
    if path.partition("/")[0].partition("?")[0] not in HEADS or "?" in path:
        return None
    return f"/{encoded(path)}{hash_}{encoded(fragment)}"


def href(iri: str, base: str = BASE) -> str:
    """The address to follow for an IRI: here if it is ours, else the IRI itself."""
    return local(iri, base) or iri


def encoded(text: str) -> str:
    """`text` as it may stand in an address or a header: ASCII, what was percent-encoded left as it was."""
    return quote(text, safe=_KEPT)


def candidates(path: str, base: str = BASE) -> tuple[str, ...]:
    """The IRIs that a path, as it came over the wire and without the first slash, may stand for, likeliest first.

    Raises NotFoundError where it stands for none: a path may hold what an IRI may not.
    """
    found = tuple(iri for iri in dict.fromkeys((base + unquote(path), base + path)) if _is_iri(iri))
    if not found or "\ufffd" in found[0]:
        raise NotFoundError(
            f"/{path[:200]} stands for no IRI", remedy="Find a node by name with the question find-by-label"
        )
    return found


def _is_iri(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True
