"""Reads the pages of a change feed (LDES, TREE) as `ramp.releases.stream` writes them, and applies its members."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from ramp.errors import FeedError
from ramp.releases.pieces import Key, Pieces
from ramp.releases.shelf import ID
from ramp.releases.stream import AS, FEED, LDES, TREE

_PAGES_MOST = 1_000_000


@dataclass(slots=True)
class Member:
    """One change: what `graph` says of `node` since `release` (RDF 1.1 triples, `node` in the place of the member)."""

    node: str = ""
    graph: str = ""
    kind: str = ""
    published: str = ""
    release: str = ""
    position: int = -1
    completes: bool = False
    checksum: str = ""
    lines: list[Triple] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Link:
    """A page that the entry page leads to, and the last moment that it holds members of, if that is said."""

    address: str
    until: str


def links(body: bytes, feed: str) -> list[Link]:
    """The pages that the entry page of the feed leads to, oldest first. Raises FeedError."""
    quads = _parse(body, feed)
    told: dict[object, dict[str, object]] = defaultdict(dict)
    for quad in quads:
        if quad.predicate in (TREE["node"], TREE["value"]) or str(quad.predicate).endswith("#type>"):
            told[quad.subject][str(quad.predicate)] = quad.object
    if not any(quad.object == LDES["EventStream"] for quad in quads):
        raise FeedError(f"{feed} is no event stream (LDES)", remedy="Give the address of a RAMP service")
    until: dict[str, str] = {}
    for relation in told.values():
        node, value = relation.get(str(TREE["node"])), relation.get(str(TREE["value"]))
        if isinstance(node, NamedNode):
            address = urldefrag(urljoin(feed, node.value)).url
            if urlsplit(address).netloc != urlsplit(feed).netloc:
                raise FeedError(
                    f"{feed} leads to another server: {address[:200]}",
                    remedy="Mirror the service under its public address (setting RAMP_PUBLIC_URL there)",
                )
            upper = any(term == TREE["LessThanOrEqualToRelation"] for term in relation.values())
            until[address] = value.value if upper and isinstance(value, Literal) else until.get(address, "")
    if len(until) > _PAGES_MOST:
        raise FeedError(f"{feed} has more than {_PAGES_MOST:,} pages", remedy="Take a dump: /releases")
    return [Link(address, moment) for address, moment in sorted(until.items(), key=_order)]


def _order(link: tuple[str, str]) -> tuple[bool, str, int, str]:
    """Pages in the order of time; those that still grow last."""
    return (not link[1], link[1], len(link[0]), link[0])


def is_immutable(body: bytes, address: str) -> bool:
    """Whether the page says of itself that it never changes. Raises FeedError."""
    return any(quad.predicate == LDES["immutable"] for quad in _parse(body, address))


def members(body: bytes, address: str) -> Iterator[Member]:
    """The members of a page. Raises FeedError where one is not whole."""
    quads = _parse(body, address)
    iris = {quad.object for quad in quads if quad.predicate == TREE["member"]}
    found: dict[object, Member] = {iri: Member() for iri in iris if isinstance(iri, NamedNode)}
    owner: dict[object, object] = {iri: iri for iri in found}
    waiting = [quad for quad in quads if quad.subject in found or isinstance(quad.subject, BlankNode)]
    below: dict[object, list[Quad]] = defaultdict(list)
    for quad in waiting:
        below[quad.subject].append(quad)
    for iri in found:
        stack: list[object] = [iri]
        while stack:
            for quad in below[stack.pop()]:
                if isinstance(quad.object, BlankNode) and quad.object not in owner:
                    owner[quad.object] = iri
                    stack.append(quad.object)
    for quad in waiting:
        if quad.subject not in owner:
            continue
        member = found[owner[quad.subject]]
        name, value = quad.predicate.value, quad.object
        if not name.startswith(FEED.iri) or isinstance(quad.subject, BlankNode):
            member.lines.append(quad.triple)
        elif isinstance(value, NamedNode | Literal):
            _tell(member, name.removeprefix(FEED.iri), value, address)
    for iri, member in found.items():
        node = NamedNode(member.node) if member.node else None
        if node is None or member.position < 0 or not ID.fullmatch(member.release) or not member.published:
            raise FeedError(f"{address}: the member {iri} is not whole", remedy="Tell whoever runs that service")
        member.lines = [
            Triple(node, line.predicate, line.object) if line.subject == iri else line for line in member.lines
        ]
        yield member


def _tell(member: Member, name: str, term: NamedNode | Literal, address: str) -> None:
    value = term.value
    match name:
        case "versionOf" if isinstance(term, NamedNode):
            member.node = value
        case "graph" if isinstance(term, NamedNode):
            member.graph = value
        case "kind" | "published" | "checksum":
            setattr(member, name, value)
        case "release":
            member.release = value.rpartition("/")[2]
        case "completes":
            member.completes = value == "true"
        case "position":
            if not value.isascii() or not value.isdigit() or len(value) > 15:
                raise FeedError(f"{address}: a member has no position", remedy="Tell whoever runs that service")
            member.position = int(value)


def apply(pieces: Pieces, member: Member) -> None:
    """Makes of the pieces what the member says of one of them."""
    key = Key(member.node, member.graph)
    if member.kind == AS["Delete"].value:
        pieces.pop(key, None)
    else:
        pieces[key] = "".join(sorted({f"{line} .\n" for line in member.lines}))


def _parse(body: bytes, address: str) -> list[Quad]:
    try:
        return list(parse(body, format=RdfFormat.N_QUADS))
    except (SyntaxError, ValueError) as error:
        raise FeedError(
            f"{address} is no N-Quads: {str(error).splitlines()[0][:200]}", remedy="Check that it is a RAMP service"
        ) from None
