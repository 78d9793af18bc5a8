"""Asks the graph for what a page shows: the public questions of `queries/` and those of the pages alone.

The latter stand in `ramp/web/queries/`, in the same form. Everything that pages show comes this way, in SPARQL, so
that they show the same from an engine elsewhere.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from types import MappingProxyType

from fastapi import Request
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, Variable, parse_query_results

from ramp.engine import QueryRequest
from ramp.errors import NotFoundError
from ramp.questions import Question, bind
from ramp.questions.reading import parse_question
from ramp.web import answers, service
from ramp.web.kept import Row as Row
from ramp.web.kept import Term as Term
from ramp.web.sparql import run


class NoQuestionError(NotFoundError):
    """A page asks a public question that this graph does not come with."""


@cache
def page_questions() -> Mapping[str, Question]:
    """The questions that only pages ask, by name. Raises KnowledgeError for a file that cannot be read."""
    found: dict[str, Question] = {}
    with as_file(files("ramp.web").joinpath("queries")) as folder:
        for path in sorted(folder.glob("*.rq")):
            found[path.stem] = parse_question(path.name, Path(path.name), path.read_text("utf-8"))
    return MappingProxyType(found)


async def ask(request: Request, name: str, /, **values: str | NamedNode | Literal | None) -> list[Row]:
    """The rows of a SELECT, each with the variables that it binds.

    `values` are the parameters: a term is bound as it is, a text is read as a reader's would be, `""` frees a parameter
    that has a default, None leaves the default. The rows may be those of an earlier
    request: nobody changes them. Raises NoQuestionError, and RampError as `sparql.run`.
    """
    known = service.of(request)
    question = page_questions().get(name) or known.questions.get(name)
    if question is None:
        raise NoQuestionError(f"This graph has no question {name!r}", remedy="Serve it with the questions of RAMP")
    typed = {key: value for key, value in values.items() if isinstance(value, str)}
    terms = {key: value for key, value in values.items() if isinstance(value, NamedNode | Literal)}
    if unknown := terms.keys() - question.parameters.keys():
        raise KeyError(f"{name} has no parameter {min(unknown)}")
    open_ = replace(question, parameters={key: told for key, told in question.parameters.items() if key not in terms})
    bindings = bind(open_, typed) | {Variable(key): term for key, term in terms.items()}
    key = (name, frozenset(bindings.items()))
    if (kept := known.rows.get(key, known.engine.snapshot)) is not None:
        return list(kept)
    answer = await run(
        request,
        known,
        QueryRequest(question.text, substitutions=bindings, base_iri=known.settings.base_iri),
    )
    solutions = parse_query_results(answers.read_whole(answer), format=QueryResultsFormat.JSON)
    assert isinstance(solutions, QuerySolutions), f"{name} is no SELECT"
    names = [variable.value for variable in solutions.variables]
    rows = tuple(
        {key: term for key, term in zip(names, solution, strict=True) if term is not None} for solution in solutions
    )
    known.rows.put(key, answer.snapshot, answer.size, rows)
    return list(rows)
