"""`/sameas` and `/linksets`: which identifiers elsewhere mean the same as ours, one by one and as data sets."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pyoxigraph import NamedNode

from ramp.errors import NotFoundError, ParameterError, in_french
from ramp.linking import linksets
from ramp.linking.reconcile.folding import identifier_forms
from ramp.linking.sameas import Link, alternates_query, links_query, read_links, told
from ramp.sparql import negotiation, protocol
from ramp.sparql.negotiation import HTML, Choice, Format
from ramp.web import answers, linked, page, service
from ramp.web.language import language, words
from ramp.web.parameters import unusable
from ramp.web.reconcile import rows

router = APIRouter(tags=["Links"])

JSON = Format("json", ("application/json",), ("json",))
SSSOM = Format("sssom", ("text/tab-separated-values",), ("sssom", "tsv"), charset=True)
_LOOKUP = (JSON, *linked.FORMATS)
_SETS = (*linked.FORMATS, SSSOM, JSON)


def _documented(forms: tuple[Format, ...]) -> dict[int | str, dict[str, Any]]:
    """What the OpenAPI document says of an answer in one of these formats."""
    return {200: {"description": "The links.", "content": {form.media_types[0]: {} for form in forms}}}


@router.get(
    "/sameas",
    summary="Identifiers elsewhere of one of ours, or ours for one from elsewhere",
    responses=_documented(_LOOKUP),
    response_class=Response,
)
@router.head("/sameas", include_in_schema=False)
async def sameas(request: Request) -> Response:
    """The links of one IRI, in either direction."""
    given, tongue = _given(request, "iri"), language(request)
    choice = negotiation.choose(request.headers.get("accept"), _LOOKUP, given.get("format"))
    text = given.get("iri", "").strip()
    if not text:
        if choice.format is HTML:
            return await _page(request, "reconcile/sameas.html", "sameas_title", iri="", links=None, turned=False)
        raise ParameterError(
            "iri is missing",
            remedy="Ask /sameas?iri=...",
            extra={"parameter": "iri", **in_french("iri manque", "Demandez /sameas?iri=...")},
        )
    base = service.of(request).settings.base_iri
    turned = not text.startswith(base)
    links = await (_to(request, text, tongue) if turned else _from(request, text, tongue))
    if choice.format is HTML:
        return await _page(request, "reconcile/sameas.html", "sameas_title", iri=text, links=links, turned=turned)
    if choice.format is JSON:
        same = [told(link, turned=turned) for link in links if link.identity]
        near = [told(link, turned=turned) for link in links if not link.identity]
        return _respond(request, choice, JSONResponse({"iri": text, "same": same, "related": near}).body)
    return _respond(request, choice, linked.write([link.triple(turned=turned) for link in links], choice))


@router.get(
    "/linksets",
    summary="The sets of links, by where they lead",
    responses=_documented(_SETS),
    response_class=Response,
)
@router.head("/linksets", include_in_schema=False)
async def linksets_index(request: Request) -> Response:
    """All linksets."""
    places, choice, url = await _places(request, None)
    if choice.format is HTML:
        sets = [(name, links[0].host, linksets.figures(links)) for name, links in places.items()]
        return await _page(request, "reconcile/linksets.html", "linksets_title", sets=sets)
    if choice.format is JSON:
        told_sets = [
            {"id": f"{url}/linksets/{name}", "host": links[0].host, **linksets.figures(links)}
            for name, links in places.items()
        ]
        return _respond(request, choice, JSONResponse({"linksets": told_sets}).body)
    if choice.format is SSSOM:
        raise ParameterError(
            "SSSOM is written for one place at a time", remedy=f"Ask {url}/linksets/{next(iter(places), '')}",
            extra={"parameter": "format"},
        )  # fmt: skip
    triples = [triple for name, links in places.items() for triple in linksets.describe(name, links, url)]
    return _respond(request, choice, linked.write(triples, choice))


@router.get(
    "/linksets/{target}",
    summary="The links to one place: RDF with their VoID, or SSSOM TSV",
    responses=_documented(_SETS),
    response_class=Response,
)
@router.head("/linksets/{target}", include_in_schema=False)
async def linkset(request: Request, target: str) -> Response:
    """One linkset."""
    places, choice, url = await _places(request, language(request))
    links = places.get(target)
    if not links:
        raise NotFoundError(
            f"There is no linkset {target[:80]!r}",
            remedy=f"There are {', '.join(places)}",
            extra={
                "available": list(places),
                **in_french(f"Il n’y a pas d’ensemble de liens « {target[:80]} »", f"Il y a {', '.join(places)}"),
            },
        )
    if choice.format is HTML:
        title = f"{words(language(request))['linkset_title']} {links[0].host}"
        return await page.respond(
            request, "reconcile/linkset.html", title=title, name=target, links=links, figures=linksets.figures(links),
            cite=page.Cited(title, f"{url}/linksets/{target}"),
        )  # fmt: skip
    if choice.format is SSSOM:
        return _respond(request, choice, linksets.sssom(target, links, url).encode())
    if choice.format is JSON:
        return _respond(
            request, choice, JSONResponse({"links": [{"node": link.node, **told(link)} for link in links]}).body
        )
    return _respond(
        request, choice, linked.write([*linksets.describe(target, links, url), *linksets.content(links)], choice)
    )


async def _places(request: Request, tongue: str | None) -> tuple[Mapping[str, list[Link]], Choice, str]:
    """All links by where they lead, with names in a language or without; the format, and the address of the service."""
    given, known = _given(request), service.of(request)
    choice = negotiation.choose(request.headers.get("accept"), _SETS, given.get("format"))

    async def read() -> Mapping[str, list[Link]]:
        return linksets.by_place(read_links(await rows(request, links_query(tongue))))

    return await known.derived.get(known.engine.snapshot, ("linksets", tongue), read), choice, known.url(request)


async def _from(request: Request, iri: str, tongue: str) -> list[Link]:
    """The links of one of our nodes. Raises NotFoundError, ParameterError."""
    iri = protocol.absolute_iri(iri, "iri")
    links = read_links(await rows(request, links_query(tongue, nodes=[iri])))
    if not links and not await rows(request, f"SELECT ?said {{ {NamedNode(iri)} ?said ?value }} LIMIT 1"):
        raise NotFoundError(
            f"The graph knows no {iri}",
            remedy="Find a node by its name at /reconcile",
            extra=in_french(f"Le graphe ne connaît pas {iri}", "Cherchez un nœud par son nom à /reconcile"),
        )
    return links


async def _to(request: Request, text: str, tongue: str) -> list[Link]:
    """The links to an identifier from elsewhere. Raises NotFoundError, ParameterError."""
    forms = [protocol.absolute_iri(form, "iri") for form in (*identifier_forms(text),)] or [
        protocol.absolute_iri(text, "iri")
    ]
    links = read_links(await rows(request, links_query(tongue, targets=forms)))
    links += [
        Link(row["node"].value, "http://www.w3.org/ns/prov#alternateOf", row["target"].value, "", None, "", "")
        for row in await rows(request, alternates_query(forms))
    ]
    if not links:
        raise NotFoundError(
            f"The graph has no link to {text[:200]}",
            remedy="See what it has links to at /linksets, or look the thing up by name at /reconcile",
            extra={
                "detail_fr": f"Le graphe n’a pas de lien vers {text[:200]}",
                "remedy_fr": "Voyez les ensembles de liens à /linksets, ou cherchez la chose par son nom à /reconcile",
            },
        )
    return links


def _given(request: Request, *more: str) -> dict[str, str]:
    """The parameters of the address. Raises ParameterError for one that is unknown or given twice."""
    found: dict[str, str] = {}
    for name, value in protocol.parse_pairs(request.scope["query_string"]):
        if name not in ("format", "lang", *more) or name in found:
            raise unusable(name, (*more, "format"), twice=name in found)
        found[name] = value
    return found


async def _page(request: Request, template: str, title: str, **context: Any) -> Response:
    return await page.respond(request, template, title=words(language(request))[title], **context)


def _respond(request: Request, choice: Choice, body: bytes | memoryview) -> Response:
    tag = answers.etag(page.snapshot(request), request.url.path, request.url.query, choice.content_type)
    if answers.matches(request, tag):
        return answers.not_modified(tag, "Accept")
    headers = {"ETag": tag, "Vary": "Accept", "Cache-Control": answers.REVALIDATE}
    return Response(bytes(body), headers=headers | {"Content-Type": choice.content_type})
