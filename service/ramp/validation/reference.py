"""Writes `docs/shapes.md`, the page of all rules, from the shapes and hygiene rules themselves.

    python -m ramp.validation.reference docs/shapes.md

A test compares the page with what this writes, so that it cannot fall behind. The anchor of a rule is the end of its
IRI: `https://w3id.org/ramp/shapes#ResponseClaim-evidence` stands at `docs/shapes.md#ResponseClaim-evidence`.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from rdflib import DCTERMS, OWL, RDF

from ramp.graph.folders import KnowledgeFolders
from ramp.validation.hygiene import HygieneRule, load_hygiene
from ramp.validation.shapes import Shape, Shapes, load_shapes, texts

_ORDER = ("must", "ranges", "vocabularies", "deprecated", "should")


def reference_page(folders: KnowledgeFolders) -> str:
    """The whole page, in Markdown. Raises KnowledgeError where a rule cannot be read."""
    shapes, hygiene = load_shapes(folders), load_hygiene(folders)
    return "\n".join((*_shapes(shapes), *_hygiene(hygiene.values()), ""))


def main(arguments: list[str]) -> None:
    """Writes the page to the file that the first argument names."""
    Path(arguments[0]).write_text(reference_page(KnowledgeFolders.find()), encoding="utf-8")


def _shapes(shapes: Shapes) -> Iterator[str]:
    yield "# Rules of the graph"
    yield ""
    yield "Made by `make docs` from `shapes/`; edit there, not here. `ramp check` applies all of them. Each shape has"
    yield "an IRI to cite, `https://w3id.org/ramp/shapes#` and its name, and in `shapes/examples/` an example that"
    yield "keeps it and one that breaks it."
    for intent in sorted(shapes.graphs, key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name)):
        graph = shapes.graphs[intent]
        for header in graph.subjects(RDF.type, OWL.Ontology):
            about = texts(graph, header, DCTERMS.description)
            yield from ("", f"## {intent}.ttl", "", f"{about['en']} *{about['fr']}*", "")
        yield from ("| shape | of | what to do | que faire |", "|---|---|---|---|")
        for shape in shapes.rules:
            if shape.file == intent:
                yield _row(shape)


def _row(shape: Shape) -> str:
    local = shape.iri.rpartition("#")[2]
    path = f"`{_cell(shape.path)}`" if shape.path else ""
    messages = " | ".join(_cell(shape.message[language]) for language in ("en", "fr"))
    return f'| <a id="{local}"></a>`{shape.name}` | {path} | {messages} |'


def _hygiene(rules: Iterable[HygieneRule]) -> Iterator[str]:
    yield from (
        "",
        "## hygiene/",
        "",
        "What holds between records: each rule is a query that finds what breaks it.",
        "",
    )
    yield from ("| rule | severity | meaning | sens |", "|---|---|---|---|")
    for rule in rules:
        yield (
            f'| <a id="hygiene-{rule.name}"></a>`{rule.name}` | {rule.severity.value} '
            f"| {_cell(rule.description['en'])} | {_cell(rule.description['fr'])} |"
        )


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    main(sys.argv[1:])
