"""The routes of the matrix and of comparing, and what they share."""

from fastapi import APIRouter, FastAPI

from ramp.web.coverage import cell, compare, downloads, table
from ramp.web.coverage.memory import Memory


def install(app: FastAPI) -> None:
    """Add the routes to the application, which gets a memory of the facts of one version of the graph."""
    app.state.coverage = Memory()
    router = APIRouter()
    for part in (downloads, table, cell, compare):
        router.include_router(part.router)
    app.include_router(router)
