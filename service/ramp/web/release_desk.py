"""`/desk/release`: curators make a release of the graph as it stands, instead of waiting for the next one."""

from fastapi import APIRouter, Request, Response

from ramp.errors import RampError
from ramp.releases import catalog
from ramp.web import identity, service
from ramp.web.identity import Caller
from ramp.web.releases import room
from ramp.web.review_pages import page, see
from ramp.workflow.states import Role

router = APIRouter(include_in_schema=False)


@router.get("/desk/release")
async def form(request: Request) -> Response:
    """The latest release, and the button."""
    found = await identity.caller(request)
    if found.person is None:
        return see(request, "/sign-in?next=/desk/release")
    identity.require(found, Role.CURATOR)
    return _page(request, found, same=request.query_params.get("made") == "no")


@router.post("/desk/release")
async def make(request: Request) -> Response:
    """Make a release; the page of it, or this one where there is nothing new or one is being made already."""
    found, _ = await identity.posted(request, files=0)
    person = identity.require(found, Role.CURATOR)
    here = room(request)
    try:
        made = await here.cutter.cut(wait=False)
    except RampError as error:
        return _page(request, found, error=error)
    service.of(request).log.info("release asked for", extra={"account": person.id})
    return see(request, f"/releases/{made.id}" if made else "/desk/release?made=no")


def _page(request: Request, found: Caller, *, error: RampError | None = None, same: bool = False) -> Response:
    cutter = room(request).cutter
    return page(
        request, "release", found, status=error.status if error else 200, error=error, same=same, busy=cutter.busy,
        latest=cutter.shelf.latest, notes=catalog.notes,
    )  # fmt: skip
