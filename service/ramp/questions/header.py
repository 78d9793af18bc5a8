"""Reads the description at the head of a `.rq` file: lines that begin with `#+` hold YAML, the rest is SPARQL.

Questions and hygiene rules are both written so; the form is that of grlc (https://grlc.io).
"""

from typing import Any

import yaml

from ramp.errors import KnowledgeError
from ramp.graph.syntax import yaml_place

LANGUAGES = ("en", "fr")
_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader  # the same values, in a tenth of the time


def read_header(name: str, text: str) -> dict[str, Any]:
    """The mapping in the `#+` lines of `text`; empty where there is none. `name` is the file's name in messages.

    Raises KnowledgeError naming the file, the line, the rule and the remedy.
    """
    lines = [line[2:] if line.startswith("#+") else "" for line in text.splitlines()]
    try:
        head = yaml.load("\n".join(lines).rstrip(), Loader=_LOADER) or {}
    except (yaml.YAMLError, ValueError) as error:
        raise header_error(name, f"no valid YAML {yaml_place(error)}", "Quote texts that hold ': ' or '#'") from None
    if not isinstance(head, dict):
        raise header_error(name, "the '#+' lines are no mapping", "Begin with '#+ title: {en: ..., fr: ...}'")
    return head


def both_languages(name: str, key: str, value: Any) -> dict[str, str]:
    """The text of a key in English and French, white space folded. Raises KnowledgeError where one is missing."""
    if isinstance(value, dict) and set(value) == set(LANGUAGES) and all(str(text).strip() for text in value.values()):
        return {language: " ".join(str(value[language]).split()) for language in LANGUAGES}
    raise header_error(name, f"{key} is not there in English and French", f'Write {key}: {{en: "...", fr: "..."}}')


def header_error(name: str, rule: str, remedy: str) -> KnowledgeError:
    """The error that a broken description is reported with."""
    return KnowledgeError(f"{name}: {rule}", remedy=remedy, extra={"file": name})
