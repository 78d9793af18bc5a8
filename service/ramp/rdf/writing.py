"""Writes `ramp/rdf/vocabulary.py` from `ontology/ramp.ttl`: python -m ramp.rdf.writing."""

import sys
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from ramp.graph.folders import KnowledgeFolders
from ramp.graph.namespaces import RAMP, RDF, RDFS, SKOS

_HEAD = '''"""The terms of the RAMP ontology as an rdflib namespace; written by `python -m ramp.rdf.writing`."""

from rdflib.namespace import DefinedNamespace, Namespace
from rdflib.term import URIRef


class RAMP(DefinedNamespace):
    """https://w3id.org/ramp/ontology#"""

    _fail = True
    _NS = Namespace("https://w3id.org/ramp/ontology#")

'''


def vocabulary(folders: KnowledgeFolders) -> str:
    """The module's text."""
    store = Store()
    store.load(path=str(folders.ontology / "ramp.ttl"), format=RdfFormat.TURTLE)
    labels: dict[str, str] = {}
    for quad in store.quads_for_pattern(None, RDF["type"], None):
        subject = quad.subject
        if isinstance(subject, NamedNode) and subject.value.startswith(RAMP.iri) and len(subject.value) > len(RAMP.iri):
            labels[subject.value.removeprefix(RAMP.iri)] = _label(store, subject)
    return _HEAD + "".join(f"    {name}: URIRef  # {label}\n" for name, label in sorted(labels.items()))


def _label(store: Store, node: NamedNode) -> str:
    for property in (RDFS["label"], SKOS["prefLabel"]):
        for quad in store.quads_for_pattern(node, property, None):
            if isinstance(quad.object, Literal) and quad.object.language == "en":
                return quad.object.value
    return node.value.removeprefix(RAMP.iri)


if __name__ == "__main__":
    Path(__file__).with_name("vocabulary.py").write_text(vocabulary(KnowledgeFolders.find(None)), encoding="utf-8")
    sys.stdout.write("Written.\n")
