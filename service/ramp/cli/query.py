"""`ramp query`: a question by name, a file, or standard input, answered on this machine without a service."""

import difflib
import json
import sys
from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from pyoxigraph import QueryBoolean, QueryTriples, RdfFormat, Store, serialize

from ramp.cli.console import plain_errors, write_out
from ramp.cli.formats import BOOLEANS, GRAPHS, RESULTS, choose
from ramp.cli.graph import open_release, ready_release
from ramp.cli.isolation import isolated
from ramp.cli.options import Home, Knowledge, settings_and_folders
from ramp.cli.table import Rows, draw, other_language, short
from ramp.errors import BadRequestError, NotFoundError, ParameterError, QuerySyntaxError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.release import graph_prefixes
from ramp.graph.syntax import place
from ramp.questions import Question, bind, load_questions
from ramp.questions.answering import write_expected
from ramp.questions.binding import Bindings
from ramp.questions.inlining import inline
from ramp.questions.known import check_known
from ramp.questions.reading import parse_question

TABLE = "table"


class Language(StrEnum):
    """The language of titles."""

    EN = "en"
    FR = "fr"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        epilog="Examples: ramp query --list; ramp query members-not-party --set mechanism=asean --set date=2015-01-01; "
        "ramp query my.rq --format csv; echo 'SELECT ?m { ?m a ramp:Mechanism }' | ramp query -."
    )(query)


@plain_errors
def query(
    source: Annotated[
        str | None, typer.Argument(metavar="NAME|FILE|-", help="A question's name, a SPARQL file, or - to read one.")
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Option("--set", "-s", metavar="NAME=VALUE", help="Give a parameter a value; an empty one means any."),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            help=f"Rows: {TABLE}, {', '.join(RESULTS)}; triples: {', '.join(GRAPHS)}. Default: {TABLE} on a terminal, "
            "else tsv; turtle for triples.",
            show_default=False,
        ),
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the questions and their parameters.")] = False,
    show: Annotated[bool, typer.Option("--show", help="Print the SPARQL text instead of asking it.")] = False,
    expected: Annotated[
        bool,
        typer.Option(
            "--write-expected", help="Store the present answer as the expected one, for one question or for all."
        ),
    ] = False,
    language: Annotated[Language, typer.Option("--lang", help="Language of the titles.")] = Language.EN,
    home: Home = None,
    knowledge: Knowledge = None,
) -> None:
    """Ask the graph: a question of the collection, or SPARQL of your own (its prefixes need no declaration)."""
    settings, folders = settings_and_folders(home, knowledge)
    if listing:
        _list(load_questions(folders), form, language)
        return
    if source is None and not expected:
        raise BadRequestError(
            "There is nothing to ask",
            remedy="Name a question (ramp query --list shows them), a file, or - for standard input",
        )
    question, text = (None, "") if source is None else _find(folders, source)
    bindings = _bind(question, given or [])
    if show:
        sys.stdout.write(inline(question, bindings) if question else text)
        return
    if question is None and not expected:
        from ramp.sparql.guard import Limits, check_query  # the questions of the collection need no guard

        check_query(text, Limits(**{field.name: getattr(settings, field.name) for field in fields(Limits)}))
    store = open_release(ready_release(settings, folders))
    if expected:
        _store_expected(store, question, folders)
        return
    prefixes = graph_prefixes(folders)
    if question is not None:
        check_known(store, question, bindings)
    if form is None and sys.stdout.isatty():
        form = TABLE
    _print(question, bindings, isolated(lambda: _ask(store, text, bindings, prefixes, form)), language, prefixes)


def _find(folders: KnowledgeFolders, source: str) -> tuple[Question | None, str]:
    """The question, where it is one, and its text."""
    if source == "-":
        text = sys.stdin.read()
        return (parse_question("standard input", Path("input.rq"), text) if text.startswith("#+") else None), text
    path = Path(source)
    named = folders.queries / f"{source}.rq"
    if path.suffix or len(path.parts) > 1 or (path.is_file() and not named.is_file()):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise BadRequestError(f"{source} is no text in UTF-8", remedy="Name a SPARQL file") from None
        return (parse_question(source, path, text) if text.startswith("#+") else None), text
    questions = load_questions(folders)
    if source in questions:
        return questions[source], questions[source].text
    near = difflib.get_close_matches(source, questions, n=3, cutoff=0.5)
    near += [name for name in questions if source in name and name not in near][: 3 - len(near)]
    raise NotFoundError(
        f"There is no question {source!r}",
        remedy=f"Did you mean {', '.join(near)}?" if near else "List them with ramp query --list",
        extra={"question": source},
    )


def _bind(question: Question | None, given: list[str]) -> Bindings:
    values: dict[str, str] = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals:
            raise ParameterError(
                f"--set {item} has no value", remedy="Write --set NAME=VALUE", extra={"parameter": name}
            )
        values[name.strip()] = value
    if question is None:
        if values:
            raise ParameterError(
                f"--set {next(iter(values))}: only a question with '#+' lines has parameters",
                remedy="Write the value into the query",
                extra={"parameter": next(iter(values))},
            )
        return {}
    return bind(question, values)


def _ask(
    store: Store, text: str, bindings: Bindings, prefixes: Mapping[str, str], form: str | None
) -> bytes | bool | Rows:
    """The answer ready to be printed: serialised, or rows for a table, or the yes or no of ASK."""
    try:
        results = store.query(
            text, use_default_graph_as_union=True, substitutions=dict(bindings), prefixes=dict(prefixes)
        )
    except SyntaxError as error:
        where = place(error)
        raise QuerySyntaxError(
            f"No valid SPARQL {where}",
            remedy="Correct that place",
            extra={"line": where.line, "column": where.column},
        ) from None
    if isinstance(results, QueryTriples):
        return _triples(results, choose(form or "turtle", GRAPHS, "triples"), prefixes)
    if isinstance(results, QueryBoolean):
        if form in (None, TABLE):
            return bool(results)
        serialised = results.serialize(format=choose(form, BOOLEANS, "yes or no"))
    elif form == TABLE:
        return Rows.of(results)
    else:
        serialised = results.serialize(format=choose(form or "tsv", RESULTS, "rows"))
    assert serialised is not None
    return serialised


def _triples(results: QueryTriples, form: RdfFormat, prefixes: Mapping[str, str]) -> bytes:
    """Each triple once, in a stable order, with the prefixes that occur."""
    triples = sorted(set(results), key=str)
    text = "".join(str(triple) for triple in triples)
    used = {name: iri for name, iri in prefixes.items() if f"<{iri}" in text}
    serialised = serialize(triples, format=form, prefixes=used if form == RdfFormat.TURTLE else None)
    assert serialised is not None
    return serialised


def _print(
    question: Question | None,
    bindings: Bindings,
    answer: bytes | bool | Rows,
    language: Language,
    prefixes: Mapping[str, str],
) -> None:
    if isinstance(answer, bytes):
        write_out(answer if answer.endswith(b"\n") else answer + b"\n")
        return
    if isinstance(answer, bool):
        typer.echo("true" if answer else "false")
        return
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False)
    if question is not None:
        console.print(question.title[language], style="bold", markup=False)
        for variable, term in bindings.items():
            label = question.parameters[variable.value].label[language]
            console.print(f"{label}: {short(term, prefixes)} ({variable.value})", markup=False)
    hidden = [variable.value for variable in bindings] + other_language(answer.names, language)
    draw(answer, prefixes, hidden, console)
    count = len(answer.rows)
    words = {Language.EN: ("row", "rows"), Language.FR: ("ligne", "lignes")}[language]
    singular = count == 1 or (language is Language.FR and count == 0)
    console.print(f"{count} {words[0] if singular else words[1]}", style="dim")


def _list(questions: Mapping[str, Question], form: str | None, language: Language) -> None:
    if form == "json":
        typer.echo(json.dumps([question.listing() for question in questions.values()], ensure_ascii=False, indent=1))
        return
    for question in questions.values():
        typer.echo(f"{question.name}\n    {question.title[language]}")
        for parameter in question.parameters.values():
            default = f"default {parameter.default}" if parameter.default is not None else "default any"
            typer.echo(f"    --set {parameter.name}=…  {parameter.label[language]} ({parameter.type}, {default})")


def _store_expected(store: Store, question: Question | None, folders: KnowledgeFolders) -> None:
    chosen = [question] if question is not None else list(load_questions(folders).values())
    for item in chosen:
        path = isolated(lambda item=item: write_expected(store, item))  # type: ignore[misc]
        typer.echo(f"{folders.name(path)} written", err=True)
