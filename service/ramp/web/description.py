"""The service description (SPARQL 1.1 Service Description): what this endpoint can do, and nothing that it cannot."""

from functools import lru_cache

from fastapi import Request, Response
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from ramp.engine.worker import RDF as FORMATS
from ramp.graph.namespaces import DATASET, DCTERMS, RDF, SD, VOID
from ramp.sparql import negotiation
from ramp.sparql.negotiation import HTML
from ramp.web import answers, pages, service

_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPHS = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD", "N-Quads", "TriG")
_ENDPOINT = "/sparql"
_MOST_WRITTEN = 64
"""Formats times addresses that are kept: clients may call the service by more names than its own."""


async def describe(request: Request, endpoint: str | None = None) -> Response:
    """The description in the format negotiated; a browser gets the query page, where `endpoint` is not another one."""
    known = service.of(request)
    available = (*negotiation.RDF, HTML) if endpoint is None else negotiation.RDF
    choice = negotiation.choose(request.headers.get("accept"), available, request.query_params.get("format"))
    if choice.format is HTML:
        return await pages.query_page(request, None, None)
    tag = answers.etag(known.engine.snapshot, choice.content_type, "description", endpoint or "")
    if answers.matches(request, tag):
        return answers.not_modified(tag, "Accept")
    address = endpoint or known.url(request) + _ENDPOINT
    body = _written(address, choice.name, federates=bool(known.settings.service_allow))
    headers = {"ETag": tag, "Vary": "Accept", "Cache-Control": answers.REVALIDATE, "Content-Type": choice.content_type}
    return Response(body, headers=headers)


@lru_cache(maxsize=_MOST_WRITTEN)
def _written(endpoint: str, name: str, *, federates: bool) -> bytes:
    """The description in one format. It depends on the address and on one setting: for each it is written once."""
    form = FORMATS[name]
    prefixes = None if form in (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS) else {"sd": SD.iri}
    written = serialize(triples(endpoint, federates=federates), format=form, prefixes=prefixes)
    assert written is not None
    return written


def triples(endpoint: str, *, federates: bool) -> list[Triple]:
    """The triples about the endpoint at this address."""
    node = NamedNode(endpoint)
    dataset, graph = DATASET, BlankNode("default")
    found = [
        Triple(node, RDF["type"], SD["Service"]),
        Triple(node, SD["endpoint"], node),
        Triple(node, SD["supportedLanguage"], SD["SPARQL11Query"]),
        Triple(node, SD["feature"], SD["UnionDefaultGraph"]),
        *(Triple(node, SD["resultFormat"], NamedNode(_FORMATS + name)) for name in (*_RESULTS, *_GRAPHS)),
        Triple(node, SD["defaultDataset"], dataset),
        Triple(node, SD["availableGraphs"], dataset),
        Triple(dataset, RDF["type"], SD["Dataset"]),
        Triple(dataset, RDF["type"], VOID["Dataset"]),
        Triple(dataset, SD["defaultGraph"], graph),
        Triple(graph, RDF["type"], SD["Graph"]),
        Triple(graph, DCTERMS["description"], Literal("The union of all named graphs", language="en")),
        Triple(graph, DCTERMS["description"], Literal("L’union de tous les graphes nommés", language="fr")),
        Triple(dataset, VOID["sparqlEndpoint"], node),
    ]
    if federates:
        found.append(Triple(node, SD["feature"], SD["BasicFederatedQuery"]))
    return found
