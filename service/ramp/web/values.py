"""One value of a node as HTML: a link, a text in its language, or the parts that it has.

Pages show hundreds of them, so this is written in Python; `shown` is a filter of the templates.
"""

from collections.abc import Callable, Iterator, Mapping

from markupsafe import Markup, escape

from ramp.web.node_page import Row, Value


def shown(item: Value, t: Mapping[str, str], day: Callable[[str], str]) -> Markup:
    """The value with the marks that it needs; `t` are the words of the reader's language, `day` writes its days."""
    # What comes from the graph is escaped piece by piece.
    if item.href and not (item.rows or item.about or item.unverified or item.only):  # as most are
        return Markup(_link(item))
    return Markup("".join(_pieces(item, t, day)))


def _pieces(item: Value, t: Mapping[str, str], day: Callable[[str], str]) -> Iterator[str]:
    lang = f' lang="{escape(item.lang)}"' if item.lang else ""
    if item.rows:
        yield f'<dl class="inner">{"".join(_part(row, t, day) for row in item.rows)}</dl>'
    elif item.href:
        yield _link(item)
    elif item.kind == "boolean":
        yield f"<bdi{lang}>{escape(t['true'] if item.text in ('true', '1') else t['false'])}</bdi>"
    elif item.kind == "day":
        yield f"<bdi{lang}>{escape(day(item.text))}</bdi>"
    else:
        yield f"<bdi{lang}>{escape(item.text)}</bdi>"
    if item.about:
        yield f' <a class="hint" href="{escape(item.about)}">{escape(t["node_about"])}</a>'
    if item.unverified:
        yield f' <span class="badge">{escape(t["node_unverified_mark"])}</span>'
    if item.only and item.lang:
        yield f' <span class="hint">({escape(t[f"node_only_in_{item.lang}"])})</span>'


def _link(item: Value) -> str:
    lang = f' lang="{escape(item.lang)}"' if item.lang else ""
    outside = ' rel="noopener nofollow"' if item.outside else ""
    title = f' title="{escape(item.iri)}"' if item.iri else ""
    return f'<a href="{escape(item.href)}"{outside}{title}{lang}>{escape(item.text)}</a>'


def _part(row: Row, t: Mapping[str, str], day: Callable[[str], str]) -> str:
    values = "; ".join(shown(value, t, day) for value in row.values)
    return f"<dt>{escape(row.label)}</dt><dd>{values}</dd>"
