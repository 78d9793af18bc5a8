"""Reads the shapes for their page: every rule with its words, what it applies to, and an example that breaks it.

Runs in a worker. The files of `shapes/` do not change while a service runs, so a worker reads them once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Triple

from ramp.engine.worker import opened
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.namespaces import DCTERMS, GRAPH, OWL, RDF, SH, SHAPE

INTENTS = ("must", "ranges", "vocabularies", "deprecated", "should")
"""The order of the files on the page; others follow by name."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: texts by language; `severity`: violation, warning or info; `broken`: Turtle that breaks it, or None."""

    iri: str
    title: Mapping[str, str]
    message: Mapping[str, str]
    path: str | None
    severity: str
    broken: str | None

    @property
    def anchor(self) -> str:
        """The end of its IRI."""
        return self.iri.removeprefix(SHAPE.iri)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules for one kind of record: those of one node shape, or a rule that stands alone. `targets` are the
    classes and properties whose nodes it looks at."""

    iri: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    targets: tuple[str, ...]
    rules: tuple[Rule, ...]

    @property
    def anchor(self) -> str:
        """The end of its IRI."""
        return self.iri.removeprefix(SHAPE.iri)


@dataclass(frozen=True, slots=True)
class Intent:
    """One file of shapes."""

    name: str
    description: Mapping[str, str]
    sets: tuple[RuleSet, ...]

    @property
    def count(self) -> int:
        """How many rules it holds."""
        return sum(len(item.rules) for item in self.sets)


def intents(path: Path, root: Path) -> tuple[Intent, ...]:
    """All rules below `root`, file by file. Raises KnowledgeError."""
    del path  # a worker's function gets the store, which this one does not need
    return _read(root)


def triples(path: Path, names: Iterable[str]) -> tuple[Triple, ...]:
    """What the files of these names say, from the store at `path`; of all files without names."""
    store = opened(path)
    base = GRAPH["shapes/"].value
    graphs = [graph for graph in store.named_graphs() if isinstance(graph, NamedNode) and graph.value.startswith(base)]
    wanted = set(names)
    chosen = [graph for graph in graphs if not wanted or graph.value.removeprefix(base) in wanted]
    return tuple(
        dict.fromkeys(
            Triple(quad.subject, quad.predicate, quad.object)
            for graph in sorted(chosen, key=str)
            for quad in store.quads_for_pattern(None, None, None, graph)
        )
    )


@lru_cache(maxsize=1)
def _read(root: Path) -> tuple[Intent, ...]:
    from rdflib import URIRef  # only workers need it, and only for this

    from ramp.validation.shapes import load_shapes

    folders = KnowledgeFolders.find(root)
    shapes = load_shapes(folders)
    found = []
    for name, graph in shapes.graphs.items():
        sets: dict[str, list[Rule]] = {}
        for shape in shapes.rules:
            if shape.file == name:
                rule = Rule(
                    shape.iri, shape.title, shape.message, shape.path, shape.severity.value, _broken(folders, shape.iri)
                )
                sets.setdefault(shape.of or shape.iri, []).append(rule)
        rule_sets = []
        for iri, rules in sorted(sets.items()):
            owner = shapes.by_iri[iri]
            targets = [
                str(target)
                for kind in ("targetClass", "targetSubjectsOf", "targetObjectsOf")
                for target in graph.objects(URIRef(iri), URIRef(SH[kind].value))
            ]
            rule_sets.append(RuleSet(iri, owner.title, owner.description, tuple(sorted(targets)), tuple(rules)))
        found.append(Intent(name, _about(graph), tuple(rule_sets)))
    found.extend(_profile(file) for file in sorted((folders.shapes / "profiles").glob("*.ttl")))
    order = {name: place for place, name in enumerate(INTENTS)}
    return tuple(sorted(found, key=lambda intent: (order.get(intent.name, len(order)), intent.name)))


def _about(graph: Any) -> dict[str, str]:
    from rdflib import URIRef

    from ramp.validation.shapes import texts

    for header in graph.subjects(URIRef(RDF["type"].value), URIRef(OWL["Ontology"].value)):
        return texts(graph, header, URIRef(DCTERMS["description"].value))
    return {}


def _profile(file: Path) -> Intent:
    """The rules for what is sent in: the shapes of one profile, or the rules of the gate, which are no shapes."""
    from rdflib import RDF as TYPES
    from rdflib import RDFS, URIRef
    from rdflib import SH as SHACL

    from ramp.validation.shapes import read_shapes, shapes_of, texts

    name = f"profiles/{file.stem}"
    graph = read_shapes((f"shapes/{name}.ttl", file.read_bytes()))
    sets: dict[str, list[Rule]] = {}
    owners = {}
    for shape in shapes_of(name, graph):
        owner = shape.of or shape.iri
        rule = Rule(shape.iri, shape.title, shape.message or shape.description, shape.path, shape.severity.value, None)
        if shape.iri == owner:
            owners[owner] = shape
            sets.setdefault(owner, []).insert(0, rule)
        else:
            sets.setdefault(owner, []).append(rule)
    found = []
    for iri, rules in sorted(sets.items()):
        targets = sorted(str(target) for target in graph.objects(URIRef(iri), SHACL.targetClass))
        title = owners[iri].title if iri in owners else {}
        found.append(RuleSet(iri, title, {}, tuple(targets), tuple(rules)))
    for node in sorted(graph.subjects(TYPES.type, RDFS.Resource), key=str):
        severity = str(graph.value(node, SHACL.severity)).rpartition("#")[2].lower()
        title = texts(graph, node, SHACL.name)
        rule = Rule(str(node), title, texts(graph, node, SHACL.description), None, severity, None)
        found.append(RuleSet(str(node), title, {}, (), (rule,)))
    return Intent(name, _about(graph), tuple(found))


def _broken(folders: KnowledgeFolders, iri: str) -> str | None:
    file = folders.shapes / "examples" / "fail" / f"{iri.removeprefix(SHAPE.iri)}.ttl"
    return file.read_text("utf-8") if file.is_file() else None
