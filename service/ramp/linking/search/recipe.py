"""The SPARQL that fetches what a search finds."""

from collections.abc import Iterable

from ramp.graph.namespaces import RAMP, RDF
from ramp.linking.rows import Recipe, Rows
from ramp.linking.search.building import build
from ramp.linking.search.properties import DATES, KINDS, LINKS, NAMES, OTHER_NAMES, TEXTS

EDITION = 3
_OTHERS = (RDF["type"], RAMP["verificationStatus"])


def _iris(iris: Iterable[object], between: str) -> str:
    return between.join(str(iri) for iri in iris)


_NODES = f"""SELECT ?node WHERE {{
  VALUES ?kind {{ {" ".join(f"<{kind}>" for kind in KINDS)} }} ?node a ?kind FILTER(isIRI(?node)) {{part}}
}}"""
_SAID = f"""SELECT ?node ?property ?value WHERE {{
  VALUES ?node {{ {{nodes}} }} ?node ?property ?value
  FILTER(?property IN ({_iris((*NAMES, *OTHER_NAMES, *TEXTS, *LINKS, *DATES, *_OTHERS), ", ")}))
}}"""
_DOUBTS = f"SELECT ?node WHERE {{ ?doubt {RAMP['doubtAbout']} ?node FILTER(isIRI(?node)) }}"

RECIPE = Recipe(
    "search", EDITION, (Rows("nodes", _NODES), Rows("said", _SAID, of="nodes"), Rows("doubts", _DOUBTS)), build
)
