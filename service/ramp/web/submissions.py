"""`/submissions`: sends practice records in, shows where each stands, amends, comments and withdraws them.

It is also an inbox of Linked Data Notifications. Nothing here is public: a submission is seen by whoever sent it
(signed in, or by its private link) and by curators; for everybody else it does not exist.
"""

from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse

from ramp.errors import ConflictError, ParameterError, RampError, in_french
from ramp.intake.kinds import KINDS, available
from ramp.sparql.negotiation import accepts_html
from ramp.web import identity, review, service
from ramp.web.deliveries import read_delivery, revision_of
from ramp.web.identity import MULTIPART, Caller, text
from ramp.web.language import language
from ramp.web.openapi import PROBLEMS
from ramp.web.review_pages import page, see
from ramp.workflow import receiving, views
from ramp.workflow.diff import changes
from ramp.workflow.receiving import Delivery, Receipt
from ramp.workflow.views import View

router = APIRouter(tags=["Submissions"])

INBOX = "http://www.w3.org/ns/ldp#inbox"
ACCEPT_POST = ", ".join([*available(), MULTIPART])
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in (*available(), MULTIPART)},
    },
    "security": [{}, {"bearer": []}],
}
_WHERE: dict[str, Any] = {"security": [{}, {"bearer": []}]}
_KEY: list[dict[str, Any]] = [
    {"name": "key", "in": "query", "description": "Secret of the private link.", "schema": {"type": "string"}},
]
_SENT: dict[int | str, dict[str, Any]] = {
    202: {"description": "Kept; Location is the private address of its status."},
    303: {"description": "The same, for a browser."},
    **PROBLEMS,
}
_STATUS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Where the submission stands.",
        "content": {"application/json": {}, "application/ld+json": {}, "text/html": {}},
    },
    **PROBLEMS,
}


@router.post("/submissions", status_code=202, responses=_SENT, openapi_extra=_BODY, response_class=Response)
async def send(request: Request) -> Response:
    """Send practice records in. The same file from the same sender is one submission, however often it is sent."""
    found, delivery, _ = await read_delivery(request)
    room = review.of(request)
    submission_id = receiving.new_id()
    earlier = await room.database.run(receiving.known, found.actor, delivery)
    if earlier is None:
        judged = await room.judge(request, delivery, submission_id)
        receipt = await room.database.run(receiving.receive, found.actor, submission_id, delivery, judged)
        announce(request, receipt, delivery, judged.valid)
    else:
        receipt = earlier
    return await sent(request, found, receipt)


@router.options("/submissions", include_in_schema=False)
async def options(request: Request) -> Response:
    """What may be done here, for programs that ask."""
    del request
    return Response(status_code=204, headers={"Allow": "GET, HEAD, POST, OPTIONS", "Accept-Post": ACCEPT_POST})


@router.get("/submissions", responses=_STATUS, openapi_extra=_WHERE, response_class=Response)
async def mine(request: Request) -> Response:
    """Your own submissions; as JSON-LD, an inbox that lists them."""
    room, found = review.of(request), await identity.caller(request)
    lines = await room.database.run(views.own, found.actor)
    base = service.of(request).url(request)
    more = {"Accept-Post": ACCEPT_POST, "Link": f'<{base}/submissions>; rel="{INBOX}"'}
    if accepts_html(request.headers.get("accept")):
        response = page(request, "submissions", found, lines=lines)
        response.headers.update(more)
        return response
    body = {
        "@context": "http://www.w3.org/ns/ldp",
        "@id": f"{base}/submissions",
        "@type": "Container",
        "contains": [f"{base}/submissions/{line.id}" for line in lines],
    }
    headers = review.headers(language(request), **more)
    return JSONResponse(body, headers=headers, media_type="application/ld+json")


@router.api_route("/submissions", methods=["HEAD"], include_in_schema=False)
async def head(request: Request) -> Response:
    """The headers of the inbox."""
    return await mine(request)


@router.get(
    "/submissions/{submission_id}", responses=_STATUS, openapi_extra={**_WHERE, "parameters": _KEY},
    response_class=Response,
)  # fmt: skip
async def status(request: Request, submission_id: str) -> Response:
    """Where a submission stands: state, report, comments, history."""
    found = await identity.caller(request)
    view = await review.of(request).database.run(views.view, found.actor, submission_id)
    return await shown(request, found, view)


@router.put(
    "/submissions/{submission_id}", status_code=202, responses=_SENT,
    openapi_extra={**_BODY, "parameters": _KEY}, response_class=Response,
)  # fmt: skip
async def amend(request: Request, submission_id: str) -> Response:
    """Send a new version. With If-Match only if nobody changed the submission since."""
    return await _amend(request, submission_id)


@router.post("/submissions/{submission_id}/amend", include_in_schema=False)
async def amend_by_form(request: Request, submission_id: str) -> Response:
    """The same from a form."""
    return await _amend(request, submission_id)


@router.post(
    "/submissions/{submission_id}/comments", status_code=201,
    responses={201: {"description": "Said."}, **PROBLEMS}, openapi_extra={**_WHERE, "parameters": _KEY},
    response_class=Response,
)  # fmt: skip
async def comment(request: Request, submission_id: str) -> Response:
    """Say something to the other side (form field `text`)."""
    room = review.of(request)
    found, form = await identity.posted(request)
    view = await room.database.run(views.view, found.actor, submission_id)
    internal = text(form, "internal") == "yes"
    await room.database.run(receiving.comment, found.actor, submission_id, text(form, "text"), internal=internal)
    if found.actor.curates and not internal:
        await tell(request, "comment", view)
    if accepts_html(request.headers.get("accept")):
        where = "/desk" if found.actor.curates else "/submissions"
        return see(request, f"{where}/{view.id}{found.suffix}")
    return Response(status_code=201, headers=review.headers(language(request)))


@router.post(
    "/submissions/{submission_id}/withdraw", status_code=204,
    responses={204: {"description": "Withdrawn."}, **PROBLEMS}, openapi_extra={**_WHERE, "parameters": _KEY},
    response_class=Response,
)  # fmt: skip
async def withdraw(request: Request, submission_id: str) -> Response:
    """Take a submission back (form fields `reason`, `revision`). What was published leaves the graph."""
    room = review.of(request)
    found, form = await identity.posted(request)
    revision = revision_of(request, form)
    await room.publisher.withdraw(found.actor, submission_id, revision, text(form, "reason"))
    view = await room.database.run(views.view, found.actor, submission_id)
    await tell(request, "withdrawn", view)
    if accepts_html(request.headers.get("accept")):
        return see(request, f"/submissions/{view.id}{found.suffix}")
    return Response(status_code=204, headers=review.headers(language(request)))


@router.get(
    "/submissions/{submission_id}/versions/{number}",
    responses={200: {"description": "The file as it was sent."}, **PROBLEMS},
    openapi_extra={**_WHERE, "parameters": _KEY}, response_class=Response,
)  # fmt: skip
async def version(request: Request, submission_id: str, number: int) -> Response:
    """A version as it was sent."""
    found = await identity.caller(request)
    view = await review.of(request).database.run(views.view, found.actor, submission_id)
    wanted = next((version for version in view.versions if version.number == number), None)
    if wanted is None:
        raise ParameterError(
            f"There is no version {number}",
            remedy=f"The newest is {view.last.number}",
            extra=in_french(f"Il n’y a pas de version {number}", f"La plus récente est la {view.last.number}"),
        )
    ending = next((kind.endings[0] for kind in KINDS if wanted.media_type in kind.media_types), ".txt")
    headers = review.headers(
        language(request), **{"Content-Disposition": f'attachment; filename="{view.id}-{number}{ending}"'}
    )
    return Response(wanted.body, headers=headers, media_type=wanted.media_type)


async def _amend(request: Request, submission_id: str) -> Response:
    found, delivery, form = await read_delivery(request)
    receipt = await amended(request, found, submission_id, delivery, revision_of(request, form))
    return await sent(request, found, receipt)


async def amended(
    request: Request, found: Caller, submission_id: str, delivery: Delivery, revision: int | None
) -> Receipt:
    """Check and keep a new version. Raises RampError."""
    room = review.of(request)
    view = await room.database.run(views.view, found.actor, submission_id)
    if found.actor.curates and found.person is not None and view.account != found.person.name and found.key is None:
        raise ConflictError(
            "Curators edit a submission at the desk",
            remedy=f"Use /desk/{view.id}/edit",
            extra=in_french(
                "Les responsables modifient une contribution au bureau d’examen",
                f"Utilisez /desk/{view.id}/edit",
            ),
        )
    permanent = {iri: source for source, iri in view.permanent.items()}
    judged = await room.judge(request, delivery, view.id, permanent, view.last.triples)
    receipt = await room.database.run(receiving.amend, found.actor, view.id, delivery, judged, revision)
    if receipt.new:
        announce(request, receipt, delivery, judged.valid)
    return receipt


async def sent(request: Request, found: Caller, receipt: Receipt) -> Response:
    """The answer to a delivery: 202 with the private address, or that page."""
    key = receipt.key or found.key
    suffix = Caller(None, key, browser=False).suffix
    if accepts_html(request.headers.get("accept")):
        return see(request, f"/submissions/{receipt.id}{suffix}")
    base = service.of(request).url(request)
    address = f"{base}/submissions/{receipt.id}{suffix}"
    body: dict[str, Any] = {"id": receipt.id, "version": receipt.version, "new": receipt.new, "status": address}
    try:
        caller = Caller(found.person, key, found.browser)
        view = await review.of(request).database.run(views.view, caller.actor, receipt.id)
        body |= {"state": view.state, "revision": view.revision, "report": view.last.report}
    except RampError:
        body["note"] = "The same file was received before. Use the private link that was given then, or sign in."
    headers = review.headers(language(request), Location=address, Link=f'<{base}/submissions>; rel="{INBOX}"')
    return JSONResponse(body, 202, headers)


async def shown(request: Request, found: Caller, view: View, status: int = 200) -> Response:
    """The state of a submission as a page or as JSON."""
    room, lang = review.of(request), language(request)
    if not accepts_html(request.headers.get("accept")):
        headers = review.headers(lang, ETag=f'"{view.revision}"')
        return JSONResponse(view.as_dict(lang), status, headers)
    record = await room.record(view.last.triples, lang) if view.last.triples else []
    before = view.versions[-2].triples if len(view.versions) > 1 else ""
    changed = changes(await room.record(before, lang), record) if before else []
    return page(request, "status", found, status=status, view=view, record=record, changed=changed, who=views.who)


def announce(request: Request, receipt: Receipt, delivery: Delivery, valid: bool) -> None:
    """Tell the sender that it arrived, and the curators that it waits."""
    room, base = review.of(request), service.of(request).url(request)
    suffix = Caller(None, receipt.key, browser=False).suffix
    if receipt.key:
        room.notify("received", delivery.contact, delivery.language, f"{base}/submissions/{receipt.id}{suffix}")
    if valid:
        for address in room.settings.mail_curators:
            room.notify("arrived", address, "en", f"{base}/desk/{receipt.id}")


async def tell(request: Request, kind: str, view: View) -> None:
    """Tell whoever sent the submission what has happened."""
    base = service.of(request).url(request)
    review.of(request).notify(kind, view.notices, view.language, f"{base}/submissions/{view.id}")
