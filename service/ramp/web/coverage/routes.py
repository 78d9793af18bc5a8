"""The routes of the matrix and of comparing."""

from fastapi import APIRouter

from ramp.web.coverage import cell, compare, downloads, table

router = APIRouter()
for part in (downloads, table, cell, compare):
    router.include_router(part.router)
