"""`/about?iri=...`: what the graph says about a node whose IRI is not ours, above all a page that facts rest on."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from ramp.linking import describing
from ramp.linking.addresses import encoded, local
from ramp.linking.catalog import LICENCE
from ramp.linking.description import Description
from ramp.sparql import protocol
from ramp.sparql.negotiation import HTML, Format
from ramp.web import answers, linked, service
from ramp.web.language import language
from ramp.web.linked import Target
from ramp.web.nodes import left_out, page_of

router = APIRouter(tags=["Nodes"], include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Elsewhere(Target):
    """A request about a node that is elsewhere: the format is a parameter."""

    def address(self, form: Format) -> str:
        """The address of the description in this format."""
        return f"/about?{urlencode({'iri': self.values['iri'], 'format': linked.suffix(form)})}"


@router.get("/about")
@router.head("/about")
async def about(request: Request) -> Response:
    """The description of a node by its IRI; of one of ours, where it is."""
    known, tongue = service.of(request), language(request)
    asked = linked.target(request, "iri")
    iri = protocol.absolute_iri(asked.values.get("iri", ""), "iri")
    wanted = Elsewhere("about", None, {**asked.values, "iri": iri})
    if address := local(iri, known.settings.base_iri):
        return Response(status_code=303, headers={"Location": known.url(request) + address})
    choice = linked.choose(request, wanted)
    html = choice.format is HTML
    reader = (tongue, known.url(request), "page" in wanted.values) if html else ()
    tag = answers.etag(known.engine.snapshot, iri, choice.content_type, wanted.page, *reader)
    vary = "Accept, Accept-Language" if html else "Accept"
    if linked.fresh(request, tag):
        return linked.not_modified(request, tag, vary)
    brief = left_out(wanted) if html else {}
    found = await linked.read(request, describing.describe, (iri,), wanted.page, brief)
    if not isinstance(found, Description):
        raise await linked.refuse(request, found, iri, base="")
    if wanted.page > found.pages:
        raise linked.no_page(replace(wanted, path=f"about?iri={iri}"), found.pages)
    url = known.url(request)
    relations = [
        f'<{url}{wanted.address(form)}>; rel="alternate"; type="{form.media_types[0]}"' for form in linked.FORMATS
    ]
    turns = linked.page_links("about", lambda page: wanted.query(page=str(page)), found.page, found.pages)
    relations += [f'<{url}{address}>; rel="{relation}"' for relation, address in turns]
    headers = {
        **linked.validators(request, tag),
        "Vary": vary,
        "Link": ", ".join([f'<{encoded(iri)}>; rel="describes"', f'<{LICENCE}>; rel="license"', *relations]),
        "Content-Type": choice.content_type,
    }
    if html:
        return Response(await page_of(request, found, wanted, None), headers=headers | {"Content-Language": tongue})
    return Response(linked.write(found.triples, choice), headers=headers)
