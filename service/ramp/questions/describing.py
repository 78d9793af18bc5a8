"""Describes the questions in RDF, as SPARQL editors and other services look for them: `sh:SPARQLExecutable` examples.

The form is that of https://github.com/sib-swiss/sparql-examples; the text holds the default parameters' values, so that
it runs as it stands. The prefixes of the graph are declared beside them (SHACL 1.0, section 5.2.1).
"""

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Quad

from ramp.graph.namespaces import BASE, DATASET, OWL, QUERY, QUESTIONS_GRAPH, RDF, RDFS, SCHEMA, SH, SKOS, XSD
from ramp.questions.binding import bind
from ramp.questions.inlining import inline
from ramp.questions.model import Question

PREFIX_NODE = NamedNode(BASE + "prefixes")

_CLASSES = {
    "SELECT": "SPARQLSelectExecutable",
    "ASK": "SPARQLAskExecutable",
    "CONSTRUCT": "SPARQLConstructExecutable",
    "DESCRIBE": "SPARQLDescribeExecutable",
}


def describe(questions: Iterable[Question], prefixes: Mapping[str, str]) -> Iterator[Quad]:
    """The quads that describe the questions and declare the prefixes, all in the graph `.../graph/questions`."""
    for prefix, namespace in sorted(prefixes.items()):
        node = NamedNode(f"{PREFIX_NODE.value}#{prefix}")
        yield _quad(PREFIX_NODE, SH["declare"], node)
        yield _quad(node, RDF["type"], SH["PrefixDeclaration"])
        yield _quad(node, SH["prefix"], Literal(prefix))
        yield _quad(node, SH["namespace"], Literal(namespace, datatype=XSD["anyURI"]))
    yield _quad(PREFIX_NODE, RDF["type"], OWL["Ontology"])
    for question in questions:
        yield from _question(question)


def _question(question: Question) -> Iterator[Quad]:
    node = QUERY[question.name]
    text = inline(question, bind(question, {}))
    yield _quad(node, RDF["type"], SH["SPARQLExecutable"])
    yield _quad(node, RDF["type"], SH[_CLASSES[question.form]])
    yield _quad(node, SH[question.form.lower()], Literal(text))
    yield _quad(node, SH["prefixes"], PREFIX_NODE)
    yield _quad(node, SCHEMA["isPartOf"], DATASET)
    for language, title in question.title.items():
        yield _quad(node, RDFS["label"], Literal(title, language=language))
        yield _quad(node, SKOS["prefLabel"], Literal(title, language=language))
    for language, description in question.description.items():
        yield _quad(node, RDFS["comment"], Literal(description, language=language))
    for keyword in question.keywords:
        yield _quad(node, SCHEMA["keywords"], Literal(keyword))


def _quad(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> Quad:
    return Quad(subject, predicate, value, QUESTIONS_GRAPH)
