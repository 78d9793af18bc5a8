"""What an instrument builds on and what builds on it: the links in words, and the nearest of them as a graph."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from pyoxigraph import NamedNode

from ramp.graph.namespaces import PREFIXES, expand
from ramp.web.asking import Row
from ramp.web.kinds.parts import by_text, text
from ramp.web.language import Language, words
from ramp.web.node_page import Value, View
from ramp.web.plots import Box, Link, chain_graph
from ramp.web.wording import day as in_words

_LINKS = ("ramp:derivesFrom", "ramp:supplements", "eli:amends", "dcterms:replaces", "eli:consolidates",
          "ramp:endorsedBy", "eli:cites")  # fmt: skip
"""The kinds of links, the strongest first."""
_MOST = 6


@dataclass(frozen=True, slots=True)
class Near:
    """One text that the instrument is linked to: by which kind of link, and when it was adopted."""

    link: str
    text: Value
    adopted: str | None


@dataclass(frozen=True, slots=True)
class Chain:
    """The texts that the instrument builds on, those that build on it, the drawing, and how many it leaves out."""

    onto: list[Near]
    by: list[Near]
    drawing: Markup | None
    left_out: int


@dataclass(frozen=True, slots=True)
class _Edge:
    source: str
    target: str
    link: str


def chain(view: View, rows: Iterable[Row], node: NamedNode, lang: Language) -> Chain:
    """The chain of the instrument from the rows of `kind-links`."""
    names = {_iri(name): name.partition(":")[2] for name in _LINKS}
    edges: dict[_Edge, None] = {}
    adopted: dict[str, str] = {}
    for row in rows:
        edges[_Edge(row["text"].value, row["target"].value, names[row["link"].value])] = None
        for end in ("text", "target"):
            if day := text(row, f"{end}Adopted"):
                adopted[row[end].value] = day
    own = node.value
    onto = [Near(edge.link, view.value(edge.target), adopted.get(edge.target)) for edge in edges if edge.source == own]
    by = [Near(edge.link, view.value(edge.source), adopted.get(edge.source)) for edge in edges if edge.target == own]
    columns = _columns(own, list(edges), adopted)
    near = {edge.target if edge.source == own else edge.source for edge in edges if own in (edge.source, edge.target)}
    drawing = _drawing(view, columns, list(edges), adopted, lang) if len(columns) > 1 else None
    return Chain(_sorted(onto), _sorted(by), drawing, len(near - columns.keys()))


def _columns(own: str, edges: list[_Edge], adopted: dict[str, str]) -> dict[str, int]:
    """The column of each text to draw: the strongest and earliest links first, at most so many in a column."""
    order = {name.partition(":")[2]: rank for rank, name in enumerate(_LINKS)}
    ranked = sorted(edges, key=lambda edge: (order[edge.link], adopted.get(edge.source, "9999"), edge.source))
    columns = {own: 0}
    for column, step in ((0, -1), (0, 1), (-1, -1), (1, 1)):
        taken = 0
        for edge in ranked:
            here, there = (edge.source, edge.target) if step < 0 else (edge.target, edge.source)
            if columns.get(here) == column and there not in columns and taken < _MOST:
                columns[there] = column + step
                taken += 1
    return columns


def _drawing(
    view: View, columns: dict[str, int], edges: list[_Edge], adopted: dict[str, str], lang: Language
) -> Markup:
    t = words(lang)
    boxes = []
    for iri, column in sorted(columns.items(), key=lambda item: (item[1], adopted.get(item[0], "9999"), item[0])):
        name = view.value(iri)
        note = in_words(adopted[iri], lang) if iri in adopted else ""
        boxes.append(Box(iri, name.text, column, name.href, note, name.lang))
    strongest: dict[tuple[str, str], Any] = {}
    for edge in sorted(edges, key=lambda edge: [name.partition(":")[2] for name in _LINKS].index(edge.link)):
        if edge.source in columns and edge.target in columns:
            strongest.setdefault((edge.source, edge.target), edge)
    links = [
        Link(edge.source, edge.target, t[f"kinds_link_{edge.link}"], edge.link.lower()) for edge in strongest.values()
    ]
    return chain_graph(boxes, links, key="chain", title=t["kinds_chain_plot"], description=t["kinds_chain_plot_about"])


def _sorted(near: list[Near]) -> list[Near]:
    order = [name.partition(":")[2] for name in _LINKS]
    return sorted(near, key=lambda one: (order.index(one.link), one.adopted or "9999", by_text(one.text)))


def _iri(name: str) -> str:
    found = expand(name, PREFIXES)
    assert found is not None, name
    return found.value
