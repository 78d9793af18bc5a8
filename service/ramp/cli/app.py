"""Puts the commands together, one module each, and says what `ramp` is."""

from typing import Annotated

import typer

from ramp import __version__
from ramp.cli import (
    backup,
    check,
    doctor,
    dump,
    link,
    mirror,
    publish,
    query,
    reference,
    release,
    restore,
    serve,
    template,
    token,
    upgrade,
    validate,
)

app = typer.Typer(
    name="ramp",
    help="A knowledge graph of the regional mechanisms against trafficking in persons: serve it, check it, ask it.",
    epilog="Example: ramp query members-not-party --set mechanism=asean. "
    "Settings are environment variables RAMP_*, RAMP_HOME (folder of the store) among them.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ramp {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    del version


serve.register(app)
query.register(app)
check.register(app)
dump.register(app)
release.register(app)
mirror.register(app)
publish.register(app)
link.register(app)
validate.register(app)
template.register(app)
reference.register(app)
token.register(app)
backup.register(app)
restore.register(app)
upgrade.register(app)
doctor.register(app)
