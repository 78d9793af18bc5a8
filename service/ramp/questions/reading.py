"""Reads the question files: lines that begin with `#+` hold a description in YAML, the rest is SPARQL.

    #+ title: {en: "Members on a date", fr: "Membres à une date"}
    #+ description: {en: "...", fr: "..."}
    #+ keywords: [membership]
    #+ parameters:
    #+   date: {type: date, default: "2010-10-05", label: {en: "Date", fr: "Date"}}
    SELECT ...

The form is that of grlc (https://grlc.io). What is wrong with a file is said when it is read, not when it is asked.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from ramp.errors import ParameterError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.syntax import place
from ramp.questions.binding import bind
from ramp.questions.header import both_languages, header_error, read_header
from ramp.questions.model import Parameter, ParameterType, Question
from ramp.questions.tokens import query_form

_KEYS = {"title", "description", "keywords", "parameters"}
_PARAMETER_KEYS = {"type", "base", "class", "default", "label", "lang", "min", "max"}
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def load_questions(folders: KnowledgeFolders) -> dict[str, Question]:
    """Every question of `queries/`, by name, in the order of the names.

    Raises KnowledgeError naming the file, the rule and the remedy.
    """
    return {file.stem: read_question(folders, file) for file in folders.query_files()}


def read_question(folders: KnowledgeFolders, file: Path) -> Question:
    """One question file. Raises KnowledgeError, as `load_questions`."""
    return parse_question(folders.name(file), file, file.read_text(encoding="utf-8"))


def parse_question(name: str, path: Path, text: str) -> Question:
    """The question that `text` describes; `name` is the file's name in messages."""
    head = read_header(name, text)
    if not _NAME.fullmatch(path.stem):
        raise header_error(name, "the name of the file is not made of lower-case words with hyphens", "Rename it")
    unknown = sorted(set(head) - _KEYS)
    if unknown:
        raise header_error(name, f"the key {unknown[0]} is unknown", f"Use {', '.join(sorted(_KEYS))}")
    parameters = head.get("parameters") or {}
    if not isinstance(parameters, dict):
        raise header_error(
            name, "parameters is no mapping", "Write one line 'name: {type: ..., label: {en: ..., fr: ...}}' each"
        )
    form = query_form(text)
    if form is None:
        raise header_error(
            name, "there is no SELECT, ASK, CONSTRUCT or DESCRIBE", "Write the query below the '#+' lines"
        )
    question = Question(
        name=path.stem,
        title=both_languages(name, "title", head.get("title")),
        description=both_languages(name, "description", head.get("description")),
        keywords=tuple(str(keyword) for keyword in head.get("keywords") or ()),
        parameters={str(key): _parameter(name, str(key), value) for key, value in parameters.items()},
        text=text,
        form=form,
        path=path,
    )
    _try(name, question)
    return question


def _parameter(name: str, key: str, value: Any) -> Parameter:
    if not _VARIABLE.fullmatch(key):
        raise header_error(name, f"the parameter {key!r} is no name of a variable", "Use letters, digits and _")
    if not isinstance(value, dict):
        raise header_error(name, f"the parameter {key} is no mapping", "Write {type: ..., label: {en: ..., fr: ...}}")
    unknown = sorted(set(value) - _PARAMETER_KEYS)
    if unknown:
        raise header_error(
            name, f"the parameter {key} has an unknown key {unknown[0]}", f"Use {', '.join(sorted(_PARAMETER_KEYS))}"
        )
    types = [kind.value for kind in ParameterType]
    if value.get("type") not in types:
        raise header_error(
            name, f"the parameter {key} has the type {value.get('type')!r}", f"Use one of {', '.join(types)}"
        )
    default = value.get("default")
    return Parameter(
        name=key,
        type=ParameterType(value["type"]),
        label=both_languages(name, f"label of the parameter {key}", value.get("label")),
        default=None if default is None else _plain(default),
        base=str(value.get("base", "")),
        of_class=value.get("class"),
        language=value.get("lang"),
        minimum=value.get("min"),
        maximum=value.get("max"),
    )


def _plain(value: Any) -> str:
    """A YAML scalar as a person would type it: true, 5, 2010-10-05."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _try(name: str, question: Question) -> None:
    """Asks the question of an empty store with every parameter bound, since only that shows what the engine refuses."""
    samples: Mapping[ParameterType, str] = {
        ParameterType.IRI: "https://w3id.org/ramp/",
        ParameterType.STRING: "x",
        ParameterType.DATE: "2010-10-04",
        ParameterType.BOOLEAN: "true",
    }
    values = {
        key: samples.get(parameter.type, str(parameter.minimum or parameter.maximum or 0))
        for key, parameter in question.parameters.items()
        if parameter.default is None
    }
    try:
        Store().query(question.text, substitutions=dict(bind(question, values)))
    except ParameterError as error:
        raise header_error(name, f"a default does not fit: {error.detail}", error.remedy) from None
    except SyntaxError as error:
        raise header_error(name, f"no valid SPARQL {place(error)}", "Correct that place") from None
    except RuntimeError as error:
        raise header_error(
            name, f"a parameter is not among the variables of SELECT ({error})", "Name every parameter after SELECT"
        ) from None
