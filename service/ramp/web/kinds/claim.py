"""The page of a claim: who says that what answers which recommendation, how far, and on which evidence."""

import asyncio
from typing import Any

from fastapi import Request
from pyoxigraph import NamedNode

from ramp.graph.namespaces import RAMP
from ramp.web.asking import ask
from ramp.web.kinds.claimed import claims_of
from ramp.web.kinds.parts import behind, reader, text
from ramp.web.node_page import Value

KIND = RAMP["ResponseClaim"].value
SHOWN = (
    RAMP["claimSubject"], RAMP["claimRecommendation"], RAMP["claimMeasure"], RAMP["degree"], RAMP["claimBasis"],
    RAMP["evidenceFor"], RAMP["searchedClaim"],
)  # fmt: skip


async def context(request: Request, node: NamedNode, as_of: str | None) -> dict[str, Any]:
    """The claim with its evidence, and the searches for more. Raises RampError as `ask`."""
    del as_of  # a claim is shown as it stands
    claims, searches = await asyncio.gather(
        claims_of(request, claim=node), ask(request, "kind-claim-searches", claim=node)
    )
    claim = claims[0] if claims else None
    question = None
    if claim and claim.recommendation.iri:
        question = behind(request, "claims-of-recommendation", paragraph=claim.recommendation.iri)
    view = reader(request, searches)
    return {
        "claim": claim,
        "searches": [(view.value(row["search"].value), text(row, "on"), _where(row, view.lang)) for row in searches],
        "question": question,
    }


def _where(row: dict[str, Any], lang: str) -> Value | None:
    """Where it was looked, in the reader's language or marked as in the other."""
    told = {tag: row[f"where{tag.title()}"].value for tag in ("en", "fr") if f"where{tag.title()}" in row}
    if lang in told:
        return Value(told[lang])
    return next((Value(words, lang=tag, only=True) for tag, words in told.items()), None)
