"""Tells a mistyped identifier from an empty answer: a name that the graph does not know is an error with advice."""

import difflib

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, Store, Variable

from ramp.errors import ParameterError, in_french
from ramp.graph.namespaces import BASE
from ramp.questions.binding import Bindings
from ramp.questions.model import Question

_EXISTS = "ASK { { ?node ?p ?o } UNION { ?s ?q ?node } }"
_NAMES = "SELECT DISTINCT ?node ?start WHERE { ?node a ?class FILTER(STRSTARTS(STR(?node), ?start)) }"


def check_known(store: Store, question: Question, bindings: Bindings) -> None:
    """Raises ParameterError where an IRI given for a parameter occurs nowhere in the graph, with the nearest names."""
    for variable, term in bindings.items():
        if not isinstance(term, NamedNode) or _exists(store, term):
            continue
        parameter = question.parameters[variable.value]
        start = BASE + parameter.base
        near = suggestions(store, start, term.value.removeprefix(start))
        raise ParameterError(
            f"{parameter.name}: the graph knows no {term.value.removeprefix(start)!r}",
            remedy=f"Did you mean {', '.join(near)}?" if near else "Give an identifier of the graph",
            extra={
                "parameter": parameter.name,
                "suggestions": near,
                **in_french(
                    f"{parameter.name} : le graphe ne connaît pas « {term.value.removeprefix(start)} »",
                    f"Vouliez-vous dire {', '.join(near)} ?" if near else "Donnez un identifiant du graphe",
                ),
            },
        )


def suggestions(store: Store, start: str, name: str) -> list[str]:
    """Up to three names of described nodes below the IRI `start` that look like `name`."""
    rows = store.query(_NAMES, use_default_graph_as_union=True, substitutions={Variable("start"): Literal(start)})
    assert isinstance(rows, QuerySolutions)
    names = sorted({str(row["node"].value).removeprefix(start) for row in rows})
    flat = [item for item in names if item.count("/") <= name.count("/")]
    near = difflib.get_close_matches(name, flat, n=3)
    return near + [item for item in flat if name and name in item and item not in near][: 3 - len(near)]


def _exists(store: Store, node: NamedNode) -> bool:
    answer = store.query(_EXISTS, use_default_graph_as_union=True, substitutions={Variable("node"): node})
    assert isinstance(answer, QueryBoolean)
    return bool(answer)
