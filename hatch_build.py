"""Build hook: puts the knowledge folders into the wheel, so that an installed package serves the graph of a checkout.

An editable install is left alone: it reads the folders of the checkout itself, and a copy would go stale.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = ("ontology", "shapes", "data", "queries")


class KnowledgeHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds `ontology/`, `shapes/`, `data/` and `queries/` to the wheel as `ramp/_knowledge/`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable" or self.target_name != "wheel":
            return
        for folder in FOLDERS:
            if (Path(self.root) / folder).is_dir():
                build_data["force_include"][folder] = f"ramp/_knowledge/{folder}"
