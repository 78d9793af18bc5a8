"""RAMP for users of rdflib: the vocabulary as a namespace, and a release as a dataset.

from ramp.rdf import RAMP, release

graph = release()
practices = set(graph.subjects(RDF.type, RAMP.Practice))
"""

from ramp.rdf.loading import release
from ramp.rdf.vocabulary import RAMP

__all__ = ["RAMP", "release"]
