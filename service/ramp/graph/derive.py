"""Facts that follow from the stated ones by a rule, each rule one CONSTRUCT query in `ontology/derivations/`.

They stand in a graph of their own, so that nobody takes a conclusion for a source. The queries run in the order of
their names, and each sees what those before it have added.
"""

from pathlib import Path

from pyoxigraph import Quad, QueryTriples, Store

from ramp.errors import KnowledgeError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.namespaces import DERIVED_GRAPH
from ramp.graph.progress import Progress, silent
from ramp.graph.syntax import place


def derive(store: Store, folders: KnowledgeFolders, progress: Progress = silent) -> int:
    """Adds the derived facts to the store, in the graph `.../graph/derived`; returns how many are new.

    Raises KnowledgeError where a file is no CONSTRUCT query.
    """
    files = folders.derivation_files()
    added = 0
    for done, file in enumerate(files):
        progress("Deriving facts", done, len(files))
        stated = store.quads_for_pattern
        quads = [
            Quad(triple.subject, triple.predicate, triple.object, DERIVED_GRAPH)
            for triple in _construct(store, folders, file)
            if not any(stated(triple.subject, triple.predicate, triple.object))
        ]
        store.extend(quads)
        added += len(quads)
    progress("Deriving facts", len(files), len(files))
    return added


def _construct(store: Store, folders: KnowledgeFolders, file: Path) -> QueryTriples:
    name = folders.name(file)
    try:
        triples = store.query(file.read_text(encoding="utf-8"), use_default_graph_as_union=True)
    except SyntaxError as error:
        raise KnowledgeError(
            f"{name} is no valid SPARQL {place(error)}", remedy="Correct that place", extra={"file": name}
        ) from None
    if not isinstance(triples, QueryTriples):
        raise KnowledgeError(f"{name} derives no triples", remedy="Write it as a CONSTRUCT query", extra={"file": name})
    return triples
