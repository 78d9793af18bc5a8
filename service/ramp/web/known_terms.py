"""Tells a mistyped identifier from an empty answer: an IRI that the graph does not know is an error with advice."""

from collections.abc import Mapping

from fastapi import Request
from pyoxigraph import NamedNode, Variable

from ramp.engine import QueryRequest
from ramp.errors import ParameterError, in_french
from ramp.graph.namespaces import BASE
from ramp.questions import Question, bind
from ramp.web import answers, service
from ramp.web.sparql import run
from ramp.web.table import read_table

_EXISTS = "ASK { { ?node ?p ?o } UNION { ?s ?q ?node } }"


async def check_known(request: Request, question: Question, values: Mapping[str, str]) -> None:
    """Raises ParameterError where an IRI that was given for a parameter occurs nowhere in the graph."""
    known = service.of(request)
    for variable, term in bind(question, values).items():
        if not isinstance(term, NamedNode) or variable.value not in values:
            continue
        answer = await run(request, known, QueryRequest(_EXISTS, substitutions={Variable("node"): term}))
        if not read_table(answers.read_whole(answer)).boolean:
            parameter = question.parameters[variable.value]
            name = term.value.removeprefix(BASE + parameter.base)
            raise ParameterError(
                f"{parameter.name}: the graph knows no {name[:120]!r}",
                remedy="Give an identifier of the graph; the question find-by-label finds them by name"
                if "find-by-label" in known.questions
                else "Give an identifier of the graph",
                extra={
                    "parameter": parameter.name,
                    **in_french(
                        f"{parameter.name} : le graphe ne connaît pas « {name[:120]} »",
                        "Donnez un identifiant du graphe ; la question find-by-label les trouve par leur nom"
                        if "find-by-label" in known.questions
                        else "Donnez un identifiant du graphe",
                    ),
                },
            )
