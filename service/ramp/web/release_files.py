"""`/releases/{id}/{name}`: the files of a release, whole or in part; a file never changes."""

import base64
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from ramp.errors import NotFoundError, in_french
from ramp.releases import catalog
from ramp.releases.shelf import Kept
from ramp.web import answers
from ramp.web.ranges import with_parts_of
from ramp.web.releases import kept_release, require_complete, room, to_latest

router = APIRouter(tags=["Releases"])
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {name: {} for name in catalog.MEDIA_TYPES.values()}},
    206: {"description": "The part asked for by Range."},
    410: {"description": "The files of this release are not kept any more."},
    416: {"description": "The file has no part that Range asks for."},
}


@router.get("/releases/{id}/{name}", responses=_RESPONSES, response_class=Response)
@router.head("/releases/{id}/{name}", include_in_schema=False)
async def download(request: Request, id: str, name: str) -> Response:
    """A file of a release, whole or in part (Range, If-Range); it never changes."""
    shelf = room(request).shelf
    if id == "latest" and shelf.latest is not None:
        return to_latest(request, shelf.latest)
    kept = kept_release(shelf, id)
    file = kept.file(name)
    if file is None:
        raise NotFoundError(
            f"The release {kept.id} has no file {name[:80]}",
            remedy=f"It has {', '.join(known['name'] for known in kept.files)}",
            extra=in_french(
                f"La version {kept.id} n’a pas de fichier {name[:80]}",
                f"Elle a {', '.join(known['name'] for known in kept.files)}",
            ),
        )
    require_complete(kept)
    tag = f'"{file["sha256"]}"'
    headers = {
        "ETag": tag,
        "Cache-Control": answers.IMMUTABLE,
        "Content-Disposition": f'attachment; filename="{_saved(kept, name)}"',
        "Repr-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(file['sha256'])).decode()}:",
    }
    if answers.matches(request, tag):
        return Response(status_code=304, headers=headers)
    request.scope["headers"] = with_parts_of(request.scope, file["bytes"], tag)["headers"]
    return FileResponse(kept.graph.with_name(name), headers=headers, media_type=catalog.media_type(name))


def _saved(kept: Kept, name: str) -> str:
    """What the file is called once it is on another disk: it says which release it is from."""
    return f"ramp-{kept.id}{name.removeprefix('ramp')}" if name.startswith("ramp") else f"ramp-{kept.id}-{name}"
