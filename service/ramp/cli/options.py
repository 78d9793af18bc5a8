"""The options that several commands share, written once."""

from pathlib import Path
from typing import Annotated

import typer

from ramp.graph.folders import KnowledgeFolders
from ramp.settings import Settings, load_settings

Home = Annotated[
    Path | None,
    typer.Option("--home", help="Folder of the store and the built releases (setting RAMP_HOME).", show_default=False),
]
Knowledge = Annotated[
    Path | None,
    typer.Option(
        "--knowledge",
        help="Folder that holds ontology/, shapes/, data/ and queries/ (setting RAMP_KNOWLEDGE).",
        show_default=False,
    ),
]


def settings_and_folders(home: Path | None, knowledge: Path | None) -> tuple[Settings, KnowledgeFolders]:
    """The settings with the options on top, and the knowledge folders that they name."""
    settings = load_settings(home=home, knowledge=knowledge)
    return settings, KnowledgeFolders.find(settings.knowledge)
