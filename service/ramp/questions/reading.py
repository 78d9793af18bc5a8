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

import yaml
from pyoxigraph import Store

from ramp.errors import KnowledgeError, ParameterError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.syntax import place
from ramp.questions.binding import bind
from ramp.questions.model import Parameter, ParameterType, Question
from ramp.questions.tokens import query_form

LANGUAGES = ("en", "fr")
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
    head = _header(name, text)
    if not _NAME.fullmatch(path.stem):
        raise _bad(name, "the name of the file is not made of lower-case words with hyphens", "Rename it")
    unknown = sorted(set(head) - _KEYS)
    if unknown:
        raise _bad(name, f"the key {unknown[0]} is unknown", f"Use {', '.join(sorted(_KEYS))}")
    parameters = head.get("parameters") or {}
    if not isinstance(parameters, dict):
        raise _bad(
            name, "parameters is no mapping", "Write one line 'name: {type: ..., label: {en: ..., fr: ...}}' each"
        )
    form = query_form(text)
    if form is None:
        raise _bad(name, "there is no SELECT, ASK, CONSTRUCT or DESCRIBE", "Write the query below the '#+' lines")
    question = Question(
        name=path.stem,
        title=_both(name, "title", head.get("title")),
        description=_both(name, "description", head.get("description")),
        keywords=tuple(str(keyword) for keyword in head.get("keywords") or ()),
        parameters={str(key): _parameter(name, str(key), value) for key, value in parameters.items()},
        text=text,
        form=form,
        path=path,
    )
    _try(name, question)
    return question


def _header(name: str, text: str) -> dict[str, Any]:
    lines = [line[2:] if line.startswith("#+") else "" for line in text.splitlines()]
    try:
        head = yaml.safe_load("\n".join(lines).rstrip()) or {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _bad(
            name, f"line {line} is no valid YAML: {error.problem}", "Quote texts that hold ': ' or '#'"
        ) from None
    if not isinstance(head, dict):
        raise _bad(name, "the '#+' lines are no mapping", "Begin with '#+ title: {en: ..., fr: ...}'")
    return head


def _both(name: str, key: str, value: Any) -> dict[str, str]:
    """A text in both languages."""
    if isinstance(value, dict) and set(value) == set(LANGUAGES) and all(str(text).strip() for text in value.values()):
        return {language: " ".join(str(value[language]).split()) for language in LANGUAGES}
    raise _bad(name, f"{key} is not there in English and French", f'Write {key}: {{en: "...", fr: "..."}}')


def _parameter(name: str, key: str, value: Any) -> Parameter:
    if not _VARIABLE.fullmatch(key):
        raise _bad(name, f"the parameter {key!r} is no name of a variable", "Use letters, digits and _")
    if not isinstance(value, dict):
        raise _bad(name, f"the parameter {key} is no mapping", "Write {type: ..., label: {en: ..., fr: ...}}")
    unknown = sorted(set(value) - _PARAMETER_KEYS)
    if unknown:
        raise _bad(
            name, f"the parameter {key} has an unknown key {unknown[0]}", f"Use {', '.join(sorted(_PARAMETER_KEYS))}"
        )
    types = [kind.value for kind in ParameterType]
    if value.get("type") not in types:
        raise _bad(name, f"the parameter {key} has the type {value.get('type')!r}", f"Use one of {', '.join(types)}")
    default = value.get("default")
    return Parameter(
        name=key,
        type=ParameterType(value["type"]),
        label=_both(name, f"label of the parameter {key}", value.get("label")),
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
        raise _bad(name, f"a default does not fit: {error.detail}", error.remedy) from None
    except SyntaxError as error:
        raise _bad(name, f"no valid SPARQL {place(error)}", "Correct that place") from None
    except RuntimeError as error:
        raise _bad(
            name, f"a parameter is not among the variables of SELECT ({error})", "Name every parameter after SELECT"
        ) from None


def _bad(name: str, rule: str, remedy: str) -> KnowledgeError:
    return KnowledgeError(f"{name}: {rule}", remedy=remedy, extra={"file": name})
