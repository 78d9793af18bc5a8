"""A release as an rdflib dataset, read by a parser that is many times faster than rdflib's own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from rdflib import BNode, Dataset, Literal, URIRef

from ramp.errors import StoreError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.release import build_release
from ramp.settings import load_settings


def release(source: str | Path | None = None) -> Dataset:
    """The graph as a `Dataset` whose default graph is the union of its named graphs.

    `source`: an N-Quads file (a download of /releases, `graph.nq` of `ramp mirror`); without one the release that came
    with this installation, which is built in RAMP_HOME once. Raises KnowledgeError, HomeError, StoreError.
    """
    path = Path(source) if source is not None else _bundled()
    dataset = Dataset(default_union=True)
    dataset.addN(_quads(path, dataset))
    return dataset


def _bundled() -> Path:
    settings = load_settings()
    return build_release(KnowledgeFolders.find(settings.knowledge), settings.home / "releases").path


def _quads(path: Path, dataset: Dataset) -> Iterator[Any]:
    graphs: dict[Any, Any] = {}
    try:
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS):
            graph = graphs.get(quad.graph_name)
            if graph is None:
                named = isinstance(quad.graph_name, ox.NamedNode)
                name = URIRef(quad.graph_name.value) if named else None
                graph = graphs[quad.graph_name] = dataset.graph(name) if name else dataset.default_graph
            yield _term(quad.subject), URIRef(quad.predicate.value), _term(quad.object), graph
    except (OSError, SyntaxError) as error:
        raise StoreError(
            f"{path} is not read as N-Quads: {str(error).splitlines()[0]}",
            remedy="Give a file that ends in .nq, as /releases offers it",
        ) from None


def _term(term: Any) -> URIRef | BNode | Literal:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    if term.datatype.value == "http://www.w3.org/2001/XMLSchema#string":
        return Literal(term.value)
    return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
