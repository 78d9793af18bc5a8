"""The page of a report or concept note: its places in order, and everything that rests on it or is said in it."""

import asyncio
from typing import Any

from fastapi import Request
from pyoxigraph import NamedNode

from ramp.graph.namespaces import DCTERMS, RAMP
from ramp.web.asking import ask
from ramp.web.kinds.parts import reader, value
from ramp.web.kinds.resting import resting

KIND = RAMP["Report"].value
RANK = 1
SHOWN = (DCTERMS["source"], RAMP["mirrorOf"], RAMP["foundIn"])


async def context(request: Request, node: NamedNode, as_of: str | None) -> dict[str, Any]:
    """What rests on the document and the findings that it states. Raises RampError as `ask`."""
    del as_of  # a report is shown with all that ever rested on it
    shared, findings = await asyncio.gather(resting(request, node), ask(request, "kind-findings", node=node))
    view = reader(request, findings)
    return {
        **shared,
        "findings": [
            (view.value(row["finding"].value), value(view, row, "kind"), value(view, row, "text")) for row in findings
        ],
    }
