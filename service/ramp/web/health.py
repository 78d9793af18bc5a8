"""`/health` for whoever watches the service, `/metrics` for whoever measures it."""

from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import JSONResponse

from ramp.engine import QueryRequest
from ramp.engine.sandbox import forbids_sockets
from ramp.errors import RampError
from ramp.web import service

router = APIRouter(tags=["Operation"])
_READY_SECONDS = 5.0


@router.get("/health")
async def health(request: Request) -> Response:
    """Live and ready: a worker answers from the current version (200), or not (503)."""
    known = service.of(request)
    try:
        await known.engine.query(QueryRequest("ASK { GRAPH ?g { ?s ?p ?o } }"), deadline=_READY_SECONDS)
        ready = True
    except RampError:
        ready = False
    body: dict[str, Any] = {
        "live": True,
        "ready": ready,
        "release": known.engine.release,
        "snapshot": known.engine.snapshot,
        "workers": known.engine.size,
        "sandbox": "sockets forbidden" if forbids_sockets() and not known.settings.service_allow else "sockets open",
    }
    return JSONResponse(body, 200 if ready else 503, {"Cache-Control": "no-store"})


@router.get("/health/live")
async def live() -> Response:
    """The process answers; nothing else is asked."""
    return JSONResponse({"live": True}, headers={"Cache-Control": "no-store"})


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(request: Request) -> Response:
    """Figures in the Prometheus text format."""
    return Response(service.of(request).metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})
