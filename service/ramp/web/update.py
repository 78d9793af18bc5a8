"""`/sparql/update`: SPARQL 1.1 Update for those who hold a token. One request makes one version, or nothing."""

from fastapi import APIRouter, Request, Response

from ramp.engine import Change
from ramp.sparql import protocol
from ramp.sparql.guard import check_update
from ramp.sparql.using import with_dataset
from ramp.web import answers, service
from ramp.web.access import require_writer
from ramp.web.body import bounded_body
from ramp.web.openapi import PROBLEMS

router = APIRouter(tags=["SPARQL"])
_BODY = {
    "required": True,
    "content": {
        protocol.UPDATE: {"schema": {"type": "string"}},
        protocol.FORM: {
            "schema": {"type": "object", "properties": {"update": {"type": "string"}}, "required": ["update"]}
        },
    },
}


@router.post(
    "/sparql/update",
    status_code=204,
    responses={204: {"description": "Done; ETag names the new version."}, **PROBLEMS},
    openapi_extra={"requestBody": _BODY, "security": [{"bearer": []}]},
    response_class=Response,
)
@router.post("/sparql/update/", include_in_schema=False)
async def update(request: Request) -> Response:
    """Change the graph by SPARQL Update. It needs a token."""
    token = require_writer(request)
    known = service.of(request)
    body = await bounded_body(request, known.settings.update_bytes * 3 + 4096)
    operation = protocol.read_update(request.scope["query_string"], request.headers.get("content-type"), body)
    check_update(operation.text, known.limits, known.settings.update_bytes)
    text = with_dataset(operation.text, operation.default_graphs or (), operation.named_graphs or ())
    snapshot = await known.engine.change([Change("update", text=text, base_iri=known.settings.base_iri)])
    known.log.info("update", extra={"token": token.id, "snapshot": snapshot})
    return Response(status_code=204, headers={"ETag": answers.etag(snapshot)})
