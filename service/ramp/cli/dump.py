"""`ramp dump`: the whole graph, or one of its named graphs, in a file or on standard output."""

import difflib
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from pyoxigraph import NamedNode, RdfFormat

from ramp.cli.console import plain_errors
from ramp.cli.formats import DATASETS, GRAPHS, choose
from ramp.cli.graph import open_release, ready_release
from ramp.cli.options import Home, Knowledge, settings_and_folders
from ramp.errors import HomeError, NotFoundError
from ramp.graph.dumping import dump as write_out
from ramp.graph.namespaces import GRAPH
from ramp.graph.release import Release, graph_prefixes


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        epilog="Examples: ramp dump -o ramp.nq; ramp dump --graph data/states --format turtle; ramp dump --list."
    )(dump)


@plain_errors
def dump(
    graph: Annotated[
        str | None, typer.Option("--graph", "-g", help="Only this named graph: its IRI or what follows /graph/ in it.")
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            help=f"{', '.join({**DATASETS, **GRAPHS})}. Default: as the output file ends, else nquads; turtle for one "
            "graph. A triple format without --graph merges all graphs.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; default: standard output.")
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the named graphs and their sizes instead.")] = False,
    home: Home = None,
    knowledge: Knowledge = None,
) -> None:
    """Write the graph out, as built from the knowledge folders."""
    settings, folders = settings_and_folders(home, knowledge)
    chosen = _format(form, output, graph)
    release = ready_release(settings, folders)
    if listing:
        for item, size in release.graphs.items():
            typer.echo(f"{size:>8}  {item}")
        return
    name = _graph_name(release, graph) if graph else None
    if output is None:
        _write(release, name, chosen, graph_prefixes(folders), sys.stdout.buffer)
        return
    _check_output(output)
    handle, part = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            _write(release, name, chosen, graph_prefixes(folders), file)
        Path(part).chmod(0o644)
        Path(part).replace(output)
    except OSError as error:
        raise HomeError(
            f"{output} cannot be written: {error.strerror or error}", remedy="Name another file after --output"
        ) from None
    finally:
        Path(part).unlink(missing_ok=True)


def _format(form: str | None, output: Path | None, graph: str | None) -> RdfFormat:
    formats = GRAPHS if graph else {**DATASETS, **GRAPHS}
    if form is None and output is not None and output.suffix.removeprefix(".") in formats:
        form = output.suffix.removeprefix(".")
    return choose(form or ("turtle" if graph else "nquads"), formats, "one graph" if graph else "a dump")


def _graph_name(release: Release, graph: str) -> NamedNode:
    name = graph if graph in release.graphs else GRAPH.iri + graph.strip("/")
    if name in release.graphs:
        return NamedNode(name)
    near = difflib.get_close_matches(name, release.graphs, n=3)
    shown = ", ".join(item.removeprefix(GRAPH.iri) for item in near)
    raise NotFoundError(
        f"There is no graph {graph}",
        remedy=f"Did you mean {shown}?" if near else "List them with ramp dump --list",
        extra={"graph": graph},
    )


def _check_output(output: Path) -> None:
    if output.is_dir() or not output.parent.is_dir() or not os.access(output.parent, os.W_OK):
        reason = "it is a folder" if output.is_dir() else "its folder does not exist or may not be written"
        raise HomeError(f"{output} cannot be written: {reason}", remedy="Name another file after --output")


def _write(
    release: Release, graph: NamedNode | None, form: RdfFormat, prefixes: dict[str, str], target: BinaryIO
) -> None:
    if form == RdfFormat.N_QUADS:
        with release.path.open("rb") as source:
            shutil.copyfileobj(source, target)
        return
    write_out(open_release(release), target, form, prefixes, graph)
