"""`/desk`: the curators' desk. The queue, a record beside its report, and the steps of the review.

Every step carries the revision that the curator has read; if somebody else was first, nothing is taken over and both
are shown (409).
"""

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData

from ramp.errors import ConflictError, NotFoundError, RampError, in_french
from ramp.web import identity, record_form, review
from ramp.web.deliveries import revision_of
from ramp.web.identity import Caller, text
from ramp.web.language import language
from ramp.web.review_pages import page, see
from ramp.web.submissions import tell
from ramp.workflow import reviewing, views
from ramp.workflow.diff import changes
from ramp.workflow.judged import content_hash
from ramp.workflow.receiving import Delivery
from ramp.workflow.states import Action, Role, State
from ramp.workflow.views import View

router = APIRouter(include_in_schema=False)

_OPEN = (State.VALIDATED, State.IN_REVIEW)
_TOLD = {Action.RETURN: "returned", Action.REJECT: "rejected", Action.ACCEPT: "accepted", Action.WITHDRAW: "withdrawn"}


@router.get("/desk")
async def queue(request: Request) -> Response:
    """The list of submissions: by default those that wait for a curator."""
    room, found = review.of(request), await identity.caller(request)
    if found.person is None:
        return see(request, "/sign-in?next=/desk")
    identity.require(found, Role.CURATOR)
    asked = request.query_params
    known = [str(state) for state in views.QUEUE]
    states = [state for state in asked.getlist("state") if state in known] or [str(state) for state in _OPEN]
    chosen = {
        "states": states,
        "text": asked.get("text", "")[:200],
        "mine": asked.get("mine") == "yes",
        "flagged": asked.get("flagged") == "yes",
    }
    lines = await room.database.run(views.queue, found.actor, **chosen)
    return page(request, "queue", found, lines=lines, chosen=chosen, known_states=known)


@router.get("/desk/{submission_id}")
async def record(request: Request, submission_id: str) -> Response:
    """A record beside its report, with everything that a decision needs."""
    found = await identity.caller(request)
    if found.person is None:
        return see(request, f"/sign-in?next=/desk/{submission_id[:24]}")
    identity.require(found, Role.CURATOR)
    view = await review.of(request).database.run(views.view, found.actor, submission_id)
    return await _record(request, found, view)


@router.get("/desk/{submission_id}/edit")
async def form(request: Request, submission_id: str) -> Response:
    """The record to edit: in the form, or as Turtle where the form cannot hold it."""
    room, found = review.of(request), await identity.caller(request)
    identity.require(found, Role.CURATOR)
    view = await room.database.run(views.view, found.actor, submission_id)
    values = await room.row(view.last.triples)
    return await _edit(request, found, view, values, view.last.triples, reason="")


@router.post("/desk/{submission_id}/edit")
async def edit(request: Request, submission_id: str) -> Response:
    """Keep a version of the curator's own."""
    room = review.of(request)
    found, sent = await identity.posted(request, files=0)
    identity.require(found, Role.CURATOR)
    view = await room.database.run(views.view, found.actor, submission_id)
    fields = await room.form(language(request))
    values = None if sent.get("turtle") is not None else record_form.values_of(sent, fields)
    delivery = _edited(sent, values, view, record_form.to_table(values, fields) if values is not None else b"")
    reason, revision = text(sent, "reason"), revision_of(request, sent) or 0
    try:
        permanent = {iri: source for source, iri in view.permanent.items()}
        judged = await room.judge(request, delivery, view.id, permanent, view.last.triples)
        await room.database.run(reviewing.edit, found.actor, view.id, revision, reason, delivery, judged)
    except RampError as error:
        now = await room.database.run(views.view, found.actor, submission_id)
        return await _edit(request, found, now, values, delivery.data.decode(), reason=reason, error=error)
    return see(request, f"/desk/{view.id}")


@router.post("/desk/{submission_id}/{action}")
async def act(request: Request, submission_id: str, action: str) -> Response:
    """One step of the review (fields `revision`, `reason`)."""
    room = review.of(request)
    found, sent = await identity.posted(request, files=0)
    identity.require(found, Role.CURATOR)
    revision, reason = revision_of(request, sent), text(sent, "reason")
    try:
        await _step(request, found, submission_id, action, revision, reason)
    except ConflictError as error:
        view = await room.database.run(views.view, found.actor, submission_id)
        return await _record(request, found, view, error=error, tried=(action, reason))
    view = await room.database.run(views.view, found.actor, submission_id)
    if action in _TOLD:
        await tell(request, _TOLD[Action(action)], view)
    return see(request, f"/desk/{view.id}")


async def _step(
    request: Request, found: Caller, submission_id: str, action: str, revision: int | None, reason: str
) -> None:
    room, actor = review.of(request), found.actor
    match action:
        case Action.TAKE:
            await room.database.run(reviewing.take, actor, submission_id, revision)
        case Action.RELEASE:
            await room.database.run(reviewing.release, actor, submission_id, revision)
        case Action.CLEAR:
            await room.database.run(reviewing.clear, actor, submission_id, revision, reason)
        case Action.RETURN:
            await room.database.run(reviewing.send_back, actor, submission_id, revision, reason)
        case Action.REJECT:
            await room.database.run(reviewing.reject, actor, submission_id, revision, reason)
        case Action.ACCEPT:
            await room.publisher.accept(actor, submission_id, revision, reason)
        case Action.WITHDRAW:
            await room.publisher.withdraw(actor, submission_id, revision, reason)
        case _:
            raise NotFoundError(
                f"There is no step {action[:40]!r}",
                remedy="Use the buttons of the desk",
                extra=in_french(f"L’étape « {action[:40]} » n’existe pas", "Utilisez les boutons du bureau d’examen"),
            )


async def _record(
    request: Request,
    found: Caller,
    view: View,
    *,
    error: RampError | None = None,
    tried: tuple[str, str] | None = None,
) -> Response:
    room, lang = review.of(request), language(request)
    shown = await room.record(view.last.triples, lang) if view.last.triples else []
    before = view.versions[-2].triples if len(view.versions) > 1 else ""
    changed = changes(await room.record(before, lang), shown) if before else []
    return page(
        request, "desk", found, status=error.status if error else 200, view=view, record=shown, changed=changed,
        who=views.who, error=error, tried=tried,
    )  # fmt: skip


async def _edit(
    request: Request,
    found: Caller,
    view: View,
    values: dict[str, list[str]] | None,
    turtle: str,
    *,
    reason: str,
    error: RampError | None = None,
) -> Response:
    room, lang = review.of(request), language(request)
    fields = await room.form(lang)
    report = error.extra.get("report") if error else None
    beside, rest = record_form.by_field(report.get("findings", ()) if report else (), fields)
    record = await room.record(view.last.triples, lang)
    return page(
        request, "edit", found, status=error.status if error else 200, view=view, fields=fields, values=values,
        turtle=turtle, reason=reason, error=error, beside=beside, rest=rest, record=record,
    )  # fmt: skip


def _edited(sent: FormData, values: dict[str, list[str]] | None, view: View, table: bytes) -> Delivery:
    if values is None:
        data = text(sent, "turtle").encode()
        return Delivery(data, "text/turtle", "edited.ttl", content_hash(data, "text/turtle"), view.language)
    hashed = content_hash(table, record_form.MEDIA_TYPE)
    return Delivery(table, record_form.MEDIA_TYPE, record_form.FILE_NAME, hashed, view.language)
