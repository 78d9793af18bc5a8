"""`/submissions/new` and `/submissions/{id}/edit`: the form made from the shapes, without any need of a script.

The form can be checked, saved as a draft that only its author sees, and sent.
"""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData

from ramp.web import answers, identity, record_form, review, service
from ramp.web.deliveries import require_address, revision_of
from ramp.web.identity import Caller, text
from ramp.web.language import language
from ramp.web.review_pages import page, see
from ramp.web.submissions import amended, announce
from ramp.workflow import receiving, views
from ramp.workflow.judged import DEADLINE, content_hash
from ramp.workflow.receiving import Delivery
from ramp.workflow.shown import FormField
from ramp.workflow.views import View

router = APIRouter(include_in_schema=False)

_BUNDLE = Path(str(files("ramp.web").joinpath("static/built/record-form.js")))
"""The form in the browser; there only if it was built (`make form`)."""
_DRAFT_SECONDS = 0.5
"""What saving a draft costs of a client's budget, so that nobody fills the disk with them."""


@router.get("/submissions/new")
async def empty(request: Request) -> Response:
    """The form, empty."""
    found = await identity.caller(request)
    fields = await review.of(request).form(language(request))
    return await _form(request, found, fields, {}, None)


@router.get("/submissions/form-shapes.ttl")
async def shapes(request: Request) -> Response:
    """The shapes that the form in the browser is made from."""
    room, lang = review.of(request), language(request)
    tag = answers.etag(room.engine.snapshot, "form-shapes", lang)
    if answers.matches(request, tag):
        return answers.not_modified(tag, "")
    from ramp.workflow.form_shapes import form_shapes  # the shapes engine is for the workers

    body = await room.engine.work(DEADLINE, form_shapes, room.folders.root, lang)
    return Response(body, headers={"ETag": tag, "Cache-Control": answers.REVALIDATE}, media_type="text/turtle")


@router.get("/submissions/new/interactive")
async def interactive(request: Request) -> Response:
    """The form in the browser, where it was built; else the way to the plain one."""
    found = await identity.caller(request)
    if not _BUNDLE.is_file():
        return see(request, "/submissions/new")
    return page(request, "interactive", found)


@router.post("/submissions/new")
async def create(request: Request) -> Response:
    """Check, save or send a new record."""
    return await _act(request, None)


@router.get("/submissions/{submission_id}/edit")
async def filled(request: Request, submission_id: str) -> Response:
    """The form with the newest version, if it can hold all of it."""
    room, found = review.of(request), await identity.caller(request)
    view = await room.database.run(views.view, found.actor, submission_id)
    fields = await room.form(language(request))
    if view.last.file_name == record_form.FILE_NAME:
        values: dict[str, list[str]] | None = record_form.from_table(view.last.body, fields)
    else:
        values = await room.row(view.last.triples)
    if values is None:
        return see(request, f"/submissions/{view.id}{found.suffix}")
    return await _form(request, found, fields, values, view, view.last.report if view.last.triples else None)


@router.post("/submissions/{submission_id}/edit")
async def change(request: Request, submission_id: str) -> Response:
    """Check, save or send a record that is there already."""
    return await _act(request, submission_id)


async def _act(request: Request, submission_id: str | None) -> Response:
    room, lang = review.of(request), language(request)
    found, form = await identity.posted(request, files=0)
    fields = await room.form(lang)
    values = record_form.values_of(form, fields)
    view = await room.database.run(views.view, found.actor, submission_id) if submission_id else None
    delivery = _delivery(form, values, fields, lang)
    action = text(form, "action")
    if action == "save" and (view is None or view.draft):
        client = answers.client_of(request)
        service.of(request).budget.check(client)
        service.of(request).budget.charge(client, _DRAFT_SECONDS)
        receipt = await room.database.run(
            receiving.save_draft, found.actor, delivery, record_form.title_of(values), submission_id
        )
        key = receipt.key or found.key
        return see(request, f"/submissions/{receipt.id}{Caller(None, key, browser=False).suffix}")
    if action == "send":
        return await _send(request, found, view, delivery, form)
    name = view.id if view else receiving.new_id()
    judged = await room.judge(request, delivery, name, *_known(view))
    return await _form(request, found, fields, values, view, judged.report, delivery.contact)


async def _send(request: Request, found: Caller, view: View | None, delivery: Delivery, form: FormData) -> Response:
    """Keep it if it is valid; else show the form again with what is to be mended."""
    room, lang = review.of(request), language(request)
    name = view.id if view else receiving.new_id()
    judged = await room.judge(request, delivery, name, *_known(view))
    if not judged.valid:
        fields = await room.form(lang)
        values = record_form.values_of(form, fields)
        return await _form(request, found, fields, values, view, judged.report, delivery.contact, status=422)
    if view is not None:
        receipt = await amended(request, found, view.id, delivery, revision_of(request, form))
    else:
        receipt = await room.database.run(receiving.receive, found.actor, name, delivery, judged)
        if receipt.new:
            announce(request, receipt, delivery, valid=True)
    key = receipt.key or found.key
    return see(request, f"/submissions/{receipt.id}{Caller(None, key, browser=False).suffix}")


async def _form(
    request: Request,
    found: Caller,
    fields: Sequence[FormField],
    values: Mapping[str, list[str]],
    view: View | None,
    report: Mapping[str, Any] | None = None,
    contact: str | None = None,
    status: int = 200,
) -> Response:
    beside, rest = record_form.by_field(report.get("findings", ()) if report else (), fields)
    return page(
        request,
        "form",
        found,
        status=status,
        fields=fields,
        values=values,
        view=view,
        report=report,
        beside=beside,
        rest=rest,
        interactive=view is None and not values and _BUNDLE.is_file(),
        contact=contact or (view.contact if view else None) or "",
    )


def _known(view: View | None) -> tuple[dict[str, str], str]:
    if view is None:
        return {}, ""
    return {iri: source for source, iri in view.permanent.items()}, view.last.triples


def _delivery(form: FormData, values: Mapping[str, list[str]], fields: Sequence[FormField], lang: str) -> Delivery:
    contact = text(form, "contact")
    require_address(contact)
    data = record_form.to_table(values, fields)
    hashed = content_hash(data, record_form.MEDIA_TYPE)
    return Delivery(data, record_form.MEDIA_TYPE, record_form.FILE_NAME, hashed, lang, contact or None)
