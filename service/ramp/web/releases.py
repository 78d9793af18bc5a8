"""`/releases`: the kept releases, what changed with each, their files, and each of them queried as a whole."""

import logging
from dataclasses import asdict, dataclass
from typing import Any, cast

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pyoxigraph import Triple

from ramp.engine import Engine, QueryRequest
from ramp.errors import GoneError, NotFoundError, ParameterError, in_french
from ramp.graph.folders import KnowledgeFolders
from ramp.linking.addresses import encoded, href
from ramp.releases import catalog, log
from ramp.releases.atom import label
from ramp.releases.cutting import Cutter
from ramp.releases.querying import Opened
from ramp.releases.shelf import Kept, Shelf
from ramp.settings import Settings
from ramp.sparql import negotiation
from ramp.sparql.negotiation import HTML, RDF, RESULTS, Choice
from ramp.web import answers, linked, page, service, sparql
from ramp.web.access import require_writer
from ramp.web.language import language, words
from ramp.web.page import Cited
from ramp.web.sparql import Source

router = APIRouter(tags=["Releases"])
ON_A_PAGE = 100
_FORMATS = (RESULTS[0], *(form for form in RDF if form.name not in ("nquads", "trig")), HTML)
_CONTENT: dict[str, Any] = {form.media_types[0]: {} for form in _FORMATS}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "As JSON, in DCAT, or a page.", "content": {**_CONTENT, "application/json": {}}}
}


@dataclass(frozen=True, slots=True)
class Room:
    """The releases of one service: who makes them, and how they are queried. `start` and `close` it."""

    cutter: Cutter
    opened: Opened

    @classmethod
    def open(cls, settings: Settings, engine: Engine, folders: KnowledgeFolders, log: logging.Logger) -> "Room":
        """Nothing is read or written before `start`."""
        return cls(Cutter(settings, engine, folders, log), Opened(settings, engine))

    @property
    def shelf(self) -> Shelf:
        """The kept releases as they are now."""
        return self.cutter.shelf

    async def start(self) -> None:
        """From now on releases are made."""
        self.opened.clear()
        await self.cutter.start()

    async def close(self) -> None:
        """No more of them."""
        await self.cutter.close()


def room(request: Request) -> Room:
    """The releases of the service that a request came to."""
    return cast(Room, request.app.state.releases)


@router.get("/releases", responses=_RESPONSES, response_class=Response)
async def listing(request: Request) -> Response:
    """The kept releases, newest first: JSON, DCAT, or a page."""
    shelf = room(request).shelf
    newest = shelf.all[::-1]
    choice = _choice(request)
    _only_page(request)
    tag = (len(newest), newest[0].id if newest else "", sum(kept.complete for kept in newest))
    if choice.format is HTML:
        title = _words(request, "releases_title")
        return await page.respond(
            request, "releases/list.html", title=title, tag=tag,
            cite=Cited(title, f"{service.of(request).url(request)}/releases"),
            releases=newest, notes=catalog.notes,
        )  # fmt: skip
    url = service.of(request).url(request)
    return _machine(
        request, choice, tag, {"releases": [_told(kept, url) for kept in newest], "next": None}, list(newest)
    )


@router.post("/releases", status_code=201, response_class=Response, responses={200: {"description": "Not needed."}})
async def make(request: Request) -> Response:
    """Make a release of the graph as it is now; 200 where the latest one says the same. Needs a curator's token."""
    token = require_writer(request)
    known, here = service.of(request), room(request)
    made = await here.cutter.cut()
    known.log.info("release asked for", extra={"token": token.id})
    kept = made or here.shelf.latest
    assert kept is not None
    url = known.url(request)
    headers = {"Location": f"{url}/releases/{kept.id}", "Cache-Control": "no-store"}
    return JSONResponse(_told(kept, url), status_code=201 if made else 200, headers=headers)


@router.get("/releases/{id}", responses=_RESPONSES, response_class=Response)
async def one(request: Request, id: str) -> Response:
    """One release: what it holds and what changed, by node. `latest` leads to the newest one."""
    shelf = room(request).shelf
    if id == "latest" and shelf.latest is not None:
        return to_latest(request, shelf.latest)
    kept = kept_release(shelf, id)
    choice, number = _choice(request, "page"), _page(request, kept)
    url = service.of(request).url(request)
    entries = log.entries(kept.event_log)[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    tag = (kept.id, kept.complete, number)
    if choice.format is HTML:
        title = _words(request, "releases_one").format(id=kept.id)
        return await page.respond(
            request, "releases/one.html", title=title, cite=Cited(title, f"{url}/releases/{kept.id}"), tag=tag,
            kept=kept, events=log.read(kept.event_log, entries), number=number, pages=_pages(kept), notes=catalog.notes,
            label=label, media_type=catalog.media_type, href_of=href, previous=shelf.get(kept.previous or ""),
        )  # fmt: skip
    following = f"{url}/releases/{kept.id}?page={number + 1}" if number < _pages(kept) else None
    told = {**_told(kept, url), "changes": log.read(kept.event_log, entries), "next": following}
    return _machine(request, choice, tag, told, [kept])


@router.get("/releases/{id}/sparql", response_class=Response)
async def ask(request: Request, id: str) -> Response:
    """Ask a SPARQL query of this release as a whole (SPARQL 1.1 Protocol); without one: the service description."""
    return await _ask(request, id)


@router.post("/releases/{id}/sparql", response_class=Response)
async def ask_by_post(request: Request, id: str) -> Response:
    """Ask a SPARQL query that stands in the body of this release as a whole."""
    return await _ask(request, id)


@router.api_route("/releases/{id}/sparql", methods=["HEAD", "QUERY"], include_in_schema=False)
async def ask_otherwise(request: Request, id: str) -> Response:
    """HEAD, and the method QUERY."""
    return await _ask(request, id)


@router.head("/releases", include_in_schema=False)
async def listing_head(request: Request) -> Response:
    """The same without the body."""
    return await listing(request)


@router.head("/releases/{id}", include_in_schema=False)
async def one_head(request: Request, id: str) -> Response:
    """The same without the body."""
    return await one(request, id)


async def _ask(request: Request, id: str) -> Response:
    here = room(request)
    if id == "latest" and here.shelf.latest is not None:
        return to_latest(request, here.shelf.latest)
    kept = kept_release(here.shelf, id)
    require_complete(kept)

    async def query(asked: QueryRequest) -> Any:
        return await here.opened.query(kept, asked)

    endpoint = f"{service.of(request).url(request)}/releases/{kept.id}/sparql"
    return await sparql.answer(request, Source(f"release-{kept.id}", endpoint, query))


def to_latest(request: Request, kept: Kept) -> Response:
    """307 to the same of the newest release, query and method kept."""
    rest = request.scope["path"].removeprefix("/releases/latest")
    query = request.scope["query_string"].decode("ascii", "replace")
    location = f"/releases/{kept.id}{encoded(rest)}" + (f"?{query}" if query else "")
    prefix = f"/{language(request)}" if request.scope.get("ramp.language") else ""
    return Response(status_code=307, headers={"Location": prefix + location, "Cache-Control": "no-cache"})


def _choice(request: Request, *more: str) -> Choice:
    values = linked.target(request, *more).values
    return negotiation.choose(request.headers.get("accept"), _FORMATS, values.get("format") or None)


def _machine(
    request: Request, choice: Choice, tag: tuple[object, ...], told: dict[str, Any], releases: list[Kept]
) -> Response:
    url = service.of(request).url(request)
    validator = answers.etag("releases", *tag, url, choice.content_type, request.scope["query_string"])
    if answers.matches(request, validator):
        return answers.not_modified(validator, "Accept")
    headers = {"ETag": validator, "Vary": "Accept", "Cache-Control": answers.REVALIDATE}
    if choice.format is RESULTS[0]:
        return JSONResponse(told, headers=headers)
    triples: list[Triple] = catalog.describe(releases, url)
    return Response(linked.write(triples, choice), headers=headers, media_type=choice.content_type)


def _told(kept: Kept, url: str) -> dict[str, Any]:
    """A release as JSON."""
    known = asdict(kept)
    del known["folder"], known["graphs"]
    here = f"{url}/releases/{kept.id}"
    files = [
        {**file, "mediaType": catalog.media_type(file["name"]), "href": f"{here}/{file['name']}"} for file in kept.files
    ]
    return {
        **known, "href": here, "complete": kept.complete, "files": files if kept.complete else [],
        "notes": {lang: catalog.notes(kept, lang) for lang in ("en", "fr")},
    }  # fmt: skip


def kept_release(shelf: Shelf, id: str) -> Kept:
    """The release with that id. Raises NotFoundError."""
    kept = shelf.get(id)
    if kept is None:
        raise NotFoundError(
            f"There is no release {id[:80]}",
            remedy="See /releases" if shelf.all else "No release has been made yet: try again in a moment",
            extra={"detail_fr": f"Il n’y a pas de version publiée {id[:80]}", "remedy_fr": "Voyez /releases"},
        )
    return kept


def require_complete(kept: Kept) -> None:
    """Raises GoneError where the files of the release are not kept any more."""
    if not kept.complete:
        raise GoneError(
            f"The files of the release {kept.id} are not kept any more; what changed with it still is",
            remedy="Take a newer release: /releases",
            extra={
                "detail_fr": f"Les fichiers de la version {kept.id} ne sont plus conservés, ses changements si",
                "remedy_fr": "Prenez une version plus récente : /releases",
            },
        )


def _page(request: Request, kept: Kept) -> int:
    wanted = linked.target(request, "page")
    if wanted.page > _pages(kept):
        raise ParameterError(
            f"page: the changes of this release have {_pages(kept)} pages",
            remedy="Leave it out for the first page",
            extra={
                "parameter": "page",
                **in_french(
                    f"page : nombre de pages des changements de cette version : {_pages(kept)}",
                    "Omettez-le pour la première page",
                ),
            },
        )
    return wanted.page


def _only_page(request: Request) -> None:
    """The list stands on one page. Raises ParameterError for another."""
    if linked.target(request).page > 1:
        raise ParameterError(
            "page: the list of releases has 1 page",
            remedy="Leave it out",
            extra={
                "parameter": "page",
                **in_french("page : la liste des versions publiées tient sur une page", "Omettez-le"),
            },
        )


def _pages(kept: Kept) -> int:
    return max(1, -(-kept.events // ON_A_PAGE))


def _words(request: Request, key: str) -> str:
    return words(language(request))[key]
