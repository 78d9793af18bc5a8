"""An index of the bundled release, for the command: the same rows asked of a store in memory, no service needed."""

from pathlib import Path

from pyoxigraph import QueryResultsFormat, QuerySolutions, Store

from ramp.linking.indexes import Rows
from ramp.linking.reconcile.storing import RECIPE


def index_of(store: Store, folder: Path) -> Path:
    """Make the index of the graph in `store` in the empty folder `folder`; the folder that it is in."""
    rows, target = folder / "rows", folder / "index"
    rows.mkdir(parents=True)
    target.mkdir()
    for wanted in RECIPE.rows:
        _write(store, wanted, rows)
    RECIPE.build(rows, target)
    return target


def _write(store: Store, wanted: Rows, folder: Path) -> None:
    answer = store.query(wanted.text.replace("{page}", ""), use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    answer.serialize(str(folder / f"{wanted.name}.000000.tsv"), QueryResultsFormat.TSV)
