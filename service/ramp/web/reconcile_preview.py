"""`/reconcile/preview`: a few lines about a node, made to stand in a frame of any page.

It is the one page that others may frame, so it has a policy of its own: no script, no form, only its own style sheet.
"""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from ramp.errors import NotFoundError, in_french
from ramp.linking.reconcile import extending, properties, reading
from ramp.linking.reconcile.kinds import KINDS
from ramp.web import reconcile_parameters as parameters
from ramp.web import service
from ramp.web.language import language
from ramp.web.reconcile import entity_of, values_of

router = APIRouter(tags=["Reconciliation"])

_SHOWN = ("symbol", "classification", "adopted", "founded", "seat", "iso3", "mechanism", "start", "subject")
_VALUES = 3
_LETTERS = 320
_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"


@router.get("/reconcile/preview", summary="A small page about a node, for a frame", include_in_schema=False)
@router.head("/reconcile/preview", include_in_schema=False)
async def preview(request: Request) -> Response:
    """What a node is, in a few lines; any page may show it in a frame."""
    given, tongue = parameters.pairs(request.scope["query_string"]), language(request)
    id = reading.key_of(given.get("id", ""))
    entity = await entity_of(request, id)
    if entity is None:
        raise NotFoundError(
            f"The graph knows no {id[:200]!r}",
            remedy="Find its id with /reconcile/suggest/entity?prefix=",
            extra=in_french(
                f"Le graphe ne connaît pas « {id[:200]} »",
                "Trouvez son identifiant avec /reconcile/suggest/entity?prefix=",
            ),
        )
    some = [
        properties.PROPERTIES[name]
        for name in (*_SHOWN, "description")
        if not (kinds := properties.PROPERTIES[name].kinds) or set(kinds) & set(reading.kinds_of(entity))
    ]
    values = await values_of(request, [entity.key], some)
    lines = []
    for item in some:
        cells = extending.cells(values.of(entity.key, item.id), values.names, tongue, _VALUES, item.language)
        told = " · ".join(str(cell.get("name") or _plain(cell)) for cell in cells)
        if told:
            lines.append((item.id, item.name(tongue), told[:_LETTERS] + "…" * (len(told) > _LETTERS)))
    known = service.of(request)
    page = (
        known.templates[tongue]
        .get_template("reconcile/preview.html")
        .render(
            entity=entity,
            kind=KINDS[entity.kind].name(tongue),
            name=entity.name(tongue),
            other=entity.description(tongue).partition(" · ")[2],
            lines=lines,
            address=f"{known.url(request)}/{tongue}/{entity.key}",
        )
    )
    headers = {"Content-Security-Policy": _POLICY, "X-Frame-Options": "ALLOWALL", "Vary": "Accept-Language"}
    return Response(page, headers=headers | {"Content-Language": tongue}, media_type="text/html; charset=utf-8")


def _plain(cell: Mapping[str, Any]) -> str:
    value = next(iter(cell.values()), "")
    return str(value).removesuffix("T00:00:00Z")
