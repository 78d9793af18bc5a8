"""Where the knowledge is: the four folders beside the package in a checkout, or inside it in an installed wheel."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from ramp.errors import KnowledgeError
from ramp.graph.namespaces import GRAPH

NAMES = ("ontology", "shapes", "data", "queries")
REQUIRED = ("ontology", "data")


@dataclass(frozen=True, slots=True)
class KnowledgeFolders:
    """The folders `ontology/`, `shapes/`, `data/` and `queries/` below one root."""

    root: Path

    @property
    def ontology(self) -> Path:
        return self.root / "ontology"

    @property
    def shapes(self) -> Path:
        return self.root / "shapes"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def queries(self) -> Path:
        return self.root / "queries"

    @property
    def mappings(self) -> Path:
        return self.ontology / "mappings"

    @property
    def derivations(self) -> Path:
        return self.ontology / "derivations"

    @classmethod
    def find(cls, root: Path | None = None) -> "KnowledgeFolders":
        """The folders below `root`, or else those of the checkout or wheel that this package belongs to.

        Raises KnowledgeError where `ontology/` or `data/` is missing.
        """
        package = Path(__file__).resolve().parent.parent
        candidates = [root] if root is not None else [package / "_knowledge", package.parent.parent]
        for candidate in candidates:
            if all((candidate / name).is_dir() for name in REQUIRED):
                return cls(candidate.resolve())
        raise KnowledgeError(
            f"{candidates[-1]} does not hold the knowledge folders {', '.join(f'{name}/' for name in NAMES)}",
            remedy="Name the folder that does in RAMP_KNOWLEDGE, or install ramp-graph again",
        )

    def turtle_files(self) -> list[Path]:
        """Every Turtle file that is a named graph, sorted; the examples and the earlier rules below `shapes/` belong to
        no graph."""
        apart = (self.shapes / "examples", self.shapes / "versions")
        files = [file for part in (self.ontology, self.shapes, self.data) for file in part.rglob("*.ttl")]
        return sorted(file for file in files if not any(file.is_relative_to(folder) for folder in apart))

    def mapping_files(self) -> list[Path]:
        """Every SSSOM table, sorted."""
        return sorted(self.mappings.glob("*.sssom.tsv"))

    def derivation_files(self) -> list[Path]:
        """Every CONSTRUCT query that derives facts, in the order in which they run."""
        return sorted(self.derivations.glob("*.rq"))

    def query_files(self) -> list[Path]:
        """Every question, sorted."""
        return sorted(self.queries.glob("*.rq"))

    def schemes(self) -> list[str]:
        """Names of the concept schemes, one file in `ontology/schemes/` each."""
        return sorted(file.stem for file in (self.ontology / "schemes").glob("*.ttl"))

    def graph_name(self, file: Path) -> NamedNode:
        """The named graph of a file: `https://w3id.org/ramp/graph/` + its path without the ending."""
        name = self.name(file).removesuffix(".ttl").removesuffix(".sssom.tsv")
        return GRAPH[name.removeprefix("ontology/") if name.startswith("ontology/mappings/") else name]

    def name(self, file: Path) -> str:
        """The path of a file below the root, with slashes, as messages name it."""
        return file.relative_to(self.root).as_posix()

    def fingerprint(self, *salt: str) -> str:
        """SHA-256 (hex) over path and content of every file that a release is built from, and over `salt`."""
        digest = hashlib.sha256()
        for text in salt:
            digest.update(f"{text}\0".encode())
        for file in (*self.turtle_files(), *self.mapping_files(), *self.derivation_files(), *self.query_files()):
            content = file.read_bytes()
            digest.update(f"{self.name(file)}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()
