"""`/catalog`, `/.well-known/void`, `/dataset.ttl`: what this data is and where to get it, for data portals."""

from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from pyoxigraph import Triple

from ramp.graph.namespaces import DATASET, DCAT
from ramp.linking import catalog
from ramp.linking.catalog import About
from ramp.releases.stream import release_iri
from ramp.sparql.negotiation import HTML, Choice
from ramp.web import answers, linked, page, service
from ramp.web.language import language, words
from ramp.web.releases import room

router = APIRouter(tags=["Catalogue"], include_in_schema=False)


@router.get("/.well-known/void")
@router.head("/.well-known/void")
async def void(request: Request) -> Response:
    """The VoID description of the graph."""
    choice = linked.choose(request, linked.target(request))
    if choice.format is HTML:
        return Response(status_code=303, headers={"Location": "/dataset.html", "Vary": "Accept"})
    return await _written(request, choice, "dataset", _void, "Accept")


async def dataset(request: Request) -> Response:
    """The description of the graph as a whole, in one format."""
    return await _written(request, linked.choose(request, linked.target(request)), "dataset", _void, "")


@router.get("/catalog")
@router.head("/catalog")
async def dcat(request: Request) -> Response:
    """The catalogue, in DCAT or as a page."""
    return await _catalog(request, "Accept, Accept-Language")


async def dcat_document(request: Request) -> Response:
    """The catalogue in one format."""
    return await _catalog(request, "Accept-Language")


for _form in linked.SUFFIXES:
    router.add_api_route(f"/catalog.{_form}", dcat_document, methods=["GET", "HEAD"])
for _form in linked.SUFFIXES.keys() - {"html"}:
    router.add_api_route(f"/dataset.{_form}", dataset, methods=["GET", "HEAD"])


async def _catalog(request: Request, vary: str) -> Response:
    choice = linked.choose(request, linked.target(request))
    if choice.format is not HTML:
        return await _written(request, choice, "catalog", _dcat, vary)
    known, tongue = service.of(request), language(request)
    tag = answers.etag(known.engine.snapshot, "catalog", tongue, known.url(request))
    if linked.fresh(request, tag):
        return linked.not_modified(request, tag, vary)
    about = await linked.read_once(request, catalog.about)
    url = known.url(request)
    title = words(tongue)["catalog"]
    text = page.render(
        request,
        "catalog.html",
        title=title,
        cite=page.Cited(about.title.get(tongue, title), f"{known.settings.base_iri}dataset"),
        about=about,
        dataset=catalog.schema_org(about, url, known.engine.modified, tongue),
        downloads=[(form, catalog.download(url, form)) for form in catalog.DOWNLOADS],
    )
    headers = _headers(request, choice, "catalog", tag, vary) | {"Content-Language": tongue}
    return Response(text, headers=headers)


async def _written(
    request: Request, choice: Choice, path: str, make: Callable[[Request, About, str], list[Triple]], vary: str
) -> Response:
    known = service.of(request)
    url = known.url(request)
    releases = (kept.id for kept in room(request).shelf.all)
    tag = answers.etag(known.engine.snapshot, path, choice.content_type, url, *releases)
    if linked.fresh(request, tag):
        return linked.not_modified(request, tag, vary)
    about = await linked.read_once(request, catalog.about)
    body = linked.write(make(request, about, url), choice)
    return Response(body, headers=_headers(request, choice, path, tag, vary))


def _headers(request: Request, choice: Choice, path: str, tag: str, vary: str) -> dict[str, str]:
    return {
        **linked.validators(request, tag),
        **({"Vary": vary} if vary else {}),
        "Link": linked.link(request, path, choice, things=path == "dataset"),
        "Content-Type": choice.content_type,
    }


def _void(request: Request, about: About, url: str) -> list[Triple]:
    return catalog.void(about, url)


def _dcat(request: Request, about: About, url: str) -> list[Triple]:
    """The dataset, with the kept releases as its versions; `/releases` describes them."""
    versions = [Triple(DATASET, DCAT["hasVersion"], release_iri(kept)) for kept in room(request).shelf.all]
    return [*catalog.dcat(about, url, service.of(request).engine.modified), *versions]
