"""`/id/...`, `/scheme/...`, `/query/...`, `/dataset`: every node answers at its address, in five formats."""

from fastapi import APIRouter, Request, Response

from ramp.linking import describing
from ramp.linking.addresses import candidates, encoded
from ramp.linking.description import Absent, Description, Withdrawn
from ramp.sparql.negotiation import HTML, Choice
from ramp.web import answers, kinds, linked, page, service
from ramp.web.asking import NoQuestionError
from ramp.web.days import as_of
from ramp.web.language import by_path, language, prefixed
from ramp.web.linked import Target
from ramp.web.node_page import node_page

router = APIRouter(tags=["Nodes"], include_in_schema=False)


@router.get("/id/{rest:path}")
@router.head("/id/{rest:path}")
@router.get("/scheme/{rest:path}")
@router.head("/scheme/{rest:path}")
@router.get("/query/{rest:path}")
@router.head("/query/{rest:path}")
async def node(request: Request, rest: str) -> Response:
    """A thing: 303 to the document that describes it; with a language or a suffix, that document."""
    del rest
    return await answer(request)


@router.get("/dataset")
@router.head("/dataset")
@router.get("/dataset.html")
@router.head("/dataset.html")
async def dataset(request: Request) -> Response:
    """The graph as a whole. Its other formats are documents of their own, see `catalog`."""
    return await answer(request)


@router.get("/mappings/{name}")
@router.head("/mappings/{name}")
async def mappings(request: Request, name: str) -> Response:
    """A table of mappings, by the id that it gives itself: it is the graph of that name."""
    wanted = linked.target(request)
    base = service.of(request).settings.base_iri
    graph = wanted.path.replace("mappings/", "graph/mappings/", 1)
    found = await linked.read(request, describing.find, candidates(graph, base))
    if isinstance(found, Withdrawn | Absent):
        raise await linked.refuse(request, found, f"mappings/{name}")
    return Response(status_code=303, headers={"Location": f"{service.of(request).url(request)}/{graph}"})


async def answer(request: Request) -> Response:
    """The response for a thing or for a document about it."""
    known, wanted = service.of(request), linked.target(request, *kinds.parameters())
    choice = linked.choose(request, wanted)
    iris = candidates(wanted.path, known.settings.base_iri)
    if wanted.path.endswith("/"):
        return Response(status_code=308, headers={"Location": f"/{encoded(wanted.path.rstrip('/'))}{wanted.query()}"})
    page_here = choice.format is HTML and by_path(request.scope) is not None and not wanted.path.startswith("query/")
    if wanted.format is None and not page_here:
        found = await linked.read(request, describing.find, iris)
        if isinstance(found, Withdrawn | Absent):
            raise await linked.refuse(request, found, wanted.path)
        return linked.see_other(request, wanted, choice, _document(request, wanted.path, choice))
    return await _described(request, wanted, choice)


def _document(request: Request, path: str, choice: Choice) -> str:
    if choice.format is HTML:
        if path.startswith("query/"):  # a question has a page of its own
            path = f"queries/{path.removeprefix('query/')}"
        return prefixed(language(request), f"/{path}")
    return f"/{path}.{linked.suffix(choice.format)}"


async def _described(request: Request, wanted: Target, choice: Choice) -> Response:
    known, tongue = service.of(request), language(request)
    html = choice.format is HTML
    day = as_of(wanted.values.get("asOf"))
    vary = "Accept-Language" if html else ""
    tag = answers.etag(page.snapshot(request), wanted.path, choice.content_type, *_of_page(request, wanted, html))
    if linked.fresh(request, tag):
        return linked.not_modified(request, tag, vary)
    base = known.settings.base_iri
    brief = left_out(wanted) if html else {}
    found = await linked.read(request, describing.describe, candidates(wanted.path, base), wanted.page, brief)
    if not isinstance(found, Description):
        raise await linked.refuse(request, found, wanted.path)
    if wanted.page > found.pages:
        raise linked.no_page(wanted, found.pages)
    pages = linked.page_links(
        f"{wanted.path}.{linked.suffix(choice.format)}",
        lambda number: wanted.query(page=str(number)),
        found.page,
        found.pages,
    )
    headers = {
        **linked.validators(request, tag),
        "Link": linked.link(request, wanted.path, choice, pages),
        "Content-Type": choice.content_type,
    }
    if html:
        headers |= {"Content-Language": tongue, "Vary": vary}
        response = Response(await page_of(request, found, wanted, day), headers=headers)
        answers.keep(request, response, page.snapshot(request), tag)
        return response
    return Response(linked.write(found.triples, choice), headers=headers)


def _of_page(request: Request, wanted: Target, html: bool) -> tuple[object, ...]:
    """What the document depends on besides its address and its format."""
    if not html:
        return (wanted.page,)
    return (language(request), service.of(request).url(request), *sorted(wanted.values.items()))


def left_out(wanted: Target) -> dict[str, frozenset[str]]:
    """What the description of a node may leave to the page of its kind, by class: nothing on a numbered page."""
    return dict(kinds.shown()) if "page" not in wanted.values else {}


async def page_of(request: Request, found: Description, wanted: Target, day: str | None) -> str:
    """The page of a node: that of its kind where there is one, else the general one, as for a numbered page."""
    kind = kinds.kind_of(found.kinds)
    if kind is None or "page" in wanted.values:
        return node_page(request, found, wanted)
    try:
        more = await kind.context(request, found.node, day)
    except NoQuestionError:  # a graph of somebody else's, with questions of its own
        whole = await linked.read(request, describing.describe, (found.node.value,), wanted.page)
        return node_page(request, whole if isinstance(whole, Description) else found, wanted)
    return node_page(request, found, wanted, template=kind.template, more={"as_of": day, **more})
