"""What the OpenAPI document says of questions: made from their own descriptions."""

from typing import Any

from fastapi import FastAPI

from ramp.questions import Parameter, ParameterType, Question
from ramp.questions.as_of import AS_OF, dated_by
from ramp.sparql.negotiation import HTML, RDF, RESULTS

PROBLEMS: dict[int | str, dict[str, Any]] = {
    "default": {"description": "What is wrong and what to do (RFC 9457).", "content": {"application/problem+json": {}}}
}
_PAGING = {"limit": "Rows on a page.", "offset": "Rows before the page."}


class Api(FastAPI):
    """The application, whose OpenAPI document also says how one shows a token."""

    def openapi(self) -> dict[str, Any]:
        """The document, made once."""
        if self.openapi_schema is None:
            document = super().openapi()
            document.setdefault("components", {})["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
        return super().openapi()


def question_parameters(question: Question) -> list[dict[str, Any]]:
    """The parameters of the question, and those that every question has."""
    forms = RDF if question.form in ("CONSTRUCT", "DESCRIBE") else RESULTS
    found = [_parameter(parameter) for parameter in question.parameters.values()]
    own: dict[str, tuple[str, dict[str, Any]]] = {
        "format": ("Outweighs Accept.", {"type": "string", "enum": [form.words[0] for form in (*forms, HTML)]}),
        "lang": ("Language of the page.", {"type": "string", "enum": ["en", "fr"]}),
    }
    if (dated := dated_by(question)) is not None:
        text = f"Another name for {dated}; a year or a month means its last day."
        own[AS_OF] = (text, {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"})
    if question.form == "SELECT":
        for name, text in _PAGING.items():
            own[name] = (text, {"type": "integer", "minimum": 1 if name == "limit" else 0})
    return found + [
        {"name": name, "in": "query", "description": text, "schema": schema}
        for name, (text, schema) in own.items()
        if name not in question.parameters
    ]


def question_responses(question: Question) -> dict[int | str, dict[str, Any]]:
    """The formats of the answer, and the errors."""
    forms = RDF if question.form in ("CONSTRUCT", "DESCRIBE") else RESULTS
    return {
        200: {
            "description": "The answer; Link names the other pages.",
            "content": {media_type: {} for form in (*forms, HTML) for media_type in form.media_types[:1]},
        },
        304: {"description": "The answer that the client holds is still true."},
        **PROBLEMS,
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if parameter.type is ParameterType.DATE:
        schema["format"] = "date"
    elif parameter.type is ParameterType.INTEGER:
        schema = {"type": "integer"}
        if parameter.minimum is not None:
            schema["minimum"] = parameter.minimum
        if parameter.maximum is not None:
            schema["maximum"] = parameter.maximum
    elif parameter.type is ParameterType.BOOLEAN:
        schema = {"type": "boolean"}
    if parameter.default is not None:
        schema["default"] = _default(parameter)
    text = f"{parameter.label['en']} / {parameter.label['fr']}"
    if parameter.type is ParameterType.IRI:
        text += f". An IRI, or what follows https://w3id.org/ramp/{parameter.base} in it"
    return {"name": parameter.name, "in": "query", "description": text, "schema": schema}


def _default(parameter: Parameter) -> str | int | bool | None:
    if parameter.type is ParameterType.INTEGER and parameter.default is not None:
        return int(parameter.default)
    if parameter.type is ParameterType.BOOLEAN:
        return parameter.default == "true"
    return parameter.default
