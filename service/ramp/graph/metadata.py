"""Counts the graph and says so in RDF: VoID and DCAT, made from the data each time and never written by hand.

Title, licence and keywords of the dataset are facts and stand in `ontology/dataset.ttl`; here are only the numbers:
triples, classes, properties, which property leads from which class to which (https://www.w3.org/TR/void/, section 4).
"""

import hashlib
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from ramp.graph.namespaces import BASE, DATASET, DCAT, DCTERMS, RDF, RELEASE_GRAPH, SD, SPDX, VOID, VOID_EXT, XSD

_TOTALS = """SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)
WHERE { ?s ?p ?o }"""
_GRAPHS = "SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
_CLASSES = "SELECT ?class (COUNT(DISTINCT ?s) AS ?entities) WHERE { ?s a ?class } GROUP BY ?class"
_PROPERTIES = "SELECT ?property (COUNT(*) AS ?triples) WHERE { ?s ?property ?o } GROUP BY ?property"
_CLASS_PROPERTIES = """SELECT ?class ?property (COUNT(*) AS ?triples)
WHERE { ?s a ?class ; ?property ?o } GROUP BY ?class ?property"""
_OBJECT_CLASSES = """SELECT ?class ?property ?other (COUNT(*) AS ?triples)
WHERE { ?s a ?class ; ?property ?o . ?o a ?other } GROUP BY ?class ?property ?other"""
_DATATYPES = """SELECT ?class ?property ?other (COUNT(*) AS ?triples)
WHERE { ?s a ?class ; ?property ?o . FILTER(isLiteral(?o)) BIND(DATATYPE(?o) AS ?other) }
GROUP BY ?class ?property ?other"""
_VOCABULARIES = """SELECT DISTINCT ?vocabulary WHERE {
  { SELECT DISTINCT ?term WHERE { { ?s ?term ?o } UNION { ?s a ?term } } }
  BIND(IRI(REPLACE(STR(?term), "[^/#]*$", "")) AS ?vocabulary) }"""


def describe_dataset(store: Store, release_id: str, checksum: str) -> Iterator[Quad]:
    """The quads of the graph `.../graph/release`: counts of all that the store holds now, and the release's identity.

    `checksum` is the SHA-256 (hex) of the canonical N-Quads of all graphs but this one.
    """
    node = DATASET
    yield _quad(node, RDF["type"], DCAT["Dataset"])
    yield _quad(node, RDF["type"], VOID["Dataset"])
    yield _quad(node, DCAT["version"], Literal(release_id))
    yield _quad(node, DCTERMS["identifier"], Literal(release_id))
    mark = NamedNode(f"{BASE}dataset#checksum")
    yield _quad(node, SPDX["checksum"], mark)
    yield _quad(mark, RDF["type"], SPDX["Checksum"])
    yield _quad(mark, SPDX["algorithm"], SPDX["checksumAlgorithm_sha256"])
    yield _quad(mark, SPDX["checksumValue"], Literal(checksum, datatype=XSD["hexBinary"]))
    yield from _totals(store)
    yield from _graphs(store)
    yield from _class_partitions(store)
    for row in _rows(store, _PROPERTIES):
        yield from _property_partition(node, node, row["property"], row["triples"])
    for row in _rows(store, _VOCABULARIES):
        yield _quad(node, VOID["vocabulary"], row["vocabulary"])


def _totals(store: Store) -> Iterator[Quad]:
    (row,) = _rows(store, _TOTALS)
    yield _quad(DATASET, VOID["triples"], row["triples"])
    yield _quad(DATASET, VOID["distinctSubjects"], row["subjects"])
    yield _quad(DATASET, VOID["distinctObjects"], row["objects"])
    yield _quad(DATASET, VOID["classes"], Literal(len(list(_rows(store, _CLASSES)))))
    yield _quad(DATASET, VOID["properties"], Literal(len(list(_rows(store, _PROPERTIES)))))


def _graphs(store: Store) -> Iterator[Quad]:
    for row in _rows(store, _GRAPHS):
        yield _quad(DATASET, VOID["subset"], row["graph"])
        yield _quad(row["graph"], RDF["type"], VOID["Dataset"])
        yield _quad(row["graph"], RDF["type"], SD["NamedGraph"])
        yield _quad(row["graph"], SD["name"], row["graph"])
        yield _quad(row["graph"], VOID["triples"], row["triples"])


def _class_partitions(store: Store) -> Iterator[Quad]:
    for row in _rows(store, _CLASSES):
        part = _node(row["class"])
        yield _quad(DATASET, VOID["classPartition"], part)
        yield _quad(part, VOID["class"], row["class"])
        yield _quad(part, VOID["entities"], row["entities"])
    for row in _rows(store, _CLASS_PROPERTIES):
        yield from _property_partition(_node(row["class"]), row["class"], row["property"], row["triples"])
    for row in _rows(store, _OBJECT_CLASSES):
        part = _node(row["class"], row["property"], row["other"])
        yield _quad(_node(row["class"], row["property"]), VOID["classPartition"], part)
        yield _quad(part, VOID["class"], row["other"])
        yield _quad(part, VOID["triples"], row["triples"])
    for row in _rows(store, _DATATYPES):
        part = _node(row["class"], row["property"], row["other"])
        yield _quad(_node(row["class"], row["property"]), VOID_EXT["datatypePartition"], part)
        yield _quad(part, VOID_EXT["datatype"], row["other"])
        yield _quad(part, VOID["triples"], row["triples"])


def _property_partition(parent: NamedNode, whole: NamedNode, term: NamedNode, triples: Literal) -> Iterator[Quad]:
    part = _node(whole, term)
    yield _quad(parent, VOID["propertyPartition"], part)
    yield _quad(part, VOID["property"], term)
    yield _quad(part, VOID["triples"], triples)


def _node(*terms: object) -> NamedNode:
    """The IRI of a partition, made from what it counts, so that the same graph is described by the same nodes."""
    digest = hashlib.sha256("\n".join(str(term) for term in terms).encode()).hexdigest()
    return NamedNode(f"{BASE}dataset#part-{digest[:16]}")


def _rows(store: Store, query: str) -> QuerySolutions:
    results = store.query(query, use_default_graph_as_union=True)
    assert isinstance(results, QuerySolutions)
    return results


def _quad(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> Quad:
    return Quad(subject, predicate, value, RELEASE_GRAPH)
