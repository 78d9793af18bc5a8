"""`/validate` for large files: `202` with the address of a job, its progress, its report, its end."""

import json
import shutil
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

import anyio
from fastapi import APIRouter, Query, Request, Response
from starlette.responses import JSONResponse, StreamingResponse

from ramp.errors import ConflictError, TooLargeError, french_number, in_french
from ramp.intake.limits import MIB, Limits
from ramp.intake.render import REPORT_FORMS
from ramp.sparql.negotiation import Format, choose
from ramp.web import answers, service
from ramp.web.jobs import Job, Order
from ramp.web.language import language
from ramp.web.openapi import PROBLEMS

router = APIRouter(tags=["Practice records"])

LARGEST = 128 * MIB
_FORMS = {
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "application/n-triples": "ntriples",
    "text/csv": "csv",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
}
_NO_STORE = {"Cache-Control": "no-store"}
_REPORTS = tuple(
    Format(form.name, (form.media_type,), (form.name,), charset=form.media_type.startswith("text/"))
    for form in REPORT_FORMS
    if form.name != "html"
)


def bulk_form(request: Request) -> str | None:
    """The form in which the body is checked piece by piece; None where it is small, or cannot be cut."""
    form = _FORMS.get(request.headers.get("content-type", "").split(";")[0].strip().lower())
    if form == "jsonl":
        return form
    length = request.headers.get("content-length", "")
    return form if length.isdigit() and int(length) > Limits().bytes else None


async def accepted(request: Request, form: str, base: str | None, profiles: tuple[str, ...]) -> Response:
    """Takes the body as a job. Raises TooLargeError, BusyError."""
    known = service.of(request)
    jobs = known.jobs
    jobs.room()
    folder = jobs.folder()
    try:
        await _saved(request, folder / "whole")
        jobs.room()
        client = answers.client_of(request)
        order = Order(form, base, profiles, known.folders.root)
        job = jobs.start(folder, order, lambda seconds: known.budget.charge(client, seconds))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    headers = {**_NO_STORE, "Location": f"{known.url(request)}/validate/jobs/{job.id}", "Retry-After": "1"}
    return JSONResponse(job.as_dict(), 202, headers=headers)


@router.get("/validate/jobs/{name}", responses=PROBLEMS, response_class=Response)
async def progress(request: Request, name: str) -> Response:
    """Where the check of a large file stands: as JSON, or as it happens (`Accept: text/event-stream`)."""
    job = service.of(request).jobs.get(name)
    if "text/event-stream" in request.headers.get("accept", ""):
        headers = {**_NO_STORE, "X-Accel-Buffering": "no", "Vary": "Accept"}
        return StreamingResponse(_events(job), media_type="text/event-stream", headers=headers)
    waiting = {"Retry-After": "1"} if job.state == "running" else {}
    return JSONResponse(job.as_dict(), headers={**_NO_STORE, **waiting, "Vary": "Accept"})


@router.get("/validate/jobs/{name}/report", responses=PROBLEMS, response_class=Response)
async def report(
    request: Request,
    name: str,
    lang: Annotated[Literal["en", "fr"] | None, Query(description="Language of the report.")] = None,
    form: Annotated[str | None, Query(alias="format", description="Form of the report; outweighs Accept.")] = None,
) -> Response:
    """The report on a large file, once its check is done."""
    del lang
    job = service.of(request).jobs.get(name)
    wanted, tongue = choose(request.headers.get("accept"), _REPORTS, form), language(request)
    if job.problem is not None:
        raise job.problem
    if job.report is None:
        raise ConflictError(
            "The check is not done yet",
            remedy=f"Ask /validate/jobs/{name} how far it is",
            extra=in_french("Le contrôle n’est pas terminé", f"Demandez à /validate/jobs/{name} où il en est"),
        )
    writer = next(known for known in REPORT_FORMS if known.name == wanted.name)
    headers = {**_NO_STORE, "Vary": "Accept, Accept-Language", "Content-Language": tongue}
    return Response(writer.write([job.report], tongue), headers={**headers, "Content-Type": wanted.content_type})


@router.delete("/validate/jobs/{name}", status_code=204, responses=PROBLEMS, response_class=Response)
async def cancel(request: Request, name: str) -> Response:
    """Ends the check of a large file and removes what there is of it."""
    await service.of(request).jobs.cancel(name)
    return Response(status_code=204)


async def _events(job: Job) -> AsyncIterator[str]:
    async for told in job.watch():
        event = "progress" if told["state"] == "running" else told["state"]
        yield f"event: {event}\ndata: {json.dumps(told)}\n\n"


async def _saved(request: Request, path: Any) -> None:
    size = 0
    async with await anyio.open_file(path, "xb") as file:
        async for chunk in request.stream():
            size += len(chunk)
            if size > LARGEST:
                raise TooLargeError(
                    f"The file is longer than {LARGEST:,} bytes",
                    remedy="Split it, or check it on your own machine with ramp validate",
                    extra={
                        "limit": LARGEST,
                        **in_french(
                            f"Le fichier dépasse {french_number(LARGEST)} octets",
                            "Divisez-le, ou vérifiez-le sur votre propre machine avec ramp validate",
                        ),
                    },
                )
            await file.write(chunk)
