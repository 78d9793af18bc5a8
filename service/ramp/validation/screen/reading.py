"""Reads a file of triples into a store to be screened, and notes what the store does not keep as it is written."""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, Quad, RdfFormat, Store, parse

from ramp.validation.screen.literals import is_plain


def read_store(path: Path, form: RdfFormat = RdfFormat.N_TRIPLES) -> tuple[Store, bool]:
    """The store, and whether it is odd (see `Screen.suspects`). Raises SyntaxError, OSError."""
    store, watch = Store(), _Watch()
    store.bulk_extend(watch.over(parse(path=str(path), format=form)))
    return store, watch.odd


class _Watch:
    """Lets quads through and remembers whether a literal in them was odd."""

    def __init__(self) -> None:
        self.odd = False

    def over(self, quads: Iterator[Quad]) -> Iterator[Quad]:
        for quad in quads:
            value = quad.object
            if isinstance(value, Literal) and not is_plain(value.value, value.datatype.value):
                self.odd = True
            yield quad
