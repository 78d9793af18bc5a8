"""The values that a description consists of; plain, so that they cross from a worker to the service."""

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal

GROUP_SIZE = 100
"""Most values of one property, and most nodes that point by one property, on one page of a description."""
BRIEF_SIZE = 12
"""The same of a brief description."""


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one property, or the nodes that point here by it: those of this page, and how many in all."""

    property: NamedNode
    terms: tuple[Term, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Name:
    """What a node is called, by language (`""`: no language), and what it is.

    `given`: the graph says so itself; otherwise the name is put together from the names of what the node links.
    `unverified`: no source showed the node as a whole.
    """

    texts: Mapping[str, str]
    kind: str | None = None
    given: bool = True
    unverified: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubt about a node: `property` None means the whole record. `notes` are the curators' remarks."""

    node: NamedNode
    property: str | None
    confidence: str | None
    notes: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """What the graph says about `node`, one page of it.

    `nested` holds the groups of blank nodes that are values; `names` what every IRI mentioned is called; `graphs` the
    named graphs that say it; `triples` all of that as the graph has it, with the labels of what is mentioned. `brief`:
    it leaves out what the page of its kind shows by itself, and has no `triples`.
    """

    node: NamedNode
    kinds: tuple[str, ...]
    outgoing: tuple[Group, ...]
    incoming: tuple[Group, ...]
    nested: Mapping[BlankNode, tuple[Group, ...]]
    doubts: tuple[Doubt, ...]
    names: Mapping[str, Name]
    graphs: tuple[str, ...]
    triples: tuple[Triple, ...]
    page: int
    pages: int
    brief: bool = False

    @property
    def name(self) -> Name:
        """What the node is called."""
        return self.names[self.node.value]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The node was published and withdrawn: why, when, and what stands in its place."""

    node: NamedNode
    reasons: tuple[Literal, ...]
    at: str | None
    successors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Absent:
    """No such node; `iri` is the one asked for."""

    iri: str
