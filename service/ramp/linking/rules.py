"""Reads the shapes for their page: every rule with its words, what it applies to, its history, and an example that
breaks it.

Runs in a worker. The files of `shapes/` do not change while a service runs, so a worker reads them once. Rules have the
versions of the ontology: those that went with an earlier one are kept in `shapes/versions/{version}/`, which belongs to
no graph.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad, Store, Triple, parse

from ramp.engine.worker import opened
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.namespaces import DCTERMS, GRAPH, OWL, RDF, SH, SHAPE
from ramp.linking.term_history import History, histories
from ramp.linking.vocabulary import kept

INTENTS = ("must", "ranges", "vocabularies", "deprecated", "should")
"""The order of the files on the page; others follow by name."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: texts by language; `severity`: violation, warning or info; `broken`: Turtle that breaks it, or None;
    `history` goes as far as the version that it is shown in."""

    iri: str
    title: Mapping[str, str]
    message: Mapping[str, str]
    path: str | None
    severity: str
    broken: str | None
    history: History

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


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of the rules. `versions`: the newest first; `gone`: rules that the version no longer has, each with
    the version that had it last."""

    version: str
    versions: tuple[str, ...]
    intents: tuple[Intent, ...]
    gone: Mapping[str, str]


def versions(path: Path, root: Path) -> tuple[str, ...]:
    """The versions that are kept, the newest first, which is that of the ontology in the store at `path`."""
    return _versions(opened(path), root)


def rules(path: Path, root: Path, version: str | None = None) -> Rules | None:
    """All rules below `root` in that version, else the current one; None where it is not kept.

    Raises KnowledgeError.
    """
    known = _versions(opened(path), root)
    return _read(root, known, version or known[0]) if version is None or version in known else None


def earlier(path: Path, root: Path, version: str, names: Iterable[str]) -> tuple[Triple, ...]:
    """As `triples`, of an earlier version; nothing where it is not kept."""
    if version not in _versions(opened(path), root):
        return ()
    folder, wanted = _kept(root, version), set(names)
    files = [file for file in _files(folder) if not wanted or _name(folder, file) in wanted]
    return tuple(dict.fromkeys(quad.triple for file in files for quad in _quads(file)))


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


def _versions(store: Store, root: Path) -> tuple[str, ...]:
    newest, *older = kept(store, root)
    return (newest, *(version for version in older if _kept(root, version).is_dir()))


def _kept(root: Path, version: str) -> Path:
    """Where the rules of an earlier version are."""
    return KnowledgeFolders.find(root).shapes / "versions" / version


def _files(folder: Path) -> list[Path]:
    return [*sorted(folder.glob("*.ttl")), *sorted((folder / "profiles").glob("*.ttl"))]


def _name(folder: Path, file: Path) -> str:
    return file.relative_to(folder).with_suffix("").as_posix()


def _quads(file: Path) -> Iterator[Quad]:
    return parse(path=str(file), without_named_graphs=True)


@lru_cache(maxsize=4)
def _read(root: Path, known: tuple[str, ...], wanted: str) -> Rules:
    folders = KnowledgeFolders.find(root)
    places = {version: _kept(root, version) for version in known} | {known[0]: folders.shapes}
    said = (
        (version, (quad for file in _files(places[version]) for quad in _quads(file)))
        for version in reversed(known[known.index(wanted) :])
    )
    past, gone = histories(said, SHAPE.iri)
    return Rules(wanted, known, tuple(_intents(folders, places[wanted], past)), gone)


def _intents(folders: KnowledgeFolders, folder: Path, past: Mapping[str, History]) -> Iterable[Intent]:
    from rdflib import URIRef  # only workers need it, and only for this

    from ramp.validation.shapes import load_shapes

    shapes = load_shapes(folders, folder)
    found = []
    for name, graph in shapes.graphs.items():
        sets: dict[str, list[Rule]] = {}
        for shape in shapes.rules:
            if shape.file == name:
                broken = _broken(folder, shape.iri)
                rule = Rule(
                    shape.iri, shape.title, shape.message, shape.path, shape.severity.value, broken, past[shape.iri]
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
    found.extend(_profile(file, past) for file in sorted((folder / "profiles").glob("*.ttl")))
    order = {name: place for place, name in enumerate(INTENTS)}
    return sorted(found, key=lambda intent: (order.get(intent.name, len(order)), intent.name))


def _about(graph: Any) -> dict[str, str]:
    from rdflib import URIRef

    from ramp.validation.shapes import texts

    for header in graph.subjects(URIRef(RDF["type"].value), URIRef(OWL["Ontology"].value)):
        return texts(graph, header, URIRef(DCTERMS["description"].value))
    return {}


def _profile(file: Path, past: Mapping[str, History]) -> Intent:
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
        rule = Rule(
            shape.iri,
            shape.title,
            shape.message or shape.description,
            shape.path,
            shape.severity.value,
            None,
            past[shape.iri],
        )
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
        rule = Rule(str(node), title, texts(graph, node, SHACL.description), None, severity, None, past[str(node)])
        found.append(RuleSet(str(node), title, {}, (), (rule,)))
    return Intent(name, _about(graph), tuple(found))


def _broken(folder: Path, iri: str) -> str | None:
    file = folder / "examples" / "fail" / f"{iri.removeprefix(SHAPE.iri)}.ttl"
    return file.read_text("utf-8") if file.is_file() else None
