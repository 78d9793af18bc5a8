"""The elements of an SVG picture, written by the standard library's XML writer, so that no text can break out of it."""

from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup


def picture(
    key: str, size: tuple[int, int], title: str, description: str, *, kind: str, links: bool = False
) -> Element:
    """An empty picture of `size` (width, height in user units). `key` makes its ids unique on the page.

    With `links` it is a group of things to follow, otherwise one image (WAI-ARIA Graphics; SVG Accessibility API
    Mappings, section 5.1).
    """
    root = Element(
        "svg",
        {
            "viewBox": f"0 0 {size[0]} {size[1]}",
            "width": str(size[0]),
            "height": str(size[1]),
            "class": f"plot {kind}",
            "role": "group" if links else "img",
            "aria-labelledby": f"{key}-title {key}-desc",
        },
    )
    write(root, "title", title, id=f"{key}-title")
    write(root, "desc", description, id=f"{key}-desc")
    return root


def add(parent: Element, tag: str, style: str = "", **attributes: object) -> Element:
    """A new element below `parent`, with the class `style`; numbers are written with one digit after the point.

    An underscore in the name of an attribute stands for a hyphen.
    """
    given = {"class": style} if style else {}
    return SubElement(parent, tag, given | {name.replace("_", "-"): _text(value) for name, value in attributes.items()})


def write(parent: Element, tag: str, text: str, style: str = "", **attributes: object) -> Element:
    """A new element below `parent` that holds `text`."""
    element = add(parent, tag, style, **attributes)
    element.text = text
    return element


def finish(root: Element) -> Markup:
    """The picture as markup for a template."""
    return Markup(tostring(root, encoding="unicode"))  # the writer escaped every text and attribute


def clipped(text: str, most: int) -> str:
    """`text`, cut at a word where it is longer than `most` characters."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut[most // 2 :] else cut}…"


def lines(text: str, width: int, most: int) -> list[str]:
    """`text` in at most `most` lines of about `width` characters, broken between words; the last is cut if need be."""
    found: list[str] = []
    words = text.split()
    while words and len(found) < most - 1:
        line = words.pop(0)
        while words and len(line) + 1 + len(words[0]) <= width:
            line = f"{line} {words.pop(0)}"
        found.append(clipped(line, width))
    if words:
        found.append(clipped(" ".join(words), width))
    return found


def _text(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
