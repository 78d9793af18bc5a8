"""`ramp reference`: every command, setting and question on one page, written from the program itself.

`docs/reference.md` is its output; a test compares the two, so that the page cannot fall behind.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic_core import PydanticUndefined

from ramp.cli.console import plain_errors
from ramp.cli.options import Home, Knowledge, settings_and_folders
from ramp.questions import Question, load_questions
from ramp.settings import Settings


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(epilog="Example: ramp reference --write docs/reference.md.")(reference)


@plain_errors
def reference(
    context: typer.Context,
    write: Annotated[Path | None, typer.Option("--write", help="File to write; default: standard output.")] = None,
    home: Home = None,
    knowledge: Knowledge = None,
) -> None:
    """Print the reference of commands, settings and questions in Markdown."""
    _, folders = settings_and_folders(home, knowledge)
    root = context.find_root().command
    page = "\n".join(_page(root, load_questions(folders))) + "\n"
    if write is None:
        typer.echo(page, nl=False)
    else:
        write.write_text(page, encoding="utf-8")


def _page(root: Any, questions: dict[str, Question]) -> Iterator[str]:
    yield "# Reference"
    yield ""
    yield "Made by `ramp reference --write docs/reference.md` (`make docs`) from the program; edit there, not here."
    yield from ("", "## Commands", "")
    yield "Exit status: 0 done, 1 the graph breaks a rule (`ramp check`), 2 wrong input, 130 interrupted."
    for name, command in all_commands(root):
        yield from _command(name, command)
    yield from ("", "## Settings", "")
    yield "Environment variables. Sizes are bytes, times are seconds."
    yield from ("", "| setting | default | meaning |", "|---|---|---|")
    for name, field in Settings.model_fields.items():
        yield f"| `RAMP_{name.upper()}` | {_default(name, field)} | {field.description} |"
    yield from ("", "## Questions", "")
    yield "`ramp query NAME --set PARAMETER=VALUE`, or `/queries/NAME?PARAMETER=VALUE` of the service."
    for question in questions.values():
        yield from _question(question)


def all_commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every command below a group by its full name (`token create`), in the order of the names."""
    for name, command in sorted(group.commands.items()):
        if hasattr(command, "commands"):
            yield from all_commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def _command(name: str, command: Any) -> Iterator[str]:
    yield from ("", f"### `ramp {name}`", "", _sentences(command.help), "")
    yield from ("| option | meaning |", "|---|---|")
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            yield f"| `{_cell(parameter.metavar or parameter.name.upper())}` | {_cell(parameter.help)} |"
        else:
            yield f"| {', '.join(f'`{option}`' for option in parameter.opts)} | {_cell(parameter.help)} |"
    if command.epilog:
        yield from ("", _sentences(command.epilog))


def _question(question: Question) -> Iterator[str]:
    yield from ("", f"### `{question.name}`", "")
    yield f"**{question.title['en']}** / *{question.title['fr']}*"
    yield from ("", question.description["en"])
    if question.parameters:
        yield from ("", "| parameter | type | default | |", "|---|---|---|---|")
    for parameter in question.parameters.values():
        default = "any" if parameter.default is None else f"`{parameter.default}`"
        yield f"| `{parameter.name}` | {parameter.type} | {default} | {_cell(parameter.label['en'])} |"


def _default(name: str, field: Any) -> str:
    if name == "home":
        return "the user's data folder"
    if field.default is PydanticUndefined or field.default in (None, ()):
        return ""
    return f"`{field.default}`"


def _sentences(text: str | None) -> str:
    return " ".join((text or "").split())


def _cell(text: str | None) -> str:
    return _sentences(text).replace("|", "\\|")
