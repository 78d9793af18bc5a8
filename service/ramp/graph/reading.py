"""Reads the Turtle files into named graphs. A file that cannot be read stops everything: half a graph misleads."""

from pathlib import Path

from pyoxigraph import RdfFormat, Store

from ramp.errors import KnowledgeError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.progress import Progress, silent
from ramp.graph.syntax import place


def read_files(folders: KnowledgeFolders, progress: Progress = silent) -> Store:
    """An in-memory store with one named graph a file.

    Raises KnowledgeError naming file, line and column of the first syntax error.
    """
    store = Store()
    files = folders.turtle_files()
    for done, file in enumerate(files):
        progress("Reading the graph", done, len(files))
        read_file(store, folders, file)
    progress("Reading the graph", len(files), len(files))
    return store


def read_file(store: Store, folders: KnowledgeFolders, file: Path) -> None:
    """Adds one Turtle file to the store, as its named graph."""
    graph = folders.graph_name(file)
    try:
        store.load(file.read_bytes(), RdfFormat.TURTLE, base_iri=graph.value, to_graph=graph)
    except SyntaxError as error:
        name, where = folders.name(file), place(error)
        raise KnowledgeError(
            f"{name} is no valid Turtle {where}",
            remedy="Correct that place",
            extra={"file": name, "line": where.line, "column": where.column},
        ) from None
    except OSError as error:
        raise KnowledgeError(
            f"{folders.name(file)} cannot be read: {error.strerror or error}",
            remedy="Check the file's permissions",
            extra={"file": folders.name(file)},
        ) from None
