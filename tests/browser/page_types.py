"""One address of every type of page, by a name for the type: what is true of all pages is tested on these.

Whoever makes a new type of page adds a line. The addresses are those of the real graph, without a language.
"""

from collections.abc import Mapping
from types import MappingProxyType

PAGE_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "start": "/",
        "mechanisms": "/mechanisms",
        "recommendations": "/recommendations",
        "practices": "/practices?mechanism=id/organization/ecowas",
        "practices-none": "/practices?q=qqqqqqqq",
        "instruments": "/instruments",
        "states": "/states",
        "sources": "/sources?page=2",
        "mechanism": "/id/organization/ecowas",
        "organization": "/id/organization/greta",
        "recommendation": "/id/recommendation/111",
        "measure": "/id/recommendation/111/measure/1",
        "practice": "/id/practice/ecowas-annual-review",
        "consultation": "/id/practice/dakar-consultation-2010",
        "instrument": "/id/instrument/untoc",
        "state": "/id/state/sn",
        "report": "/id/document/a-hrc-14-32",
        "claim": "/id/claim/ecowas-annual-review/111",
        "concept": "/scheme/practice-type/training",
        "scheme": "/scheme/theme",
        "source": "/about?iri=https://au.int",
        "graph": "/graph/data/practices/ecowas",
        "dataset": "/dataset.html",
        "ontology": "/ontology",
        "rules": "/shapes/must",
        "catalogue": "/catalog",
        "questions": "/queries",
        "question": "/queries/organizations",
        "sparql": "/sparql",
        "sparql-answer": "/sparql?query=SELECT+*+%7B%3Fs+%3Fp+%3Fo%7D+LIMIT+20",
        "search": "/search?q=formation+traite",
        "search-none": "/search?q=qqqqqqqq",
        "matrix": "/matrix",
        "matrix-cell": "/matrix/ecowas/111",
        "compare": "/compare?mechanism=ecowas&mechanism=asean",
        "map": "/map",
        "releases": "/releases",
        "linksets": "/linksets",
        "validate": "/validate",
        "submissions": "/submissions",
        "submission-form": "/submissions/new",
        "sign-in": "/sign-in",
        "problems": "/problem",
        "problem": "/problem/gone",
    }
)

ERRORS: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "no-page": ("/nothing-here", 404),
        "no-node": ("/id/practice/ecowas-anual-review", 404),
        "bad-day": ("/id/organization/ecowas?asOf=yesterday", 400),
        "bad-filter": ("/practices?colour=red", 400),
        "bad-query": ("/sparql?query=SELEC", 400),
    }
)
"""Pages of errors, with their status."""
