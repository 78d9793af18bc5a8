"""How the commands speak: answers on standard output, everything else on standard error, bars only on a terminal."""

import functools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec

import typer

from ramp.errors import RampError
from ramp.graph.progress import Progress as ProgressCallback
from ramp.graph.progress import silent

_P = ParamSpec("_P")
_PIECE = 64 * 1024


def plain_errors(command: Callable[_P, None]) -> Callable[_P, None]:
    """Makes a command end with one clear sentence instead of a traceback, in the language of its --lang or of LANG.

    Exit status 2 for anything that RAMP or the system refuses, 130 for Ctrl-C, 141 (as the shell says of SIGPIPE) and
    no word where the reader of the output has gone away.
    """

    @functools.wraps(command)
    def wrapper(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            command(*args, **kwargs)
            sys.stdout.flush()
        except RampError as error:
            lang = kwargs.get("lang")
            typer.echo(f"ramp: {error.sentence(spoken(lang if isinstance(lang, str) else None))}", err=True)
            raise typer.Exit(2) from None
        except KeyboardInterrupt:
            raise typer.Exit(130) from None
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(141) from None
        except OSError as error:
            what = f"{error.filename}: " if error.filename else ""
            typer.echo(f"ramp: {what}{error.strerror or error}.", err=True)
            raise typer.Exit(2) from None

    return wrapper


def spoken(lang: str | None) -> str:
    """The language asked for, or else that of the locale: `fr` or `en`."""
    return lang or ("fr" if os.environ.get("LANG", "").startswith("fr") else "en")


def write_out(content: bytes) -> None:
    """Writes to standard output piece by piece, so that a reader that goes away is noticed in the midst of it."""
    for start in range(0, len(content), _PIECE):
        sys.stdout.buffer.write(content[start : start + _PIECE])


@contextmanager
def progress_bar(hidden: bool = False) -> Iterator[ProgressCallback]:
    """A callback that draws a bar for each step on standard error, or nothing where that is no terminal."""
    if hidden or not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console  # here, so that a script does not wait for what only a terminal shows
    from rich.progress import BarColumn, Progress, TaskID, TextColumn

    with Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"),
        console=Console(stderr=True), transient=True,
    ) as bars:  # fmt: skip
        tasks: dict[str, TaskID] = {}

        def advance(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield advance
