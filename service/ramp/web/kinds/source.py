"""The page of a web page that facts rest on: what rests on it, of which page it is a copy, when it was read."""

from typing import Any

from fastapi import Request
from pyoxigraph import NamedNode

from ramp.graph.namespaces import DCTERMS, FOAF, RAMP
from ramp.web.kinds.resting import resting

KIND = FOAF["Document"].value
SHOWN = (DCTERMS["source"], RAMP["mirrorOf"], RAMP["foundIn"])


async def context(request: Request, node: NamedNode, as_of: str | None) -> dict[str, Any]:
    """What rests on the page. Raises RampError as `ask`."""
    del as_of  # a source is shown with all that ever rested on it
    return await resting(request, node)
