"""`/submissions/dispute`: the form for counter-evidence, which is reviewed like any other submission.

An accepted line of evidence against a claim shows the claim as disputed; the claim itself is not changed.
"""

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response

from ramp.graph.namespaces import DCTERMS, ID, RAMP, RDF, SCHEME, SKOS
from ramp.web import identity, review
from ramp.web.deliveries import require_address
from ramp.web.identity import Caller, text
from ramp.web.language import language
from ramp.web.review_pages import page, see
from ramp.web.submissions import announce
from ramp.workflow import receiving
from ramp.workflow.judged import content_hash
from ramp.workflow.provenance import text_of
from ramp.workflow.receiving import Delivery

router = APIRouter(include_in_schema=False)

_FIELDS = ("claim", "source", "kind", "note", "contact")


@router.get("/submissions/dispute")
async def form(request: Request) -> Response:
    """The form; `claim` is the IRI of the claim, or its path on this service."""
    found = await identity.caller(request)
    values = dict.fromkeys(_FIELDS, "") | {"claim": _claim(request.query_params.get("claim", ""))}
    return await _form(request, found, values, [])


@router.post("/submissions/dispute")
async def send(request: Request) -> Response:
    """Keep the counter-evidence, or show what is to be mended."""
    room, lang = review.of(request), language(request)
    found, sent = await identity.posted(request, files=0)
    values = {name: text(sent, name) for name in _FIELDS} | {"claim": _claim(text(sent, "claim"))}
    require_address(values["contact"])
    name = receiving.new_id()
    data = _written(values, lang).encode()
    hashed = content_hash(data, "application/n-triples")
    delivery = Delivery(data, "application/n-triples", "dispute.nt", hashed, lang, values["contact"] or None)
    judged = await room.judge(request, delivery, name)
    if not judged.valid:
        return await _form(request, found, values, judged.report["findings"])
    receipt = await room.database.run(receiving.receive, found.actor, name, delivery, judged)
    if receipt.new:
        announce(request, receipt, delivery, valid=True)
    return see(request, f"/submissions/{receipt.id}{Caller(None, receipt.key, browser=False).suffix}")


def _written(values: dict[str, str], lang: str) -> str:
    """The line of evidence as N-Triples; what is no IRI is left out, and the check says that it is missing."""
    line = ox.BlankNode("line")
    triples = [
        ox.Triple(line, RDF["type"], RAMP["EvidenceLine"]),
        ox.Triple(line, RAMP["direction"], ox.NamedNode(f"{SCHEME.iri}evidence-direction/disputes")),
    ]
    for name, term in (("claim", RAMP["evidenceFor"]), ("source", DCTERMS["source"]), ("kind", RAMP["evidenceKind"])):
        try:
            if values[name]:
                triples.append(ox.Triple(line, term, ox.NamedNode(values[name])))
        except ValueError:
            continue
    if values["note"]:
        triples.append(ox.Triple(line, SKOS["editorialNote"], ox.Literal(values["note"], language=lang)))
    return text_of(triples)


def _claim(given: str) -> str:
    """The IRI of a claim, from itself or from the address of its page."""
    given = given.strip()[:500]
    return ID.iri + given.removeprefix("/id/") if given.startswith("/id/claim/") else given


async def _form(request: Request, found: Caller, values: dict[str, str], findings: list[object]) -> Response:
    fields = await review.of(request).form(language(request))
    kinds = next(field.options for field in fields if field.name == "evidenceKind")
    return page(
        request, "dispute", found, status=422 if findings else 200, values=values, findings=findings, kinds=kinds
    )
