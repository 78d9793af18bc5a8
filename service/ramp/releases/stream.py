"""The change feed as a Linked Data Event Stream (https://w3id.org/ldes/specification), for machines that follow.

A member is a version object: what one graph said of one node since a release. Its triples are those of the node with
the member in its place; blank nodes that the graph shares between nodes have IRIs (RDF 1.1, section 3.5). Members
of a release belong together (a transaction), and its last one says the checksum that a copy has once all are applied.
"""

from collections.abc import Iterator
from datetime import datetime

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from ramp.graph.namespaces import BASE, DCTERMS, RDF, RDFS, SH, XSD, Namespace
from ramp.linking.catalog import LICENCE
from ramp.releases.sequence import Item, Sequenced, records
from ramp.releases.shelf import Kept

SIZE = 250
"""Members on a page."""
FEED = Namespace("feed", f"{BASE}feed#")
LDES = Namespace("ldes", "https://w3id.org/ldes#")
TREE = Namespace("tree", "https://w3id.org/tree#")
AS = Namespace("as", "https://www.w3.org/ns/activitystreams#")
KINDS = {"added": AS["Create"], "changed": AS["Update"], "withdrawn": AS["Delete"]}
PREFIXES = {space.prefix: space.iri for space in (FEED, LDES, TREE, AS)}

_TERMS = (
    ("versionOf", "node that the member is a version of", "nœud dont le membre est une version"),
    ("graph", "named graph that speaks of the node", "graphe nommé qui parle du nœud"),
    ("kind", "kind of change", "nature du changement"),
    ("published", "when the release was made", "date de la version publiée"),
    ("release", "release that the change came with", "version publiée qui a apporté le changement"),
    ("position", "place in the stream, from 0", "rang dans le flux, à partir de 0"),
    ("completes", "whether the release ends with this member", "si ce membre est le dernier de sa version"),
    ("checksum", "SHA-256 of the canonical N-Quads (RDFC-1.0) once the release is applied, its own graph left out",
     "SHA-256 des N-Quads canoniques (RDFC-1.0) une fois la version appliquée, sans le graphe qui la décrit"),
)  # fmt: skip


def release_iri(kept: Kept) -> NamedNode:
    """What a release is called."""
    return NamedNode(f"{BASE}release/{kept.id}")


def root(url: str, query: str, told: Sequenced) -> list[Triple]:
    """The entry page: what the stream is, where its pages are. `url`: of the service; `query`: `?asOf=...` or empty."""
    page = NamedNode(f"{url}/feed/ldes{query}")
    stream = NamedNode(f"{page.value}#stream")
    shape = NamedNode(f"{page.value}#member")
    found = [
        Triple(stream, RDF["type"], LDES["EventStream"]),
        Triple(stream, TREE["view"], page),
        Triple(stream, TREE["shape"], shape),
        Triple(stream, DCTERMS["title"], Literal("Changes of RAMP", language="en")),
        Triple(stream, DCTERMS["title"], Literal("Changements de RAMP", language="fr")),
        Triple(stream, DCTERMS["license"], NamedNode(LICENCE)),
        Triple(stream, LDES["timestampPath"], FEED["published"]),
        Triple(stream, LDES["sequencePath"], FEED["position"]),
        Triple(stream, LDES["versionOfPath"], FEED["versionOf"]),
        *(
            Triple(stream, LDES[f"version{name}{part}"], term)
            for name in ("Create", "Update", "Delete")
            for part, term in (("Path", FEED["kind"]), ("Object", AS[name]))
        ),
        Triple(page, RDF["type"], TREE["Node"]),
    ]
    if not query:
        found += [
            Triple(stream, LDES["transactionPath"], FEED["release"]),
            Triple(stream, LDES["transactionFinalizedPath"], FEED["completes"]),
        ]
    found += list(_shape(shape))
    for name, en, fr in _TERMS:
        found.append(Triple(FEED[name], RDFS["label"], Literal(en, language="en")))
        found.append(Triple(FEED[name], RDFS["label"], Literal(fr, language="fr")))
    if told.items:
        for number in range(told.pages):
            found += list(_relations(page, url, query, told, number))
    return found


def page(url: str, query: str, told: Sequenced, number: int) -> list[Triple]:
    """One page with its members, oldest first."""
    here, first = NamedNode(address(url, query, number)), NamedNode(f"{url}/feed/ldes{query}")
    stream = NamedNode(f"{first.value}#stream")
    found = [Triple(here, RDF["type"], TREE["Node"]), Triple(stream, TREE["view"], first)]
    if told.closed(number):
        found.append(Triple(here, LDES["immutable"], Literal(True)))
    items = told.page(number)
    for item, record in zip(items, records(items, "members"), strict=True):
        found += list(_member(stream, item, record, whole=not query))
    return found


def address(url: str, query: str, number: int) -> str:
    """The address of a page."""
    return f"{url}/feed/ldes/{number}{query}"


def _member(stream: NamedNode, item: Item, record: dict[str, str], *, whole: bool) -> Iterator[Triple]:
    member, node = NamedNode(f"{release_iri(item.kept).value}/change/{item.number}"), NamedNode(record["node"])
    yield Triple(stream, TREE["member"], member)
    yield Triple(member, FEED["versionOf"], node)
    if record["graph"]:
        yield Triple(member, FEED["graph"], NamedNode(record["graph"]))
    yield Triple(member, FEED["kind"], KINDS[record["kind"]])
    yield Triple(member, FEED["published"], _time(item.kept))
    yield Triple(member, FEED["release"], release_iri(item.kept))
    yield Triple(member, FEED["position"], Literal(item.position))
    if item.last and whole:
        yield Triple(member, FEED["completes"], Literal(True))
        yield Triple(member, FEED["checksum"], Literal(item.kept.checksum, datatype=XSD["hexBinary"]))
    for quad in parse(record["triples"], format=RdfFormat.N_TRIPLES):
        subject, value = quad.subject, quad.object
        if isinstance(subject, BlankNode):
            subject = _blank(item, subject)
        elif subject == node:
            subject = member
        yield Triple(subject, quad.predicate, _blank(item, value) if isinstance(value, BlankNode) else value)


def _blank(item: Item, node: BlankNode) -> BlankNode:
    """A name that no other member on the page uses."""
    return BlankNode(f"m{item.position}x{node.value}")


def _relations(page: NamedNode, url: str, query: str, told: Sequenced, number: int) -> Iterator[Triple]:
    items = told.page(number)
    bounds = [("GreaterThanOrEqualToRelation", "from", items[0])]
    if told.closed(number):
        bounds.append(("LessThanOrEqualToRelation", "to", items[-1]))
    for kind, name, item in bounds:
        relation = NamedNode(f"{page.value}#page-{number}-{name}")
        yield Triple(page, TREE["relation"], relation)
        yield Triple(relation, RDF["type"], TREE[kind])
        yield Triple(relation, TREE["path"], FEED["published"])
        yield Triple(relation, TREE["value"], _time(item.kept))
        yield Triple(relation, TREE["node"], NamedNode(address(url, query, number)))


def _time(kept: Kept) -> Literal:
    moment = datetime.fromisoformat(kept.created).isoformat().replace("+00:00", "Z")
    return Literal(moment, datatype=XSD["dateTime"])


def _shape(shape: NamedNode) -> Iterator[Triple]:
    """The shape of a member (SHACL): what each of them has."""
    yield Triple(shape, RDF["type"], SH["NodeShape"])
    for name, least, kind in (
        ("versionOf", 1, None), ("graph", 0, None), ("kind", 1, None), ("published", 1, "dateTime"),
        ("release", 1, None), ("position", 1, "integer"), ("completes", 0, "boolean"), ("checksum", 0, "hexBinary"),
    ):  # fmt: skip
        property = NamedNode(f"{shape.value}-{name}")
        yield Triple(shape, SH["property"], property)
        yield Triple(property, SH["path"], FEED[name])
        yield Triple(property, SH["minCount"], Literal(least))
        yield Triple(property, SH["maxCount"], Literal(1))
        yield Triple(property, SH["datatype"], XSD[kind]) if kind else Triple(property, SH["nodeKind"], SH["IRI"])
