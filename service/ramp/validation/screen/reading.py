"""Reads a file of triples into a store to be screened, and notes what the store does not keep as it is written."""

import mmap
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, Quad, RdfFormat, Store, parse

from ramp.validation.screen.literals import is_plain

_TYPED = re.compile(rb'"(?:[^"\\\n\r]++|\\.)*+"[ \t]*+\^\^[ \t]*+<[^>\n\r]*+>')
"""A literal with a datatype as N-Triples writes it, escapes and all."""


def read_store(path: Path, form: RdfFormat = RdfFormat.N_TRIPLES) -> tuple[Store, bool]:
    """The store, and whether it is odd (see `Screen.suspects`). Raises SyntaxError, OSError."""
    store = Store()
    if form == RdfFormat.N_TRIPLES:
        store.bulk_load(path=str(path), format=form)
        return store, _odd_text(path)
    watch = _Watch()
    store.bulk_extend(watch.over(parse(path=str(path), format=form)))
    return store, watch.odd


def _odd_text(path: Path) -> bool:
    """Whether a literal in a valid file of N-Triples is odd: each different one is looked at once."""
    if not path.stat().st_size:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        seen = {found.group() for found in _TYPED.finditer(text)}
    watch = _Watch()
    lines = b"".join(b"<urn:x> <urn:x> %s .\n" % literal for literal in seen)
    deque(watch.over(parse(input=lines, format=RdfFormat.N_TRIPLES)), maxlen=0)
    return watch.odd


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
