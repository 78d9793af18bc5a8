"""An index of the bundled release, for the command: the same rows asked of a store in memory, no service needed."""

from pathlib import Path

from pyoxigraph import Store

from ramp.linking.reconcile.storing import RECIPE
from ramp.linking.rows import fetch


def index_of(store: Store, folder: Path) -> Path:
    """Make the index of the graph in `store` in the empty folder `folder`; the folder that it is in."""
    rows, target = folder / "rows", folder / "index"
    rows.mkdir(parents=True)
    target.mkdir()
    fetch(RECIPE.rows, rows, store)
    RECIPE.build(rows, target)
    return target
