"""What a question is: a SPARQL query with a name, a title in two languages and typed parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class ParameterType(StrEnum):
    """What a parameter's value is, and so which RDF term it becomes."""

    IRI = "iri"
    STRING = "string"
    DATE = "date"
    INTEGER = "integer"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter; its name is the query's variable.

    `label`: what it is called, by language ("en", "fr"). `default`: the value when none is given; None: the variable
    stays unbound, which the query takes as "any". `base`: for an IRI, the path below https://w3id.org/ramp/ that
    completes a short value. `of_class`: compact name of the class that an IRI belongs to. `language`: tag of a string.
    `minimum`, `maximum`: of an integer, inclusive.
    """

    name: str
    type: ParameterType
    label: Mapping[str, str]
    default: str | None = None
    base: str = ""
    of_class: str | None = None
    language: str | None = None
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. `title` and `description` by language ("en", "fr"); `form`: SELECT, ASK, CONSTRUCT or DESCRIBE.

    `text` is the whole file, so that the line that an error names is the line of the file.
    """

    name: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    keywords: tuple[str, ...] = ()
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    text: str
    form: str
    path: Path

    @property
    def query(self) -> str:
        """The SPARQL text alone, without the lines that describe the question."""
        return "\n".join(line for line in self.text.splitlines() if not line.startswith("#+")).strip() + "\n"

    def listing(self) -> dict[str, object]:
        """What a list of questions says of it, ready for JSON; the same on the command line and over HTTP."""
        return {
            "name": self.name,
            "title": dict(self.title),
            "description": dict(self.description),
            "keywords": list(self.keywords),
            "form": self.form,
            "parameters": [
                {
                    "name": parameter.name,
                    "type": parameter.type.value,
                    "label": dict(parameter.label),
                    "default": parameter.default,
                }
                for parameter in self.parameters.values()
            ],
        }
