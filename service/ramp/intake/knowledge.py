"""Everything that checking needs to know, read once a process: context, record schema, shapes, names of the graph."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pyoxigraph import Store

from ramp.errors import KnowledgeError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.namespaces import BASE
from ramp.intake.register import Register

CONTEXT_IRI = BASE + "context.jsonld"
SCHEMA_IRI = BASE + "record.schema.json"


@dataclass
class Knowledge:
    """The knowledge folders and the names in the graph. Shapes are read when first needed (`ramp.intake.profile`)."""

    folders: KnowledgeFolders
    register: Register

    @classmethod
    def load(cls, folders: KnowledgeFolders, store: Store) -> "Knowledge":
        """`store` holds the graph that references are resolved against, in whatever named graphs."""
        return cls(folders, Register.from_store(store))

    @cached_property
    def context(self) -> dict[str, Any]:
        """The terms of the bundled JSON-LD context."""
        terms: dict[str, Any] = _json(self.folders, "context.jsonld")["@context"]
        return terms

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of a plain JSON record, its columns for tables included."""
        return _json(self.folders, "record.schema.json")


def _json(folders: KnowledgeFolders, name: str) -> dict[str, Any]:
    file = folders.ontology / name
    try:
        loaded: dict[str, Any] = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise KnowledgeError(
            f"{folders.name(file)} cannot be used: {error}",
            remedy="Restore that file",
            extra={"file": folders.name(file)},
        ) from None
    return loaded
