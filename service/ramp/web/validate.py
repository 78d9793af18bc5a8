"""`/validate` and `/template.*`: checks practice records, keeps nothing of them, and hands out forms."""

import time
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from ramp.errors import NotFoundError, ParameterError, in_french
from ramp.intake.limits import Limits
from ramp.intake.ownership import usable
from ramp.intake.render import REPORT_FORMS
from ramp.intake.render.csv_table import SEVERITIES
from ramp.intake.render.words import summary
from ramp.sparql.negotiation import Format, choose
from ramp.web import answers, large, service
from ramp.web.body import bounded_body
from ramp.web.language import language, prefixed, words
from ramp.web.openapi import PROBLEMS
from ramp.web.page import render

router = APIRouter(tags=["Practice records"])
router.include_router(large.router)

_SUBMITTED = ("record", "recommended")
"""The profiles of a submission; where they are kept, the shapes engine would be loaded."""
CHECK_SECONDS = 20.0
"""Wall clock for one check; the first one of a worker also reads the shapes."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES = ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml", "application/json",
          "application/x-ndjson", "text/csv", _XLSX, "multipart/form-data",
          "application/x-www-form-urlencoded")  # fmt: skip
_TEMPLATES = {
    "xlsx": _XLSX,
    "csv": "text/csv; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
}
_REPORTS = tuple(
    Format(form.name, (form.media_type,), (form.name,), charset=form.media_type.startswith("text/"))
    for form in REPORT_FORMS
)
_KNOWN = {"lang", "format", "base", "annotated", "profile"}
Lang = Annotated[Literal["en", "fr"] | None, Query(description="Language of the report or form.")]


@router.get("/validate", include_in_schema=False)
async def page(request: Request) -> Response:
    """The page with the form: drop a file, or paste."""
    return _page(request, None)


@router.post(
    "/validate",
    responses={
        200: {
            "description": "The report, whatever it says.",
            "content": {form.media_type: {} for form in REPORT_FORMS},
        },
        202: {"description": "A large file is being checked; Location says where to ask how far it is."},
        **PROBLEMS,
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in _TYPES},
        }
    },
    response_class=Response,
)
async def validate(
    request: Request,
    lang: Lang = None,
    form: Annotated[str | None, Query(alias="format", description="Form of the report; outweighs Accept.")] = None,
    base: Annotated[str | None, Query(description="IRI below which your records are.")] = None,
    annotated: Annotated[bool | None, Query(description="Get the workbook back with comments.")] = None,
    profile: Annotated[
        Literal["record", "publication"], Query(description="What a submission must have, or also what curators add.")
    ] = "record",
) -> Response:
    """Check practice records. Nothing is stored; the report says what to mend and where."""
    del lang
    _only_known(request)
    _required(request)
    if base is not None and not (usable(base) and base[-1] in "/#:"):
        raise ParameterError(
            "base is not an IRI that ends with / or #",
            remedy="Give the IRI below which your records are",
            extra=in_french(
                "base n’est pas un IRI qui se termine par / ou #", "Donnez l’IRI sous lequel se trouvent vos fiches"
            ),
        )
    known, tongue = service.of(request), language(request)
    wanted = choose(request.headers.get("accept"), _REPORTS, form)
    known.budget.check(answers.client_of(request))
    profiles = (*_SUBMITTED, "publication") if profile == "publication" else _SUBMITTED
    own = base if base is None or not base.startswith(known.settings.base_iri) else None
    bulk = large.bulk_form(request)
    if bulk is not None:
        return await large.accepted(request, bulk, own, profiles)
    body = await bounded_body(request, Limits().bytes + 64 * 1024)
    from ramp.intake import worker  # the shapes engine is for the workers; the service only names the function

    begun = time.perf_counter()
    try:
        reports, workbook = await known.engine.work(
            CHECK_SECONDS,
            worker.check,
            known.folders.root,
            body,
            request.headers.get("content-type", ""),
            own,
            tongue if annotated else None,
            profiles,
        )
    finally:
        known.budget.charge(answers.client_of(request), time.perf_counter() - begun)
    headers = {"Cache-Control": "no-store", "Vary": "Accept, Accept-Language", "Content-Language": tongue}
    if workbook is not None:
        headers["Content-Disposition"] = 'attachment; filename="checked.xlsx"'
        return Response(workbook, headers=headers, media_type=_XLSX)
    if wanted.name == "html":
        return _page(request, reports)
    writer = next(known_form for known_form in REPORT_FORMS if known_form.name == wanted.name)
    return Response(writer.write(reports, tongue), headers={**headers, "Content-Type": wanted.content_type})


@router.get(
    "/template.{form}",
    responses={200: {"description": "The empty form.", "content": {t: {} for t in _TEMPLATES.values()}}, **PROBLEMS},
    response_class=Response,
)
async def template(request: Request, form: Literal["xlsx", "csv", "ttl", "jsonld"], lang: Lang = None) -> Response:
    """An empty form for practice records, with lists from the graph and a filled example."""
    del lang
    _required(request)
    known, tongue = service.of(request), language(request)
    tag = answers.etag(known.engine.snapshot, "template", form, tongue)
    if answers.matches(request, tag):
        return answers.not_modified(tag, "Accept-Language")
    from ramp.intake import worker

    data = await known.engine.work(CHECK_SECONDS, worker.template, known.folders.root, form, tongue)
    headers = {
        "ETag": tag,
        "Vary": "Accept-Language",
        "Cache-Control": answers.REVALIDATE,
        "Content-Language": tongue,
        "Content-Disposition": f'attachment; filename="ramp-practices.{form}"',
    }
    return Response(data, headers=headers, media_type=_TEMPLATES[form])


@router.get("/{name}.schema.json", response_class=Response, responses=PROBLEMS)
async def schema(request: Request, name: Literal["record", "check-report"]) -> Response:
    """The JSON Schema of a plain JSON record, or of the JSON report."""
    return Response(_ontology_file(request, f"{name}.schema.json"), media_type="application/schema+json")


@router.get("/context.jsonld", response_class=Response, responses=PROBLEMS)
async def context(request: Request) -> Response:
    """The JSON-LD context of records."""
    return Response(_ontology_file(request, "context.jsonld"), media_type="application/ld+json")


def _page(request: Request, reports: Any) -> Response:
    lang = language(request)
    text = render(
        request,
        "validate.html",
        title=words(lang)["check_title"],
        reports=reports,
        summary=summary,
        severities=SEVERITIES[lang],
        rules_at=prefixed(lang, "/shapes"),
    )
    headers = {"Content-Language": lang, "Vary": "Accept, Accept-Language", "Cache-Control": "no-store"}
    return Response(text, headers=headers, media_type="text/html; charset=utf-8")


def _ontology_file(request: Request, name: str) -> bytes:
    file = service.of(request).folders.ontology / name
    if not file.is_file():
        raise NotFoundError(
            f"This graph has no {name}",
            remedy="Serve the whole graph of RAMP",
            extra=in_french(f"Ce graphe n’a pas de {name}", "Servez le graphe complet de RAMP"),
        )
    return file.read_bytes()


def _required(request: Request) -> None:
    """A graph without shapes for records cannot check any."""
    if not (service.of(request).folders.shapes / "profiles" / "record.ttl").is_file():
        raise NotFoundError(
            "This graph has no shapes for practice records",
            remedy="Serve the whole graph of RAMP",
            extra=in_french(
                "Ce graphe n’a pas de règles pour les fiches de pratiques", "Servez le graphe complet de RAMP"
            ),
        )


def _only_known(request: Request) -> None:
    for name in request.query_params:
        if name not in _KNOWN:
            raise ParameterError(
                f"There is no parameter {name[:40]!r}",
                remedy=f"Use {', '.join(sorted(_KNOWN))}; a file is sent as the body, never by its address",
                extra={
                    "parameter": name[:40],
                    **in_french(
                        f"Il n’y a pas de paramètre « {name[:40]} »",
                        f"Utilisez {', '.join(sorted(_KNOWN))} ; un fichier s’envoie comme corps de la requête, jamais "
                        "par son adresse",
                    ),
                },
            )
