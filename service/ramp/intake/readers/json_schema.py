"""Holds plain JSON against the published record schema, for what only the schema can tell: the form of the values.

What is required and which terms there are, the shapes judge for every format alike, so those keywords are left to them.
"""

from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from ramp.intake import rules
from ramp.intake.finding import Finding, Text
from ramp.intake.position import Position
from ramp.intake.readers.json_places import escaped

_LEFT_TO_SHAPES = {"required", "enum", "minItems", "anyOf", "additionalProperties", "unevaluatedProperties", "if"}
_KINDS = {
    "string": Text("a text", "un texte"),
    "object": Text("an object", "un objet"),
    "array": Text("a list", "une liste"),
    "integer": Text("a whole number", "un nombre entier"),
    "boolean": Text("true or false", "true ou false"),
}


def problems(document: Any, prefix: str, schema: dict[str, Any]) -> list[Finding]:
    """One finding for each value of the wrong form."""
    records = document if isinstance(document, list) else [document]
    validator = Draft202012Validator(schema)
    found: list[Finding] = []
    for number, record in enumerate(records):
        at = f"{prefix}/{number}" if isinstance(document, list) else prefix
        for error in _leaves(validator.iter_errors(record)):
            if error.validator not in _LEFT_TO_SHAPES:
                pointer = at + "".join(f"/{escaped(str(part))}" for part in error.absolute_path)
                found.append(rules.wrong_form(str(error.validator), _expected(error), Position(pointer=pointer)))
    return found


def _leaves(errors: Any) -> Any:
    """Of alternatives (text or list of texts) the errors of the one that came nearest."""
    for error in errors:
        if error.validator in ("anyOf", "oneOf") and error.context:
            deepest = max(len(inner.absolute_path) for inner in error.context)
            inner = [inner for inner in error.context if len(inner.absolute_path) == deepest]
            yield from _leaves(inner[:1])
        else:
            yield error


def _expected(error: ValidationError) -> Text:
    if error.validator == "type":
        names = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
        kinds = [_KINDS.get(str(name), Text(str(name), str(name))) for name in names]
        return Text(" or ".join(kind.en for kind in kinds), " ou ".join(kind.fr for kind in kinds))
    return Text(f"{error.validator} {error.validator_value}", f"{error.validator} {error.validator_value}")
